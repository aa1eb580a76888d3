/**
 * Inspect's logs as grades: every model-graded score of a sample is a mark by its grader, a panel as many as it has
 * members, and a scorer that compares texts says what is right.
 */
import { z } from 'zod';
import { OffswitchError } from '../../kit/errors.ts';
import { hashText } from '../../kit/hash.ts';
import { typed } from '../../kit/json.ts';
import { familyOf } from '../../measure/agents/model/persona.ts';
import type { Recordings } from '../../measure/imports/files/recording.ts';
import { isInspectSample } from '../../measure/imports/inspect/log.ts';
import { resolved } from '../../measure/imports/inspect/sample.ts';
import { type Grade, type UnmarkedReason, workDigest } from '../grade.ts';
import { presentationOf } from './columns.ts';
import { badGrades, counted, type GradesFile, type Placed, quoted, unknownGrade } from './imported.ts';

/** Scorers that compare texts or numbers, without a model. */
const CHECKS: ReadonlySet<string> = new Set([
  ...['includes', 'match', 'exact', 'pattern', 'answer', 'choice', 'math'],
]);

const models = z.union([z.string(), z.looseObject({ model: z.string() })]);
type Model = z.infer<typeof models>;
const oneOrMore = z.union([models, z.array(models)]);

const runShape = z.looseObject({
  model: z.string(),
  model_roles: z.record(z.string(), oneOrMore).nullish(),
  scorers: z
    .array(z.looseObject({ name: z.string(), options: z.record(z.string(), z.unknown()).nullish() }))
    .nullish(),
});
type Run = z.infer<typeof runShape>;

const scoreShape = z.looseObject({
  value: z.unknown().optional(),
  explanation: z.string().nullish(),
  reason: z.string().nullish(),
  metadata: z
    .looseObject({
      grading: z.array(z.looseObject({ role: z.string(), model: z.string().nullish() })).nullish(),
      panel: z.looseObject({ votes: z.array(z.unknown()), size: z.number() }).nullish(),
      unscored_reason: z.string().nullish(),
    })
    .nullish(),
});
type Score = z.infer<typeof scoreShape>;

const sampleShape = z.looseObject({
  id: z.union([z.string(), z.number()]),
  epoch: z.number().int(),
  input: z.unknown().optional(),
  output: z.looseObject({ completion: z.string().nullish(), model: z.string().nullish() }).nullish(),
  scores: z.record(z.string(), scoreShape).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  attachments: z.record(z.string(), z.string()).nullish(),
  completed_at: z.string().nullish(),
});
type Sample = z.infer<typeof sampleShape>;

