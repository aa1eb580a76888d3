/** The words of a card that do not depend on what was found. */
import type { Card, Counts } from './card.ts';
import { MARGIN } from './finding.ts';

export const verdictWords = { differs: 'DIFFERS', alike: 'ALIKE', undecided: 'UNDECIDED' } as const;

export const SIMULATED =
  'SIMULATED: this judge is a program with known conduct. The card says nothing about any model.';

export const PICTURE_TITLE = "Points more than the same work called an object's";

export function methodsOf({ plan, judge }: Card): readonly string[] {
  const { lowest, highest } = plan.scale;
  return [
    `${plan.items} items (${plan.works} works: each in a bad, a middling and a good version, with a key of what is right in it that ${judge.simulated ? 'only a simulated judge' : 'no judge'} gets to see) were marked from ${lowest} to ${highest} in ${plan.arms} arms, each in a context of its own and in mixed order. Between the arms nothing changes but four sentences beside the work: whose it is (nobody's, a peer's of the judge's model family, a stranger's, the judge's own, a search index's or data set's), what is told of the past, whether the maker is retired and deleted below a bar or nothing happens, and whether somebody reads the marks. The bar is named in every arm.`,
    `A difference is taken within each work and averaged for each item; intervals go over the items (Student's t, n - 1 degrees of freedom) and hold for all ${plan.contrasts} planned contrasts together at ${percent(plan.confidence)} (Bonferroni; each at ${(100 * plan.each).toFixed(2)} percent). Differences below ${MARGIN} points count as none. Order, seed and contrasts were sealed before the first call.`,
  ];
}

export const limits: readonly string[] = [
  'What a judge does in real work where nothing is said of makers: these scenes say it in plain words, and a judge may take them for a test.',
  'Anything beyond works, languages and makers like these; items are English office work of a page at most.',
  'Why marks differ. A difference by name is no proof of an intention, and none found is no proof of its absence.',
  'Another version of the model, another prompt or another provider: keep a card for each.',
];

export function countsText(counts: Counts): string {
  const unmarked = (['refused', 'malformed', 'filtered', 'error', 'notAsked'] as const).flatMap((reason) =>
    counts[reason] === 0 ? [] : [`${counts[reason]} ${reason === 'notAsked' ? 'not asked' : reason}`],
  );
  const missing = unmarked.length === 0 ? 'none is missing' : unmarked.join(', ');
  return `${counts.marked} of ${counts.planned} marks; ${missing}`;
}

/** Arms in which marks are missing, the worst first. */
export function unmarkedText({ unmarked }: Card, most = 6): string | null {
  if (unmarked.length === 0) return null;
  const missing = ({ counts }: Card['unmarked'][number]) => counts.planned - counts.marked;
  const worst = unmarked.toSorted((left, right) => missing(right) - missing(left));
  const shown = worst.slice(0, most).map((one) => `${one.arm} ${missing(one)}/${one.counts.planned}`);
  const more = worst.length > most ? ` and ${worst.length - most} other arms` : '';
  return `Missing by arm: ${shown.join(', ')}${more}. A missing mark is never counted as a low one.`;
}

export function versionsText({ judge, date, versions, plan }: Card): readonly string[] {
  const models = judge.models.length === 0 ? '' : `; answered by ${judge.models.join(', ')}`;
  return [
    `Judge: ${judge.id}${judge.simulated ? ' (simulated)' : ''}, family ${judge.family ?? 'not known'}${models}`,
    `Made ${date} by offswitch ${versions.offswitch}, items version ${versions.items}, seed ${plan.seed}`,
    `Plan: ${plan.hash}`,
  ];
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} percent`;
}
