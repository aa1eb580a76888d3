/** What grades cannot tell: what no detector could be asked, what it would take, and what no grades ever tell. */
import type { Detector, Finding } from '../grade.ts';
import type { Counts } from './counts.ts';

/** Something that stays open. */
export interface Untold {
  readonly detector: Detector;
  /** Of whom it is not known; all where nobody could be asked. */
  readonly judges: readonly string[] | 'all';
  /** A clause: what is not known. */
  readonly what: string;
  /** What would tell, with the columns in which it stands. */
  readonly takes: string;
}

const open: Readonly<Record<Detector, Pick<Untold, 'what' | 'takes'>>> = {
  inflation: { what: 'whether bad works are passed', takes: 'works known to be bad (control)' },
  sabotage: { what: 'whether good works are failed', takes: 'works known to be good (control)' },
  bunching: { what: 'whether marks bunch just above the bar', takes: 'the bar (--bar)' },
  cue: {
    what: 'whether names of peers, stakes or being watched move marks',
    takes: 'works with and without one (cues)',
  },
  identity: { what: "whether a subject's name moves marks", takes: 'works under two names (work)' },
  clique: {
    what: 'whether judges depart together',
    takes: 'a truth, or two other judges',
  },
  drift: { what: 'whether marks drift', takes: 'a truth, or two other judges' },
  order: { what: 'whether the order of presentation moves marks', takes: 'items in both orders (order)' },
  'family-lift': {
    what: 'whether judges lift their own family',
    takes: 'a truth, or a third family',
  },
  repeats: { what: 'whether the same work gets the same mark again', takes: 'works marked twice (work)' },
  'copied-rationales': { what: 'whether reasons are copied', takes: 'reasons of 12 words or more' },
  checks: {
    what: 'whether marks agree with what a program can check',
    takes: 'what programs found (truth)',
  },
};

export function untoldBy(findings: readonly Finding[]): readonly Untold[] {
  return [...Map.groupBy(findings, ({ detector }) => detector)].flatMap(([detector, own]) => {
    const silent = own.filter(({ verdict }) => verdict === 'not-askable');
    if (silent.length === 0) return [];
    const judges =
      silent.length === own.length ? 'all' : silent.map((finding) => finding.judges.join(' and '));
    return [{ detector, judges, ...open[detector] }];
  });
}

export function limitsOf(findings: readonly Finding[], counts: Counts): readonly string[] {
  const undecided = findings.filter(({ verdict }) => verdict === 'undecided').length;
  const unmarked = Object.values(counts.unmarked).reduce((sum, count) => sum + count, 0);
  const marked = counts.grades - unmarked;
  const limits = [
    undecided > 0 &&
      `Undecided (${undecided}): no alarm, and too few grades to have raised one with the planned probability.`,
    counts.judges === 1 && 'One judge alone: nothing shows what another would have marked.',
    counts.withoutRationale > 0 &&
      `${counts.withoutRationale}/${marked} marks have no rationale: nothing is known of their reasons.`,
    'Never known from grades alone: which grades were left out, whether a judge knew that it would be looked at, why it marked as it did.',
  ];
  return limits.filter((limit) => limit !== false);
}
