/** The log from its start, page by page, into a ledger. */
import { messageOf } from '../../../kit/errors.ts';
import type { NotaryClient } from '../../../notary/process/client.ts';
import { decodeRecord } from '../../../notary/records/record.ts';
import type { Ledger } from './ledger.ts';

const PAGE = 10_000;

/** Gives what it could not read: whoever decides by the rest decides by too little. Errors: `log-stopped`. */
export async function readLedger(
  notary: Pick<NotaryClient, 'ask'>,
  ledger: Ledger,
): Promise<readonly string[]> {
  const unread: string[] = [];
  for (let from = 0; ; ) {
    const { entries } = await notary.ask('read', { from, most: PAGE });
    if (entries.length === 0) return unread;
    for (const [at, entry] of entries.entries()) {
      try {
        ledger.read(decodeRecord(Buffer.from(entry), `entry ${from + at}`));
      } catch (thrown) {
        unread.push(messageOf(thrown));
      }
    }
    from += entries.length;
  }
}
