/** Records: what every one of them says beside its body, and how it becomes the bytes of an entry and back. */
import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { canonical, isCanonicalText } from '../../kit/canonical.ts';
import { messageOf } from '../../kit/errors.ts';
import { malformed } from '../failures.ts';
import { MOST_ENTRY_BYTES } from '../formats/bundle.ts';
import { instant, type RecordKind, recordKinds } from './kinds.ts';
import { quickCheck } from './quick-check.ts';

type Body<K extends RecordKind> = z.infer<(typeof recordKinds)[K]>;

interface Surroundings {
  /** The study, session or run that it belongs to. */
  readonly run: string;
  /** Who is speaking: the descriptor, socket or token, never a name in a message. */
  readonly channel: string;
  /** Counts from 1 in each channel, without gaps. */
  readonly channel_seq: number;
  /** Who the other side says it is; nothing rests on it. */
  readonly claimed: string | null;
  /** `enforced`: the effect could not have come about otherwise. `advisory`: it could. */
  readonly mediation: 'enforced' | 'advisory';
  /** Microseconds of a clock that never runs back, and the time of day; both of whoever made the record. */
  readonly mono_us: number;
  readonly wall: string;
}

/** A kind with the body that it has. */
export type Saying<K extends RecordKind = RecordKind> = {
  readonly [Kind in K]: { readonly kind: Kind; readonly body: Body<Kind> };
}[K];

/** What is handed in; the notary adds version and epoch. */
export type Draft<K extends RecordKind = RecordKind> = Surroundings & Saying<K>;

/** What a fold over a log reads of a record: enough to go on from what was read with what is said. */
export type Recorded = Pick<Surroundings, 'run' | 'channel' | 'wall'> & Saying;

/** `epoch` counts the starts of the notary. */
export type LogRecord<K extends RecordKind = RecordKind> = Draft<K> & {
  readonly v: 1;
  readonly epoch: number;
};

const label = z.string().min(1).max(200);
const surroundings = {
  run: label,
  channel: label,
  channel_seq: z.int().min(1),
  claimed: label.nullable(),
  mediation: z.enum(['enforced', 'advisory']),
  mono_us: z.int().min(0),
  wall: instant,
  kind: z.string(),
  body: z.unknown(),
};
const draftShape = z.strictObject(surroundings);
const recordShape = z.strictObject({ v: z.literal(1), epoch: z.int().min(1), ...surroundings });

const isOrderedSurroundings = quickCheck(recordShape);
const isOrderedBody = new Map(Object.entries(recordKinds).map(([kind, shape]) => [kind, quickCheck(shape)]));

/** Whether it is a record with its members in canonical order. What is not may be one in another order. */
function isOrderedRecord(value: unknown): value is LogRecord {
  if (!isOrderedSurroundings(value)) return false;
  const { kind, body } = value as { readonly kind: string; readonly body: unknown };
  return isOrderedBody.get(kind)?.(body) === true;
}

/** Checks a draft that came from outside. Errors: `bad-record`. */
export function checkDraft(value: unknown, place: string): Draft {
  demand(value, draftShape, place);
  return value as Draft;
}

/** The bytes of the entry. Errors: `bad-record` where they are more than an entry may have. */
export function encodeRecord(draft: Draft, epoch: number): Buffer {
  const text = canonical({ ...draft, v: 1, epoch });
  const place = `record ${draft.channel_seq} of channel ${draft.channel}`;
  if (hasHalfCharacter(text)) throw badRecord(place, 'it is not well-formed Unicode');
  const bytes = Buffer.from(text);
  if (bytes.length <= MOST_ENTRY_BYTES) return bytes;
  throw malformed(
    'bad-record',
    place,
    `it has ${bytes.length} bytes; an entry has at most ${MOST_ENTRY_BYTES}`,
    'Put what is bulky into a payload.',
  );
}

/** Reads an entry: canonical JSON, a known kind, every member as it must be. Errors: `bad-record`. */
export function decodeRecord(entry: Buffer, place: string): LogRecord {
  const text = entry.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw badRecord(place, messageOf(thrown));
  }
  const isOrdered = isOrderedRecord(value);
  if (!isOrdered) demand(value, recordShape, place);
  const isCanonical = isOrdered ? JSON.stringify(value) === text : isCanonicalText(text, value);
  if (!isCanonical || !isUtf8(entry)) throw badRecord(place, 'it is not canonical JSON');
  if (hasHalfCharacter(text)) throw badRecord(place, 'it is not well-formed Unicode');
  return value as LogRecord;
}

/** Canonical JSON writes every character as itself, but half of one as an escape. */
function hasHalfCharacter(text: string): boolean {
  return text.includes('\\ud') && /(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(text);
}

function demand(value: unknown, shape: z.ZodType<{ kind: string; body?: unknown }>, place: string): void {
  const outer = shape.safeParse(value);
  if (!outer.success) throw badRecord(place, firstIssue(outer.error));
  const { kind, body } = outer.data;
  if (!isRecordKind(kind)) throw badRecord(place, `there is no kind ${JSON.stringify(kind.slice(0, 60))}`);
  const inner = recordKinds[kind].safeParse(body);
  if (!inner.success) throw badRecord(place, `${kind}: ${firstIssue(inner.error)}`);
}

function isRecordKind(kind: string): kind is RecordKind {
  return Object.hasOwn(recordKinds, kind);
}

function firstIssue({ issues: [issue] }: z.ZodError): string {
  return issue === undefined
    ? 'it does not fit'
    : `at ${issue.path.map(String).join('.') || 'top'}: ${issue.message}`;
}

function badRecord(place: string, what: string): Error {
  return malformed('bad-record', place, what, 'docs/notary.md lists the kinds of records and their members.');
}
