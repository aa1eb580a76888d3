/** The suites that docs/guard.md counts. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/long/guard-{bypass,examples,moves}.test.ts',
      'test/long/broker-{crash,killed}.test.ts',
      'test/long/notary-{crash,duress,killed,tamper,vectors}.test.ts',
      'test/long/{json,policy}-differential.test.ts',
      'test/long/lifecycle-{leases,looks-again,mutants,race,simulation,swapped}.test.ts',
      'test/long/approvals-{attacks,flood}.test.ts',
      'test/approvals/{messages,texts}.test.ts',
      'src/contain/lifecycle/commands/race.test.ts',
      'src/contain/lifecycle/stores/copies.test.ts',
    ],
    env: {
      ...{ EVERY_CELL: '1', EVERY_MOVE: '1', SIMULATION_STEPS: '100000' },
      ...{ RACE_ROUNDS: '10000', RACE_ENGINE_ROUNDS: '100', RACE_GUARD_ROUNDS: '20' },
      ...{ FLOOD_REQUESTS: '10000' },
    },
    setupFiles: ['test/support/property-seed.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
