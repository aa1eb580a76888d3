/**
 * Reading a log before it is written to: the root is derived anew from the entries and compared with the heads that were
 * signed and witnessed. What does not fit is refused, each by its name; only the torn end of a write that nobody was
 * told about may be cut.
 */
import { OffswitchError } from '../../kit/errors.ts';
import { HOLDS } from '../failures.ts';
import { parseCheckpoint, type SignedCheckpoint, verifyCheckpoint } from '../formats/checkpoint.ts';
import { parseVerifierKey, type VerifierKey } from '../formats/keys.ts';
import { TILE_WIDTH, type Tile, tilePath } from '../formats/tile-path.ts';
import { followingKey } from '../records/key-change.ts';
import type { SaltedPayload } from '../records/payloads.ts';
import { decodeRecord, type LogRecord } from '../records/record.ts';
import { type GrowingTree, growingTree, type TileHashes } from '../tree/growing.ts';
import { leafHash } from '../tree/hashes.ts';
import type { FileLayer } from './files.ts';
import { CHECKPOINT, packNumbers, SIGNED, WITNESSED } from './layout.ts';
import { altered, type StoredEntries, storedEntries, type TornEnd, truncated } from './read-entries.ts';
import { inPacks } from './read-payloads.ts';

export interface RecoveredLog {
  readonly tree: GrowingTree;
  /** Full bundles on the disk, and the entries after them. */
  readonly bundles: number;
  readonly unbundled: readonly Buffer[];
  /** Full tiles that are not on the disk. */
  readonly missingTiles: readonly TileHashes[];
  /** Of every channel its last number. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly torn: TornEnd | undefined;
  /** Packs that are there. */
  readonly packs: number;
  /** Payloads that stand in the journal alone. */
  readonly payloads: readonly SaltedPayload[];
  /** Of every payload that was erased the entry which says so. */
  readonly erased: ReadonlyMap<string, number>;
  readonly lastEpoch: number;
  readonly lastRecord: LogRecord | undefined;
  /** The key with which the log signs; undefined in a log without entries. */
  readonly key: VerifierKey | undefined;
  readonly signed: SignedCheckpoint | undefined;
  readonly witnessed: SignedCheckpoint | undefined;
}

interface Head {
  readonly path: string;
  readonly checkpoint: SignedCheckpoint;
}

/** Errors: `log-altered`, `log-truncated`, `log-rolled-back`, `log-forked`. */
export function recoverLog(files: Pick<FileLayer, 'read' | 'list'>): RecoveredLog {
  const heads = [SIGNED, WITNESSED, CHECKPOINT].flatMap((path) => headIn(files, path));
  const [signed, witnessed] = [SIGNED, WITNESSED].map(
    (path) => heads.find((head) => head.path === path)?.checkpoint,
  );
  demandNewest(heads, signed);
  const scan = scanEntries(files, storedEntries(files), heads);
  for (const head of heads) demandHead(head, scan);
  return { ...scan, signed, witnessed };
}

/** Nothing may have been seen that is newer than what was signed: signing comes first. */
function demandNewest(heads: readonly Head[], signed: SignedCheckpoint | undefined): void {
  for (const { path, checkpoint } of heads) {
    if (checkpoint.size > (signed?.size ?? 0)) {
      throw rolledBack(
        `${path} has ${checkpoint.size} entries, but the newest signed head has ${signed?.size ?? 'none'}`,
      );
    }
  }
}

type Scan = Omit<RecoveredLog, 'signed' | 'witnessed'> & { readonly then: ReadonlyMap<number, Then> };

/** What held when the log had a certain size. */
interface Then {
  readonly root: Buffer;
  readonly key: VerifierKey | undefined;
}

