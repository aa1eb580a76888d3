/**
 * Two verdicts on a log, neither of which stands for the other. Integrity: what is in the log was not altered, is signed,
 * and was seen by enough witnesses. Completeness: as far as the records themselves can show, nothing is missing.
 * Synchronous, offline, from the raw entries.
 */
import { OffswitchError } from '../../kit/errors.ts';
import {
  parseCheckpoint,
  type SignedCheckpoint,
  type TreeHead,
  verifyCheckpoint,
} from '../formats/checkpoint.ts';
import { verifyCosignature } from '../formats/cosignature.ts';
import { formatVerifierKey, type VerifierKey } from '../formats/keys.ts';
import { type Policy, reachesQuorum } from '../formats/policy.ts';
import { TILE_WIDTH, tileIn, tilePath } from '../formats/tile-path.ts';
import { CHECKPOINT, SIGNED, WITNESSED } from '../log/layout.ts';
import { publishedBundle } from '../log/read-entries.ts';
import { keyAfter } from '../log/recover.ts';
import { payloadsIn } from '../records/payloads.ts';
import { decodeRecord, type LogRecord } from '../records/record.ts';
import { growingTree, type TileHashes } from '../tree/growing.ts';
import { leafHash } from '../tree/hashes.ts';
import { type ReadFile, readTile } from '../tree/tiled.ts';
import { type CompletenessFinding, completenessCheck } from './completeness.ts';
import { type PayloadUse, payloadFindings } from './payloads.ts';

export interface VerifyOptions {
  /** Keys of logs and witnesses that are trusted, and the quorum. */
  readonly policy: Policy;
  /** Heads of this log that others kept, e.g. the newest that a witness cosigned: each must be part of the log. */
  readonly heads?: readonly SignedCheckpoint[];
  /** Called now and then with the entries that were read, of so many. */
  readonly progress?: (done: number, total: number) => void;
  /** Called with every record that was read, in order: what they say is worth something once the log is found intact. */
  readonly record?: (record: LogRecord) => void;
}

/** Stable names of what can be wrong with a log. */
export type IntegrityCode =
  | 'checkpoint-missing'
  | 'checkpoint-malformed'
  | 'signature-wrong'
  | 'quorum-missing'
  | 'entries-missing'
  | 'entry-malformed'
  | 'root-differs'
  | 'tile-differs'
  | 'head-differs'
  | 'statement-differs'
  | 'key-change-wrong'
  | 'rolled-back'
  | 'forked'
  | 'payload-altered';

export interface IntegrityFinding {
  readonly code: IntegrityCode;
  /** A clause without a full stop. */
  readonly what: string;
}

export interface Cosigner {
  readonly name: string;
  /** Seconds since 1970. */
  readonly time: number;
}

export interface LogVerdict {
  readonly origin: string | null;
  readonly size: number;
  readonly root: string | null;
  readonly integrity: {
    readonly verdict: 'intact' | 'broken';
    readonly findings: readonly IntegrityFinding[];
    readonly cosigned: readonly Cosigner[];
  };
  readonly completeness: {
    /** `unknown` where entries could not be read, so that what they say is not known. */
    readonly verdict: 'complete' | 'incomplete' | 'unknown';
    readonly findings: readonly CompletenessFinding[];
  };
}

