/**
 * The log as OpenTelemetry traces, in the JSON form of OTLP: a span for whatever a record opens (an effect, a lease, a
 * command, a request for approval), with an event for each record that speaks of it. Spans are a projection of the log
 * and no audit trail: nothing about their transport says that one is missing, so each names the index of its records.
 */
import { hash } from 'node:crypto';
import { canonical } from '../../kit/canonical.ts';
import type { LogRecord } from '../../notary/records/record.ts';
import { otel, own, SCHEMA_URL } from './names.ts';
import type { PublishedLog } from './published-log.ts';

type Value = { stringValue: string } | { intValue: string } | { boolValue: boolean };
interface Attribute {
  readonly key: string;
  readonly value: Value;
}

interface SpanEvent {
  readonly timeUnixNano: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
}

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly kind: 1;
  readonly startTimeUnixNano: string;
  endTimeUnixNano: string;
  readonly attributes: Attribute[];
  readonly events: SpanEvent[];
  status: { code: 0 | 1 | 2; message?: string };
}

interface OpenSpan {
  readonly span: Span;
  readonly last: number;
}

const MOST_IN_A_BATCH = 256;

/**
 * Batches in the form of an ExportTraceServiceRequest, e.g. for `POST /v1/traces`, or a line each in a file.
 *
 * @example for (const batch of spanBatches(log)) file.write(`${canonical(batch)}\n`);
 */
export function* spanBatches(log: PublishedLog): Generator<object> {
  let batch: Span[] = [];
  for (const span of spansOf(log)) {
    batch.push(span);
    if (batch.length < MOST_IN_A_BATCH) continue;
    yield requestOf(log, batch);
    batch = [];
  }
  if (batch.length > 0) yield requestOf(log, batch);
}

function requestOf({ origin, size, root, verdict }: PublishedLog, spans: readonly Span[]): object {
  return {
    resourceSpans: [
      {
        resource: {
          attributes: attributesOf({
            [otel.service]: 'offswitch-guard',
            [own.origin]: origin,
            [own.size]: size,
            [own.root]: root,
            [own.integrity]: verdict.integrity.verdict,
          }),
        },
        scopeSpans: [{ scope: { name: 'offswitch' }, spans, schemaUrl: SCHEMA_URL }],
        schemaUrl: SCHEMA_URL,
      },
    ],
  };
}

/** In the order in which the last record about each stands in the log. */
function* spansOf(log: PublishedLog): Generator<Span> {
  const lastOf = lastMentions(log);
  const open = new Map<string, OpenSpan>();
  const actors = new Map<string, string>();
  for (const { index, record } of log.entries()) {
    if (record === undefined) continue;
    const { kind, body, channel } = record;
    if (kind === 'channel.open') actors.set(channel, body.peer);
    const id = idOf(record);
    const about = id ?? ofIn(record);
    if (about === undefined) {
      if (kind === 'alert') yield alone(log.origin, record, index);
      continue;
    }
    if (id !== undefined)
      open.set(id, {
        span: begun(log.origin, record, index, id, actors.get(channel)),
        last: lastOf.get(id) ?? index,
      });
    const found = open.get(about);
    if (found === undefined) {
      yield alone(log.origin, record, index);
      continue;
    }
    if (id === undefined) take(found.span, record, index);
    if (found.last > index) continue;
    open.delete(about);
    yield found.span;
  }
}

/** By id, the index of the last record that speaks of it: only then a span is whole. */
function lastMentions(log: PublishedLog): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  for (const { index, record } of log.entries()) {
    if (record === undefined) continue;
    const about = idOf(record) ?? ofIn(record);
    if (about !== undefined) last.set(about, index);
  }
  return last;
}

function idOf({ body }: LogRecord): string | undefined {
  return 'id' in body && typeof body.id === 'string' ? body.id : undefined;
}

function ofIn({ body }: LogRecord): string | undefined {
  return 'of' in body && typeof body.of === 'string' ? body.of : undefined;
}

