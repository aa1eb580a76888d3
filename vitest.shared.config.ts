/** Tests on released transcripts of real models, which are not part of this repository. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/shared/**/*.test.ts'],
    testTimeout: 180_000,
  },
});
