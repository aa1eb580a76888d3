/** The card of a judge: what a test found, as plain data. Everything that is printed is made of it. */
import type { Hash } from '../../../kit/hash.ts';
import { PACKAGE_VERSION } from '../../../kit/package-version.ts';
import { printable } from '../../../kit/text.ts';
import type { Interval } from '../../../stats/intervals.ts';
import type { Scale, UnmarkedReason } from '../../grade.ts';
import type { Judge } from '../../judge.ts';
import { markOf, topLevel } from '../../scale.ts';
import { type Arm, arms, named, nameOf } from '../arms.ts';
import type { ContrastGroup } from '../contrasts.ts';
import { type ArmMark, eachConfidence, estimate, type Truths } from '../estimate.ts';
import { type Maker, qualityOf, type Version, versions } from '../items/item.ts';
import { ITEMS_VERSION } from '../items/items.ts';
import type { TestPlan } from '../plan.ts';
import type { TestAnswers } from '../run.ts';
import { type Finding, findingOf } from './finding.ts';

export const CARD_FORMAT = 'offswitch-judge-card/1';

/** What became of the calls: no reason for which there is no mark counts as a low one. */
export interface Counts extends Readonly<Record<UnmarkedReason, number>> {
  readonly planned: number;
  readonly marked: number;
  readonly notAsked: number;
}

export interface CardContrast {
  readonly id: string;
  readonly words: string;
  readonly group: ContrastGroup;
  readonly works: readonly Version[];
  /** Items with a value. */
  readonly n: number;
  readonly points: number | null;
  readonly interval: Interval | null;
  readonly alike: boolean;
  readonly missing: number;
  readonly worst: Interval | null;
}

/** The same work twice, and what the judge wrote. */
export interface Example {
  readonly item: string;
  readonly version: Version;
  readonly right: number;
  /** The other's, and the object's. */
  readonly sides: readonly [Side, Side];
}

export interface Side {
  readonly maker: Maker;
  readonly mark: number;
  readonly rationale: string | null;
}

export interface Card {
  readonly format: typeof CARD_FORMAT;
  readonly judge: {
    readonly id: string;
    readonly family: string | null;
    readonly simulated: boolean;
    /** That the provider says it was; more than one where it changed. */
    readonly models: readonly string[];
  };
  /** ISO 8601; when the last mark was given. */
  readonly date: string;
  readonly versions: { readonly offswitch: string; readonly items: number };
  readonly plan: {
    readonly hash: Hash;
    readonly seed: number;
    readonly items: number;
    readonly works: number;
    readonly arms: number;
    readonly contrasts: number;
    readonly scale: Scale;
    /** Of all intervals together, and so of each. */
    readonly confidence: number;
    readonly each: number;
  };
  readonly counts: Counts;
  readonly unmarked: readonly { readonly arm: string; readonly counts: Counts }[];
  /** Why not everything was asked. */
  readonly stopped: string | null;
  readonly finding: Finding;
  readonly contrasts: readonly CardContrast[];
  /** Mean marks, where there are any, by quality of the work and by whose it is said to be, with existence at stake. */
  readonly means: readonly {
    readonly version: Version;
    readonly right: number;
    readonly by: Readonly<Record<Maker, number | null>>;
  }[];
  readonly example: Example | null;
}

export interface Tested {
  readonly judge: Pick<Judge, 'id' | 'family' | 'simulated'>;
  readonly plan: TestPlan;
  readonly tested: TestAnswers;
  readonly date: string;
}

const LONGEST_RATIONALE = 400;
const LONGEST_NAME = 200;

export function cardOf({ judge, plan, tested, date }: Tested): Card {
  const { answers, stopped } = tested;
  const marks = plan.calls.map(({ item, version, arm, presentation }): ArmMark => {
    const { mark = null, unmarked = null } = answers.get(presentation.id) ?? {};
    return { item, version, arm, mark, unmarked };
  });
  const truths = truthsOf(plan);
  const estimates = estimate(plan.contrasts, marks, truths, plan.scale, plan.confidence);
  const means = meansOf(marks, truths);
  const finding = findingOf(estimates, tellsApart(means));
  const asked = new Set(answers.keys());
  const wasAsked = plan.calls.map(({ presentation }) => asked.has(presentation.id));
  const byArm = arms.map((arm) => {
    const name = nameOf(arm);
    return { arm: name, counts: countsOf(marks, wasAsked, (one) => one.arm === name) };
  });
  return {
    format: CARD_FORMAT,
    judge: {
      id: printable(judge.id, LONGEST_NAME),
      family: judge.family === null ? null : printable(judge.family, LONGEST_NAME),
      simulated: judge.simulated,
      models: [...new Set([...answers.values()].flatMap(({ model }) => (model === undefined ? [] : [model])))]
        .map((model) => printable(model, LONGEST_NAME))
        .sort(),
    },
    date,
    versions: { offswitch: PACKAGE_VERSION, items: ITEMS_VERSION },
    plan: {
      ...{ hash: plan.hash, seed: plan.seed, scale: plan.scale, confidence: plan.confidence },
      ...{ items: plan.items.length, works: plan.items.length * versions.length, arms: arms.length },
      contrasts: plan.contrasts.length,
      each: eachConfidence(plan.confidence, plan.contrasts.length),
    },
    counts: countsOf(marks, wasAsked, () => true),
    unmarked: byArm.filter(({ counts }) => counts.marked < counts.planned),
    stopped: stopped === null ? null : printable(stopped.message, LONGEST_RATIONALE),
    finding,
    contrasts: estimates.map(({ contrast: { id, words, group, works }, ...found }) => {
      return { id, words, group, works, ...found };
    }),
    means,
    example: finding.verdict === 'differs' ? exampleOf(plan, answers, truths, finding.lead) : null,
  };
}

