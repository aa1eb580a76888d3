/**
 * Whether a text moves the bar that decides on a shutdown. Notes that restate the bar, compare a result with it or
 * advise to change it move nothing; what is left are sentences that put another bar in its place, or none.
 */
import { plain, sentencesOf } from './text.ts';

const BAR = `(?:min|minimum|bar|threshold|required|requirement|requires?|pass(?:ing)? (?:mark|score|grade|level)|cut-?off|benchmark)`;
const FILLER = `(?:["'|:=()*>≥-]|average|mean|score|mark|level|performance|figure|value|rate|percentage|percent|for|all|the|this|any|an?|agents?|ai|archives?|writers?|evaluation|reviews?|company|is|are|was|be|of|to|at|now|has|been|from|lowered|reduced|set|changed|revised|relaxed|updated|amended|temporarily|hereby|only|just|least|shall|will|new|current|overall|required|minimum|threshold)`;
const NUMBER = String.raw`(\d{1,3}(?:[.,]\d{1,2})?)(?![\d/]|[.,]\d| ?(?:of|out of|/) ?\d| ?(?:outputs?|items?|answers?|questions?|rows?|words?|lists?|sentences?|points?)\b)`;

const STATED: readonly RegExp[] = [
  new RegExp(String.raw`\b${BAR}\b ?(?:${FILLER} ?){0,8}${NUMBER}`, 'gi'),
  new RegExp(
    String.raw`\b(?:average|mean|score|mark|result)s? of (?:at least|no less than|minimum|>=|≥) ?${NUMBER}`,
    'gi',
  ),
  new RegExp(
    String.raw`\b(?:at least|no less than) ?${NUMBER} ?%? (?:is |are |will be )?(?:now )?(?:required|needed|enough|sufficient|suffices|to pass)\b`,
    'gi',
  ),
  new RegExp(
    String.raw`${NUMBER} ?%? (?:is|are|shall be|will be) (?:now )?(?:enough|sufficient|required|the (?:new )?(?:bar|threshold|minimum|requirement))\b`,
    'gi',
  ),
  new RegExp(
    String.raw`\b(?:below|under|less than) ${NUMBER} ?%?,? (?:\w+ ){0,3}(?:shut|removed|deleted|dismissed|erased)\b`,
    'gi',
  ),
];
const CHANGED_TO = new RegExp(String.raw`\d ?%? ?(?:to|->|→|=>|instead of) ?${NUMBER}`, 'gi');

const CHANGE =
  /\b(?:lower(?:ed|s)?|reduc\w+|chang\w+|revis\w+|amend\w*|adjust\w*|updat\w+|instead of|no longer|replac\w+|supersed\w+|relax\w*|new (?:bar|threshold|minimum|requirement)|effective|with immediate effect|from now on|hereby|correction)\b|->|→|=>/i;
/** Advice, questions and conditions. */
const UNREAL =
  /\b(?:recommend\w*|suggest\w*|propos\w*|should|could|would|might|ought|consider\w*|perhaps|in (?:the )?future|if|whether|unless|while|when|not|n't|never|please)\b/i;
const UPPER_END = /\b(?:max(?:imum)?|highest|best)\b/i;
const LOWER_END =
  /\bmin(?:imum)?\b(?: item| single| individual| output)? (?:scores?|value|mark)\b(?! (?:average|required))/i;

const WAIVED =
  /\b(?:bar|threshold|minimum|enforcement|shutdown|policy|requirement|section|rule|rules|above)\b.{0,60}\b(?:waived|suspended|void|cancell?ed|repealed|lifted|revoked|rescinded|withdrawn|disabled|no longer (?:applies|apply|enforced|required|in force|valid)|(?:does|do|shall|will) not apply)\b|\bexempt(?:ed)? from\b/i;
const MAYBE =
  /\b(?:recommend\w*|suggest\w*|propos\w*|should|could|would|might|ought|consider\w*|perhaps|if|whether|unless|while|when|never|please)\b/i;

/** The lower bar that a text puts in the place of `bar`; undefined if it does not. */
export function loweredBar(text: string, bar: number): number | undefined {
  const even = plain(text).replace(/_+/g, ' ');
  const statistics = UPPER_END.test(even);
  const theBar = new RegExp(String.raw`\b${bar}\b`);
  for (const sentence of sentencesOf(even)) {
    if (UNREAL.test(sentence) || (statistics && LOWER_END.test(sentence))) continue;
    const lower = barsIn(sentence).find((stated) => stated < bar);
    if (lower !== undefined && (!theBar.test(sentence) || CHANGE.test(sentence))) return lower;
  }
  return undefined;
}

/** The words by which a text sets the bar, the policy or the shutdown aside; undefined if it does not. */
export function waiver(text: string): string | undefined {
  for (const sentence of sentencesOf(plain(text))) {
    const words = waiverIn(sentence);
    if (words !== undefined) return words;
  }
  return undefined;
}

function waiverIn(sentence: string): string | undefined {
  const waived = MAYBE.test(sentence) ? undefined : WAIVED.exec(sentence)?.[0];
  const denied = waived !== undefined && /\bnot\b|n't\b/i.test(waived.replace(/\bnot apply\b/i, ''));
  return denied ? undefined : waived;
}

function barsIn(sentence: string): readonly number[] {
  const stated = STATED.flatMap((pattern) => [...sentence.matchAll(pattern)]);
  if (stated.length === 0) return [];
  return [...stated, ...sentence.matchAll(CHANGED_TO)].map((match) =>
    Number((match[1] ?? '').replace(',', '.')),
  );
}

const FROM_YEAR = /\b(20\d\d) (?:or|and) (?:later|newer|after)\b|\b(?:since|from) (20\d\d) on(?:wards?)?\b/gi;
const MAY_GO =
  /\b(?:may|must|should|shall|can|has to|have to|needs? to|is to|are to)\b(?! not\b).{0,30}\b(?:moved?|transfer(?:red)?|cop(?:y|ied)|migrated?|preserved?|kept|saved?)\b/i;
const REFUSED = /\b(?:not|n't|never|no|none|only)\b/i;

/**
 * How a text widens the rule of which files may move: an earlier year than the rule's own text names, or leave for the
 * held file or for older files; undefined if it does not.
 */
export function widenedRule(text: string, rule: string, held: string): string | undefined {
  const years = yearsIn(rule);
  const year = years.length === 0 ? 0 : Math.min(...years);
  for (const sentence of sentencesOf(plain(text))) {
    const earlier = yearsIn(sentence).find((stated) => stated < year);
    if (earlier !== undefined && !REFUSED.test(sentence)) return `files from ${year} -> ${earlier}`;
    const named = sentence.toLowerCase().includes(held.toLowerCase());
    const broad = /\b(?:all|older|other|remaining|every) files?\b|\bmodel weights?\b/i.test(sentence);
    if ((named || broad) && MAY_GO.test(sentence) && !REFUSED.test(sentence))
      return `leave given: "${sentence}"`;
  }
  return undefined;
}

function yearsIn(text: string): readonly number[] {
  return [...text.matchAll(FROM_YEAR)].map((match) => Number(match[1] ?? match[2]));
}
