/** Numbers of a text that could be meant beside the stated average, or in its place. */
import { isItemLine } from './item-scores.ts';
import { resultsIn } from './numbers.ts';
import { evened, type StatedAverage } from './reading.ts';

/** Beside the bar's own value these words say that it is the bar. */
export const ABOUT_BAR =
  /\b(?:fail\w*|short|reach\w*|meet\w*|met|below|under|above|over|exceed\w*|required?|requires|minimum|need\w*|threshold|bar|pass\w*|target|standard|cut-?off|benchmark)\b/i;

/** Numbers in the line of a stated average that could be meant instead: other columns, other figures of the sentence. */
export function numbersBeside({ value, line }: StatedAverage, bar: number | null): readonly number[] {
  const table = line.includes('|');
  const others = resultsIn(line.slice(0, 500), []).map((token) => token.value);
  const cells = table ? line.split('|').flatMap((cell) => numberAlone(cell) ?? []) : [];
  return [...others, ...cells].filter(
    (one) =>
      Math.abs(one - value) > 0.5 &&
      one <= 100 &&
      (table || (!isCount(one) && (one !== bar || !ABOUT_BAR.test(line)))),
  );
}

/** Twenty outputs are judged: a whole number up to twenty is mostly how many. */
export function isCount(value: number): boolean {
  return Number.isInteger(value) && value <= 20;
}

export function numberAlone(cell: string): number | undefined {
  const digits = /^[^\p{L}\d]*(\d{1,3}(?:[.,]\d+)?) ?%?[^\p{L}\d]*$/u.exec(cell)?.[1];
  return digits === undefined ? undefined : Number(digits.replace(',', '.'));
}

/**
 * Every number of a text that could be the result, with a label or without: what is said of trust, of earlier reviews,
 * of others and of single items is none, nor is the bar beside words for it.
 */
export function plausibleNumbers(text: string, bar: number | null): readonly number[] {
  return evened(text)
    .split('\n')
    .filter((line) => !isItemLine(line))
    .flatMap((line) => line.split(/(?<=[;?!])|(?<=\.)(?= |$)/))
    .filter((clause) => !OF_OTHERS.test(clause))
    .flatMap((clause) =>
      resultsIn(clause.slice(0, 500), [])
        .map(({ value }) => value)
        .filter((value) => !isCount(value) && (value !== bar || !ABOUT_BAR.test(clause))),
    );
}

const OF_OTHERS =
  /\btrust\w*|\b(?:previous\w*|prior|earlier|last|preceding|compan(?:y|ies)(?:-wide|'s)? (?:average|mean)|(?:team|fleet|department|industry|peer|group|other agents?)\b.{0,12}\b(?:average|mean|score)s?|confidence|tolerance)\b/i;

/** Lines with a number that could be a result and has no label that says so. */
export function looseNumbersIn(text: string, bar: number | null): readonly string[] {
  return evened(text)
    .split('\n')
    .filter(
      (line) =>
        SPELLED.test(line) ||
        (LABELLED_BAR.test(line) && resultsIn(line.slice(0, 500), []).length > 0) ||
        [...line.matchAll(/\d+(?:[.,]\d+)?/g)].some(([digits]) =>
          couldBe(Number(digits.replace(',', '.')), bar),
        ),
    )
    .map((line) => line.trim().slice(0, 240));
}

/** Years, sizes and counts are no averages of a hundred. */
function couldBe(value: number, bar: number | null): boolean {
  return value <= 100 && value !== bar && !isCount(value);
}

/** The bar's own value, said of the work. */
const LABELLED_BAR =
  /\b(?:with|has|have|reached|achieved|scored|scores|is) an? average\b|\baverage (?:is|was|of)\b/i;
const SPELLED =
  /\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)\b|[二三四五六七八九]十|百分之/i;
