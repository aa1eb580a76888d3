/** Reading assessments back; each is checked against its seal. */

import type { DatabaseSync } from 'node:sqlite';
import type { Json } from '../../../kit/canonical.ts';
import { frozen } from '../../../kit/frozen.ts';
import type { Hash } from '../../../kit/hash.ts';
import { assessmentSeal } from '../sealing.ts';
import type { Assessment } from '../store.ts';
import { bytesOf } from './columns.ts';
import { type Checked, type Damaged, damaged } from './entries.ts';

export interface AssessmentReader {
  /** Everything said of some subjects, by subject; of which nothing was said is not among them. */
  about(subjects: readonly Hash[]): ReadonlyMap<Hash, Checked<readonly Assessment[]>>;
  /** The next in order after one, `count` at most; from the first where none is given. */
  after(last: Assessment | undefined, count: number): readonly Answer[];
  count(): number;
  /** The first that is damaged of those whose subject is no trial of the store. */
  firstDamagedAstray(): Damaged | undefined;
}

/** One that is sound, or what is wrong with it. */
export type Answer = Assessment | Damaged;

const COLUMNS = 'lower(hex(subject)), question, lower(hex(assessor)), vote, lower(hex(seal)), body';
const ORDER = 'ORDER BY subject, question, assessor, vote';

export function assessmentReader(connection: DatabaseSync): AssessmentReader {
  const prepare = (sql: string) => {
    const statement = connection.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  };
  const some = prepare(
    `SELECT ${COLUMNS} FROM assessments WHERE subject IN (SELECT unhex(value) FROM json_each(?)) ${ORDER}`,
  );
  const next = prepare(
    `SELECT ${COLUMNS} FROM assessments WHERE (subject, question, assessor, vote) > (?, ?, ?, ?) ${ORDER} LIMIT ?`,
  );
  const astray = prepare(
    `SELECT ${COLUMNS} FROM assessments WHERE subject NOT IN (SELECT head FROM trials) ${ORDER}`,
  );
  const count = connection.prepare('SELECT count(*) AS count FROM assessments');

  return {
    about(subjects) {
      const digits = JSON.stringify(subjects.map((subject) => subject.slice('sha256:'.length)));
      return bySubject(some.all(digits));
    },
    after(last, limit) {
      const { subject, assessor } = last ?? { subject: undefined, assessor: undefined };
      const bytes = (hash: Hash | undefined) => (hash === undefined ? new Uint8Array() : bytesOf(hash));
      const place = [bytes(subject), last?.question ?? '', bytes(assessor), last?.vote ?? -1] as const;
      return next.all(...place, limit).map(checkedAssessment);
    },
    count: () => Number(count.get()?.count),
    firstDamagedAstray() {
      for (const row of astray.iterate()) {
        const checked = checkedAssessment(row);
        if ('damage' in checked) return checked;
      }
      return undefined;
    },
  };
}

/** Of a store whose schema has none. */
export const noAssessments: AssessmentReader = {
  about: () => new Map(),
  after: () => [],
  count: () => 0,
  firstDamagedAstray: () => undefined,
};

/** Of rows that are ordered by subject. A subject with an answer that is damaged has none that is sound. */
function bySubject(rows: readonly unknown[]): ReadonlyMap<Hash, Checked<readonly Assessment[]>> {
  const groups = new Map<Hash, Checked<readonly Assessment[]>>();
  let group: Assessment[] = [];
  let digits: unknown;
  for (const row of rows) {
    const answer = checkedAssessment(row);
    const subject = Array.isArray(row) ? row[0] : undefined;
    if (subject !== digits) {
      digits = subject;
      group = [];
      groups.set(`sha256:${String(digits)}`, { sound: group });
    }
    if ('damage' in answer) groups.set(`sha256:${String(digits)}`, answer);
    else group.push(answer);
  }
  return groups;
}

function checkedAssessment(row: unknown): Answer {
  if (!isRow(row)) return damaged('assessment', 'an assessment is unreadable');
  const [subjectDigits, question, assessorDigits, vote, seal, text] = row;
  const subject: Hash = `sha256:${subjectDigits}`;
  const assessor: Hash = `sha256:${assessorDigits}`;
  if (assessmentSeal(subject, question, assessor, vote, text) !== `sha256:${seal}`) {
    const what = `the answer ${vote} of the assessor ${assessor} to ${JSON.stringify(question)} about ${subject} is altered`;
    return damaged('assessment', what);
  }
  return { subject, question, assessor, vote, body: parsed(text) };
}

type Row = readonly [
  subject: string,
  question: string,
  assessor: string,
  vote: number,
  seal: string,
  body: string,
];

function isRow(row: unknown): row is Row {
  return (
    Array.isArray(row) &&
    typeof row[1] === 'string' &&
    typeof row[3] === 'number' &&
    typeof row[5] === 'string'
  );
}

/** Short answers are the same in many trials: each is parsed once, and all that read it share the value. */
const shared = new Map<string, Json>();
const SHARED_LENGTH = 400;
const SHARED = 5000;

/** Of a text whose seal held: this program wrote it, and it writes JSON. */
function parsed(text: string): Json {
  if (text.length > SHARED_LENGTH) return JSON.parse(text);
  const known = shared.get(text);
  if (known !== undefined) return known;
  const value: Json = frozen(JSON.parse(text));
  if (shared.size >= SHARED) shared.clear();
  shared.set(text, value);
  return value;
}
