/** `offswitch guard log`: the records of a log, a line each. */
import { canonical } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { unknownName } from '../../kit/names.ts';
import { printable } from '../../kit/text.ts';
import { storedEntries } from '../../notary/log/read-entries.ts';
import { recordKinds } from '../../notary/records/kinds.ts';
import { decodeRecord, type LogRecord } from '../../notary/records/record.ts';
import { logIn } from './directory.ts';

interface LogOptions {
  readonly from?: number;
  readonly last?: number;
  readonly kind?: readonly string[];
  readonly channel?: string;
  readonly json?: boolean;
}

export function log(directory: string, { from = 0, last, kind, channel, json }: LogOptions): void {
  for (const name of kind ?? [])
    if (!Object.hasOwn(recordKinds, name))
      throw unknownName('kind of record', name, Object.keys(recordKinds));
  const files = logIn(directory);
  const shown: string[] = [];
  let index = 0;
  for (const { bytes, place } of storedEntries(files).entries()) {
    const at = index;
    index += 1;
    if (at < from) continue;
    const record = readable(bytes, place);
    if (record !== undefined && kind !== undefined && !kind.includes(record.kind)) continue;
    if (record !== undefined && channel !== undefined && record.channel !== channel) continue;
    shown.push(json ? jsonLine(at, record, bytes) : textLine(at, record, bytes));
    if (last === undefined && shown.length >= FLUSH) flush(shown);
    if (last !== undefined && shown.length > last) shown.shift();
  }
  flush(shown);
}

const FLUSH = 1000;

function flush(lines: string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.splice(0).join('\n')}\n`);
}

/** What cannot be read is shown as such: whether it belongs there is for `verify` to say. */
function readable(bytes: Buffer, place: string): LogRecord | undefined {
  try {
    return decodeRecord(bytes, place);
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return undefined;
    throw thrown;
  }
}

function textLine(at: number, record: LogRecord | undefined, bytes: Buffer): string {
  if (record === undefined) return `${at}  UNREADABLE  ${printable(bytes.toString('latin1'), 80)}`;
  const { wall, channel, channel_seq, kind, mediation, body } = record;
  const advisory = mediation === 'advisory' ? ' (advisory)' : '';
  return `${at}  ${wall}  ${printable(channel, 40)}#${channel_seq}  ${kind}${advisory}  ${printable(canonical(body), 240)}`;
}

function jsonLine(at: number, record: LogRecord | undefined, bytes: Buffer): string {
  return canonical(
    record === undefined ? { entry: at, unreadable: bytes.toString('base64') } : { entry: at, record },
  );
}
