/**
 * Where records go: into the log; while the log takes none, what takes abilities away goes into the emergency journal.
 * Knows which parts of that do not work, and finds out when they work again.
 */
import { type ErrorCode, OffswitchError } from '../../../kit/errors.ts';
import type { Clock } from '../../../notary/log/clock.ts';
import type { NotaryClient } from '../../../notary/process/client.ts';
import type { Draft, Recorded, Saying } from '../../../notary/records/record.ts';
import type { Mediation } from '../channel.ts';
import type { Fault } from '../fail-direction.ts';
import { openEmergencyJournal } from './emergency.ts';
import { type Entry, type Line, openLine } from './line.ts';

export interface Recorder {
  readonly faults: readonly Fault[];
  /** Begins a channel with its first record. Errors: those of `append`. */
  open(channel: ChannelOfRecords, identity: Identity): Promise<RecordedChannel>;
  /** Resolves when there is room for another call, false when there was none for too long. */
  room(): Promise<boolean>;
  /** A call was refused without a record. Their number is told when the log takes records again. */
  unrecorded(): void;
  /** Says what is not said on the channel of an agent. */
  readonly own: RecordedChannel;
  /** Resolves when all that was said so far is in the log or in the journal. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export type Identity = 'descriptor' | 'socket' | 'token' | 'process';

export interface ChannelOfRecords {
  readonly id: string;
  readonly actor: string;
  readonly mediation: Mediation;
}

export interface RecordedChannel {
  readonly id: string;
  /** Resolves when the records are durable in the log. Errors: `log-busy`, `log-stopped`, `bad-record`. */
  append(entry: Entry): Promise<void>;
  /** Into the log if it takes them, else without payloads into the emergency journal; never throws for either of them. */
  appendAnyway(entry: Entry): Promise<void>;
  /** Nothing more is said on it. */
  end(): void;
}

export interface RecorderOptions {
  readonly notary: NotaryClient;
  readonly journal: string;
  readonly clock: Clock;
  /** Names this run of the guard, e.g. `guard/3`. */
  readonly run: string;
  readonly own: ChannelOfRecords;
  /** Records came into the log that were written while it was away. */
  readonly merged: (drafts: readonly Draft[]) => void;
  /** Something was said, and is in the log or in the journal. */
  readonly recorded?: (record: Recorded) => void;
}

/** Records on their way, above which calls wait. */
const MOST_ON_THEIR_WAY = 4096;
const PATIENCE_MS = 2000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5000;