/** `read` gives the files of the log's folder. */
export function verifyLog(
  read: ReadFile,
  { policy, heads = [], progress, record }: VerifyOptions,
): LogVerdict {
  const findings: IntegrityFinding[] = [];
  const find = (code: IntegrityCode, what: string) => findings.push({ code, what });
  const checkpoint = checkpointIn(read, CHECKPOINT, find);
  if (checkpoint === undefined) return verdictOf(undefined, findings, [], 'unknown', []);

  const own = [SIGNED, WITNESSED].flatMap((path) => {
    const head = checkpointIn(read, path, find, true);
    return head === undefined ? [] : [{ path, head }];
  });
  const remembered = heads.map((head) => ({ path: `the head of ${head.size} entries that was kept`, head }));
  const wanted = new Set([...own, ...remembered].map(({ head }) => head.size));
  const scan = scanLog(read, checkpoint.size, { wanted, policy, find, progress, take: record });

  if (scan.whole && !scan.root.equals(checkpoint.root))
    find('root-differs', `the entries have another root than the checkpoint of ${checkpoint.size}`);
  demandSigned(checkpoint, scan.key, policy, find);
  for (const { path, head } of own) compare(path, head, scan, find, 'head-differs');
  for (const { path, head } of remembered) {
    if (head.origin !== checkpoint.origin) find('forked', `${path} is of another log, ${head.origin}`);
    else if (head.size > checkpoint.size)
      find('rolled-back', `${path} is larger than the log of ${checkpoint.size}`);
    else compare(path, head, scan, find, 'forked');
  }
  const missing = payloadFindings(read, scan.payloads, (what) => find('payload-altered', what));
  const incomplete = [...scan.completeness, ...missing];
  const completeness = !scan.whole ? 'unknown' : incomplete.length === 0 ? 'complete' : 'incomplete';
  return verdictOf(checkpoint, findings, cosignersOf(checkpoint, policy), completeness, incomplete);
}

type Find = (code: IntegrityCode, what: string) => void;

interface Scan {
  /** Whether all entries are there and could be read. */
  readonly whole: boolean;
  readonly root: Buffer;
  readonly roots: ReadonlyMap<number, Buffer>;
  /** The key that signs after the last entry. */
  readonly key: VerifierKey | undefined;
  readonly completeness: readonly CompletenessFinding[];
  readonly payloads: PayloadUse;
}

interface Scanning extends Pick<VerifyOptions, 'policy'> {
  /** Sizes at which the root is needed. */
  readonly wanted: ReadonlySet<number>;
  readonly find: Find;
  readonly progress: VerifyOptions['progress'] | undefined;
  readonly take: VerifyOptions['record'] | undefined;
}

function scanLog(read: ReadFile, size: number, { wanted, policy, find, progress, take }: Scanning): Scan {
  const tree = growingTree();
  const roots = new Map<number, Buffer>();
  const completeness = completenessCheck();
  const payloads: PayloadUse = { referred: new Map(), erased: new Set() };
  let key: VerifierKey | undefined;
  let whole = true;

  for (let index = 0; index * TILE_WIDTH < size && whole; index += 1) {
    const entries = bundleIn(read, index, size, find);
    progress?.(tree.size, size);
    if (entries === undefined) whole = false;
    for (const bytes of entries ?? []) {
      if (wanted.has(tree.size)) roots.set(tree.size, tree.root());
      const at = tree.size;
      const record = recordIn(bytes, at, find);
      if (record !== undefined) {
        demandStatement(record, at, tree, find);
        key = keyFrom(record, at, key, policy, find);
        completeness.take(record, at);
        notePayloads(record, at, payloads);
        take?.(record);
      } else whole = false;
      for (const tile of tree.append(leafHash(bytes))) compareTile(read, tile, size, find);
    }
  }
  if (wanted.has(tree.size)) roots.set(tree.size, tree.root());
  if (tree.size === size) for (const tile of tree.partialTiles()) compareTile(read, tile, size, find);
  return { whole, root: tree.root(), roots, key, completeness: completeness.end(), payloads };
}

function bundleIn(read: ReadFile, index: number, size: number, find: Find): readonly Buffer[] | undefined {
  try {
    return publishedBundle(read, index, size);
  } catch (thrown) {
    find('entries-missing', wordsOf(thrown));
    return undefined;
  }
}

function recordIn(bytes: Buffer, at: number, find: Find): LogRecord | undefined {
  try {
    return decodeRecord(bytes, `entry ${at}`);
  } catch (thrown) {
    find('entry-malformed', wordsOf(thrown));
    return undefined;
  }
}

/** What a record says of the log itself: a log that was put together again says it wrongly. */
function demandStatement(
  record: LogRecord,
  at: number,
  tree: { size: number; root(): Buffer },
  find: Find,
): void {
  if (record.kind !== 'boot') return;
  const { size, root } = record.body;
  if (size !== at || root !== tree.root().toString('base64'))
    find(
      'statement-differs',
      `entry ${at} (boot) names another head than that of the ${at} entries before it`,
    );
}

