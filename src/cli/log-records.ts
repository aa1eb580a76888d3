/** The records of a log that was verified, with the verdict. */
import { diskFiles } from '../notary/log/files.ts';
import { storedEntries } from '../notary/log/read-entries.ts';
import { decodeRecord, type LogRecord } from '../notary/records/record.ts';
import { type LogVerdict, verifyLog } from '../notary/verify/verify-log.ts';
import { logIn } from './guard/directory.ts';
import { ownTrust } from './guard/verify.ts';

/**
 * Gives the records that the verdict is about and then, where the notary was ended before it could sign them, those
 * behind them. Errors: `log-missing`, `bad-key`, `bad-record`.
 */
export function verifiedRecords(directory: string, take: (record: LogRecord) => void): LogVerdict {
  const files = logIn(directory);
  const verdict = verifyLog(files.read, { policy: ownTrust(files, directory), record: take });
  if (verdict.integrity.verdict === 'intact') takeFrom(directory, verdict.size, take);
  return verdict;
}

/** Of the folder as it stands, from an entry on. Errors: `log-altered`, `log-truncated`, `bad-record`. */
export function takeFrom(directory: string, first: number, take: (record: LogRecord) => void): void {
  let index = 0;
  for (const { bytes, place } of storedEntries(diskFiles(directory)).entries()) {
    if (index >= first) take(decodeRecord(bytes, place));
    index += 1;
  }
}
