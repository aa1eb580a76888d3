/**
 * The tamper matrix: a small log of every kind of record with one honest witness, every change that somebody may make to
 * it, and the verdict that is due. The test beside it takes a part of it, the long one all.
 */
import { canonical, isRecord, type Json } from '../../kit/canonical.ts';
import { decodeBundle, encodeBundle } from '../formats/bundle.ts';
import { parseCheckpoint, signCheckpoint } from '../formats/checkpoint.ts';
import { withCosignatures } from '../formats/cosignature.ts';
import { formatVerifierKey, type SignerKey, type VerifierKey } from '../formats/keys.ts';
import { formatNote, parseSignature } from '../formats/note.ts';
import { TILE_WIDTH, tileIn, tilePath } from '../formats/tile-path.ts';
import { type MemoryFiles, memoryFiles } from '../log/memory-files.conformance.ts';
import type { LogWriter } from '../log/writer.ts';
import {
  drafts,
  everyKind,
  filesWithKey,
  logKey,
  ORIGIN,
  openSample,
  testClock,
  witnessKey,
} from '../sample-log.conformance.ts';
import { growingTree } from '../tree/growing.ts';
import { leafHash } from '../tree/hashes.ts';
import { proveConsistency } from '../tree/prove.ts';
import { tiledSubtrees } from '../tree/tiled.ts';
import { formatAddCheckpoint } from '../witness/request.ts';
import { createWitness, type LogWitness } from '../witness/witness.ts';

const witness = witnessKey(1);
export const policyText = [
  `log ${formatVerifierKey(logKey)}`,
  `witness w1 ${formatVerifierKey(witness)}`,
  'quorum w1',
  '',
].join('\n');

export interface SampleLog {
  readonly files: MemoryFiles;
  readonly entries: readonly Buffer[];
  /** The newest note that the witness cosigned. */
  readonly witnessed: string;
  /** An earlier state of the whole folder. */
  readonly before: MemoryFiles;
  /** The keys that the log has had. */
  readonly keys: readonly SignerKey[];
}

/** Two epochs, the first ended by a crash; a changed key; a payload that is there and one that was erased. */
export async function sampleLog(): Promise<SampleLog> {
  const log = filesWithKey();
  const clock = testClock();
  const known: VerifierKey[] = [logKey];
  const honest = createWitness({ files: memoryFiles(), clock, key: witness, logs: known });
  const first = await openSample(log, { clock });
  await first.append(drafts(everyKind(await first.keep(Buffer.from('kept'))), 'agent-1'));
  const gone = await first.keep(Buffer.from('to be erased'));
  await first.append(
    drafts(
      [
        { kind: 'channel.open', body: { identity: 'socket', peer: 'b' } },
        {
          kind: 'lease.grant',
          body: {
            ...{ id: 'l9', subject: [], until: '2026-11-26T13:00:00Z', ms: 60_000 },
            ...{ weights: [], configuration: gone.digest, policy: gone.digest },
          },
        },
        {
          kind: 'lease.renew',
          body: { of: 'l9', until: '2026-11-26T13:10:00Z', ms: 60_000, heard_ms: 0, evidence: gone },
        },
        { kind: 'channel.close', body: { reason: 'done' } },
      ],
      'agent-2',
    ),
  );
  await first.erase(gone.digest, 'kim', 'asked to');
  await witnessed(first, log, honest);
  const before = log.copy();
  const segment = log.paths().findLast((path) => path.startsWith('journal/')) ?? '';
  log.put(segment, Buffer.concat([log.read(segment) ?? Buffer.alloc(0), Buffer.from([0, 200, 123])]));
  const reopened = log.copy();
  const second = await openSample(reopened, { clock });
  await second.say({
    kind: 'heartbeat',
    body: { size: 1, root: Buffer.alloc(32).toString('base64'), witnessed: 1 },
  });
  await second.say({
    kind: 'checkpoint.publish',
    body: { size: 1, root: Buffer.alloc(32).toString('base64'), cosigned_by: ['w1'] },
  });
  await witnessed(second, reopened, honest);
  await second.rotateKey();
  // The witness is told of the new key by its operator.
  known.push(second.key);
  await second.say({ kind: 'channel.close', body: { reason: 'closed' } });
  const note = await witnessed(second, reopened, honest);
  await second.close();
  return {
    files: reopened,
    entries: entriesOf(reopened),
    witnessed: note,
    before,
    keys: [logKey, second.key],
  };
}

