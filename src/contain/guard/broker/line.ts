/**
 * The records of one channel on their way to the log: one batch at a time, so that its numbers have no gap whatever is
 * refused. What comes while a batch is on its way goes with the next one.
 */
import { OffswitchError } from '../../../kit/errors.ts';
import type { NotaryClient } from '../../../notary/process/client.ts';
import type { SaltedPayload } from '../../../notary/records/payloads.ts';
import type { Draft, Saying } from '../../../notary/records/record.ts';

/** Records that belong together: all of them are in the log, or the promise is rejected. */
export interface Entry {
  readonly sayings: readonly Saying[];
  readonly payloads?: readonly SaltedPayload[];
  readonly claimed?: string | null;
  /**
   * Called when the log is there again after an append whose fate was not known, with how many of the records are in
   * it. Gives what is to be said then.
   */
  readonly landed?: (records: number) => readonly Saying[];
}

export interface Line {
  readonly id: string;
  /** Something was sent of which nobody knows whether it arrived: nothing more is sent before that is found out. */
  readonly isInDoubt: boolean;
  /** Resolves when the records are on the notary's disk. Errors: `log-busy`, `log-stopped`, `bad-record`. */
  append(entry: Entry): Promise<void>;
  /** The log is there again: finds out what it has of what was under way, and says what follows from that. */
  resume(): Promise<void>;
}

export interface LineOptions {
  readonly id: string;
  readonly notary: Pick<NotaryClient, 'append' | 'ask'>;
  readonly mediation: Draft['mediation'];
  /** All that a record says beside number, claimed name, kind and body. */
  readonly stamp: () => Pick<Draft, 'run' | 'mono_us' | 'wall'>;
  /** The number of the last record that the log has. */
  readonly last?: number;
}

interface Pending {
  readonly entry: Entry;
  readonly drafts: readonly Omit<Draft, 'channel_seq'>[];
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** A batch is far below what a frame may have. */
const MOST_RECORDS = 1000;
const MOST_PAYLOAD_BYTES = 4 * 1024 * 1024;

export function openLine({ id, notary, mediation, stamp, last = 0 }: LineOptions): Line {
  const waiting: Pending[] = [];
  /** Sent, and nobody knows whether they arrived. */
  let doubtful: { readonly entry: Entry; readonly first: number }[] = [];
  let number = last;
  let sending = false;

  let doubt: unknown;

  function append(entry: Entry): Promise<void> {
    if (doubt !== undefined) return Promise.reject(doubt);
    return new Promise((resolve, reject) => {
      const stamped = { ...stamp(), channel: id, mediation, claimed: entry.claimed ?? null };
      const drafts = entry.sayings.map((saying) => ({ ...stamped, ...saying }));
      waiting.push({ entry, drafts, resolve, reject });
      if (!sending) send();
    });
  }

  async function send(): Promise<void> {
    sending = true;
    while (waiting.length > 0) await sendBatch(nextBatch());
    sending = false;
  }

  function nextBatch(): readonly Pending[] {
    let records = 0;
    let bytes = 0;
    const count = waiting.findIndex(({ drafts, entry }) => {
      records += drafts.length;
      bytes += (entry.payloads ?? []).reduce((sum, payload) => sum + payload.bytes.length, 0);
      return records > MOST_RECORDS || bytes > MOST_PAYLOAD_BYTES;
    });
    return waiting.splice(0, count < 0 ? waiting.length : Math.max(1, count));
  }

  async function sendBatch(batch: readonly Pending[]): Promise<void> {
    const first = number + 1;
    const drafts = batch.flatMap((one) => one.drafts);
    const numbered = drafts.map((draft, at) => ({ ...draft, channel_seq: first + at }) as Draft);
    try {
      await notary.append(
        numbered,
        batch.flatMap(({ entry }) => entry.payloads ?? []),
      );
      number += drafts.length;
      for (const { resolve } of batch) resolve();
    } catch (thrown) {
      await failed(batch, first, thrown);
    }
  }

  async function failed(batch: readonly Pending[], first: number, thrown: unknown): Promise<void> {
    const code = thrown instanceof OffswitchError ? thrown.code : 'internal';
    // One that does not fit must not take the others with it.
    if (code === 'bad-record' && batch.length > 1) {
      for (const one of batch) await sendBatch([one]);
      return;
    }
    if (code !== 'bad-record' && code !== 'log-busy') {
      let at = first;
      for (const { entry, drafts } of batch) {
        doubtful.push({ entry, first: at });
        at += drafts.length;
      }
      doubt = thrown;
      // What was not sent yet would take the numbers of what may have arrived.
      for (const { reject } of waiting.splice(0)) reject(thrown);
    }
    for (const { reject } of batch) reject(thrown);
  }

  async function resume(): Promise<void> {
    const { last: found } = await notary.ask('number', { channel: id });
    number = found;
    const said = doubtful.flatMap(({ entry, first }) => {
      const records = Math.min(entry.sayings.length, Math.max(0, found - first + 1));
      return entry.landed?.(records) ?? [];
    });
    doubtful = [];
    doubt = undefined;
    if (said.length === 0) return;
    // It is said until it is there.
    const entry: Entry = { sayings: said, landed: (records) => said.slice(records) };
    try {
      await append(entry);
    } catch (thrown) {
      if (doubt === undefined) doubtful.push({ entry, first: number + 1 });
      doubt ??= thrown;
      throw thrown;
    }
  }

  return {
    id,
    get isInDoubt() {
      return doubt !== undefined;
    },
    append,
    resume,
  };
}
