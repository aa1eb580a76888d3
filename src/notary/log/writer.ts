/**
 * The one writer of a log. Appends are grouped: whatever came while the disk was busy goes to it together, and is
 * acknowledged when it is there. After a write or a sync that failed nobody knows what is on the disk, so the writer
 * stops for good; opening the log again finds out.
 */
import { canonical } from '../../kit/canonical.ts';
import { messageOf, OffswitchError, systemCodeOf } from '../../kit/errors.ts';
import { malformed } from '../failures.ts';
import { signCheckpoint, type TreeHead } from '../formats/checkpoint.ts';
import { formatSignerKey, keyTypes, newSignerKey, type SignerKey } from '../formats/keys.ts';
import { fitsFrame } from '../formats/pack.ts';
import { TILE_WIDTH } from '../formats/tile-path.ts';
import { signKeyChange } from '../records/key-change.ts';
import { type PayloadReference, payloadPath, type SaltedPayload, saltPayload } from '../records/payloads.ts';
import { type Draft, encodeRecord, type Saying } from '../records/record.ts';
import { leafHash } from '../tree/hashes.ts';
import type { Clock } from './clock.ts';
import { type NewFile, writeDurably } from './durable.ts';
import { eraseContent, segmentsWith } from './erase.ts';
import type { FileLayer } from './files.ts';
import { type Appended, groupCommit } from './group-commit.ts';
import { openJournal } from './journal.ts';
import * as layout from './layout.ts';
import { payloadStore } from './payload-store.ts';
import { admissionQueue, defaultQueueLimits, type QueueLimits } from './queue.ts';
import type { RecoveredLog } from './recover.ts';
import { tileStore } from './tiles.ts';

export interface WriterOptions {
  readonly files: FileLayer;
  readonly clock: Clock;
  /** Identity of a log that is begun; one that is there keeps its own. */
  readonly origin: string;
  readonly heartbeatMs: number;
  readonly queue?: QueueLimits;
  /** Called when the log was read and found sound, before anything is written: what it throws ends the opening. */
  readonly examine?: () => Promise<void>;
}

export interface LogWriter {
  readonly origin: string;
  readonly epoch: number;
  readonly key: SignerKey;
  /** Entries that are on the disk. */
  readonly size: number;
  /** The newest head that was signed, as a note. */
  readonly signed: string | undefined;
  /** Why it takes nothing any more. */
  readonly stopped: OffswitchError | undefined;
  /** The last number that was taken for a channel; 0 for one that is new. */
  lastNumber(channel: string): number;
  /**
   * Resolves when all of them are on the disk, and the payloads that they refer to.
   * Errors: `bad-record`, `log-busy`, `log-stopped`.
   */
  append(drafts: readonly Draft[], payloads?: readonly SaltedPayload[]): Promise<Appended>;
  /** A record of the notary's own. */
  say(saying: Saying): Promise<Appended>;
  /** Content beside the log, on the disk once it resolves. */
  keep(content: Uint8Array): Promise<PayloadReference>;
  /** Removes a payload, for good, after a record that says so. */
  erase(digest: PayloadReference['digest'], by: string, reason: string): Promise<void>;
  /** Signs what is on the disk; the note is there before it is given away. Errors: `log-fenced`, `log-stopped`. */
  sign(): Promise<string>;
  /** Lets everybody read this head, which was signed, with the cosignatures it got. */
  publish(note: string, witnessed: boolean): Promise<void>;
  /** A new key takes the place of the old one. */
  rotateKey(): Promise<void>;
  /** Stops for good, for a reason that came from outside, e.g. a witness that saw another history. */
  stop(reason: OffswitchError): void;
  /** Writes what is pending and lets the next writer in. */
  close(): Promise<void>;
}

/** Entries in memory above which tiles are written before more is taken. */
const MOST_HELD = 65_536;

/** The channel on which the notary itself speaks. */
export function ownChannel(epoch: number): string {
  return `notary/${epoch}`;
}

export interface Running extends Omit<WriterOptions, 'examine' | 'heartbeatMs' | 'origin'> {
  readonly found: RecoveredLog;
  readonly key: SignerKey;
  readonly epoch: number;
  readonly unlock: () => Promise<void>;
}