function keyFrom(
  record: LogRecord,
  at: number,
  key: VerifierKey | undefined,
  policy: Policy,
  find: Find,
): VerifierKey | undefined {
  if (record.kind === 'boot' && key === undefined) {
    const first = policy.logs.find((log) => formatVerifierKey(log) === record.body.key);
    // Whom nobody trusts cannot sign; the key that is trusted then has not signed either.
    return first ?? policy.logs.find(({ name }) => name === record.body.origin);
  }
  const next = record.kind === 'key' ? keyAfter(record, key) : key;
  if (record.kind === 'key' && next === key)
    find('key-change-wrong', `entry ${at} (key) is not signed by the key of the log and the new one`);
  return next;
}

function notePayloads({ kind, body }: LogRecord, at: number, { referred, erased }: PayloadUse): void {
  if (kind === 'payload.erase') erased.add(body.digest);
  else
    for (const one of payloadsIn(body))
      if (!referred.has(one.digest)) referred.set(one.digest, { ...one, entry: at });
}

function compareTile(read: ReadFile, tile: TileHashes, size: number, find: Find): void {
  // Tiles of entries that are not signed yet are nobody's business.
  if (tileIn(tile.level, tile.index, size) === undefined) return;
  try {
    const same = Buffer.concat([...readTile(read, tile)]).equals(Buffer.concat([...tile.hashes]));
    if (!same) find('tile-differs', `${tilePath(tile)} does not belong to the entries`);
  } catch (thrown) {
    find('tile-differs', wordsOf(thrown));
  }
}

function demandSigned(
  checkpoint: SignedCheckpoint,
  key: VerifierKey | undefined,
  policy: Policy,
  find: Find,
): void {
  const keys = key === undefined ? policy.logs : [key];
  const signed = verifyCheckpoint(checkpoint, keys);
  if (!signed.ok) find('signature-wrong', `the checkpoint of ${checkpoint.size}: ${signed.why}`);
  const witnessed = reachesQuorum(checkpoint, policy);
  if (!witnessed.ok) find('quorum-missing', witnessed.why);
}

function compare(
  path: string,
  head: TreeHead,
  { roots, whole }: Scan,
  find: Find,
  code: IntegrityCode,
): void {
  const root = roots.get(head.size);
  // A head that was signed and not yet published has entries that no checkpoint covers.
  if (root === undefined || !whole) return;
  if (!root.equals(head.root)) find(code, `${path} has another root over the first ${head.size} entries`);
}

function checkpointIn(
  read: ReadFile,
  path: string,
  find: Find,
  optional = false,
): SignedCheckpoint | undefined {
  const bytes = read(path);
  if (bytes === undefined) {
    if (!optional) find('checkpoint-missing', `${path} is missing`);
    return undefined;
  }
  try {
    return parseCheckpoint(bytes, path);
  } catch (thrown) {
    find('checkpoint-malformed', wordsOf(thrown));
    return undefined;
  }
}

function cosignersOf(checkpoint: SignedCheckpoint, { witnesses }: Policy): readonly Cosigner[] {
  return witnesses.flatMap(({ name, key }) => {
    const cosigned = verifyCosignature(checkpoint, key);
    return cosigned.ok ? [{ name, time: cosigned.time }] : [];
  });
}

function verdictOf(
  checkpoint: SignedCheckpoint | undefined,
  broken: readonly IntegrityFinding[],
  cosigned: readonly Cosigner[],
  complete: LogVerdict['completeness']['verdict'],
  incomplete: readonly CompletenessFinding[],
): LogVerdict {
  return {
    origin: checkpoint?.origin ?? null,
    size: checkpoint?.size ?? 0,
    root: checkpoint?.root.toString('base64') ?? null,
    integrity: { verdict: broken.length === 0 ? 'intact' : 'broken', findings: broken, cosigned },
    completeness: { verdict: complete, findings: incomplete },
  };
}

function wordsOf(thrown: unknown): string {
  if (thrown instanceof OffswitchError) return thrown.message;
  throw thrown;
}
