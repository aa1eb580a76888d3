/** The log of a notary: the machine stops before every step, and every step fails. */
import { expect, test } from 'vitest';
import { failAt, stepsOfALife, stopBefore } from '../../src/notary/log/crash.conformance.ts';
import { tellCounts } from '../support/suite-counts.ts';

const steps = await stepsOfALife();
const STATES = 4;
const timeout = 15 * 60_000;

test(`the machine stops before each of ${steps} steps, ${STATES} states each`, { timeout }, async () => {
  for (let step = 1; step <= steps; step += 1) await stopBefore(step, STATES);
  await tellCounts('crash-states', { steps, states: steps * STATES, lost: 0 });
});

test.each(['lost', 'done'] as const)('each step is reported as failed (%s)', { timeout }, async (fault) => {
  let stopped = 0;
  for (let step = 1; step <= steps; step += 1) stopped += (await failAt(step, fault)) ? 1 : 0;
  expect(stopped).toBe(steps);
  await tellCounts(`crash-failed-${fault}`, { steps, stopped });
});
