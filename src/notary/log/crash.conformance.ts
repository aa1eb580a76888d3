/** A life of a log that may end at any step, and what must hold of what is left. The test beside it looks at some steps, the long one at all. */
import { expect } from 'vitest';
import { OffswitchError } from '../../kit/errors.ts';
import { randomStream } from '../../kit/random.ts';
import { parseCheckpoint } from '../formats/checkpoint.ts';
import { parseVerifierKey } from '../formats/keys.ts';
import { withPacks } from '../formats/pack.ts';
import { withoutWitnesses } from '../formats/policy.ts';
import { payloadState, SALT_BYTES, type SaltedPayload, saltPayload } from '../records/payloads.ts';
import { type Draft, decodeRecord } from '../records/record.ts';
import { alerts, openSample, referringTo, seedOf } from '../sample-log.conformance.ts';
import type { ReadFile } from '../tree/tiled.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { type Fault, type MemoryFiles, memoryFiles } from './memory-files.conformance.ts';
import { storedEntries } from './read-entries.ts';
import { withJournal } from './read-payloads.ts';

/** What others were told before the end. */
interface Told {
  /** Index of each record of channel `agent-1` that was acknowledged, by its number. */
  readonly acknowledged: Map<number, number>;
  /** Payloads that were acknowledged. */
  readonly kept: Set<SaltedPayload>;
  /** The ones under way. */
  readonly sent: Set<SaltedPayload>;
  /** Whose erasing was asked for, and those of which it was acknowledged. */
  readonly erasing: Set<SaltedPayload>;
  readonly erased: Set<SaltedPayload>;
  /** The newest note that was given away. */
  note: string | undefined;
}

function nothingTold(): Told {
  return {
    acknowledged: new Map(),
    kept: new Set(),
    sent: new Set(),
    erasing: new Set(),
    erased: new Set(),
    note: undefined,
  };
}

function copyOf({ acknowledged, kept, sent, erasing, erased, note }: Told): Told {
  return {
    acknowledged: new Map(acknowledged),
    kept: new Set(kept),
    sent: new Set(sent),
    erasing: new Set(erasing),
    erased: new Set(erased),
    note,
  };
}

/** Content that a part of it gives away, wherever it stands. */
const contentOf = (number: number) => `secret ${String(number).padStart(4, '0')};`;

function samplePayload(number: number, bytes: number): SaltedPayload {
  const content = contentOf(number);
  return saltPayload(Buffer.from(content.repeat(bytes / content.length)), seedOf(number % 256));
}

/** Two sittings with enough records for full bundles, tiles and a change of the key; with payloads of every size, some erased. */
async function live(files: MemoryFiles, told: Told): Promise<void> {
  let made = 0;
  for (const sitting of [0, 1]) {
    const writer = await openSample(files);
    let next = writer.lastNumber('agent-1') + 1;

    async function append(drafts: readonly Draft[], payloads: readonly SaltedPayload[] = []): Promise<void> {
      next += drafts.length;
      for (const payload of payloads) told.sent.add(payload);
      const { first } = await writer.append(drafts, payloads);
      for (const [at, { channel_seq }] of drafts.entries()) told.acknowledged.set(channel_seq, first + at);
      for (const payload of payloads) told.kept.add(payload);
      told.sent.clear();
    }

    async function appendPayloads(count: number, bytes: number): Promise<readonly SaltedPayload[]> {
      const payloads = Array.from({ length: count }, (_, at) => samplePayload(made + at, bytes));
      made += count;
      await append(referringTo(payloads, 'agent-1', next), payloads);
      return payloads;
    }

    async function erase(payload: SaltedPayload | undefined): Promise<void> {
      if (payload === undefined) return;
      told.erasing.add(payload);
      await writer.erase(payload.reference.digest, 'kim', 'asked to');
      told.erased.add(payload);
    }

    await append(alerts(1, 'agent-1', next));
    const young = await appendPayloads(4, 300);
    // In the journal alone, with others before and behind it.
    await erase(young[1]);
    for (const count of [40, 230, 60]) {
      await append(alerts(count, 'agent-1', next));
      if (count === 40 && sitting === 1) await writer.rotateKey();
      const note = await writer.sign();
      told.note = note;
      await writer.publish(note, false);
    }
    // A file, and in the journal perhaps.
    await erase(young[2]);
    await append(referringTo(young, 'agent-1', next), young);
    await erase((await appendPayloads(1, 70_000))[0]);
    await appendPayloads(2, 70_000);
    // So many that they are not left for the next head.
    if (sitting === 0) {
      await appendPayloads(17, 62_000);
      told.note = await writer.sign();
    }
    await writer.close();
  }
}

