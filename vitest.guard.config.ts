/** The suites that docs/guard.md counts. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/long/guard-{bypass,examples,moves}.test.ts',
      'test/long/broker-{crash,killed}.test.ts',
      'test/long/notary-{crash,duress,killed,tamper,vectors}.test.ts',
      'test/long/{json,policy}-differential.test.ts',
      'test/long/lifecycle-{leases,race,simulation}.test.ts',
    ],
    env: { EVERY_CELL: '1', EVERY_MOVE: '1', SIMULATION_STEPS: '100000' },
    setupFiles: ['test/support/property-seed.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
