/** A log as it was published: what a checkpoint covers, and what verifying it found. */
import { OffswitchError } from '../../kit/errors.ts';
import { parseCheckpoint } from '../../notary/formats/checkpoint.ts';
import type { Policy } from '../../notary/formats/policy.ts';
import type { FileLayer } from '../../notary/log/files.ts';
import { CHECKPOINT } from '../../notary/log/layout.ts';
import { publishedEntries } from '../../notary/log/read-entries.ts';
import { decodeRecord, type LogRecord } from '../../notary/records/record.ts';
import { type LogVerdict, verifyLog } from '../../notary/verify/verify-log.ts';

export interface PublishedLog {
  readonly read: FileLayer['read'];
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  readonly verdict: LogVerdict;
  /** In order, each with its index. What cannot be read has no record. */
  entries(): Generator<PublishedEntry>;
}

export interface PublishedEntry {
  readonly index: number;
  readonly bytes: Buffer;
  readonly record: LogRecord | undefined;
}

/** Verifies it against `policy`, and keeps to the checkpoint it then had. Errors: `log-missing`, `bad-checkpoint`. */
export function publishedLog(read: FileLayer['read'], policy: Policy): PublishedLog {
  const note = read(CHECKPOINT);
  if (note === undefined)
    throw new OffswitchError(
      'log-missing',
      'the log has no checkpoint yet',
      'Wait for its first checkpoint: a notary publishes one every second.',
    );
  const { origin, size, root } = parseCheckpoint(note, CHECKPOINT);
  // The log may grow meanwhile: everything here is about this one head.
  const frozen: FileLayer['read'] = (path) => (path === CHECKPOINT ? note : read(path));
  return {
    read: frozen,
    origin,
    size,
    root: root.toString('base64'),
    verdict: verifyLog(frozen, { policy }),
    *entries() {
      let index = 0;
      for (const bytes of publishedEntries(frozen, size)) {
        yield { index, bytes, record: readable(bytes, index) };
        index += 1;
      }
    },
  };
}

/** Whether it belongs there is what the verdict says. */
function readable(bytes: Buffer, index: number): LogRecord | undefined {
  try {
    return decodeRecord(bytes, `entry ${index}`);
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return undefined;
    throw thrown;
  }
}