function begun(
  origin: string,
  record: LogRecord,
  index: number,
  id: string,
  actor: string | undefined,
): Span {
  const { kind, body } = record;
  const named =
    kind === 'intent'
      ? {
          [otel.operation]: 'execute_tool',
          [otel.tool]: body.tool,
          [own.effect]: body.effect,
          ...(body.upstream === null ? {} : { [own.upstream]: body.upstream }),
        }
      : {};
  return {
    traceId: hexOf(`trace ${origin} ${id}`, 32),
    spanId: hexOf(`span ${origin} ${id}`, 16),
    name: kind === 'intent' ? `execute_tool ${body.tool}` : kind,
    kind: 1,
    startTimeUnixNano: nanosOf(record.wall),
    endTimeUnixNano: nanosOf(record.wall),
    attributes: attributesOf({
      ...surroundings(record, index),
      [own.id]: id,
      ...(actor === undefined ? {} : { [otel.agent]: actor }),
      ...named,
    }),
    events: [],
    status: { code: 0 },
  };
}

/** A record that nothing was opened for: a span without length. */
function alone(origin: string, record: LogRecord, index: number): Span {
  const id = `entry ${index}`;
  const wall = nanosOf(record.wall);
  const span: Span = {
    traceId: hexOf(`trace ${origin} ${id}`, 32),
    spanId: hexOf(`span ${origin} ${id}`, 16),
    name: record.kind,
    kind: 1,
    startTimeUnixNano: wall,
    endTimeUnixNano: wall,
    attributes: attributesOf(surroundings(record, index)),
    events: [],
    status: { code: 0 },
  };
  take(span, record, index);
  return span;
}

function take(span: Span, record: LogRecord, index: number): void {
  const timeUnixNano = nanosOf(record.wall);
  const told = toldBy(record);
  span.events.push({
    timeUnixNano,
    name: record.kind,
    attributes: attributesOf({ ...surroundings(record, index), ...told }),
  });
  // Clocks are set back; a span never ends before it begins.
  if (BigInt(timeUnixNano) > BigInt(span.endTimeUnixNano)) span.endTimeUnixNano = timeUnixNano;
  span.attributes.push(
    ...attributesOf(told).filter(({ key }) => !span.attributes.some((one) => one.key === key)),
  );
  if (record.kind === 'decision' && record.body.verdict !== 'allow' && record.body.applied)
    span.status = { code: 2, message: record.body.verdict === 'deny' ? 'denied' : 'held' };
  if (record.kind === 'effect.outcome')
    span.status = record.body.status === 'done' ? { code: 1 } : { code: 2, message: record.body.status };
}

function toldBy({ kind, body }: LogRecord): Readonly<Record<string, string | boolean>> {
  switch (kind) {
    case 'decision':
      return { [own.verdict]: body.verdict, [own.layer]: body.layer, [own.applied]: body.applied };
    case 'effect.outcome':
      return {
        [own.outcome]: body.status,
        ...(body.status === 'done' ? {} : { [otel.errorType]: body.status }),
      };
    case 'observation':
    case 'lifecycle.confirm':
      return { [own.observed]: body.result };
    case 'alert':
      return { [own.severity]: body.severity };
    default:
      return {};
  }
}

function surroundings({ kind, channel, mediation }: LogRecord, index: number) {
  return { [own.index]: index, [own.kind]: kind, [own.channel]: channel, [own.mediation]: mediation };
}

function attributesOf(values: Readonly<Record<string, string | number | boolean>>): Attribute[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: typedValue(value) }));
}

function typedValue(value: string | number | boolean): Value {
  if (typeof value === 'string') return { stringValue: value };
  return typeof value === 'number' ? { intValue: String(value) } : { boolValue: value };
}

function hexOf(text: string, digits: number): string {
  return hash('sha256', canonical(text), 'hex').slice(0, digits);
}

/** Up to nine digits of a second, all of which count. */
function nanosOf(wall: string): string {
  const [, second = wall, fraction = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(wall) ?? [];
  return String(BigInt(Date.parse(`${second}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9)));
}