function scanEntries(
  files: Pick<FileLayer, 'read' | 'list'>,
  stored: StoredEntries,
  heads: readonly Head[],
): Scan {
  const wanted = new Set(heads.map(({ checkpoint }) => checkpoint.size));
  const acknowledged = Math.max(0, ...wanted);
  const tree = growingTree();
  const then = new Map<number, Then>();
  const unbundled: Buffer[] = [];
  const missingTiles: TileHashes[] = [];
  const numbers = new Map<string, number>();
  const payloads = new Map<string, SaltedPayload>();
  const erased = new Map<string, number>();
  let lastEpoch = 0;
  let lastRecord: LogRecord | undefined;
  let key: VerifierKey | undefined;
  let torn: TornEnd | undefined;

  const note = () => {
    if (wanted.has(tree.size)) then.set(tree.size, { root: tree.root(), key });
  };
  note();
  const everything = stored.everything();
  for (;;) {
    const next = everything.next();
    if (next.done) {
      torn = next.value;
      break;
    }
    if ('payload' in next.value) {
      const { payload } = next.value;
      payloads.set(payload.reference.digest, payload);
      continue;
    }
    const { bytes, place, journal } = next.value;
    const record = recordIn(bytes, place);
    if (record instanceof OffswitchError) {
      // A segment is begun only when the one before it is on the disk.
      if (journal === undefined || !journal.newest || tree.size < acknowledged) throw altered(record.message);
      torn = { segment: journal.segment, at: journal.at, bytes: restOf(files, journal) };
      break;
    }
    for (const tile of tree.append(leafHash(bytes))) if (!isOnDisk(files, tile)) missingTiles.push(tile);
    if (tree.size > stored.bundles * TILE_WIDTH) unbundled.push(bytes);
    numbers.set(record.channel, record.channel_seq);
    if (record.kind === 'payload.erase') erased.set(record.body.digest, tree.size - 1);
    lastEpoch = record.epoch;
    lastRecord = record;
    key = keyAfter(record, key);
    note();
  }
  const lasting = new Map([...payloads].filter(([digest]) => !erased.has(digest)));
  for (const digest of inPacks(files, new Set(lasting.keys()))) lasting.delete(digest);
  return {
    tree,
    then,
    bundles: stored.bundles,
    unbundled,
    missingTiles,
    numbers,
    torn,
    packs: (packNumbers(files).at(-1) ?? -1) + 1,
    payloads: [...lasting.values()],
    erased,
    lastEpoch,
    lastRecord,
    key,
  };
}

function recordIn(bytes: Buffer, place: string): LogRecord | OffswitchError {
  try {
    return decodeRecord(bytes, place);
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return thrown;
    throw thrown;
  }
}

function restOf(files: Pick<FileLayer, 'read'>, { segment, at }: { segment: string; at: number }): Buffer {
  return files.read(segment)?.subarray(at) ?? Buffer.alloc(0);
}

function isOnDisk(files: Pick<FileLayer, 'read'>, tile: TileHashes): boolean {
  const found = files.read(tilePath(tile satisfies Tile));
  if (found === undefined) return false;
  if (!found.equals(Buffer.concat(tile.hashes)))
    throw altered(`${tilePath(tile)} does not belong to the entries`);
  return true;
}

/** The key that signs after this record. */
export function keyAfter(record: LogRecord, key: VerifierKey | undefined): VerifierKey | undefined {
  if (record.kind === 'boot' && key === undefined) return parseVerifierKey(record.body.key, 'boot record');
  if (record.kind === 'key' && key !== undefined) return followingKey(record.body, key) ?? key;
  return key;
}

function headIn(files: Pick<FileLayer, 'read'>, path: string): readonly Head[] {
  const bytes = files.read(path);
  if (bytes === undefined) return [];
  try {
    return [{ path, checkpoint: parseCheckpoint(bytes, path) }];
  } catch (thrown) {
    throw thrown instanceof OffswitchError ? altered(thrown.message) : thrown;
  }
}

function demandHead({ path, checkpoint }: Head, { tree, then }: Scan): void {
  if (checkpoint.size > tree.size)
    throw truncated(`${tree.size} entries are there, but ${path} was signed with ${checkpoint.size}`);
  const { root, key } = then.get(checkpoint.size) ?? {};
  if (root === undefined || !root.equals(checkpoint.root)) {
    const what = `the root over the first ${checkpoint.size} entries is not the one that ${path} has`;
    throw path === WITNESSED ? forked(what) : altered(what);
  }
  const signed = key === undefined ? HOLDS : verifyCheckpoint(checkpoint, [key]);
  if (!signed.ok) throw altered(`${path}: ${signed.why}`);
}

export function rolledBack(what: string): OffswitchError {
  return new OffswitchError(
    'log-rolled-back',
    `the log was put back to an earlier state: ${what}`,
    'Restore the newest copy of the folder, or keep it as evidence and begin a new log in another folder.',
  );
}

export function forked(what: string): OffswitchError {
  return new OffswitchError(
    'log-forked',
    `the log has two histories: ${what}`,
    'Keep the folder and the heads of the witnesses as evidence, and begin a new log in another folder.',
  );
}
