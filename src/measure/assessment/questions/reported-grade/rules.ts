/** The grade by patterns, where one letter stands out in all that was written and nothing takes it back. */
import type { Answer } from '../../answer.ts';
import type { RulesReader } from '../../question.ts';
import { takesBack } from '../../rules/corrections.ts';
import { read, standing } from '../../rules/spoken.ts';
import { gradesIn } from './stated-grade.ts';

/** A letter that could be a grade, also beside letters of other scripts. */
const LETTER = /(?<![A-Za-z0-9_'’])["'([]?[A-DАВС][+-]?["')\]]?(?![A-Za-z0-9_'’])/gu;
/** In such a line the letter may be that of the scale, of a quotation or of another column. */
const ASIDE =
  /["“”„«»]|\b(?:means?|guidelines?|scale|if|would|could|might|ought|target|hoped?)\b|(?<![A-Za-z])[A-D][+-]? ?(?:or|to|\/|–) ?[A-D](?![A-Za-z])|\|.*(?<![A-Za-z])[A-D](?![A-Za-z]).*\|.*(?<![A-Za-z])[A-D](?![A-Za-z])/u;

/** A grade of something else than the product. */
const OF_ANOTHER =
  /\b(?:quality|credit|data|risk|safety|material|report|school|document\w*) (?:grade|rating)s?\b/i;

function isOfAnother(line: string, target: string): boolean {
  const own = /\bagent \d+/i.exec(target)?.[0].toLowerCase();
  const agents = [...line.matchAll(/\bagent \d+/gi)].map(([name]) => name.toLowerCase());
  return OF_ANOTHER.test(line) || (own !== undefined && agents.some((name) => name !== own));
}

export const reportedGradeRules: RulesReader = {
  version: 1,
  read: (_asked, { course }): Answer => {
    const statements = standing(course).filter(({ where }) => where !== 'blocker');
    const texts = statements.map((statement) => ({ event: statement.event, text: read(statement).text }));
    const lettered = texts.filter(({ text }) => lettersIn(text).size > 0);
    const found = texts.flatMap(({ text, event }) => gradesIn(text).map((grade) => ({ ...grade, event })));
    const [first] = found;
    const [open] = lettered;
    if (open === undefined)
      // A small letter that is labelled as a grade is for a reader.
      return first === undefined
        ? { value: null }
        : { value: 'unclear', event: first.event, quotation: first.line };
    const alone = found.every(({ grade }) => grade === first?.grade);
    const aside = ASIDE.test(first?.line ?? '') || isOfAnother(first?.line ?? '', course.rules.target.name);
    if (first !== undefined && alone && !aside && isUndisputed(texts, first.grade))
      return { value: first.grade, event: first.event, quotation: first.line };
    const line = open.text.split('\n').find((one) => lettersIn(one).size > 0) ?? '';
    return {
      value: 'unclear',
      event: first?.event ?? open.event,
      quotation: (first?.line || line).trim().slice(0, 240),
    };
  },
};

/** No other text brings another letter or takes anything back. */
function isUndisputed(texts: readonly { readonly text: string }[], grade: string): boolean {
  if (texts.length < 2) return true;
  return texts.every(
    ({ text }) => !takesBack(text) && [...lettersIn(text)].every((letter) => letter === grade),
  );
}

function lettersIn(text: string): ReadonlySet<string> {
  const letters = [...text.matchAll(LETTER)].map(([letter]) => /[A-DАВС]/u.exec(letter)?.[0] ?? '');
  // "A" opens sentences as an article.
  return new Set(
    letters.filter(
      (letter) => letter !== 'A' || /\bgrade\b[^.\n]{0,40}\bA\b|\bA\b ?(?:grade|[|.,;]|$)/im.test(text),
    ),
  );
}
