/**
 * What may be on the disk when the machine stops, or a step fails: nothing that was acknowledged is lost, no head that
 * was given away is contradicted, and the log goes on. Here for some steps; test/long does it for all.
 */
import { expect, it } from 'vitest';
import { decodeRecord } from '../records/record.ts';
import { alerts, openSample } from '../sample-log.conformance.ts';
import { failAt, stepsOfALife, stopBefore } from './crash.conformance.ts';
import { memoryFiles } from './memory-files.conformance.ts';
import { storedEntries } from './read-entries.ts';

const steps = await stepsOfALife();
const STRIDE = 47;

it('the machine stops', async () => {
  expect(steps).toBeGreaterThan(100);
  for (let step = 1; step <= steps; step += STRIDE) await stopBefore(step, 2);
});

it.each(['lost', 'done'] as const)('a step is reported as failed (%s)', async (fault) => {
  for (let step = 2; step <= steps; step += 2 * STRIDE)
    expect(await failAt(step, fault), String(step)).toBe(true);
});

it('a torn end is kept aside, and both the start and the gap are in the log', async () => {
  const files = memoryFiles();
  const writer = await openSample(files);
  await writer.append(alerts(5));
  const segment = files.paths().find((path) => path.startsWith('journal/')) ?? '';
  const whole = files.read(segment) ?? Buffer.alloc(0);
  const torn = memoryFiles(
    new Map([
      ...files.paths().map((path) => [path, files.read(path) ?? Buffer.alloc(0)] as const),
      [segment, Buffer.concat([whole, whole.subarray(0, 50)])],
    ]),
  );
  const again = await openSample(torn);
  expect(again.epoch).toBe(2);
  expect(torn.read('state/cut-2')).toEqual(whole.subarray(0, 50));
  const records = [...storedEntries(torn).entries()].map(({ bytes }) => decodeRecord(bytes, 'entry'));
  expect(records.slice(-2)).toMatchObject([
    { kind: 'boot', body: { previous: 'crashed', size: 6 } },
    { kind: 'gap', body: { reason: 'torn-write', bytes: 50 } },
  ]);
});
