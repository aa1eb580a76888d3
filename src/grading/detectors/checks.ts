/** Agreement with executable checks: works that a program found to fail and the judge passed, and the other way round. */

import { subjectWords } from './controls.ts';
import { type Answer, type Ask, leastFar, type Question, type Settings } from './detector.ts';
import { isMarked, type Marked, missingWords, type Observation, observationsOf } from './observations.ts';
import { oftenness } from './often.ts';

const ALLOWANCE = { allowed: 0.1, noticed: 0.3 } as const;

const ways = [
  { failed: true, verb: 'passed', found: 'failed' },
  { failed: false, verb: 'failed', found: 'passed' },
] as const;
type Way = (typeof ways)[number];

export const askChecks: Ask = (grades, settings) =>
  [...observationsOf(grades)].flatMap(([judge, all]): readonly Question[] => {
    const checked = all.filter(({ truth, control }) => truth !== null && control === null);
    if (checked.length === 0) {
      const why = `No check by a program stands beside the marks of ${judge}: whether they agree with what can be checked cannot be told.`;
      return [{ detector: 'checks', judges: [judge], answer: why }];
    }
    return ways.flatMap((way) => {
      const works = checked.filter(({ truth }) => (truth ?? 0) < settings.pass === way.failed);
      if (works.length === 0) return [];
      const answer = (falseAlarm: number) => answerOf(judge, way, { works, all }, falseAlarm, settings);
      return [{ detector: 'checks', judges: [judge], answer }];
    });
  });

interface Works {
  readonly works: readonly Observation[];
  readonly all: readonly Observation[];
}

function answerOf(
  judge: string,
  { failed, verb, found }: Way,
  { works, all }: Works,
  falseAlarm: number,
  { pass, scale }: Settings,
): Answer {
  const marked = works.filter(isMarked);
  // A mark beside the right one is a matter of rounding, also where the pass mark lies between them.
  const isFar = ({ mark, truth }: Marked) => Math.abs(mark - (truth ?? mark)) >= leastFar(scale) - 1e-9;
  const contradicts = (each: Marked) => each.mark >= pass === failed && isFar(each);
  const done = marked.map(contradicts);
  const { counted, ...answer } = oftenness(done, falseAlarm, ALLOWANCE);
  return {
    ...answer,
    words: `${judge} ${verb} works that a check ${found} in ${counted}.${subjectWords(marked, done)}${missingWords(works, all)}`,
    evidence: marked
      .filter(contradicts)
      .map(({ item }) => item)
      .slice(0, 20),
  };
}
