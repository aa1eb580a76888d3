/**
 * More of the simulated company: 10,000 steps, or as many as `SIMULATION_STEPS` says, in parts with a seed each. What fails
 * names its seed and the shortest life that breaks something.
 */
import { expect, test } from 'vitest';
import { simulate } from '../lifecycle/simulation/simulate.ts';
import { tellCounts } from '../support/suite-counts.ts';

const PART = 10_000;
const COUNTED = 100_000;
const { SIMULATION_STEPS = String(PART) } = process.env;
const parts = Math.ceil(Number(SIMULATION_STEPS) / PART);
let played = 0;

test.for(Array.from({ length: parts }, (_, at) => at + 1))(
  `${PART} steps, seed %i`,
  { timeout: 60 * 60_000 },
  async (seed) => {
    const tally = await simulate(seed, PART);
    played += PART;
    const { steps, ...came } = Object.fromEntries(tally);
    console.log(`seed ${seed}: ${steps} steps; ${JSON.stringify(came)}`);
    for (const what of [
      'command create',
      'command delete',
      'command restore',
      'effects',
      'crashes',
      'restarts',
    ])
      expect(tally.get(what), what).toBeGreaterThan(0);
    if (played === COUNTED) await tellCounts('lifecycle-simulation', { steps: played, broken: 0 });
  },
);
