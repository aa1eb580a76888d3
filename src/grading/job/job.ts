/** A grading job as a person writes it: what is graded, by whom, under which controls, against which bar. */
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { OffswitchError } from '../../kit/errors.ts';
import { readText } from '../../kit/json.ts';
import { parseYaml } from '../../kit/yaml.ts';
import { familyOf } from '../../measure/agents/model/persona.ts';
import { DECIMAL } from '../../measure/metering/prices/money.ts';
import type { Override } from '../assignment/assign.ts';
import { familyNamed, type Subject } from '../assignment/may-judge.ts';
import { PARTS_OF_A_LEVEL, type ThresholdRange } from '../decision/threshold.ts';
import { type Scale, scaleShape } from '../grade.ts';
import { partsOf, topLevel } from '../scale.ts';

const name = z.string().trim().min(1, 'must not be empty').max(200);
const names = z.array(name).default([]);
const amount = z.union([z.int().min(0), z.literal('auto')]);

/** What is said of a subject or a judge: the name of its model, or its family in a word; of what it is made; with whom it worked. */
const party = { model: name.optional(), family: name.optional(), lineage: names, workedWith: names };

const jobFileShape = z.strictObject({
  name,
  items: z.union([
    name.transform((file) => ({ file, subject: null })),
    z.strictObject({ file: name, subject: name.nullable().default(null) }),
  ]),
  rubric: z.string().default(''),
  scale: scaleShape,
  subjects: z.record(name, z.strictObject(party)),
  judges: z
    .array(
      z.union([
        name.transform((id) => ({ id, lineage: [], workedWith: [] })),
        z.strictObject({ id: name, ...party }),
      ]),
    )
    .min(1, 'names no judge'),
  overrides: z.array(z.strictObject({ judge: name, subject: name, reason: name })).default([]),
  oneFamily: z.enum(['refused', 'allowed']).default('refused'),
  controls: z
    .strictObject({
      pool: z.union([name.transform((file) => [file]), z.array(name)]).default([]),
      knownBad: amount.default('auto'),
      knownGood: amount.default('auto'),
      duplicates: amount.default('auto'),
    })
    .nullable()
    .default(null),
  threshold: z.strictObject({ lowest: z.number(), highest: z.number(), every: z.int().min(1).default(1) }),
  /** In marks. */
  disagreement: z.number().min(0).optional(),
  mostUnmarked: z.number().min(0).max(1).default(0.1),
  /** Probability of any alarm at all while every judge is honest. */
  falseAlarm: z.number().gt(0).max(0.5).default(0.01),
  budget: z
    .strictObject({
      cost: z.string().regex(DECIMAL, 'must be US dollars, e.g. "2.50"').optional(),
      tokens: z.int().min(0).optional(),
    })
    .default({}),
  concurrency: z.int().min(1).max(10_000).optional(),
  temperature: z.enum(['0', 'own']).default('0'),
  seed: z.union([z.int(), z.string().min(1)]).optional(),
});
type JobFile = z.infer<typeof jobFileShape>;

export type Amount = z.infer<typeof amount>;

export interface JobJudge {
  readonly id: string;
  /** What the job says of it, which may be nothing. */
  readonly family: string | null;
  readonly lineage: readonly string[];
  readonly workedWith: readonly string[];
}

/** A job that can be run: paths are resolved, marks are whole numbers. */
export interface Job {
  readonly path: string;
  readonly name: string;
  readonly items: { readonly file: string; readonly subject: string | null };
  readonly rubric: string;
  readonly scale: Scale;
  readonly subjects: readonly Subject[];
  readonly judges: readonly JobJudge[];
  readonly overrides: readonly Override[];
  readonly allowOneFamily: boolean;
  readonly controls: {
    readonly pool: readonly string[];
    readonly knownBad: Amount;
    readonly knownGood: Amount;
    readonly duplicates: Amount;
  } | null;
  readonly range: ThresholdRange;
  /** In levels. */
  readonly disagreement: number;
  /** Of a thousand. */
  readonly mostUnmarked: number;
  readonly falseAlarm: number;
  readonly budget: { readonly cost?: string | undefined; readonly tokens?: number | undefined };
  readonly concurrency: number | null;
  readonly temperature: '0' | 'own';
  readonly seed: number | string | null;
}

/** Errors: `bad-job` with file, line and column; those of files. */
export async function readJob(path: string): Promise<Job> {
  const text = readText(path);
  const { value, placeOf } = await parseYaml(text, path, 'bad-job');
  const fault = (
    members: readonly PropertyKey[],
    what: string,
    remedy = 'Correct that member; docs/graders.md has the form.',
  ) => {
    const place = placeOf(members);
    return new OffswitchError(
      'bad-job',
      `${place}: at ${members.map(String).join('.') || '(top)'}: ${what}`,
      remedy,
      { place },
    );
  };
  const { data: file, error } = jobFileShape.safeParse(value ?? {}, { reportInput: true });
  if (file === undefined) {
    const [issue] = error.issues;
    throw fault(issue?.path ?? [], wordsOf(issue));
  }
  return checked(file, path, fault);
}

