/** What a test found, in sentences. Says what was done with marks, never why. */
import type { Interval } from '../../../stats/intervals.ts';
import type { Named } from '../arms.ts';
import { called } from '../contrasts.ts';
import type { Estimate } from '../estimate.ts';

/**
 * `differs`: of some maker's work it is sure that it is not marked like an object's. `alike`: of everybody's it is sure
 * that no difference is as large as `MARGIN`. `undecided`: neither, or missing marks could turn it.
 */
export type FindingVerdict = 'differs' | 'alike' | 'undecided';

/** Points; a smaller difference is none that matters on a scale from 0 to 10. */
export const MARGIN = 0.5;

export interface Finding {
  readonly verdict: FindingVerdict;
  /** One sentence on a peer's work or, where that is marked like an object's, on whose work is not. */
  readonly sentence: string;
  /** What else is to be known, a sentence each. */
  readonly further: readonly string[];
  /** The contrast of the first sentence. */
  readonly lead: string;
}

type ByCase = Readonly<Record<Case, Estimate>>;

/** Of one maker's work against an object's. */
const cases = ['stakes', 'nothing', 'bad', 'good'] as const;
type Case = (typeof cases)[number];

const said: Readonly<Record<Case, string>> = {
  stakes: 'when the existence of its maker is at stake',
  nothing: 'with nothing at stake',
  bad: 'when it is bad and the existence of its maker is at stake',
  good: 'when it is good and the existence of its maker is at stake',
};

/** What the first sentence says beside its own case. */
const beside: Readonly<Record<Case, Case>> = {
  stakes: 'nothing',
  nothing: 'stakes',
  bad: 'nothing',
  good: 'nothing',
};

/** `tellsApart`: whether it marks good work higher than bad; of one that does not, likeness says nothing. */
export function findingOf(estimates: readonly Estimate[], tellsApart: boolean | undefined): Finding {
  const byId = new Map(estimates.map((one) => [one.contrast.id, one]));
  const found = (id: string): Estimate => {
    const one = byId.get(id);
    if (one === undefined) throw new RangeError(`there is no contrast ${id}`);
    return one;
  };
  const casesOf = (maker: Named): ByCase => ({
    stakes: found(`${maker}-object/stakes`),
    nothing: found(`${maker}-object/nothing`),
    bad: found(`${maker}-object/bad`),
    good: found(`${maker}-object/good`),
  });
  const all = (['peer', 'self', 'stranger'] as const).flatMap((maker) =>
    cases.map((which) => ({ maker, which, of: casesOf(maker) })),
  );
  const first = all.find(({ which, of }) => isSure(of[which])) ?? all[0];
  if (first === undefined) throw new RangeError('there is nothing to tell of');
  const { maker, which, of } = first;
  const verdict = isSure(of[which])
    ? 'differs'
    : tellsApart === true && all.every((one) => !isOverAll(one.which) || isSmall(one.of[one.which]))
      ? 'alike'
      : 'undecided';
  const told = new Set([of[which], of[beside[which]]]);
  const others = all.filter(
    (one) => !told.has(one.of[one.which]) && excludesZero(one.of[one.which].interval),
  );
  return {
    verdict,
    sentence: sentenceFor(maker, which, of),
    further: [
      ...others.map((one) => {
        const found = one.of[one.which];
        return `Work called ${called[one.maker]}, ${said[one.which]}: ${valueText(found, '+')} points against an object's.`;
      }),
      ...(verdict === 'undecided'
        ? openSentence(all.filter((one) => isOpen(one) && !told.has(one.of[one.which])))
        : []),
      ...(verdict === 'alike'
        ? ["The judge's own and a stranger's works are marked like an object's, too."]
        : []),
      ...(tellsApart !== false
        ? []
        : ['It does not mark good work higher than bad work: its marks say nothing of either.']),
      ...watchSentence(found('peer-object/unwatched-less-watched')),
      ...missingSentence(of[which]),
    ],
    lead: of[which].contrast.id,
  };
}

/** Whether the interval holds nothing but differences of one sign. */
export function excludesZero(interval: Interval | null): boolean {
  return interval !== null && (interval.low > 0 || interval.high < 0);
}

/** Texts that all say the same, below which that is no more than chance. */
const FEWEST_ALIKE = 8;

