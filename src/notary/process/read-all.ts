/** The log from its start, page by page. */
import { messageOf } from '../../kit/errors.ts';
import { decodeRecord, type LogRecord } from '../records/record.ts';
import type { NotaryClient } from './client.ts';

const PAGE = 10_000;

export type ReadRecord =
  | { readonly record: LogRecord }
  /** Why an entry cannot be read: whoever decides by the rest decides by too little. */
  | { readonly unread: string };

/** Errors: `log-stopped`. */
export async function* readAll(notary: Pick<NotaryClient, 'ask'>): AsyncGenerator<ReadRecord> {
  for (let from = 0; ; ) {
    const { entries } = await notary.ask('read', { from, most: PAGE });
    if (entries.length === 0) return;
    for (const [at, entry] of entries.entries()) yield readOne(entry, from + at);
    from += entries.length;
  }
}

function readOne(entry: string, at: number): ReadRecord {
  try {
    return { record: decodeRecord(Buffer.from(entry), `entry ${at}`) };
  } catch (thrown) {
    return { unread: messageOf(thrown) };
  }
}
