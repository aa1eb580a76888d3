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
    // `npm run test:guard` runs these: they install five frameworks each, go through hundreds of crashes and kills, or wait
    // for leases and probes.
    exclude: [
      ...configDefaults.exclude,
      'test/long/guard-{bypass,examples}.test.ts',
      'test/long/{broker,notary}-killed.test.ts',
      'test/long/notary-crash.test.ts',
      'test/long/lifecycle-{leases,looks-again,mutants,swapped}.test.ts',
      'test/long/approvals-{attacks,flood}.test.ts',
      'test/long/policy-differential.test.ts',
    ],
    env: { EVERY_CELL: '1' },
    setupFiles: ['test/support/property-seed.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
