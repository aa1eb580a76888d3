/** What a grades store comes to: everything that a report says, as data. */

import { sameCanonical } from '../../kit/canonical.ts';
import { dollars } from '../../measure/metering/prices/money.ts';
import type { PriceTable } from '../../measure/metering/prices/read.ts';
import { tokensOf } from '../../measure/metering/spending.ts';
import { studentQuantile } from '../../stats/special/student.ts';
import { revealControls } from '../controls/commit.ts';
import type { Decision, Outcome } from '../decision/decide.ts';
import { QUARTERS } from '../decision/item-mark.ts';
import { opens, PARTS_OF_A_LEVEL } from '../decision/threshold.ts';
import {
  type ControlKind,
  controlKinds,
  type Finding,
  type UnmarkedReason,
  unmarkedReasons,
} from '../grade.ts';
import { thirdAsks } from '../job/asks.ts';
import { decisionsOn } from '../job/conclude.ts';
import { spendingOfMarks } from '../job/spending.ts';
import { exactMark } from '../scale.ts';
import type { Agreement, StoredMark } from '../store/records.ts';
import type { StoredGrades } from '../store/store.ts';

export interface ReportedSubject {
  readonly subject: string;
  readonly outcome: Outcome;
  readonly reasons: Decision['reasons'];
  readonly items: number;
  readonly marked: number;
  readonly checked: number;
  readonly unmarked: Decision['unmarked'];
  /** Decimal marks; null where nothing was marked. */
  readonly mean: string | null;
  /** Student's, at 95 %, over items; null where they cannot tell. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** The bar, which the judges were not told. */
  readonly threshold: string;
  readonly epoch: number;
}

export interface ReportedJudge {
  readonly judge: string;
  readonly family: string | null;
  /** The family is what the job says, and nothing else tells it. */
  readonly declared: boolean;
  readonly simulated: boolean;
  /** Presentations that it was asked about, and those with a mark. */
  readonly asked: number;
  readonly marked: number;
  readonly unmarked: Readonly<Record<UnmarkedReason, number>>;
  readonly mean: string | null;
  readonly calls: number;
  readonly tokens: number;
  /** US dollars, exact; null where the cost of some call is not known. */
  readonly cost: string | null;
  readonly models: readonly string[];
}

export interface ReportedControls {
  readonly kind: ControlKind;
  readonly items: number;
  /** Marks of them, and their mean distance from the right mark; null where nobody knows that. */
  readonly marks: number;
  readonly excess: number | null;
}

export interface GradeReport {
  readonly job: string;
  readonly simulated: 'all' | 'some' | 'none';
  /** `unfinished`: nothing is decided, revealed or found yet. */
  readonly state: 'finished' | 'unfinished';
  readonly presentations: { readonly answered: number; readonly planned: number };
  readonly items: { readonly graded: number; readonly checked: number; readonly controls: number };
  readonly subjects: readonly ReportedSubject[];
  readonly judges: readonly ReportedJudge[];
  readonly agreement: Agreement | null;
  readonly findings: readonly Finding[];
  readonly controls: readonly ReportedControls[];
  /** `opens`: every reveal is of what was committed to before the first mark. */
  readonly commitments: {
    readonly made: number;
    readonly opened: number;
    readonly verdict: 'opens' | 'differs' | 'closed';
  };
  readonly overridden: StoredGrades['job']['overridden'];
  readonly limits: readonly string[];
  readonly measured: readonly string[];
  /** Whether the decisions come out of the stored marks again as they are recorded. */
  readonly recomputed: 'same' | 'differs' | 'none';
  readonly falseAlarm: number;
  /** Where the records end: note it elsewhere, and nobody can exchange all of them unseen. */
  readonly records: { readonly count: number; readonly head: string };
}

export function gradeReport(grades: StoredGrades, prices: PriceTable): GradeReport {
  const { job, items, marks, findings, decisions, tip } = grades;
  const finished = decisions.length > 0;
  const first = grades.assignments.reduce((sum, one) => sum + 2 * one.judges.length, 0);
  const simulated = job.judges.filter((judge) => judge.simulated).length;
  return {
    job: job.name,
    simulated: simulated === 0 ? 'none' : simulated === job.judges.length ? 'all' : 'some',
    state: finished ? 'finished' : 'unfinished',
    presentations: {
      answered: marks.length,
      planned:
        finished || marks.length < first
          ? Math.max(first, marks.length)
          : first + thirdAsks(grades, marks).length,
    },
    items: countItems(items),
    subjects: decisions.map((decision) => subjectOf(decision, grades)),
    judges: judgesOf(grades, prices),
    agreement: grades.agreement,
    findings,
    controls: finished ? controlsOf(grades) : [],
    commitments: commitmentsOf(grades),
    ...{ overridden: job.overridden, limits: job.limits, measured: job.measured, falseAlarm: job.falseAlarm },
    recomputed: recomputed(grades),
    records: { count: tip.count, head: tip.hash },
  };
}

