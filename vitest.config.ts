import { defineConfig } from 'vitest/config';

const shared = {
  exclude: [
    'test/long/**',
    'test/shared/**',
    'test/page/**',
    '**/*.killed.test.ts',
    'src/contain/sandbox/**',
    'node_modules/**',
    'dist/**',
  ],
  // A loaded machine is slow, and slowness is no failure.
  testTimeout: 180_000,
  hookTimeout: 180_000,
  setupFiles: ['test/support/property-seed.ts'],
};

export default defineConfig({
  test: {
    // Many tests wait for processes of their own, so no core need be left free.
    maxWorkers: '100%',
    projects: [
      // Tests beside the code share modules: loading the sources anew for every file takes longer than the tests.
      { test: { ...shared, name: 'rooms', include: ['src/**/*.test.ts'], isolate: false } },
      { test: { ...shared, name: 'whole', include: ['test/**/*.test.ts'] } },
    ],
  },
});
