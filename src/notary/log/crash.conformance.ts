/** A life of a log that may end at any step, and what must hold of what is left. The test beside it looks at some steps, the long one at all. */
import { expect } from 'vitest';
import { OffswitchError } from '../../kit/errors.ts';
import { randomStream } from '../../kit/random.ts';
import { parseCheckpoint } from '../formats/checkpoint.ts';
import { parseVerifierKey } from '../formats/keys.ts';
import { withoutWitnesses } from '../formats/policy.ts';
import { decodeRecord } from '../records/record.ts';
import { alerts, openSample } from '../sample-log.conformance.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { type Fault, type MemoryFiles, memoryFiles } from './memory-files.conformance.ts';
import { storedEntries } from './read-entries.ts';

/** What others were told before the end. */
interface Told {
  /** Index of each record of channel `agent-1` that was acknowledged, by its number. */
  readonly acknowledged: Map<number, number>;
  /** The newest note that was given away. */
  note: string | undefined;
}

/** Two sittings with enough records for full bundles, tiles and a change of the key. */
async function live(files: MemoryFiles, told: Told): Promise<void> {
  for (const sitting of [0, 1]) {
    const writer = await openSample(files);
    let next = writer.lastNumber('agent-1') + 1;
    for (const count of [1, 40, 230, 60]) {
      const drafts = alerts(count, 'agent-1', next);
      next += count;
      const { first } = await writer.append(drafts);
      for (const [at, { channel_seq }] of drafts.entries()) told.acknowledged.set(channel_seq, first + at);
      if (count === 40 && sitting === 1) await writer.rotateKey();
      const note = await writer.sign();
      told.note = note;
      await writer.publish(note, false);
    }
    await writer.close();
  }
}

/** Opens what is left, goes on, and lets the verifier look. */
async function expectSound(files: MemoryFiles, { acknowledged, note }: Told, when: string): Promise<void> {
  const entries: Buffer[] = [];
  for (const { bytes } of storedEntries(files).entries()) entries.push(bytes);
  for (const [number, index] of acknowledged) {
    const entry = entries[index];
    expect(entry, `${when}: record ${number} was acknowledged`).toBeDefined();
    if (entry !== undefined)
      expect(decodeRecord(entry, when)).toMatchObject({ channel: 'agent-1', channel_seq: number });
  }
  const writer = await openSample(files);
  await writer.append(alerts(3, 'afterwards'));
  await writer.publish(await writer.sign(), false);
  const key = parseVerifierKey(files.read('vkey')?.toString().trim() ?? '', 'vkey');
  const heads = note === undefined ? [] : [parseCheckpoint(note, 'given away')];
  const verdict = verifyLog(files.read, { policy: withoutWitnesses([key]), heads });
  expect([verdict.integrity.findings, verdict.completeness.findings], when).toEqual([[], []]);
}

/** How many steps a life without trouble takes. */
export async function stepsOfALife(): Promise<number> {
  const files = memoryFiles();
  await live(files, { acknowledged: new Map(), note: undefined });
  return files.steps;
}

/** The machine stops before this step, in several of the states that it may come back with. */
export async function stopBefore(step: number, states: number): Promise<void> {
  const random = randomStream('crash states', step);
  const files = memoryFiles();
  const told: Told = { acknowledged: new Map(), note: undefined };
  const left: MemoryFiles[] = [];
  let then: Told | undefined;
  files.onStep((at) => {
    if (at !== step) return;
    then = { acknowledged: new Map(told.acknowledged), note: told.note };
    for (let state = 0; state < states; state += 1)
      left.push(files.crashed((choices) => random.below(choices)));
  });
  await live(files, told);
  for (const [at, state] of left.entries())
    if (then !== undefined) await expectSound(state, then, `step ${step}, state ${at}`);
}

/** This step is reported as failed. Gives whether the writer stopped for it: a step of tidying up may fail unnoticed. */
export async function failAt(step: number, fault: Fault): Promise<boolean> {
  const random = randomStream('failed steps', step);
  const files = memoryFiles();
  const told: Told = { acknowledged: new Map(), note: undefined };
  files.failAt(step, fault);
  let stopped = false;
  try {
    await live(files, told);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(OffswitchError);
    if (thrown instanceof OffswitchError) expect(thrown.code).toMatch(/^(?:log-stopped|file-unwritable)$/);
    stopped = true;
  }
  await expectSound(files.copy(), told, `step ${step}, as seen`);
  await expectSound(
    files.crashed((choices) => random.below(choices)),
    told,
    `step ${step}, after a crash`,
  );
  return stopped;
}
