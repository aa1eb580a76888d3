/** A line of JSON for each record, in the Elastic Common Schema, which the usual SIEM systems take. */
import { canonical } from '../../kit/canonical.ts';
import type { LogRecord } from '../../notary/records/record.ts';
import { ECS_VERSION } from './names.ts';
import type { PublishedEntry, PublishedLog } from './published-log.ts';

/** Lines with their line feed. What cannot be read is a line that says so. */
export function* siemEvents(log: PublishedLog): Generator<string> {
  for (const entry of log.entries()) yield `${canonical(eventOf(log, entry))}\n`;
}

function eventOf({ origin }: PublishedLog, { index, bytes, record }: PublishedEntry): object {
  const log = { origin, index };
  const common = { ecs: { version: ECS_VERSION }, log: { logger: 'offswitch' } };
  if (record === undefined)
    return {
      ...common,
      event: { kind: 'pipeline_error', sequence: index, provider: 'offswitch' },
      offswitch: { log, unreadable: bytes.toString('base64') },
    };
  const { kind, wall, channel, mediation } = record;
  const outcome = outcomeOf(record);
  return {
    ...common,
    '@timestamp': wall,
    event: {
      kind: kind === 'alert' ? 'alert' : 'event',
      action: kind,
      sequence: index,
      provider: 'offswitch',
      ...(outcome === undefined ? {} : { outcome }),
      ...(record.kind === 'alert' ? { severity: severities[record.body.severity] } : {}),
    },
    ...(record.kind === 'alert' ? { message: record.body.what } : {}),
    offswitch: { log, channel, mediation, record },
  };
}

/** ECS leaves the scale to the source; these are those of syslog turned round, so that more is worse. */
const severities = { notice: 2, warning: 4, critical: 6 } as const;

type Outcome = 'success' | 'failure' | 'unknown';

const ofStatus = { done: 'success', failed: 'failure', indeterminate: 'unknown' } as const;
const ofResult = { confirmed: 'success', contradicted: 'failure', unobservable: 'unknown' } as const;

/** Whether what was asked for came about; undefined where a record does not say. */
function outcomeOf(record: LogRecord): Outcome | undefined {
  switch (record.kind) {
    case 'decision':
      return record.body.verdict === 'allow' ? 'success' : 'failure';
    case 'effect.outcome':
      return ofStatus[record.body.status];
    case 'observation':
    case 'lifecycle.confirm':
      return ofResult[record.body.result];
    case 'approval.response':
      return record.body.approved ? 'success' : 'failure';
    default:
      return undefined;
  }
}
