/** What may be on the disk when the machine stops in the middle of an effect, for some moments; test/long takes all. */
import { expect, it } from 'vitest';
import { testFolder } from '../../../../test/support/folder.ts';
import { failAt, stepsOfALife, stopBefore } from './crash.conformance.ts';

const folder = testFolder();
const STRIDE = 5;

it('the machine stops', async () => {
  const steps = await stepsOfALife(folder.file('steps'));
  expect(steps).toBeGreaterThan(20);
  for (let step = 1; step <= steps; step += STRIDE) await stopBefore(folder.file(`stop-${step}`), step, 2);
});

it.each(['lost', 'done'] as const)('a step is reported as failed (%s)', async (fault) => {
  for (const step of [3, 8, 15, 20]) await failAt(folder.file(`${fault}-${step}`), step, fault);
});
