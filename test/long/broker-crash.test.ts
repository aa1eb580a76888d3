/** Effects through a broker: the machine stops before every step of the disk, and every step fails. */
import { test } from 'vitest';
import { failAt, stepsOfALife, stopBefore } from '../../src/contain/guard/broker/crash.conformance.ts';
import { testFolder } from '../support/folder.ts';
import { tellCounts } from '../support/suite-counts.ts';

const folder = testFolder();
const steps = await stepsOfALife(folder.file('steps'));
const STATES = 4;
const timeout = 15 * 60_000;

test(`the machine stops before each of ${steps} steps, ${STATES} states each`, { timeout }, async () => {
  for (let step = 1; step <= steps; step += 1) await stopBefore(folder.file(`stop-${step}`), step, STATES);
  await tellCounts('broker-crash-states', { unexplained: 0 }, { steps, states: steps * STATES });
});

test.each(['lost', 'done'] as const)('each step is reported as failed (%s)', { timeout }, async (fault) => {
  for (let step = 1; step <= steps; step += 1) await failAt(folder.file(`${fault}-${step}`), step, fault);
  await tellCounts(`broker-crash-failed-${fault}`, { unexplained: 0 }, { steps });
});