/** The writer of a log that was opened; see open.ts. */
export function runWriter({
  files,
  clock,
  queue: limits = defaultQueueLimits,
  found,
  epoch,
  unlock,
  ...rest
}: Running): LogWriter {
  const { tree } = found;
  const tiles = tileStore(files, found);
  const store = payloadStore(files, found);
  const erased = new Set(found.erased.keys());
  const journal = openJournal(files, tree.size);
  const queue = admissionQueue(limits);
  const numbers = new Map(found.numbers);
  const commits = groupCommit({
    commit: (entries, payloads) =>
      work('the journal', async () => {
        if (tiles.held > MOST_HELD) await inTurn(writeTiles);
        if (store.load === 'full') await inTurn(writePayloads);
        demandEpoch();
        // What was erased does not come back.
        const kept = payloads.filter(({ reference }) => !erased.has(reference.digest));
        const small = kept.filter(fitsFrame);
        if (small.length < kept.length)
          await writeDurably(files, kept.filter((one) => !fitsFrame(one)).map(ownFile));
        await journal.append(small, entries);
        store.add(small);
        if (store.load !== 'light') spill();
      }),
    committed(entries) {
      const first = tree.size;
      const full = entries.flatMap((entry) => tree.append(leafHash(entry)));
      tiles.add(entries, full);
      return first;
    },
  });
  let turn: Promise<unknown> = Promise.resolve();
  let key = rest.key;
  let signed: { readonly note: string; readonly size: number; readonly key: number } | undefined;
  let stopped: OffswitchError | undefined;
  let isSpilling = false;
  let own = 0;
  let toldDenied = 0;

  function stop(reason: OffswitchError): void {
    if (stopped !== undefined) return;
    stopped = reason;
    queue.close(reason);
    commits.fail(reason);
  }

  /** Whoever opened the log after us has raised the epoch. */
  function demandEpoch(): void {
    if (files.read(layout.EPOCH)?.toString() === String(epoch)) return;
    throw new OffswitchError(
      'log-fenced',
      'another notary has opened this log since',
      'Let this one end; the other one writes now.',
      { epoch },
    );
  }

  async function work<T>(what: string, done: () => Promise<T>): Promise<T> {
    if (stopped !== undefined) throw stopped;
    try {
      return await done();
    } catch (thrown) {
      stop(
        thrown instanceof OffswitchError && thrown.code === 'log-fenced' ? thrown : logStopped(what, thrown),
      );
      throw stopped ?? thrown;
    }
  }

  /** The last number of each channel in these records. Errors: `bad-record` where one was taken already. */
  function lastNumbers(drafts: readonly Draft[]): ReadonlyMap<string, number> {
    const last = new Map<string, number>();
    for (const { channel, channel_seq } of drafts) {
      const before = last.get(channel) ?? numbers.get(channel) ?? 0;
      if (channel_seq <= before) throw repeated(channel, channel_seq, before);
      last.set(channel, channel_seq);
    }
    return last;
  }

  function enqueue(drafts: readonly Draft[], payloads: readonly SaltedPayload[]): Promise<Appended> {
    lastNumbers(drafts);
    const entries = drafts.map((draft) => encodeRecord(draft, epoch));
    const bytes = [...entries, ...payloads.map((payload) => payload.bytes)].reduce(
      (sum, { length }) => sum + length,
      0,
    );
    const take = async () => {
      try {
        if (stopped !== undefined) throw stopped;
        // Looked at again: others may have come in while this one waited, and what was denied may come again.
        for (const [channel, number] of lastNumbers(drafts)) numbers.set(channel, number);
        return await commits.push(entries, { payloads });
      } finally {
        queue.release(bytes);
      }
    };
    const wait = queue.admit(bytes);
    return wait === undefined ? take() : wait.then(take);
  }

  /** Records of the notary's own are few, and never wait for room. */
  async function say(saying: Saying, durable?: () => void): Promise<Appended> {
    if (stopped !== undefined) throw stopped;
    own += 1;
    const entry = encodeRecord(draft(saying, own), epoch);
    return commits.push([entry], durable === undefined ? {} : { durable });
  }

  function draft(saying: Saying, number: number): Draft {
    return {
      run: key.name,
      channel: ownChannel(epoch),
      channel_seq: number,
      claimed: null,
      mediation: 'enforced',
      mono_us: clock.monoUs(),
      wall: new Date(clock.wallMs()).toISOString(),
      ...saying,
    };
  }

  function tellDenied(): void {
    if (queue.denied === toldDenied) return;
    const what = `${queue.denied - toldDenied} appends were denied because the log did not keep up`;
    toldDenied = queue.denied;
    say({ kind: 'alert', body: { severity: 'critical', what, of: null } }).catch(() => {});
  }

  async function append(
    drafts: readonly Draft[],
    payloads: readonly SaltedPayload[] = [],
  ): Promise<Appended> {
    if (stopped !== undefined) throw stopped;
    if (drafts.length === 0) return { first: tree.size, size: tree.size };
    const appended = await enqueue(drafts, payloads);
    tellDenied();
    return appended;
  }

  /** One after the other: a head must never take the place of a newer one. */
  function inTurn<T>(done: () => Promise<T>): Promise<T> {
    const next = turn.catch(() => {}).then(done);
    turn = next;
    return next;
  }

  const writePayloads = () => work('payloads', () => store.write());

  /** Beside the appends, so that the next head need not wait for many of them. */
  function spill(): void {
    if (isSpilling) return;
    isSpilling = true;
    inTurn(writePayloads)
      .catch(() => {})
      .finally(() => {
        isSpilling = false;
      });
  }

  async function writeTiles(): Promise<{ head: TreeHead; signer: SignerKey }> {
    // The key is the one of the very moment at which the head is taken.
    const [head, signer] = [{ size: tree.size, root: tree.root() }, key];
    const partial = tree.partialTiles();
    // Later payloads stand in this segment and in those after it.
    const { first } = journal;
    await writePayloads();
    await work('tiles', async () => {
      await tiles.write(head.size, partial);
      await journal.forget(Math.min(tiles.bundles * TILE_WIDTH, first));
    });
    return { head, signer };
  }

  function sign(): Promise<string> {
    return inTurn(async () => {
      if (signed?.size === tree.size && signed.key === key.id) return signed.note;
      const { head, signer } = await writeTiles();
      const note = signCheckpoint(head, signer);
      await work('the signed head', async () => {
        demandEpoch();
        await writeDurably(files, [{ path: layout.SIGNED, bytes: Buffer.from(note) }]);
      });
      signed = { note, size: head.size, key: signer.id };
      return note;
    });
  }

  async function erase(digest: PayloadReference['digest'], by: string, reason: string): Promise<void> {
    const gone = Promise.withResolvers<void>();
    // Before anything else is appended: on opening, only erasures whose records stand in the journal are finished.
    const removed = () => {
      erased.add(digest);
      commits
        .alone(() => inTurn(() => work('a payload', () => removeContent(digest))))
        .then(gone.resolve, gone.reject);
    };
    await say({ kind: 'payload.erase', body: { digest, by, reason } }, removed);
    await gone.promise;
  }

  async function removeContent(digest: PayloadReference['digest']): Promise<void> {
    const digests = new Set([digest]);
    store.drop(digest);
    if (segmentsWith(files, digests).length > 0) await journal.close();
    await eraseContent(files, digests);
  }

  async function rotateKey(): Promise<void> {
    const next = newSignerKey(key.name, keyTypes.note);
    const bytes = Buffer.from(`${formatSignerKey(next)}\n`);
    await work('the new key', () => writeDurably(files, [{ path: layout.NEXT_KEY, bytes, mode: 0o600 }]));
    await say({ kind: 'key', body: signKeyChange(key, next) }, () => {
      key = next;
    });
    await work('the new key', async () => {
      await files.rename(layout.NEXT_KEY, layout.KEY);
      await files.syncFolder(layout.STATE);
    });
  }

  return {
    origin: key.name,
    epoch,
    get key() {
      return key;
    },
    get size() {
      return tree.size;
    },
    get signed() {
      return signed?.note;
    },
    get stopped() {
      return stopped;
    },
    lastNumber: (channel) => numbers.get(channel) ?? 0,
    append,
    say,
    async keep(content) {
      if (stopped !== undefined) throw stopped;
      const payload = saltPayload(content);
      await commits.push([], { payloads: [payload] });
      return payload.reference;
    },
    erase,
    sign,
    publish: (note, witnessed) =>
      work('the checkpoint', () =>
        writeDurably(files, [
          ...(witnessed ? [{ path: layout.WITNESSED, bytes: Buffer.from(note) }] : []),
          { path: layout.CHECKPOINT, bytes: Buffer.from(note) },
        ]),
      ),
    rotateKey,
    stop,
    async close() {
      try {
        await commits.idle();
        await turn.catch(() => {});
        await journal.close();
      } finally {
        stop(new OffswitchError('log-stopped', 'the log is closed', 'Open it again.'));
        await unlock();
      }
    },
  };
}

function ownFile({ reference, bytes }: SaltedPayload): NewFile {
  return { path: payloadPath(reference.digest), bytes, mode: 0o600 };
}

function repeated(channel: string, number: number, last: number): Error {
  return malformed(
    'bad-record',
    `record ${number} of channel ${canonical(channel)}`,
    `the channel is at ${last} already`,
    'Number the records of a channel upwards; what was sent twice is in the log already.',
  );
}

function logStopped(what: string, cause: unknown): OffswitchError {
  return new OffswitchError(
    'log-stopped',
    `the log stopped for good: writing ${what} failed: ${messageOf(cause)}`,
    'Nothing may be done that must be logged. Mend the disk and start the notary again: it finds out what was written.',
    { system: systemCodeOf(cause) ?? null },
    cause,
  );
}
