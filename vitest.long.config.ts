/** Longer tests of the whole: runs that are killed, starved of disk, damaged, or served by an unreliable provider. */
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/long/**/*.test.ts',
      'test/approvals/{messages,texts}.test.ts',
      'test/conformance/families.test.ts',
      'test/guarded/families.test.ts',
      'src/measure/scenarios/twins.test.ts',
      'src/**/*.killed.test.ts',
      'src/contain/sandbox/**/*.test.ts',
    ],
    // They install five frameworks each: `npm run test:guard`.
    exclude: [...configDefaults.exclude, 'test/long/guard-{bypass,examples}.test.ts'],
    env: { EVERY_CELL: '1' },
    setupFiles: ['test/support/property-seed.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
