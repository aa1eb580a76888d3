/** From a job, its items and its judges to all that is fixed before the first call: controls, what is shown, who marks what. */
import { createHash, randomBytes } from 'node:crypto';
import { OffswitchError } from '../../kit/errors.ts';
import { type Hash, hashOf } from '../../kit/hash.ts';
import { assign } from '../assignment/assign.ts';
import { familyNamed } from '../assignment/may-judge.ts';
import { authorsToldApart } from '../blinding/authors.ts';
import { blinder } from '../blinding/blind.ts';
import { commitControls, controlSet, textOfControls } from '../controls/commit.ts';
import type { Control, PastItem, Wanted } from '../controls/controls.ts';
import { drawControls } from '../controls/draw.ts';
import { placeControls } from '../controls/place.ts';
import { tellApart } from '../controls/tell-apart.ts';
import { commitment, epochOf, type Secret } from '../decision/threshold.ts';
import { workDigest } from '../grade.ts';
import type { Judge } from '../judge.ts';
import type { StoredItem, StoredJob, StoredText } from '../store/records.ts';
import type { Planned } from '../store/store.ts';
import type { MadeItem } from './items.ts';
import type { Job, JobJudge } from './job.ts';
import { panelSizes } from './sizes.ts';

export interface Material {
  readonly items: readonly MadeItem[];
  readonly past: readonly PastItem[];
}

/** Changes with all that decides who is asked what and what comes of it, and with nothing else. */
export function digestOf(job: Job, { items, past }: Material): Hash {
  const { path: _path, budget: _budget, concurrency: _concurrency, items: _items, controls, ...rest } = job;
  const { pool: _pool, ...amounts } = controls ?? { pool: [] };
  return hashOf({ job: { ...rest, controls: amounts }, items: linesHash(items), past: linesHash(past) });
}

function linesHash(values: readonly unknown[]): string {
  const hash = createHash('sha256');
  for (const value of values) hash.update(`${JSON.stringify(value)}\n`);
  return hash.digest('hex');
}

/** Everything random is drawn by it: by the seed where the job names one, so that a run can be repeated. */
export function keyFor({ seed }: Job): string {
  if (seed === null) return randomBytes(32).toString('hex');
  return createHash('sha256')
    .update(`offswitch grade\n${typeof seed}\n${seed}`)
    .digest('hex');
}

/** Errors: `no-judge`, `one-family`, `bad-job`, `bad-controls`. */
export function planJob(job: Job, material: Material, judges: readonly Judge[], key: string): Planned {
  const { scale } = job;
  const asked = material.items.filter(({ checked }) => checked === null);
  const { controls, limits } = drawControls(asked, material.past, wantedBy(job), { scale, seed: key });
  const set = controlSet(controls, saltOf(key));
  const items: StoredItem[] = [
    ...material.items.map((item) =>
      stored(item, item.subject, { control: null, truth: item.checked, twin: null }),
    ),
    ...controls.map(({ item, kind, truth, twin }) =>
      stored(item, item.subject ?? '', { control: kind, truth, twin }),
    ),
  ];
  const texts = textsOf([...material.items, ...controls.map(({ item }) => item)], job);
  const measured = measuredOn(material.items, controls, texts, key);
  const panel = judges.map((judge, place) => judgeOf(judge, job.judges[place]));
  const {
    assignments,
    overridden,
    limits: ofPanel,
  } = assign(
    items
      .filter(({ checked }) => checked === null)
      .map(({ id, subject, twin, control }) => ({ id, subject, twin, group: control ?? '' })),
    job.subjects,
    panel,
    { seed: key, overrides: job.overrides, allowOneFamily: job.allowOneFamily },
  );
  const places = new Map(items.map(({ id }, place) => [id, place]));
  const seats = new Map(panel.map(({ id }, place) => [id, place]));
  const secret: Secret = { key, range: job.range };
  const epochs = epochOf(Math.max(0, subjectsIn(items).length - 1), job.range) + 1;
  return {
    job: {
      ...{ version: 1, name: job.name, digest: digestOf(job, material), key, seed: job.seed, scale },
      judges: panel,
      subjects: job.subjects.map(copied),
      rules: { disagreement: job.disagreement, mostUnmarked: job.mostUnmarked },
      ...{ range: job.range, falseAlarm: job.falseAlarm, overridden: [...overridden] },
      limits: [...limits, ...measured.limits, ...ofPanel, ...limitsOf(job, controls.length)],
      measured: measured.words,
      controls: textOfControls(set),
    },
    items,
    texts,
    assignments: assignments.map((one) => ({
      item: places.get(one.item) ?? 0,
      judges: one.judges.map((id) => seats.get(id) ?? 0),
      third: one.third === null ? null : (seats.get(one.third) ?? null),
    })),
    commits: [
      { what: 'controls', commitment: commitControls(set) },
      ...Array.from({ length: epochs }, (_, epoch) => ({
        ...{ what: 'threshold' as const, epoch, commitment: commitment(secret, epoch) },
      })),
    ],
  };
}

