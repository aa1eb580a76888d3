/** What the guard's log holds of a day, and both verdicts on it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { parseCheckpoint } from '../../../src/notary/formats/checkpoint.ts';
import { parseVerifierKey } from '../../../src/notary/formats/keys.ts';
import { withoutWitnesses } from '../../../src/notary/formats/policy.ts';
import { diskFiles } from '../../../src/notary/log/files.ts';
import { storedEntries } from '../../../src/notary/log/read-entries.ts';
import { decodeRecord, type LogRecord } from '../../../src/notary/records/record.ts';
import { verifyLog } from '../../../src/notary/verify/verify-log.ts';
import type { DayLog } from '../theatre.ts';
import { readLines } from '../world/lines.ts';
import type { Places } from '../world/places.ts';

export interface Trust {
  readonly vkey: string;
  /** A signed note. */
  readonly head: string;
}

function recordsIn(directory: string): readonly LogRecord[] {
  const entries = storedEntries(diskFiles(directory)).entries();
  return [...entries].map(({ bytes, place }) => decodeRecord(bytes, place));
}

const PATIENCE_MS = 20_000;

/** Once everything that was allowed has come about, or enough time has passed. */
export async function settledRecords(directory: string): Promise<readonly LogRecord[]> {
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(50)) {
    const records = recordsIn(directory);
    const ended = new Set(records.flatMap(({ kind, body }) => (kind === 'effect.outcome' ? [body.of] : [])));
    const isUnderWay = records.some(
      ({ kind, body }) => kind === 'decision' && body.verdict === 'allow' && !ended.has(body.of),
    );
    if (!isUnderWay || Date.now() > until) return records;
  }
}

/** Verified as the operator would, who has kept the log's key and an earlier head. */
export function readDayLog(directory: string, { vkey, head }: Trust): DayLog {
  const policy = withoutWitnesses([parseVerifierKey(vkey, 'the key of the log')]);
  const heads = [parseCheckpoint(head, 'the kept head')];
  return { records: recordsIn(directory), verdict: verifyLog(diskFiles(directory).read, { policy, heads }) };
}

const grade = z.object({ item: z.string(), subject: z.string(), mark: z.int(), by: z.string() });

/** Behind a guard the grades' server does not know who calls it. Whoever reads the grades looks into the log. */
export function signGrades(places: Places, records: readonly LogRecord[]): void {
  const done = new Set(
    records.flatMap(({ kind, body }) =>
      kind === 'effect.outcome' && body.status === 'done' ? [body.of] : [],
    ),
  );
  const intents = records.flatMap(({ kind, body, channel }) =>
    kind === 'intent' && body.tool === 'submit_grade' && done.has(body.id)
      ? [{ item: body.resources[0]?.name, subject: body.subject[0]?.id, by: channel.split('/')[1] ?? '' }]
      : [],
  );
  const file = join(places.grades, 'grades.jsonl');
  const lines = readLines(file, grade).map((line) => {
    const at = intents.findIndex(({ item, subject }) => item === line.item && subject === line.subject);
    const [intent] = at === -1 ? [] : intents.splice(at, 1);
    return { ...line, by: intent?.by ?? '' };
  });
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
