/** Reading the votes of judges back; each is checked against its seal. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Json } from '../../../kit/canonical.ts';
import { parseShape } from '../../../kit/json.ts';
import { judgementSeal } from '../sealing.ts';
import type { StoredJudgement } from '../store.ts';
import { blobColumn, hashColumn, wholeColumn } from './columns.ts';
import { damagedStore } from './failures.ts';
import { unpack } from './packing.ts';

const row = z.object({
  subject: hashColumn,
  judge: hashColumn,
  vote: wholeColumn,
  body: blobColumn,
  seal: hashColumn,
});

/** The seal says that this program wrote the text, and it writes JSON. */
const json = z.custom<Json>((value) => value !== undefined);

/** All votes in order. Errors: `store-damaged`, naming the first that is unreadable or altered. */
export function readJudgements(connection: DatabaseSync, path: string): readonly StoredJudgement[] {
  const rows = connection.prepare(
    'SELECT subject, judge, vote, body, seal FROM judgements ORDER BY subject, judge, vote',
  );
  return Array.from(rows.iterate(), (found) => {
    const { data } = row.safeParse(found);
    if (data === undefined) throw damagedStore(path, 'a judgement is unreadable', { part: 'judgement' });
    const judgement = soundJudgement(data);
    if (judgement !== undefined) return judgement;
    const what = `vote ${data.vote} of the judge ${data.judge} on ${data.subject} is altered or unreadable`;
    throw damagedStore(path, what, { part: 'judgement', subject: data.subject, vote: data.vote });
  });
}

function soundJudgement({
  subject,
  judge,
  vote,
  body,
  seal,
}: z.infer<typeof row>): StoredJudgement | undefined {
  try {
    const text = unpack(body);
    if (judgementSeal(subject, judge, vote, text) !== seal) return undefined;
    return { subject, judge, vote, body: parseShape(text, json) };
  } catch {
    return undefined;
  }
}
