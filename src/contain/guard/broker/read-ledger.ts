/** The log from its start, page by page, into a ledger. */
import type { NotaryClient } from '../../../notary/process/client.ts';
import { decodeRecord } from '../../../notary/records/record.ts';
import type { Ledger } from './ledger.ts';

const PAGE = 10_000;

/** Errors: `log-stopped`, `bad-record`. */
export async function readLedger(notary: Pick<NotaryClient, 'ask'>, ledger: Ledger): Promise<void> {
  for (let from = 0; ; ) {
    const { entries } = await notary.ask('read', { from, most: PAGE });
    if (entries.length === 0) return;
    for (const [at, entry] of entries.entries())
      ledger.read(decodeRecord(Buffer.from(entry), `entry ${from + at}`));
    from += entries.length;
  }
}