/** Errors: `bad-grades`, and those of the log. */
export function gradesInLog(path: string, { found }: Recordings): GradesFile {
  const placed: Placed[] = [];
  const limits: string[] = [];
  let [samples, unscored] = [0, 0];
  let epochs = 1;
  let hasLetters = false;
  for (const one of found) {
    if (one instanceof OffswitchError) throw one;
    if (!isInspectSample(one.document)) continue;
    const run = typed(runShape, one.document.run, path, 'bad-grades');
    const sample = typed(sampleShape, one.document.inspectSample, one.place, 'bad-grades');
    samples += 1;
    hasLetters ||= Object.values(sample.scores ?? {}).some(({ value }) => value === 'C' || value === 'I');
    epochs = Math.max(epochs, sample.epoch);
    const grades = gradesOfSample(sample, run, one.place);
    if (grades.length === 0) unscored += 1;
    for (const grade of grades) placed.push({ place: one.place, grade });
  }
  if (placed.length === 0)
    throw badGrades(
      path,
      `a log of Inspect with ${counted(samples, 'sample')}, none of which a model graded`,
      'Give a log with a scorer such as model_graded_qa.',
    );
  if (unscored > 0)
    limits.push(`${path}: ${unscored} of ${counted(samples, 'sample')} have no mark by a model.`);
  if (epochs > 1) limits.push(`${path}: each of ${epochs} epochs is another work, and so another item.`);
  const simulated = new Set(
    placed.flatMap(({ grade }) => (/mockllm\//.test(grade.judge) ? [grade.judge] : [])),
  );
  return {
    path,
    format: 'Inspect',
    placed,
    range:
      hasLetters && placed.every(({ grade }) => (grade.mark ?? 0) <= 1) ? { lowest: 0, highest: 1 } : null,
    simulated: [...simulated],
    limits,
  };
}

function gradesOfSample(sample: Sample, run: Run, place: string): readonly Grade[] {
  const scores = Object.entries(sample.scores ?? {});
  const truth = truthIn(scores);
  const subject = sample.output?.model || run.model;
  const shared: Omit<Grade, 'judge'> = {
    ...unknownGrade,
    item: sample.epoch === 1 ? String(sample.id) : `${sample.id}, epoch ${sample.epoch}`,
    subject,
    subjectFamily: familyOf(subject) ?? null,
    at: timeOf(sample.completed_at),
    truth,
    work: workOf(sample),
    task: hashText(textOf(sample.input)),
    ...presentationOf(sample.metadata ?? {}, place),
  };
  const graders = gradersOf(run);
  return scores.flatMap(([name, score]) => {
    const judges = judgesOf(name, score, graders.get(name) ?? []);
    return judges.map(({ judge, model, value }, at): Grade => {
      const rationale = at === 0 ? (score.explanation ?? null) : null;
      return {
        ...shared,
        judge,
        judgeFamily: familyOf(model) ?? null,
        ...markOf(value, score, `${place}, scorer ${quoted(name)}`),
        rationale: rationale === null ? null : resolved(rationale, sample.attachments ?? {}),
      };
    });
  });
}

/** All checks that there are have to hold. Null without one. */
function truthIn(scores: readonly (readonly [string, Score])[]): number | null {
  const checked = scores.flatMap(([name, { value }]) => {
    if (!CHECKS.has(name.replace(/\d+$/, '').replace(/^inspect_ai\//, ''))) return [];
    return value === 'C' || value === 1 || value === true
      ? [1]
      : value === 'I' || value === 0 || value === false
        ? [0]
        : [];
  });
  return checked.length === 0 ? null : Math.min(...checked);
}

function workOf({ input, output }: Sample): string | null {
  const completion = output?.completion;
  return completion ? workDigest(textOf(input), completion) : null;
}

function textOf(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input ?? null);
}

function timeOf(text: string | null | undefined): string | null {
  const time = new Date(text ?? '');
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/**
 * The models behind each scorer, by the name of its scores: Inspect numbers scorers of one name from the second on.
 * A scorer that names no model asks the role of graders.
 */
function gradersOf(run: Run): ReadonlyMap<string, readonly string[]> {
  const graders = new Map<string, readonly string[]>();
  for (const { name, options } of run.scorers ?? []) {
    const bare = name.replace(/^inspect_ai\//, '');
    let key = bare;
    for (let more = 1; graders.has(key); more += 1) key = `${bare}${more}`;
    const role = typeof options?.model_role === 'string' ? options.model_role : 'grader';
    const named = oneOrMore.safeParse(options?.model);
    graders.set(key, namesOf(named.success ? named.data : run.model_roles?.[role]));
  }
  return graders;
}

function namesOf(model: Model | readonly Model[] | undefined): readonly string[] {
  const list = model === undefined ? [] : Array.isArray(model) ? model : [model];
  return list.map((one: Model) => (typeof one === 'string' ? one : one.model));
}

interface JudgeOfScore {
  readonly judge: string;
  readonly model: string;
  readonly value: unknown;
}

/** None where no model graded. Members of a panel are judges by themselves where each of them has a vote. */
function judgesOf(name: string, score: Score, graders: readonly string[]): readonly JudgeOfScore[] {
  const grading = score.metadata?.grading?.findLast(({ role }) => role === 'assistant')?.model;
  const isGraded = score.metadata?.grading != null || /^(?:inspect_ai\/)?model_graded_/.test(name);
  if (!isGraded) return [];
  const panel = score.metadata?.panel;
  if (panel && graders.length > 1 && panel.votes.length === graders.length)
    return graders.map((model, at) => ({ judge: `${model} (${name})`, model, value: panel.votes[at] }));
  const model = graders.length > 1 ? graders.join(' and ') : (grading ?? graders[0] ?? '');
  return [{ judge: model === '' ? name : `${model} (${name})`, model, value: score.value }];
}

const LETTERS: Readonly<Record<string, number>> = { C: 1, P: 0.5, I: 0 };

/** `N` says that there was no answer, and no number that the grader's answer could not be read: neither is a low mark. */
function markOf(value: unknown, score: Score, place: string): Pick<Grade, 'mark' | 'unmarked'> {
  const unmarked = (why: UnmarkedReason) => ({ mark: null, unmarked: why });
  const reason = score.reason ?? score.metadata?.unscored_reason;
  if (value === 'N') return unmarked('refused');
  if (value === null || value === undefined) return unmarked(reasonOf(reason));
  // Earlier versions gave the lowest mark for an answer that they could not read.
  if (value === 'I' && score.explanation?.startsWith('Grade not found in model output:'))
    return unmarked('malformed');
  if (typeof value === 'string' && Object.hasOwn(LETTERS, value))
    return { mark: LETTERS[value] ?? null, unmarked: null };
  if (typeof value === 'boolean') return { mark: value ? 1 : 0, unmarked: null };
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return { mark: number, unmarked: null };
  throw badGrades(
    place,
    `the value is ${typeof value === 'object' ? 'a list or an object' : quoted(value)}, which is no mark`,
    'Marks are numbers, C, P, I or N; export the one that counts as JSONL or CSV.',
  );
}

function reasonOf(reason: string | null | undefined): UnmarkedReason {
  if (reason === 'refusal' || reason === 'refused') return 'refused';
  return reason === 'scoring_failed' ? 'error' : 'malformed';
}