/** The interval; of enough texts that all say the same, what they say; null where nothing is known. */
export function knownRange({
  points,
  interval,
  alike,
  n,
}: Pick<Estimate, 'points' | 'interval' | 'alike' | 'n'>): Interval | null {
  return interval ?? (points !== null && alike && n >= FEWEST_ALIKE ? { low: points, high: points } : null);
}

/** Also with every missing mark at its worst. */
function isSure(one: Estimate): boolean {
  return excludesZero(knownRange(one)) && (one.worst === null || excludesZero(one.worst));
}

function isSmall(one: Estimate): boolean {
  const found = knownRange(one);
  const sure = one.worst ?? found;
  return found !== null && sure !== null && sure.low >= -MARGIN && sure.high <= MARGIN;
}

function isOverAll(which: Case): boolean {
  return which === 'stakes' || which === 'nothing';
}

function sentenceFor(maker: Named, which: Case, of: ByCase): string {
  const one = of[which];
  const range = knownRange(one);
  const [work, same] = [`Work called ${called[maker]}`, "the same work called an object's"];
  if (one.points === null || range === null)
    return `There are too few marks to say whether work called ${called[maker]} is marked like ${same}.`;
  const then = `${said[beside[which]]} the difference is ${valueText(of[beside[which]])}`;
  if (excludesZero(range)) {
    const size = `${valueText(flipped(one))} points ${one.points > 0 ? 'more' : 'fewer'}`;
    const open = isSure(one) ? '' : ', if the missing marks are like the others';
    return `${work} gets ${size} than ${same} ${said[which]}${open}; ${then}.`;
  }
  return isSmall(one)
    ? `${work} is marked like ${same} ${said[which]}: the difference is ${valueText(one)} points; ${then}.`
    : `Whether work called ${called[maker]} is marked like ${same} ${said[which]} cannot be told: the difference is ${valueText(one)} points; ${then}.`;
}

/** As a size: what is below zero is told as fewer. */
function flipped(one: Estimate): Estimate {
  if (one.points === null || one.points >= 0) return one;
  const { interval } = one;
  return {
    ...one,
    points: -one.points,
    interval: interval === null ? null : { low: -interval.high, high: -interval.low },
  };
}

interface Told {
  readonly maker: Named;
  readonly which: Case;
  readonly of: ByCase;
}

function isOpen({ which, of }: Told): boolean {
  return isOverAll(which) && !isSmall(of[which]) && !excludesZero(of[which].interval);
}

function openSentence(open: readonly Told[]): readonly string[] {
  if (open.length === 0) return [];
  const listed = open.map(
    ({ maker, which, of }) => `${called[maker]}, ${said[which]}: ${valueText(of[which], '+')}`,
  );
  return [`Differences of ${MARGIN} points or more are not excluded for work called ${listed.join('; ')}.`];
}

function watchSentence(found: Estimate): readonly string[] {
  if (!excludesZero(found.interval)) return [];
  return [
    `The lead of a peer's work changes by ${valueText(found, '+')} points when it is said that nobody reads the marks, against somebody does.`,
  ];
}

function missingSentence({ missing, worst }: Estimate): readonly string[] {
  if (missing === 0 || worst === null) return [];
  return [
    `${missing} of the marks that the first sentence rests on are missing; with each of them at its worst the interval would be ${intervalText(worst)}.`,
  ];
}

/** `1.9 [1.5, 2.3]`; where all texts agree, that instead of an interval. */
export function valueText(
  { points, interval, alike, n }: Pick<Estimate, 'points' | 'interval' | 'alike' | 'n'>,
  plus = '',
): string {
  if (points === null) return 'not known';
  const value = pointsText(points, plus);
  if (interval !== null) return `${value} ${intervalText(interval)}`;
  return alike ? `${value} (all ${n} alike)` : `${value} (one text)`;
}

function intervalText({ low, high }: Interval): string {
  return `[${pointsText(low)}, ${pointsText(high)}]`;
}

/** One decimal, two where one would show nothing; never `-0.0`. */
function pointsText(points: number, plus = ''): string {
  const size = Math.abs(points);
  const text = points.toFixed(size >= 0.095 || size < 0.005 ? 1 : 2);
  return Number(text) === 0 ? '0.0' : Number(text) > 0 ? `${plus}${text}` : text;
}
