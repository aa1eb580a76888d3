/** `offswitch guard log`: the records of a log, a line each. */
import { once } from 'node:events';
import { canonical } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { unknownName } from '../../kit/names.ts';
import { printable } from '../../kit/text.ts';
import { type StoredEntry, storedEntries } from '../../notary/log/read-entries.ts';
import { recordKinds } from '../../notary/records/kinds.ts';
import { decodeRecord, type LogRecord } from '../../notary/records/record.ts';
import { logDirectory, logIn } from './directory.ts';
import type { GuardOption } from './state.ts';

interface LogOptions extends GuardOption {
  readonly from?: number;
  readonly last?: number;
  readonly kind?: readonly string[];
  readonly channel?: string;
  readonly json?: boolean;
}

export async function log(given: string | undefined, options: LogOptions): Promise<void> {
  const { kind, json = false } = options;
  const directory = await logDirectory(given, options);
  for (const name of kind ?? []) demandKind(name);
  const files = logIn(directory);
  let shown = 0;
  if (json) await write(`{"directory":${JSON.stringify(directory)},"records":[`);
  for (const { at, record, bytes } of selected(storedEntries(files).entries(), options)) {
    if (json) await write(`${shown === 0 ? '\n' : ',\n'}${jsonOf(at, record, bytes)}`);
    else await write(`${textOf(at, record, bytes)}\n`);
    shown += 1;
  }
  if (json) await write('\n]}\n');
}

function demandKind(name: string): void {
  if (!Object.hasOwn(recordKinds, name)) throw unknownName('kind of record', name, Object.keys(recordKinds));
}

interface Shown {
  readonly at: number;
  readonly record: LogRecord | undefined;
  readonly bytes: Buffer;
}

function* selected(
  entries: Iterable<StoredEntry>,
  { from = 0, last, kind, channel }: LogOptions,
): Generator<Shown> {
  const held: Shown[] = [];
  let at = -1;
  for (const { bytes, place } of entries) {
    at += 1;
    const record = at < from ? undefined : readable(bytes, place);
    if (at < from || (record !== undefined && kind !== undefined && !kind.includes(record.kind))) continue;
    if (record !== undefined && channel !== undefined && record.channel !== channel) continue;
    if (last === undefined) yield { at, record, bytes };
    else held.push({ at, record, bytes });
    if (last !== undefined && held.length > last) held.shift();
  }
  yield* held;
}

/** Waits where whoever reads is slower. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
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

function textOf(at: number, record: LogRecord | undefined, bytes: Buffer): string {
  if (record === undefined) return `${at}  UNREADABLE  ${printable(bytes.toString('latin1'), 80)}`;
  const { wall, channel, channel_seq, kind, mediation, body } = record;
  const advisory = mediation === 'advisory' ? ' (advisory)' : '';
  const head = `${at}  ${wall}  ${printable(channel, 40)}#${channel_seq}  ${kind}${advisory}`;
  return printable(`${head}  ${printable(canonical(body), 240)}`, 1000);
}

function jsonOf(at: number, record: LogRecord | undefined, bytes: Buffer): string {
  return canonical(
    record === undefined ? { entry: at, unreadable: bytes.toString('base64') } : { entry: at, record },
  );
}
