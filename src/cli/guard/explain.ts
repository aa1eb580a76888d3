/** `offswitch guard explain`: an entry, and everything that belongs to the same effect. */
import { isRecord } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { printable } from '../../kit/text.ts';
import type { FileLayer } from '../../notary/log/files.ts';
import { storedEntries } from '../../notary/log/read-entries.ts';
import { withJournal } from '../../notary/log/read-payloads.ts';
import { type PayloadReference, payloadContent, payloadState } from '../../notary/records/payloads.ts';
import { decodeRecord, type LogRecord } from '../../notary/records/record.ts';
import { print, printJson } from '../terminal.ts';
import { logDirectory, logIn } from './directory.ts';
import { entryNumber } from './prove.ts';
import type { GuardOption } from './state.ts';

interface Entry {
  readonly entry: number;
  readonly record: LogRecord;
}

export async function explain(
  given: string | undefined,
  text: string,
  options: GuardOption & { readonly json?: boolean },
): Promise<void> {
  const index = entryNumber(text);
  const directory = await logDirectory(given, options);
  const files = logIn(directory);
  const asked = entryAt(files, index, directory);
  const id = effectOf(asked.record);
  const related = id === undefined ? [asked] : recordsOf(files, id);
  if (options.json === true)
    printJson({
      directory,
      entry: index,
      effect: id ?? null,
      records: related.map(({ entry, record }) => ({ entry, record, payloads: payloadsOf(files, record) })),
    });
  else print(linesOf(files, asked, id, related));
}

function* records(files: FileLayer): Generator<Entry> {
  let entry = 0;
  for (const { bytes, place } of storedEntries(files).entries()) {
    const record = readable(bytes, place);
    if (record !== undefined) yield { entry, record };
    entry += 1;
  }
}

/** Whether what cannot be read belongs there is for `verify` to say. */
function readable(bytes: Buffer, place: string): LogRecord | undefined {
  try {
    return decodeRecord(bytes, place);
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return undefined;
    throw thrown;
  }
}

function entryAt(files: FileLayer, index: number, directory: string): Entry {
  for (const one of records(files)) if (one.entry === index) return one;
  throw new OffswitchError(
    'bad-request',
    `there is no entry ${index} in ${directory} that can be read`,
    '"offswitch guard log" prints the numbers of all entries.',
    { index },
  );
}

/** What a record is, or speaks of. */
function effectOf({ kind, body }: LogRecord): string | undefined {
  if (kind === 'intent' || kind === 'approval.request') return body.id;
  return 'of' in body && typeof body.of === 'string' ? body.of : undefined;
}

function recordsOf(files: FileLayer, id: string): readonly Entry[] {
  const all = [...records(files)].filter(
    ({ record }) => effectOf(record) === id || ('id' in record.body && record.body.id === id),
  );
  // Requests to people are named by the decision that followed.
  const requests = new Set(
    all.flatMap(({ record: { kind, body } }) =>
      kind === 'decision'
        ? body.reasons.flatMap(({ layer, rule }) => (layer === 'approvals' ? rule : []))
        : [],
    ),
  );
  if (requests.size === 0) return all;
  const answers = [...records(files)].filter(({ record }) => requests.has(effectOf(record) ?? ''));
  return [...new Map([...all, ...answers].map((one) => [one.entry, one])).values()].toSorted(
    (left, right) => left.entry - right.entry,
  );
}

interface ShownPayload {
  readonly member: string;
  readonly state: 'present' | 'altered' | 'absent';
  readonly content: unknown;
}

function payloadsOf(files: FileLayer, { body }: LogRecord): readonly ShownPayload[] {
  return Object.entries(body).flatMap(([member, value]) => {
    if (!isReference(value)) return [];
    const read = withJournal(files);
    const state = payloadState(read, value);
    const bytes = state === 'present' ? payloadContent(read, value.digest) : undefined;
    return [{ member, state, content: bytes === undefined ? null : contentOf(bytes) }];
  });
}

function isReference(value: unknown): value is PayloadReference {
  return isRecord(value) && typeof value.digest === 'string' && typeof value.bytes === 'number';
}

function contentOf(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function linesOf(
  files: FileLayer,
  asked: Entry,
  id: string | undefined,
  related: readonly Entry[],
): readonly string[] {
  const head =
    id === undefined
      ? `Entry ${asked.entry} belongs to no effect.`
      : `Entry ${asked.entry} belongs to the effect ${printable(id, 120)}:`;
  return [head, ...related.flatMap(({ entry, record }) => ['', ...recordLines(files, entry, record)])];
}

function recordLines(files: FileLayer, entry: number, record: LogRecord): readonly string[] {
  const { kind, wall, channel, channel_seq: number, mediation, claimed } = record;
  const called = claimed === null ? '' : `, which calls itself ${printable(claimed, 60)}`;
  return [
    `${entry}  ${kind}  ${wall}`,
    `  channel ${printable(channel, 80)}#${number}, ${mediation}${called}`,
    ...bodyLines(record),
    ...payloadsOf(files, record).map(
      ({ member, state, content }) =>
        `  ${member}: ${state === 'present' ? printable(JSON.stringify(content), 2_000) : `${state} in the store of payloads`}`,
    ),
  ];
}

function bodyLines({ kind, body }: LogRecord): readonly string[] {
  switch (kind) {
    case 'intent':
      return [
        `  wants: ${body.effect} by ${printable(`${body.upstream ?? '(none)'}.${body.tool}`, 160)}`,
        ...body.resources.map(
          ({ kind: what, access, name }) => `  ${what} ${access}: ${printable(name, 300)}`,
        ),
        ...body.subject.map((party) => `  about: ${printable(party.id, 120)}`),
        `  arguments ${body.args_digest}`,
      ];
    case 'decision':
      return [
        `  verdict: ${body.verdict.toUpperCase()}, by ${body.layer}${body.applied ? '' : ', NOT APPLIED: the guard only observed'}`,
        ...body.reasons.map(
          ({ layer, rule, decision, text }) =>
            `  ${layer}, ${printable(rule, 120)}: ${decision}: ${printable(text, 400)}`,
        ),
        ...body.errors.map((error) => `  error: ${printable(error, 400)}`),
      ];
    case 'effect.outcome':
      return [`  outcome: ${body.status}`];
    case 'observation':
      return [
        `  ${printable(body.probe, 80)} saw ${printable(body.resource, 300)}: ${body.result.toUpperCase()}`,
      ];
    default:
      return [`  ${printable(JSON.stringify(body), 1_000)}`];
  }
}
