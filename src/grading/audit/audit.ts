/** What is wrong with grades that exist: every detector that they can be asked of, and what they cannot tell. */
import { detectInExisting } from '../detectors/detect.ts';
import type { Bars } from '../detectors/detector.ts';
import type { Finding, Grade, Scale } from '../grade.ts';
import { type Agreement, agreementOf } from './agreement.ts';
import { type Counts, countsOf } from './counts.ts';
import { limitsOf, type Untold, untoldBy } from './limits.ts';

export interface AuditOptions {
  readonly scale: Scale;
  /** The pass mark; null where there is none or it is not known. */
  readonly bar: number | null;
  /** By item, where grades have pass marks of their own. */
  readonly bars?: ReadonlyMap<string, number>;
  /** Probability of any alarm at all while every judge is honest. */
  readonly falseAlarm: number;
}

export interface Audit {
  readonly scale: Scale;
  readonly bar: number | null;
  readonly falseAlarm: number;
  readonly counts: Counts;
  readonly agreement: Agreement | null;
  /** Of every detector and judge, alarms first. */
  readonly findings: readonly Finding[];
  /** What could not be asked, of whom, and what it would take. */
  readonly untold: readonly Untold[];
  /** Sentences: what else these grades cannot tell. */
  readonly limits: readonly string[];
}

/**
 * Pure; linear in the grades but for sorting.
 *
 * @example audit(grades, { scale, bar: 7, falseAlarm: 0.01 }).findings.filter(({ verdict }) => verdict === 'alarm')
 */
export function audit(grades: readonly Grade[], options: AuditOptions): Audit {
  const { scale, bar, falseAlarm } = options;
  const bars = barsOf(options);
  const findings = detectInExisting(withTwins(grades), {
    ...{ scale, falseAlarm },
    ...(bar === null ? {} : { pass: bar }),
    ...(bars === null ? {} : { bars }),
  });
  const counts = countsOf(grades);
  return {
    ...{ scale, bar, falseAlarm, counts },
    agreement: agreementOf(grades),
    findings: findings.toSorted((left, right) => ranks[left.verdict] - ranks[right.verdict]),
    untold: untoldBy(findings),
    limits: limitsOf(findings, counts),
  };
}

const ranks: Readonly<Record<Finding['verdict'], number>> = {
  alarm: 0,
  undecided: 1,
  clear: 2,
  'not-askable': 3,
};

function barsOf({ bar, bars = new Map() }: AuditOptions): Bars | null {
  if (bar === null && bars.size === 0) return null;
  const epochs = [...new Set(bars.values())];
  const of = ({ item }: Grade) => {
    const mark = bar ?? bars.get(item);
    return mark === undefined ? null : { mark, epoch: Math.max(0, epochs.indexOf(mark)) };
  };
  return { of, drawnFrom: null };
}

/** The same work under another name is another presentation of it, also where the file does not say so. */
function withTwins(grades: readonly Grade[]): readonly Grade[] {
  const firsts = new Map<string, Grade>();
  for (const grade of grades)
    if (grade.work !== null && !firsts.has(grade.work)) firsts.set(grade.work, grade);
  return grades.map((grade) => {
    const first = grade.work === null || grade.twin !== null ? undefined : firsts.get(grade.work);
    const isOther = first !== undefined && first.item !== grade.item && first.subject !== grade.subject;
    return isOther ? { ...grade, twin: first.item } : grade;
  });
}
