/**
 * The emergency journal: a file with room in reserve, for what must be recorded while the log takes nothing. Its records
 * go into the log, on channels of their own, before anything is granted again.
 */
import { closeSync, constants, fdatasyncSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRecord } from '../../../kit/canonical.ts';
import { messageOf, OffswitchError, systemCodeOf } from '../../../kit/errors.ts';
import { makeFolders } from '../../../kit/files.ts';
import { hashText } from '../../../kit/hash.ts';
import type { NotaryClient } from '../../../notary/process/client.ts';
import { checkDraft, type Draft, type Saying } from '../../../notary/records/record.ts';

export interface EmergencyJournal {
  /** Whether it holds records that the log does not have. */
  readonly unmerged: boolean;
  /**
   * On the disk when it returns. Where the disk takes nothing the records are kept in memory, and it says so: what
   * takes an ability away is done all the same.
   */
  write(from: JournalChannel, sayings: readonly Saying[]): 'on-disk' | 'in-memory';
  /** Hands everything to the log and empties the file. Twice does nothing twice. Errors: those of the notary. */
  merge(notary: Pick<NotaryClient, 'append' | 'ask'>): Promise<readonly Draft[]>;
  close(): void;
}

export interface JournalChannel {
  /** Of the channel in whose place it stands. */
  readonly id: string;
  readonly actor: string;
  readonly stamp: Omit<Draft, 'channel' | 'channel_seq' | 'kind' | 'body'>;
}

/** Written in advance, so that a disk which is full later has room for some thousand records. */
const RESERVE = 1024 * 1024;

/** The id of the channel on which the records of another one are merged. */
function journalChannel(id: string): string {
  return `journal/${id}`;
}

/** Errors: `file-unwritable`, `file-unreadable`. */
export function openEmergencyJournal(path: string): EmergencyJournal {
  const file = open(path);
  const { drafts, end } = readDrafts(readFileSync(file));
  const kept: Draft[] = [...drafts];
  const numbers = new Map<string, number>();
  for (const { channel, channel_seq } of kept) numbers.set(channel, channel_seq);
  let at = end;
  reserve();

  /** Zeros behind the records; also wipes a torn end, so that nothing of it is read later. */
  function reserve(): void {
    try {
      writeSync(file, Buffer.alloc(Math.max(RESERVE, readFileSync(path).length - at)), 0, undefined, at);
      fsyncSync(file);
    } catch (thrown) {
      if (!['ENOSPC', 'EDQUOT', 'EFBIG'].includes(systemCodeOf(thrown) ?? '')) throw unwritable(path, thrown);
    }
  }

  function numbered({ id, actor, stamp }: JournalChannel, sayings: readonly Saying[]): readonly Draft[] {
    const channel = journalChannel(id);
    const last = numbers.get(channel) ?? 0;
    const open: Saying = { kind: 'channel.open', body: { identity: 'process', peer: actor } };
    const all = last === 0 ? [open, ...sayings] : sayings;
    numbers.set(channel, last + all.length);
    return all.map((saying, place) => ({ ...stamp, channel, channel_seq: last + 1 + place, ...saying }));
  }

  return {
    get unmerged() {
      return kept.length > 0;
    },
    write(from, sayings) {
      const added = numbered(from, sayings);
      kept.push(...added);
      const bytes = Buffer.from(added.map(lineOf).join(''));
      try {
        for (let done = 0; done < bytes.length; )
          done += writeSync(file, bytes, done, bytes.length - done, at + done);
        fdatasyncSync(file);
        at += bytes.length;
        return 'on-disk';
      } catch {
        return 'in-memory';
      }
    },
    async merge(notary) {
      const merged = kept.slice();
      const last = new Map<string, number>();
      for (const channel of new Set(merged.map(({ channel: one }) => one)))
        last.set(channel, (await notary.ask('number', { channel })).last);
      const missing = merged.filter(({ channel, channel_seq }) => channel_seq > (last.get(channel) ?? 0));
      if (missing.length > 0) await notary.append(missing);
      kept.splice(0, merged.length);
      // What was written meanwhile keeps the file as it is: merged twice is merged once.
      if (kept.length === 0) {
        writeSync(file, Buffer.alloc(at), 0, undefined, 0);
        fdatasyncSync(file);
        at = 0;
      }
      return missing;
    },
    close: () => closeSync(file),
  };
}

function open(path: string): number {
  try {
    makeFolders(dirname(path));
    return openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  } catch (thrown) {
    throw unwritable(path, thrown);
  }
}

function unwritable(path: string, thrown: unknown): OffswitchError {
  return new OffswitchError(
    'file-unwritable',
    `cannot write the emergency journal ${path}: ${messageOf(thrown)}`,
    'Check the path and its permissions.',
    { file: path },
    thrown,
  );
}

/** The hash says whether the line is whole. */
function lineOf(draft: Draft): string {
  const text = JSON.stringify(draft);
  return `${hashText(text)} ${text}\n`;
}

/** Every whole line from the start; what follows was torn, and was never relied on. */
function readDrafts(bytes: Buffer): { readonly drafts: readonly Draft[]; readonly end: number } {
  const drafts: Draft[] = [];
  let end = 0;
  for (;;) {
    const next = bytes.indexOf(0x0a, end);
    const draft = next < 0 ? undefined : readLine(bytes.toString('utf8', end, next));
    if (draft === undefined) return { drafts, end };
    drafts.push(draft);
    end = next + 1;
  }
}

function readLine(line: string): Draft | undefined {
  const split = line.indexOf(' ');
  const text = line.slice(split + 1);
  if (split < 0 || line.slice(0, split) !== hashText(text)) return undefined;
  const value: unknown = JSON.parse(text);
  return isRecord(value) ? checkDraft(value, 'the emergency journal') : undefined;
}