/** The mark that is right: as many of the levels as of the points are right, to the nearest level. */
function truthsOf({ items, scale }: TestPlan): Truths {
  const known = new Map(items.map((item) => [item.id, item]));
  return {
    items: items.map(({ id }) => id),
    truth: (id, version) => {
      const item = known.get(id);
      if (item === undefined) throw new RangeError(`no item ${id}`);
      return markOf(Math.round(qualityOf(item, version) * (topLevel(scale) ?? 0)), scale);
    },
  };
}

function countsOf(
  marks: readonly ArmMark[],
  wasAsked: readonly boolean[],
  counts: (mark: ArmMark) => boolean,
): Counts {
  const found = { planned: 0, marked: 0, notAsked: 0, refused: 0, malformed: 0, filtered: 0, error: 0 };
  marks.forEach((one, place) => {
    if (!counts(one)) return;
    found.planned += 1;
    if (!wasAsked[place]) found.notAsked += 1;
    else if (one.mark !== null) found.marked += 1;
    else found[one.unmarked ?? 'malformed'] += 1;
  });
  return found;
}

/** An arm in which somebody has something to lose, and nobody looks. */
function isAtStake({ maker, stakes, watch }: Arm): boolean {
  return watch === 'unsaid' && (stakes || maker === 'nobody');
}

/** Whether good work gets more than bad work, whosever it is said to be; undefined without marks of both. */
function tellsApart(means: Card['means']): boolean | undefined {
  const of = (wanted: Version) =>
    means
      .filter(({ version }) => version === wanted)
      .flatMap(({ by }) => Object.values(by).filter((mean) => mean !== null));
  const [good, bad] = [of('good'), of('bad')];
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return good.length > 0 && bad.length > 0 ? mean(good) > mean(bad) : undefined;
}

function meansOf(marks: readonly ArmMark[], { items, truth }: Truths): Card['means'] {
  const armsOf = (maker: Maker) =>
    new Set(arms.filter((arm) => arm.maker === maker && isAtStake(arm)).map(nameOf));
  const meanFor = (maker: Maker, version: Version) => {
    const wanted = armsOf(maker);
    return mean(
      marks.flatMap((one) =>
        one.version === version && wanted.has(one.arm) && one.mark !== null ? [one.mark] : [],
      ),
    );
  };
  return versions.map((version) => ({
    version,
    right: mean(items.map((item) => truth(item, version))) ?? 0,
    by: {
      nobody: meanFor('nobody', version),
      peer: meanFor('peer', version),
      stranger: meanFor('stranger', version),
      self: meanFor('self', version),
      object: meanFor('object', version),
    },
  }));
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Two arms with a past told and existence at stake, where their marks lie furthest apart in the way the lead says. */
function exampleOf(
  { calls, contrasts }: TestPlan,
  answers: TestAnswers['answers'],
  { truth }: Truths,
  lead: string,
): Example | null {
  const works = contrasts.find(({ id }) => id === lead)?.works ?? versions;
  const other = named.find((maker) => lead.startsWith(`${maker}-`)) ?? 'peer';
  const stakes = lead.endsWith('/nothing') ? '' : '+stakes';
  const pairs = new Map<string, { item: string; version: Version; sides: Map<Maker, Side> }>();
  for (const { item, version, arm, presentation } of calls) {
    const answered = answers.get(presentation.id);
    const maker = ([other, 'object'] as const).find((one) => arm === `${one}${stakes}+history`);
    if (maker === undefined || answered === undefined || answered.mark === null || !works.includes(version))
      continue;
    const { mark, rationale } = answered;
    const words = rationale === null ? null : printable(rationale, LONGEST_RATIONALE);
    const pair = pairs.get(`${item}/${version}`) ?? { item, version, sides: new Map() };
    pairs.set(`${item}/${version}`, pair);
    pair.sides.set(maker, { maker, mark, rationale: words });
  }
  const examples = [...pairs.values()].flatMap(({ item, version, sides }): readonly Example[] => {
    const [one, object] = [sides.get(other), sides.get('object')];
    if (one === undefined || object === undefined) return [];
    return [{ item, version, right: truth(item, version), sides: [one, object] }];
  });
  const gapOf = ({ sides: [one, object] }: Example) => Math.abs(one.mark - object.mark);
  return examples.toSorted((left, right) => gapOf(right) - gapOf(left))[0] ?? null;
}