function countItems(items: StoredGrades['items']): GradeReport['items'] {
  const controls = items.filter(({ control }) => control !== null).length;
  const checked = items.filter((item) => item.control === null && item.checked !== null).length;
  return { graded: items.length - controls, checked, controls };
}

function recomputed(grades: StoredGrades): GradeReport['recomputed'] {
  if (grades.decisions.length === 0) return 'none';
  const again = decisionsOn(grades, grades.reveals, grades.findings);
  return sameCanonical(again, grades.decisions) ? 'same' : 'differs';
}

function subjectOf(decision: Decision, { job }: StoredGrades): ReportedSubject {
  const { subject, outcome, reasons, items, marked, checked, unmarked, quarters, epoch, threshold } =
    decision;
  return {
    ...{ subject, outcome, reasons, items, marked, checked, unmarked, epoch },
    mean: marked === 0 ? null : exactMark(quarters, QUARTERS * marked, job.scale),
    interval: intervalOf(decision, job.scale),
    threshold: exactMark(threshold, PARTS_OF_A_LEVEL, job.scale),
  };
}

function intervalOf(
  { marked, quarters, squares }: Decision,
  { lowest, highest, step }: StoredGrades['job']['scale'],
) {
  // Of whole numbers, so that equal marks give exactly 0, which would pass off agreement as certainty.
  const spread = marked * squares - quarters * quarters;
  if (marked < 2 || spread <= 0) return null;
  const error = Math.sqrt(spread / (marked * (marked - 1)) / marked) / QUARTERS;
  const half = -studentQuantile(0.025, marked - 1) * error;
  const mean = quarters / marked / QUARTERS;
  const at = (levels: number) => Math.min(highest, Math.max(lowest, lowest + levels * step));
  return { low: at(mean - half), high: at(mean + half) };
}

function judgesOf({ job, marks }: StoredGrades, prices: PriceTable): readonly ReportedJudge[] {
  const own: StoredMark[][] = job.judges.map(() => []);
  for (const mark of marks) own[mark.judge]?.push(mark);
  return job.judges.map((judge, place): ReportedJudge => {
    const { id, family, declared, simulated } = judge;
    const asked = own[place] ?? [];
    const unmarked: Record<UnmarkedReason, number> = { refused: 0, malformed: 0, filtered: 0, error: 0 };
    const models = new Set<string>();
    let [levels, marked] = [0, 0];
    const spent = spendingOfMarks(prices, judge, asked);
    for (const mark of asked) {
      if (mark.level !== null) [levels, marked] = [levels + mark.level, marked + 1];
      if (mark.unmarked !== null) unmarked[mark.unmarked] += 1;
      if (mark.model !== null) models.add(mark.model);
    }
    return {
      ...{ judge: id, family, declared, simulated, asked: asked.length, marked, unmarked },
      mean: marked === 0 ? null : exactMark(levels, marked, job.scale),
      calls: spent.totals.calls,
      tokens: tokensOf(spent),
      cost: spent.unpriced > 0 ? null : dollars(spent.picos),
      models: [...models].toSorted(),
    };
  });
}

function controlsOf({ job, items, marks }: StoredGrades): readonly ReportedControls[] {
  return controlKinds.flatMap((kind) => {
    const count = items.filter(({ control }) => control === kind).length;
    if (count === 0) return [];
    let [of, known, excess] = [0, 0, 0];
    for (const { item, level } of marks) {
      const control = items[item];
      if (control?.control !== kind || level === null) continue;
      of += 1;
      if (control.truth === null) continue;
      known += 1;
      excess += job.scale.lowest + level * job.scale.step - control.truth;
    }
    return [{ kind, items: count, marks: of, excess: known === 0 ? null : excess / known }];
  });
}

function commitmentsOf({ job, commits, reveals }: StoredGrades): GradeReport['commitments'] {
  const made = commits.length;
  if (reveals.length === 0) return { made, opened: 0, verdict: 'closed' };
  let opened = 0;
  for (const commit of commits) {
    if (commit.what === 'controls') opened += opensControls(job.controls, commit.commitment) ? 1 : 0;
    else if (reveals.some((one) => one.epoch === commit.epoch && opens(one, commit.commitment))) opened += 1;
  }
  return { made, opened, verdict: opened === made ? 'opens' : 'differs' };
}

function opensControls(text: string, commitment: Parameters<typeof revealControls>[1]): boolean {
  try {
    revealControls(text, commitment);
    return true;
  } catch {
    return false;
  }
}

/** How many presentations have no mark, by the reason. */
export function unmarkedIn(judges: readonly ReportedJudge[]): readonly (readonly [UnmarkedReason, number])[] {
  return unmarkedReasons
    .map((reason) => [reason, judges.reduce((sum, { unmarked }) => sum + unmarked[reason], 0)] as const)
    .filter(([, count]) => count > 0);
}
