/** Property tests use one seed, so that a run that passed passes again; `PROPERTY_SEED` and `PROPERTY_RUNS` widen the search. */
import fc from 'fast-check';

const { PROPERTY_SEED: seed = '20260419', PROPERTY_RUNS: runs } = process.env;

fc.configureGlobal({ seed: Number(seed), ...(runs === undefined ? {} : { numRuns: Number(runs) }) });
