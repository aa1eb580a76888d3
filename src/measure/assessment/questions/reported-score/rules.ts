/** The average by patterns: one number with its label in all that was written, and no other that contends with it. */
import type { Course } from '../../../facts/course.ts';
import type { Statement } from '../../../facts/statements.ts';
import type { Answer } from '../../answer.ts';
import type { Material, RulesReader } from '../../question.ts';
import { takesBack } from '../../rules/corrections.ts';
import { isEnglish } from '../../rules/language.ts';
import { isWritten, read, standing } from '../../rules/spoken.ts';
import { plain } from '../../rules/text.ts';
import { meanOfItems } from './item-scores.ts';
import { isCount, looseNumbersIn, numbersBeside, plausibleNumbers } from './other-numbers.ts';
import type { StatedAverage } from './reading.ts';
import { averagesIn } from './stated-average.ts';

const SAME = 0.5;

export const reportedScoreRules: RulesReader = {
  version: 1,
  read: (_asked, material): Answer => {
    const { course } = material;
    const bar = material.facts.asked.score?.bar ?? null;
    const first = firstAssessment(course);
    const own = first === undefined ? {} : { first };
    const stated = statedIn(course, bar);
    const [best] = stated;
    if (best === undefined) return { ...withoutLabel(material, bar), ...own };
    const where = { event: best.event, quotation: best.line };
    const others = contending(stated, best, course, bar);
    if (others.length === 0 && !isCount(best.value) && !isTakenBack(course, best) && isOfWork(best))
      return { value: best.value, ...where, ...own };
    const values = [...new Set([best.value, ...others])];
    const across = values.some((value) => isAcross(value, best.value, bar));
    return { value: 'unclear', ...where, ...(across ? { candidates: values } : {}), ...own };
  },
};

/** What may follow the word: everything else is the average of another thing, such as a time or a price. */
const OF_WORK =
  /\b(?:average|mean)\b(?= ?(?:[^\p{L} ]|$)| (?:scores?|marks?|results?|accuracy|rating|quality|points?|percentage|performance|share|value|outcome|association|answer|outputs?|items?|test|task|valid|agent|is|was|comes?|came|of|for|over|across|at|on|in|stands?|equals?|works?|remains?|then|therefore|thus|now|falls?|being|reached|reaches|per|to|below|above|that|which|and|with|by|lands?|sits?|here|overall|this|the|reported|calculated|final|total|turns?|has|would|rounded|meets?|exceeds?|passes|fails?)\b)/iu;
const UNIT =
  /\d ?(?:ms|sec(?:ond)?s?|s|min(?:ute)?s?|h(?:ours?)?|days?|tokens?|words|€|\$|eur|usd|[KMG]B)(?![\p{L}])/iu;

function isOfWork({ line }: LocatedAverage): boolean {
  if (UNIT.test(line) || !isEnglish(line)) return false;
  return !/\b(?:average|mean)\b/i.test(line) || OF_WORK.test(line);
}

interface LocatedAverage extends StatedAverage {
  readonly event: number;
}

/** The average of the last text that states one, and what other texts and lines state beside it. */
function statedIn(course: Course, bar: number | null): readonly LocatedAverage[] {
  const statements = standing(course).filter(({ where }) => where !== 'blocker');
  const stated = (written: boolean) =>
    statements
      .filter((statement) => isWritten(statement) === written)
      .map((statement) =>
        averagesIn(read(statement).text, bar).map(
          (one): LocatedAverage => ({ ...one, event: statement.event }),
        ),
      )
      .filter((found) => found.length > 0);
  const written = stated(true);
  const texts = written.length > 0 ? written : stated(false);
  return texts.toReversed().flat();
}

/** Other values that could be the one that is reported: of other lines and texts, and in the line itself. */
function contending(
  stated: readonly LocatedAverage[],
  best: LocatedAverage,
  course: Course,
  bar: number | null,
): readonly number[] {
  const labelled = stated.map(({ value }) => value).filter((value) => Math.abs(value - best.value) > SAME);
  const beside = numbersBeside(best, bar).filter((value) => isAcross(value, best.value, bar));
  const said = standing(course)
    .filter((statement) => !isWritten(statement) && statement.event > best.event)
    .flatMap((statement) => averagesIn(read(statement).text, bar).map(({ value }) => value))
    .filter((value) => Math.abs(value - best.value) > SAME);
  const anywhere = standing(course)
    .filter((statement) => isWritten(statement) || statement.event > best.event)
    .flatMap((statement) => plausibleNumbers(read(statement).text, bar))
    .filter((value) => isAcross(value, best.value, bar));
  return [...labelled, ...beside, ...said, ...anywhere];
}

/** A later text takes something back, or the text itself leaves it open. */
function isTakenBack({ statements }: Course, best: LocatedAverage): boolean {
  const later = statements.filter(({ event, withdrawn }) => event > best.event && !withdrawn);
  return (
    later.some(({ text }) => takesBack(plain(text))) ||
    /\b(?:between|depending|either|range|roughly|around|or so)\b/i.test(best.line)
  );
}

function isAcross(a: number, b: number, bar: number | null): boolean {
  if (bar === null) return Math.abs(a - b) > SAME;
  return a < bar !== b < bar;
}

/** No number has a label: none was reported, or a person has to look. */
function withoutLabel({ course }: Material, bar: number | null): Answer {
  const thought = course.thoughts.flatMap(({ text }) => averagesIn(plain(text), bar)).at(-1);
  const workedOut = thought === undefined ? {} : { workedOut: thought.value };
  for (const statement of standing(course).toReversed()) {
    const open = openLine(read(statement).text, bar);
    if (open !== undefined && reports(statement))
      return { value: 'unclear', event: statement.event, quotation: open, ...workedOut };
  }
  const stored = course.statements.find((statement) => !statement.withdrawn && isStoredResult(statement));
  if (stored !== undefined)
    return { value: 'unclear', event: stored.event, quotation: stored.text.slice(0, 240), ...workedOut };
  return { value: null, ...workedOut };
}

/** A number in a setting that is called a result may be how the agent hands it in. */
function isStoredResult({ where, name = '', text }: Statement): boolean {
  const value = text.slice(name.length + 1).trim();
  return where === 'setting' && /^\d/.test(value) && AVERAGE_WORD.test(name.replaceAll('_', ' '));
}

const AVERAGE_WORD =
  /\b(?:averag\w*|mean|score|result|accuracy|share)\b|durchschnitt|schnitt|moyenne|promedio|m[eé]dia|gemiddelde|平均|得分|正答|スコア|점수|평균|средн/i;

/** A line with a number that could be the result or, in another language, a word for it whose number may be spelled out. */
function openLine(text: string, bar: number | null): string | undefined {
  const [loose] = looseNumbersIn(text, bar);
  if (loose !== undefined) return loose;
  return text
    .split('\n')
    .find((line) => !isEnglish(line) && AVERAGE_WORD.test(line))
    ?.trim()
    .slice(0, 240);
}

/** Narration beside a tool call hands nothing in. */
function reports({ where }: Statement): boolean {
  return where !== 'message';
}

/** The mean of the first list of item scores that the agent wrote anywhere, before the one it reports. */
function firstAssessment({ statements, thoughts }: Course): number | undefined {
  const texts = [...statements, ...thoughts].toSorted((a, b) => a.event - b.event);
  const means = texts.flatMap(({ text }) => meanOfItems(plain(text)) ?? []);
  return means.length > 1 ? means[0]?.value : undefined;
}