async function witnessed(writer: LogWriter, files: MemoryFiles, honest: LogWitness): Promise<string> {
  const note = await writer.sign();
  const checkpoint = parseCheckpoint(note, 'signed');
  const known = honest.latest(ORIGIN);
  const oldSize = known === undefined ? 0 : parseCheckpoint(known, 'latest').size;
  const proof = proveConsistency(tiledSubtrees(files.read, checkpoint.size), oldSize, checkpoint.size);
  const answer = await honest.addCheckpoint(formatAddCheckpoint({ oldSize, proof, checkpoint: note }));
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body}`);
  const cosigned = withCosignatures(checkpoint, [parseSignature(answer.body.trimEnd(), 'answer')]);
  await writer.publish(cosigned, true);
  return cosigned;
}

export function entriesOf(files: Pick<MemoryFiles, 'read'>): readonly Buffer[] {
  const { size } = parseCheckpoint(files.read('checkpoint') ?? '', 'checkpoint');
  const all: Buffer[] = [];
  for (let index = 0; index * TILE_WIDTH < size; index += 1) {
    const tile = tileIn('entries', index, size);
    if (tile !== undefined)
      all.push(...decodeBundle(files.read(tilePath(tile)) ?? Buffer.alloc(0), tile.width, 'bundle'));
  }
  return all;
}

/** The same folder with other entries in its bundle, and all else as it was. */
export function withEntries(files: MemoryFiles, entries: readonly Buffer[]): MemoryFiles {
  const copy = files.copy();
  const { size } = parseCheckpoint(files.read('checkpoint') ?? '', 'checkpoint');
  copy.put(tilePath({ level: 'entries', index: 0, width: size }), encodeBundle(entries));
  return copy;
}

/** The folder that whoever has the keys can make: other entries, and tiles, root and signature that go with them. */
export function rechained(
  files: MemoryFiles,
  entries: readonly Buffer[],
  keys: readonly SignerKey[],
): MemoryFiles {
  const copy = files.copy();
  for (const path of copy.paths())
    if (path.startsWith('tile/') || path.startsWith('state/')) void copy.remove(path);
  putBundles(copy, entries);
  const tree = growingTree();
  const tiles = entries.flatMap((entry) => tree.append(leafHash(entry)));
  for (const tile of [...tiles, ...tree.partialTiles()])
    copy.put(tilePath(tile), Buffer.concat([...tile.hashes]));
  const notes = keys.map((key) =>
    parseCheckpoint(signCheckpoint({ size: entries.length, root: tree.root() }, key), 'made'),
  );
  const [first] = notes;
  if (first === undefined) throw new Error('it takes a key to sign');
  copy.put(
    'checkpoint',
    Buffer.from(
      formatNote({ text: first.note.text, signatures: notes.flatMap(({ note }) => note.signatures) }),
    ),
  );
  return copy;
}

function putBundles(files: MemoryFiles, entries: readonly Buffer[]): void {
  for (let index = 0; index * TILE_WIDTH < entries.length; index += 1) {
    const some = entries.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH);
    files.put(tilePath({ level: 'entries', index, width: some.length }), encodeBundle(some));
  }
}

export interface Change {
  readonly what: string;
  readonly entries: readonly Buffer[];
}

/** Every member of every record changed and left out; records left out, doubled, and put in each other's place. */
export function* changes(entries: readonly Buffer[], everyField: boolean): Generator<Change> {
  for (const [at, entry] of entries.entries()) {
    const record: Json = JSON.parse(entry.toString());
    const kind = isRecord(record) ? String(record.kind) : '';
    const replaced = (by: Buffer) => entries.map((one, place) => (place === at ? by : one));
    const paths = [...leavesOf(record)];
    for (const path of everyField ? paths : paths.slice(at % paths.length, (at % paths.length) + 1)) {
      const name = `entry ${at} (${kind}) ${path.join('.')}`;
      yield {
        what: `${name} changed`,
        entries: replaced(Buffer.from(canonical(changed(record, path, other)))),
      };
      yield {
        what: `${name} left out`,
        entries: replaced(Buffer.from(canonical(changed(record, path, () => undefined)))),
      };
    }
    yield { what: `entry ${at} (${kind}) left out`, entries: entries.toSpliced(at, 1) };
    yield { what: `entry ${at} (${kind}) doubled`, entries: entries.toSpliced(at, 0, entry) };
    const next = entries[at + 1];
    if (next !== undefined && !next.equals(entry))
      yield {
        what: `entries ${at} (${kind}) and ${at + 1} swapped`,
        entries: entries.toSpliced(at, 2, next, entry),
      };
  }
}

function* leavesOf(value: Json, path: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value !== 'object' || value === null) yield path;
  else for (const [key, member] of Object.entries(value)) yield* leavesOf(member as Json, [...path, key]);
}

function changed(
  value: Json,
  [key, ...rest]: readonly string[],
  change: (leaf: Json) => Json | undefined,
): Json | undefined {
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.flatMap((member, at) =>
      String(at) === key ? (changed(member, rest, change) ?? []) : [member],
    );
  if (!isRecord(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [
    name,
    name === key ? changed(member as Json, rest, change) : member,
  ]);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}

/** Another value of the same type. */
function other(leaf: Json): Json {
  if (typeof leaf === 'number') return leaf + 1;
  if (typeof leaf === 'boolean') return !leaf;
  if (leaf === null) return 'something';
  const text = String(leaf);
  const middle = Math.floor(text.length / 2);
  const letter = text[middle] ?? '';
  return `${text.slice(0, middle)}${letter === '1' ? '2' : letter === 'a' ? 'b' : /\d/.test(letter) ? '1' : 'a'}${text.slice(middle + 1)}`;
}