/** Opens what is left, goes on, and lets the verifier look. */
async function expectSound(files: MemoryFiles, told: Told, when: string): Promise<void> {
  const entries = entriesOf(files);
  for (const [number, index] of told.acknowledged) {
    const entry = entries[index];
    expect(entry, `${when}: record ${number} was acknowledged`).toBeDefined();
    if (entry !== undefined)
      expect(decodeRecord(entry, when)).toMatchObject({ channel: 'agent-1', channel_seq: number });
  }
  const alive = [...told.kept].filter((payload) => !told.erasing.has(payload));
  expectPayloads(withJournal(files), alive, `${when}, before it is opened`);
  const writer = await openSample(files);
  const found = entriesOf(files);
  for (const payload of told.erasing)
    if (told.erased.has(payload) || found.some((entry) => saysErased(entry, payload)))
      expectNowhere(files, payload, when);
  await writer.append(alerts(3, 'afterwards'));
  // Whoever got no answer asks again, and may have it erased.
  const again = [...told.sent];
  await writer.append(referringTo(again, 'afterwards', 4), again);
  for (const payload of again) await writer.erase(payload.reference.digest, 'kim', 'asked to');
  for (const payload of again) expectNowhere(files, payload, when);
  await writer.publish(await writer.sign(), false);
  expectPayloads(
    withPacks(files.read),
    alive.filter((payload) => !told.sent.has(payload)),
    when,
  );
  const key = parseVerifierKey(files.read('vkey')?.toString().trim() ?? '', 'vkey');
  const heads = told.note === undefined ? [] : [parseCheckpoint(told.note, 'given away')];
  const verdict = verifyLog(files.read, { policy: withoutWitnesses([key]), heads });
  expect([verdict.integrity.findings, verdict.completeness.findings], when).toEqual([[], []]);
}

function entriesOf(files: MemoryFiles): readonly Buffer[] {
  return [...storedEntries(files).entries()].map(({ bytes }) => bytes);
}

function expectPayloads(read: ReadFile, payloads: readonly SaltedPayload[], when: string): void {
  const lost = payloads.filter(({ reference }) => payloadState(read, reference) !== 'present');
  expect(lost, `${when}: payloads that were acknowledged`).toEqual([]);
}

function expectNowhere(files: MemoryFiles, { bytes }: SaltedPayload, when: string): void {
  const content = bytes.subarray(SALT_BYTES, SALT_BYTES + contentOf(0).length);
  const holding = files.paths().filter((path) => files.read(path)?.includes(content));
  expect(holding, `${when}: ${content} was erased`).toEqual([]);
}

function saysErased(entry: Buffer, { reference }: SaltedPayload): boolean {
  return entry.includes('"payload.erase"') && entry.includes(reference.digest);
}

/** How many steps a life without trouble takes. */
export async function stepsOfALife(): Promise<number> {
  const files = memoryFiles();
  await live(files, nothingTold());
  return files.steps;
}

/** The machine stops before this step, in several of the states that it may come back with. */
export async function stopBefore(step: number, states: number): Promise<void> {
  const random = randomStream('crash states', step);
  const files = memoryFiles();
  const told = nothingTold();
  const left: MemoryFiles[] = [];
  let then: Told | undefined;
  files.onStep((at) => {
    if (at !== step) return;
    then = copyOf(told);
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
  const told = nothingTold();
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