/** Merges what an earlier run left in the journal. Errors: those of the notary, `file-unwritable`. */
export async function startRecorder(options: RecorderOptions): Promise<Recorder> {
  const { notary, clock, run, merged } = options;
  const journal = openEmergencyJournal(options.journal);
  const lines = new Set<Line>();
  let outage: 'log-down' | 'log-full' | undefined;
  let busy = false;
  let onTheirWay = 0;
  let missed = 0;
  let isClosed = false;
  let waiting: (() => void)[] = [];
  let isRecovering = false;
  /** What nobody may be waiting for. */
  const beingSaid = new Set<Promise<void>>();

  const stamp = () => ({
    run,
    mono_us: clock.monoUs(),
    wall: new Date(clock.wallMs()).toISOString(),
  });

  function faults(): readonly Fault[] {
    return [
      ...(outage === undefined ? [] : [outage]),
      ...(busy || onTheirWay > MOST_ON_THEIR_WAY ? (['pressure'] as const) : []),
      ...(journal.unmerged ? (['journal-unmerged'] as const) : []),
    ];
  }

  function noteFailure(thrown: unknown): void {
    const code: ErrorCode = thrown instanceof OffswitchError ? thrown.code : 'internal';
    if (code === 'bad-record') return;
    if (code === 'log-busy') busy = true;
    else outage = isFull(thrown) ? 'log-full' : 'log-down';
    recover();
  }

  /** Tries until it works; one at a time. */
  async function recover(): Promise<void> {
    if (isRecovering) return;
    isRecovering = true;
    for (let wait = FIRST_RETRY_MS; !isClosed; wait *= 2) {
      // What fails while it is tried is tried again.
      if ((await triedAgain()) && faults().length === 0 && missed === 0) break;
      // Nothing keeps the process alive for it: who is left waits for the log anyway.
      await new Promise((resolve) => setTimeout(resolve, Math.min(wait, LONGEST_RETRY_MS)).unref());
    }
    isRecovering = false;
  }

  async function triedAgain(): Promise<boolean> {
    try {
      await notary.ask('head', {});
      for (const line of lines) if (line.isInDoubt) await line.resume();
      merged(await journal.merge(notary));
      // Another one may have failed meanwhile.
      if ([...lines].some(({ isInDoubt }) => isInDoubt)) return false;
      outage = undefined;
      busy = false;
      await tellMissed();
      return true;
    } catch {
      return false;
    }
  }

  async function tellMissed(): Promise<void> {
    if (missed === 0) return;
    const told = missed;
    const what = `${told} calls were refused and not recorded: the log did not take their records`;
    await own.append({ sayings: [{ kind: 'alert', body: { severity: 'critical', what, of: null } }] });
    missed -= told;
  }

  function recorded(channel: ChannelOfRecords): RecordedChannel {
    const { id, actor, mediation } = channel;
    const line = openLine({ id, notary, mediation, stamp });
    lines.add(line);

    function tell({ sayings }: Entry): void {
      const { wall } = stamp();
      for (const saying of sayings) options.recorded?.({ run, channel: id, wall, ...saying });
    }

    async function append(entry: Entry): Promise<void> {
      if (outage !== undefined) throw down(outage);
      onTheirWay += entry.sayings.length;
      try {
        await line.append(entry);
        tell(entry);
      } catch (thrown) {
        noteFailure(thrown);
        throw thrown;
      } finally {
        onTheirWay -= entry.sayings.length;
        if (onTheirWay <= MOST_ON_THEIR_WAY) for (const enter of waiting.splice(0)) enter();
      }
    }

    function end(): void {
      if (!line.isInDoubt) lines.delete(line);
    }

    function appendAnyway(entry: Entry): Promise<void> {
      const said = sayAnyway(entry).finally(() => beingSaid.delete(said));
      beingSaid.add(said);
      return said;
    }

    async function sayAnyway(entry: Entry): Promise<void> {
      try {
        if (faults().length === 0) return await append(entry);
      } catch {
        // Then it stands in the journal, perhaps twice.
      }
      const from = { id, actor, stamp: { ...stamp(), claimed: entry.claimed ?? null, mediation } };
      journal.write(from, entry.sayings.map(withoutPayloads));
      tell(entry);
      recover();
    }

    return { id, append, appendAnyway, end };
  }

  const own = recorded(options.own);
  try {
    await own.append({ sayings: [openingOf(options.own, 'process')] });
    merged(await journal.merge(notary));
  } catch (thrown) {
    journal.close();
    throw thrown;
  }

  return {
    get faults() {
      return faults();
    },
    own,
    async open(channel, identity) {
      const opened = recorded(channel);
      await opened.append({
        sayings: [openingOf(channel, identity)],
        // Nobody has a channel whose opening seemed not to arrive.
        landed: (count) =>
          count === 0 ? [] : [{ kind: 'channel.close', body: { reason: 'it was never used' } }],
      });
      return opened;
    },
    async room() {
      if (onTheirWay <= MOST_ON_THEIR_WAY) return true;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<boolean>((resolve) => {
        timer = setTimeout(() => resolve(false), PATIENCE_MS);
      });
      const entered = new Promise<boolean>((resolve) => waiting.push(() => resolve(true)));
      return Promise.race([entered, late]).finally(() => clearTimeout(timer));
    },
    unrecorded() {
      missed += 1;
      recover();
    },
    async settled() {
      await Promise.all(beingSaid);
    },
    async close() {
      await Promise.all(beingSaid);
      isClosed = true;
      waiting = [];
      journal.close();
    },
  };
}

/** The emergency journal holds records alone. */
function withoutPayloads(saying: Saying): Saying {
  switch (saying.kind) {
    case 'intent':
      return { ...saying, body: { ...saying.body, args: null } };
    case 'effect.outcome':
      return { ...saying, body: { ...saying.body, result: null } };
    case 'observation':
      return { ...saying, body: { ...saying.body, evidence: null } };
    case 'approval.request':
      return { ...saying, body: { ...saying.body, shown: null } };
    case 'approval.response':
      return { ...saying, body: { ...saying.body, proof: null } };
    default:
      return saying;
  }
}

function openingOf({ actor }: ChannelOfRecords, identity: Identity): Saying {
  return { kind: 'channel.open', body: { identity, peer: actor } };
}

function down(outage: 'log-down' | 'log-full'): OffswitchError {
  return new OffswitchError(
    'log-stopped',
    outage === 'log-full' ? 'the log has no room' : 'the log takes no records',
    'Nothing is granted until it does again.',
  );
}

function isFull(thrown: unknown): boolean {
  const system = thrown instanceof OffswitchError ? thrown.data.system : undefined;
  return typeof system === 'string' && ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(system);
}