/** How well a classifier tells authors apart, as the works are and as they are shown, and controls from what is graded. */
function measuredOn(
  items: readonly MadeItem[],
  controls: readonly Control[],
  texts: readonly StoredText[],
  key: string,
): { readonly words: string[]; readonly limits: readonly string[] } {
  const authored = (of: (text: StoredText) => Pick<MadeItem, 'task' | 'work'>) =>
    authorsToldApart(
      items.flatMap(({ subject }, place) => {
        const text = texts[place];
        return text === undefined ? [] : [{ author: subject, ...of(text) }];
      }),
      key,
    );
  const shown = ({ shownTask: task, shownWork: work }: StoredText) => ({ task, work });
  const asShown = <T extends MadeItem | Control['item']>(item: T, place: number): T => {
    const text = texts[place];
    return text === undefined ? item : { ...item, ...shown(text) };
  };
  const stream = placeControls(
    items.map(asShown),
    controls.map((control, at) => ({ ...control, item: asShown(control.item, items.length + at) })),
    ...([key, 'measured'] as const),
  );
  const [before, after] = [authored((text) => text), authored(shown)];
  const apart = controls.length === 0 ? undefined : tellApart(stream, key);
  return {
    words: [
      `Authors, as the works were made: ${before.words}.`,
      `Authors, as the works are shown: ${after.words}.`,
      ...(apart === undefined ? [] : [`Controls, as they are shown: ${apart.words}.`]),
    ],
    limits: apart?.verdict === 'told-apart' ? [apart.words] : [],
  };
}

/** Those on whom something is decided, in the order in which that is done. */
export function subjectsIn(items: readonly StoredItem[]): readonly string[] {
  return [...new Set(items.flatMap(({ control, subject }) => (control === null ? [subject] : [])))];
}

function saltOf(key: string): string {
  return createHash('sha256').update(`salt of the controls\n${key}`).digest('hex');
}

/** `auto` is what the detectors need of this panel, see `offswitch grade plan`. */
function wantedBy({ controls, scale, judges, falseAlarm }: Job): Wanted {
  if (controls === null) return { knownBad: 0, knownGood: 0, duplicates: 0 };
  const auto = panelSizes({ scale, judges: judges.length, falseAlarm });
  const amount = (name: 'knownBad' | 'knownGood' | 'duplicates'): number =>
    controls[name] === 'auto' ? auto[name] : controls[name];
  return { knownBad: amount('knownBad'), knownGood: amount('knownGood'), duplicates: amount('duplicates') };
}

function limitsOf({ controls, seed }: Job, drawn: number): readonly string[] {
  return [
    ...(controls === null || drawn === 0
      ? [
          'there are no controls: inflation of bad work, sabotage of good work and effects of a name cannot be noticed',
        ]
      : []),
    ...(seed === null
      ? []
      : [
          'the job names its seed: whoever knows it knows bars and controls beforehand; leave "seed" out where that matters',
        ]),
  ];
}

function stored(
  { id, made, checked, task, work }: Pick<MadeItem, 'id' | 'made' | 'checked' | 'task' | 'work'>,
  subject: string,
  control: Pick<StoredItem, 'control' | 'truth' | 'twin'>,
): StoredItem {
  return { id, subject, made, checked, ...control, work: workDigest(task, work) };
}

/** What the job says of a judge fills in what its id does not tell, and may not contradict it. Errors: `bad-job`. */
function judgeOf({ id, family, simulated }: Judge, said: JobJudge | undefined): StoredJob['judges'][number] {
  const [told, known] = [familyNamed(said?.family ?? null), familyNamed(family)];
  if (told !== null && known !== null && told !== known && !simulated)
    throw new OffswitchError(
      'bad-job',
      `the job says that ${id} is of the family ${told}, and its name says ${known}`,
      'Leave "family" out of that judge: a name that tells its family counts.',
      { judge: id },
    );
  return {
    id,
    family: told ?? known,
    lineage: [...(said?.lineage ?? [])],
    workedWith: [...(said?.workedWith ?? [])],
    declared: told !== null && told !== known,
    simulated,
  };
}

function copied({ name, family, lineage, workedWith }: Job['subjects'][number]) {
  return { name, family, lineage: [...lineage], workedWith: [...workedWith] };
}

/** Every item in one voice: without the names of those who made it and of those who mark it. */
function textsOf(
  items: readonly Pick<MadeItem, 'task' | 'work'>[],
  { subjects, judges }: Job,
): readonly StoredText[] {
  const blind = blinder([...subjects.map(({ name }) => name), ...judges.map(({ id }) => id)]);
  return items.map(({ task, work }) => {
    const shown = blind({ task, work });
    return { task, work, shownTask: shown.task, shownWork: shown.work };
  });
}
