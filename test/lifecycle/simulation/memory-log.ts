/** A log in memory that takes what a notary takes, can be away, and outlives whoever writes to it. */
import { OffswitchError } from '../../../src/kit/errors.ts';
import type { NotaryClient } from '../../../src/notary/process/client.ts';
import type { Answers } from '../../../src/notary/process/protocol.ts';
import {
  checkDraft,
  type Draft,
  decodeRecord,
  encodeRecord,
  type LogRecord,
} from '../../../src/notary/records/record.ts';
import { type Life, never, timersPromises } from './virtual-time.ts';

export interface MemoryLog {
  isDown: boolean;
  /** Called before and after each append reaches the disk. */
  onStep: () => void;
  /** Called with what is on the disk now. */
  onDurable: (drafts: readonly Draft[]) => void;
  readonly size: number;
  records(): readonly LogRecord[];
  clientOf(life: Life): NotaryClient;
}

const STEP_MS = 1;

export function openMemoryLog(): MemoryLog {
  const entries: Buffer[] = [];
  const last = new Map<string, number>();

  async function disk(life: Life): Promise<void> {
    if (life.isOver) return never();
    await timersPromises.setTimeout(STEP_MS);
    log.onStep();
    if (life.isOver) return never();
    if (log.isDown) throw new OffswitchError('log-stopped', 'the log takes no records', 'Wait.');
  }

  function land(drafts: readonly Draft[]): Answers['append'] {
    const first = entries.length;
    const next = new Map(last);
    for (const draft of drafts) {
      checkDraft(draft, 'a record');
      const due = (next.get(draft.channel) ?? 0) + 1;
      if (draft.channel_seq !== due)
        throw new OffswitchError('bad-record', `${draft.channel} is at ${due}`, 'Number it anew.');
      next.set(draft.channel, due);
    }
    entries.push(...drafts.map((draft) => encodeRecord(draft, 1)));
    for (const [channel, number] of next) last.set(channel, number);
    log.onDurable(drafts);
    return { first, size: entries.length };
  }

  const answers = {
    head: () => ({
      origin: 'example.com/guard',
      vkey: 'none',
      epoch: 1,
      size: entries.length,
      checkpoint: null,
    }),
    number: ({ channel }: { channel: string }) => ({ last: last.get(channel) ?? 0 }),
    read: ({ from, most }: { from: number; most: number }) => ({
      entries: entries.slice(from, from + most).map((entry) => entry.toString()),
    }),
    fetch: () => ({ content: null }),
  };

  const log: MemoryLog = {
    isDown: false,
    onStep: () => undefined,
    onDurable: () => undefined,
    get size() {
      return entries.length;
    },
    records: () => entries.map((entry, at) => decodeRecord(entry, `entry ${at}`)),
    clientOf: (life) => ({
      async append(drafts) {
        await disk(life);
        const answer = land(drafts);
        await disk(life);
        return answer;
      },
      ask: (async (what: keyof typeof answers, rest: never) => {
        await disk(life);
        return answers[what](rest);
      }) as NotaryClient['ask'],
      close: () => undefined,
    }),
  };
  return log;
}
