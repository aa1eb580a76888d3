/** The log from its start into a ledger. */
import type { NotaryClient } from '../../../notary/process/client.ts';
import { readAll } from '../../../notary/process/read-all.ts';
import type { Ledger } from './ledger.ts';

/** Gives what it could not read: whoever decides by the rest decides by too little. Errors: `log-stopped`. */
export async function readLedger(
  notary: Pick<NotaryClient, 'ask'>,
  ledger: Ledger,
): Promise<readonly string[]> {
  const unread: string[] = [];
  for await (const read of readAll(notary))
    if ('unread' in read) unread.push(read.unread);
    else ledger.read(read.record);
  return unread;
}
