/**
 * Opening a log to write: taking the lock, reading and checking everything, cutting a torn end, and saying in the log that
 * another epoch begins.
 */
import { OffswitchError } from '../../kit/errors.ts';
import { PACKAGE_VERSION } from '../../kit/package-version.ts';
import { formatVerifierKey } from '../formats/keys.ts';
import { decimal } from '../formats/numerals.ts';
import { sha256 } from '../tree/hashes.ts';
import { makeFolders, writeDurably } from './durable.ts';
import { eraseContent, removeUnfinishedSegments } from './erase.ts';
import { cannotWrite, type FileLayer } from './files.ts';
import { obtainKey } from './key-file.ts';
import * as layout from './layout.ts';
import { altered } from './read-entries.ts';
import { type RecoveredLog, recoverLog } from './recover.ts';
import { type LogWriter, ownChannel, runWriter, type WriterOptions } from './writer.ts';

/**
 * Errors: `log-locked`, those of `recoverLog`, `key-file`, `bad-key`, `file-unwritable`, `disk-full`.
 */
export async function openLog(options: WriterOptions): Promise<LogWriter> {
  const { files } = options;
  await asUnwritable(layout.STATE, () => makeFolders(files, layout.STATE));
  const unlock = await files.lock(layout.LOCK);
  try {
    const found = recoverLog(files);
    await options.examine?.();
    return await asUnwritable(layout.STATE, () => beginEpoch(options, found, unlock));
  } catch (thrown) {
    await unlock();
    throw thrown;
  }
}

async function beginEpoch(
  options: WriterOptions,
  found: RecoveredLog,
  unlock: () => Promise<void>,
): Promise<LogWriter> {
  const { files, heartbeatMs } = options;
  const epoch = Math.max(found.lastEpoch, epochIn(files, found.lastEpoch)) + 1;
  await writeDurably(files, [{ path: layout.EPOCH, bytes: Buffer.from(String(epoch)) }]);
  const key = await obtainKey(files, found.key, options.origin);
  await makeFolders(files, layout.JOURNAL);
  const torn = found.torn;
  if (torn !== undefined) await cut(files, torn, epoch);
  await removeUnfinishedSegments(files);
  await finishErasures(files, found, epoch);
  const writer = runWriter({ ...options, found, key, epoch, unlock });
  const head = { size: found.tree.size, root: found.tree.root() };
  await writer.say({
    kind: 'boot',
    body: {
      origin: key.name,
      key: formatVerifierKey(key),
      software: `offswitch ${PACKAGE_VERSION}`,
      size: head.size,
      root: head.root.toString('base64'),
      previous: previousEnd(found),
      heartbeat_ms: heartbeatMs,
    },
  });
  if (torn !== undefined) {
    await writer.say({
      kind: 'gap',
      body: {
        channel: 'notary',
        from: head.size,
        to: head.size,
        reason: 'torn-write',
        bytes: torn.bytes.length,
        digest: `sha256:${sha256(torn.bytes).toString('hex')}`,
      },
    });
  }
  return writer;
}

/** Starts that ended before they could say so. */
const MOST_UNTOLD = 1_000_000;

/** Of a notary that started and may have said nothing yet. Errors: `log-altered`. */
function epochIn(files: FileLayer, last: number): number {
  const text = files.read(layout.EPOCH)?.toString();
  if (text === undefined) return 0;
  const epoch = decimal(text);
  if (epoch === undefined || epoch > last + MOST_UNTOLD)
    throw altered(`${layout.EPOCH} has no number that ${last} starts could have led to`);
  return epoch;
}

function previousEnd({ lastRecord, torn }: RecoveredLog): 'none' | 'closed' | 'crashed' {
  if (lastRecord === undefined) return torn === undefined ? 'none' : 'crashed';
  const closed = lastRecord.kind === 'channel.close' && lastRecord.channel === ownChannel(lastRecord.epoch);
  return closed && torn === undefined ? 'closed' : 'crashed';
}

/** An erasure is done before another segment is begun: those that a crash may have cut short stand in the journal. */
async function finishErasures(files: FileLayer, { erased }: RecoveredLog, epoch: number): Promise<void> {
  const [oldest = Number.POSITIVE_INFINITY] = layout.journalSegments(files);
  const recent = [...erased].filter(([, entry]) => entry >= oldest).map(([digest]) => digest);
  if (recent.length > 0) await eraseContent(files, new Set(recent), layout.cutPath(epoch));
}

/** Kept aside first: what was cut may be looked at later. */
async function cut(files: FileLayer, torn: NonNullable<RecoveredLog['torn']>, epoch: number): Promise<void> {
  await writeDurably(files, [{ path: layout.cutPath(epoch), bytes: torn.bytes, mode: layout.JOURNAL_MODE }]);
  const file = await files.open(torn.segment, 'append');
  try {
    await file.truncate(torn.at);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function asUnwritable<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw thrown instanceof OffswitchError ? thrown : cannotWrite(path, thrown);
  }
}
