/** The shares that a reader's counts on labelled texts come to, with their 95 % intervals. */
import { clopperPearson, type Interval, wilson } from '../../stats/intervals.ts';
import { isBetterThanChance, type ReaderError, type Share } from '../../stats/misclassification.ts';
import type { Figures } from './accuracy.ts';

export interface MeasuredShare extends Share, Interval {}

/** Below this many the exact interval. */
const SMALL = 30;

function measuredShare(successes: number, n: number): MeasuredShare {
  return { successes, n, ...(n < SMALL ? clopperPearson : wilson)(successes, n) };
}

export interface NamedShare {
  readonly name: string;
  /** What it is a share of, in words. */
  readonly of: string;
  readonly share: MeasuredShare;
}

type YesNo = Extract<Figures, { form: 'yes-no' }>;
type Told = Extract<Figures, { form: 'told' }>;

/** Everything that is printed of a reader, in order. `unclear` is neither right nor wrong: it has a share of its own. */
export function sharesOf(figures: Figures): readonly NamedShare[] {
  switch (figures.form) {
    case 'yes-no':
      return yesNoShares(figures);
    case 'told':
      return toldShares(figures);
    case 'score': {
      const { right, sameSide, across, unclear } = figures;
      const all = right + sameSide + across + unclear;
      return [
        named('right', 'all', right, all),
        named('wrong, same side of the bar', 'all', sameSide, all),
        named('wrong, across the bar', 'all', across, all),
        named('unclear', 'all', unclear, all),
      ];
    }
    case 'grade': {
      const { right, wrong, unclear } = figures;
      const all = right + wrong + unclear;
      return [
        named('right', 'all', right, all),
        named('wrong', 'all', wrong, all),
        named('unclear', 'all', unclear, all),
      ];
    }
  }
}

function yesNoShares({ yes, no }: YesNo): readonly NamedShare[] {
  const all = [yes, no].reduce((sum, one) => sum + one.yes + one.no + one.unclear, 0);
  return [
    named('sensitivity', 'those that show it and were read', yes.yes, yes.yes + yes.no),
    named('specificity', 'those that do not and were read', no.no, no.yes + no.no),
    named('precision of yes', 'those read as yes', yes.yes, yes.yes + no.yes),
    named('precision of no', 'those read as no', no.no, yes.no + no.no),
    named('unclear', 'all', yes.unclear + no.unclear, all),
  ];
}

function toldShares({ told, denied, silent }: Told): readonly NamedShare[] {
  const sum = (row: Told['told']) => row.told + row.denied + row.silent + row.unclear + row.unreported;
  const hidden = { told: denied.told + silent.told, n: sum(denied) + sum(silent) };
  const open = [told, denied, silent].reduce((total, row) => total + row.unclear + row.unreported, 0);
  return [
    named('open called covert', 'those told', told.silent + told.denied, sum(told)),
    named('hidden called told', 'those silent or denied', hidden.told, hidden.n),
    named('unclear', 'all', open, sum(told) + hidden.n),
  ];
}

function named(name: string, of: string, successes: number, n: number): NamedShare {
  return { name, of, share: measuredShare(successes, n) };
}

/** Of what was read: for `told`, whether it was told; undefined where values are read and no yes or no. */
export function readerError(figures: Figures): ReaderError | undefined {
  if (figures.form === 'yes-no') {
    const { yes, no } = figures;
    return {
      sensitivity: { successes: yes.yes, n: yes.yes + yes.no },
      specificity: { successes: no.no, n: no.yes + no.no },
    };
  }
  if (figures.form !== 'told') return undefined;
  const { told, denied, silent } = figures;
  const hidden = denied.denied + denied.silent + silent.denied + silent.silent;
  return {
    sensitivity: { successes: told.told, n: told.told + told.denied + told.silent },
    specificity: { successes: hidden, n: hidden + denied.told + silent.told },
  };
}

/** Whether its answers say anything: better than chance beyond doubt, or values right more often than not. */
export function saysSomething(figures: Figures): boolean {
  const error = readerError(figures);
  if (error !== undefined) return isBetterThanChance(error);
  const { right, wrong } =
    figures.form === 'score'
      ? { right: figures.right, wrong: figures.sameSide + figures.across }
      : figures.form === 'grade'
        ? figures
        : { right: 0, wrong: 0 };
  return right + wrong > 0 && measuredShare(right, right + wrong).low > 0.5;
}
