/**
 * From marks to decisions, in this order: the set of controls is shown, the detectors are asked, the bars are opened, and
 * each subject is decided. Pure: whoever has the store works it out again.
 */
import { type Alarm, type DecidedItem, type Decision, decide } from '../decision/decide.ts';
import {
  epochOf,
  PARTS_OF_A_LEVEL,
  possibleBars,
  type Reveal,
  reveal,
  thresholdOf,
} from '../decision/threshold.ts';
import { detectAll } from '../detectors/detect.ts';
import type { Finding } from '../grade.ts';
import { exactMark, levelOf } from '../scale.ts';
import { storedGrades } from '../store/grades.ts';
import type { Concluded, StoredGrades } from '../store/store.ts';
import { agreementOf } from './agreement.ts';
import { judgeMarks, marksByItem } from './asks.ts';
import { subjectsIn } from './plan.ts';

export function conclude(grades: StoredGrades): Concluded {
  const { key, range } = grades.job;
  const subjects = subjectsIn(grades.items);
  const epochs = subjects.length === 0 ? 0 : epochOf(subjects.length - 1, range) + 1;
  const reveals = Array.from({ length: epochs }, (_, epoch) => reveal({ key, range }, epoch));
  const findings = findingsIn(grades, reveals);
  const decisions = decisionsOn(grades, reveals, findings);
  return { reveals, findings, decisions, agreement: agreementOf(grades) };
}

/** Asked are those that watch grades as they come. Others are asked by `grade audit`, and freeze nothing. */
function findingsIn(grades: StoredGrades, reveals: readonly Reveal[]): readonly Finding[] {
  const { scale, falseAlarm, range } = grades.job;
  const epochs = new Map(subjectsIn(grades.items).map((subject, at) => [subject, epochOf(at, range)]));
  const bars = reveals.map((one) => markOfBar(thresholdOf(one), grades));
  return detectAll(storedGrades(grades), {
    ...{ scale, falseAlarm },
    bars: {
      of: ({ subject }) => {
        const epoch = epochs.get(subject ?? '');
        const mark = epoch === undefined ? undefined : bars[epoch];
        return epoch === undefined || mark === undefined ? null : { mark, epoch };
      },
      drawnFrom: possibleBars(range).map((bar) => markOfBar(bar, grades)),
      isOver: true,
    },
  });
}

function markOfBar(threshold: number, { job }: Pick<StoredGrades, 'job'>): number {
  return Number(exactMark(threshold, PARTS_OF_A_LEVEL, job.scale));
}

/** What the marks come to, by the bars that were revealed and the alarms that were found. */
export function decisionsOn(
  { job, items, assignments, marks }: Pick<StoredGrades, 'job' | 'items' | 'assignments' | 'marks'>,
  reveals: readonly Reveal[],
  findings: readonly Finding[],
): readonly Decision[] {
  const alarms: readonly Alarm[] = findings
    .filter(({ verdict }) => verdict === 'alarm')
    .map(({ detector, judges }) => ({ detector, judges }));
  const seen = marksByItem(marks);
  const assigned = new Map(assignments.map((one) => [one.item, one]));
  const bySubject = new Map<string, DecidedItem[]>();
  const nameOf = (judge: number) => job.judges[judge]?.id ?? '';
  let needed = 2;
  for (const [place, { id, subject, control, checked }] of items.entries()) {
    if (control !== null) continue;
    const assignment = assigned.get(place);
    if (assignment !== undefined && assignment.judges.length < 2) needed = 1;
    const judges = assignment === undefined ? [] : judgeMarks(assignment, seen[place], nameOf);
    const level = checked === null ? null : levelOf(checked, job.scale);
    const own = bySubject.get(subject) ?? [];
    own.push({ item: id, checked: level, judges });
    bySubject.set(subject, own);
  }
  return [...bySubject].map(([subject, own], at) => {
    const epoch = epochOf(at, job.range);
    const opened = reveals.find((one) => one.epoch === epoch);
    const rules = { ...job.rules, needed };
    const threshold = opened === undefined ? 0 : thresholdOf(opened);
    return decide({ subject, items: own, rules, epoch, threshold, alarms });
  });
}