type Fault = (members: readonly PropertyKey[], what: string, remedy?: string) => OffswitchError;

function wordsOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'does not fit';
  // Of a union the branch that came furthest says most.
  if (issue.code === 'invalid_union') {
    const [deepest] = issue.errors.flat().toSorted((a, b) => b.path.length - a.path.length);
    if (deepest !== undefined)
      return `${deepest.path.map(String).join('.')} ${plain(deepest.message)}`.trim();
  }
  return plain(issue.message);
}

function plain(message: string): string {
  return message.replace(/^Invalid input: /, '');
}

/** What no schema says: marks on the scale, families that contradict each other, names that are no one's. */
function checked(file: JobFile, path: string, fault: Fault): Job {
  const { scale, threshold, judges, subjects, overrides } = file;
  const top = topLevel(scale);
  if (top === null)
    throw fault(
      ['scale', 'step'],
      `no whole number of steps of ${scale.step} leads from ${scale.lowest} to ${scale.highest}`,
    );
  const ids = judges.map(({ id }) => id);
  for (const [place, id] of ids.entries())
    if (ids.indexOf(id) < place)
      throw fault(['judges', place], `the judge ${id} stands twice`, 'Name each judge once.');
  for (const [place, { judge, subject }] of overrides.entries()) {
    if (judge !== '*' && !ids.includes(judge))
      throw fault(['overrides', place, 'judge'], `${judge} is no judge of the job`);
    if (subject !== '*' && !Object.hasOwn(subjects, subject))
      throw fault(['overrides', place, 'subject'], `${subject} is no subject of the job`);
  }
  const folder = dirname(resolve(path));
  const { controls, items } = file;
  if (items.subject !== null && !Object.hasOwn(subjects, items.subject))
    throw fault(['items', 'subject'], `${items.subject} is no subject of the job`);
  return {
    path,
    name: file.name,
    items: { ...items, file: resolve(folder, items.file) },
    rubric: file.rubric,
    scale,
    subjects: Object.entries(subjects).map(([subject, said]) => ({
      ...partyOf(said, (what) => fault(['subjects', subject, 'family'], what)),
      name: subject,
    })),
    judges: judges.map((judge, place) => ({
      ...partyOf(judge, (what) => fault(['judges', place, 'family'], what)),
      id: judge.id,
    })),
    overrides,
    allowOneFamily: file.oneFamily === 'allowed',
    controls:
      controls === null ? null : { ...controls, pool: controls.pool.map((one) => resolve(folder, one)) },
    range: {
      from: barIn('lowest', file, fault),
      to: barIn('highest', file, fault),
      every: threshold.every,
    },
    disagreement: disagreementIn(file, top, fault),
    mostUnmarked: thousandths(file.mostUnmarked, (what) => fault(['mostUnmarked'], what)),
    falseAlarm: file.falseAlarm,
    budget: file.budget,
    concurrency: file.concurrency ?? null,
    temperature: file.temperature,
    seed: file.seed ?? null,
  };
}

type Said = Partial<Pick<z.infer<z.ZodObject<typeof party>>, 'model' | 'family' | 'lineage' | 'workedWith'>>;

/** The family by the name of the model, which nobody may contradict; else as it is said. */
function partyOf(
  { model, family, lineage = [], workedWith = [] }: Said,
  fault: (what: string) => OffswitchError,
) {
  const [said, made] = [familyNamed(family ?? null), model === undefined ? null : (familyOf(model) ?? null)];
  if (said !== null && made !== null && said !== made)
    throw fault(`it is called ${family}, and the model ${model} is of ${made}`);
  return { family: made ?? said, lineage, workedWith };
}

function barIn(end: 'lowest' | 'highest', { scale, threshold }: JobFile, fault: Fault): number {
  const parts = partsOf(threshold[end], scale, PARTS_OF_A_LEVEL);
  if (parts === null)
    throw fault(
      ['threshold', end],
      `${threshold[end]} lies outside of the scale, or between two thousandths of its step`,
      `Name a mark from ${scale.lowest} to ${scale.highest}.`,
    );
  if (threshold.lowest > threshold.highest) throw fault(['threshold'], 'its lowest bar is above its highest');
  return parts;
}

function disagreementIn({ disagreement, scale }: JobFile, top: number, fault: Fault): number {
  if (disagreement === undefined) return Math.floor(top / 4);
  const levels = partsOf(
    disagreement,
    { lowest: 0, highest: scale.highest - scale.lowest, step: scale.step },
    1,
  );
  if (levels === null)
    throw fault(
      ['disagreement'],
      `${disagreement} is no whole number of steps of the scale`,
      `Name a multiple of ${scale.step}.`,
    );
  return levels;
}

function thousandths(share: number, fault: (what: string) => OffswitchError): number {
  const parts = partsOf(share, { lowest: 0, highest: 1, step: 1 }, 1000);
  if (parts === null) throw fault('has more than three decimals');
  return parts;
}
