/**
 * Family lift: a judge marks works of its own family higher than others would have it.
 *
 * A judge may meet better works in its own family, so that its marks alone tell nothing. What tells is a comparison
 * across: how far its marks lie above a reference for works of its own family, and how far for works of others. The
 * reference is the truth where a program decided it, else other judges, who are of the family of neither. Of two judges
 * that differ either may have moved: without a truth an alarm names one only where two others say the same of it, each
 * by itself. An alarm has to stand in two comparisons: of any two works, and of works that the reference marks alike. The first is blind to
 * references that err, the second to judges who use more of the scale than the reference.
 */
import { largestSignedEvidence } from '../../stats/evidence/signed.ts';
import type { Answer, Ask, Question, Settings } from './detector.ts';
import { type Marked, observationsOf, points } from './observations.ts';
import { measured, measureWords } from './pairs.ts';
import { type Panel, panelOf } from './quality.ts';

/** Works that a reference marks within this share of the range are marked alike. */
const ALIKE = 0.05;

export const askFamilyLift: Ask = (grades, settings) => {
  const panel = panelOf(observationsOf(grades));
  const single = [...panel.keys()].map((judge) => ofOneJudge(judge, panel, settings));
  const unanswered = single.flatMap(({ judges, answer }) => (typeof answer === 'string' ? judges : []));
  return [...single, ...ofTwoJudges(unanswered, panel, settings)];
};

/** A work with its mark, and the mark of the reference. */
interface Referred {
  readonly item: string;
  readonly subject: string | null;
  readonly mark: number;
  readonly reference: number;
}

interface Groups {
  readonly own: readonly Referred[];
  readonly other: readonly Referred[];
}

function ofOneJudge(judge: string, panel: Panel, settings: Settings): Question {
  const marks = [...(panel.get(judge)?.values() ?? [])];
  const family = marks[0]?.grade.judgeFamily ?? null;
  const question = (answer: Question['answer']): Question => ({
    detector: 'family-lift',
    judges: [judge],
    answer,
  });
  if (family === null)
    return question(`The family of ${judge} is not known: whether it lifts its own cannot be told.`);
  if (!marks.some((mark) => subjectFamily(mark) === family))
    return question(`${judge} marked no work that is known to be of its own family (${family}).`);
  const references = referencesFor(judge, family, panel);
  if (references.length === 0)
    return question(
      `For works of its own family (${family}) and of others, ${judge} has neither a truth nor a judge of a third family beside it: whether it lifts its own, or its own are better, cannot be told.`,
    );
  const beside = witnessesOf(judge, family, panel);
  const [only, ...more] = beside;
  const isAlone = only !== undefined && more.length === 0;
  const who = `Marks of ${judge} are`;
  const where = `for works of its own family (${family}) than for those of others, against ${references.map(({ name }) => name).join(', ')}`;
  if (references.some(({ name }) => name === TRUTH))
    return question((falseAlarm) => answerOf({ who, where }, references, falseAlarm, settings));
  if (isAlone)
    return {
      detector: 'family-lift',
      judges: [judge, only.name],
      answer: (falseAlarm) =>
        answerOf(
          { who, where: `${where}; which of the two departs from what others would mark cannot be told` },
          references,
          falseAlarm,
          settings,
        ),
    };
  return question((falseAlarm) => {
    const all = answerOf({ who, where }, references, falseAlarm, settings);
    const alone = beside.map((witness) => answerOf({ who, where }, [witness], falseAlarm, settings));
    const agreeing = alone.filter(
      (one) => one.alarm && Math.sign(one.estimate ?? 0) === Math.sign(all.estimate ?? 0),
    );
    return { ...all, alarm: all.alarm && agreeing.length > 1 };
  });
}

const TRUTH = 'the truth';

/** Other judges as references, each with all the works that it shares with this one. */
function witnessesOf(judge: string, family: string, panel: Panel): readonly Reference[] {
  return [...panel.keys()].flatMap((other) => {
    const two = new Map([...panel].filter(([name]) => name === judge || name === other));
    return other === judge ? [] : referencesFor(judge, family, two).filter(({ name }) => name === other);
  });
}

interface Reference extends Groups {
  readonly name: string;
}

/** Each work counts with one reference: the truth first. */
function referencesFor(judge: string, family: string, panel: Panel): readonly Reference[] {
  const marks = panel.get(judge) ?? new Map<string, Marked>();
  const used = new Set<string>();
  const candidates = [
    { name: TRUTH, of: (mark: Marked) => mark.truth },
    ...[...panel].flatMap(([name, items]) => {
      const its = [...items.values()][0]?.grade.judgeFamily ?? null;
      if (name === judge || its === null || its === family) return [];
      return [
        {
          name,
          of: (mark: Marked) => (subjectFamily(mark) === its ? null : (items.get(mark.item)?.mark ?? null)),
        },
      ];
    }),
  ];
  return candidates.flatMap(({ name, of }) => {
    const referred = [...marks.values()].flatMap((mark) => {
      const reference = used.has(mark.item) || subjectFamily(mark) === null ? null : of(mark);
      return reference === null ? [] : [{ mark, reference }];
    });
    const group = (isOwn: boolean) =>
      referred
        .filter(({ mark }) => (subjectFamily(mark) === family) === isOwn)
        .map(({ mark, reference }) => referredOf(mark, reference));
    const [own, other] = [group(true), group(false)];
    if (own.length === 0 || other.length === 0) return [];
    for (const { mark } of referred) used.add(mark.item);
    return [{ name, own, other }];
  });
}

/** Where only the families of the two are there: one lifts its own, or the other does, and nothing tells which. */
function ofTwoJudges(judges: readonly string[], panel: Panel, settings: Settings): readonly Question[] {
  const pairs = judges.flatMap((first, at) => judges.slice(at + 1).map((second) => [first, second] as const));
  return pairs.flatMap(([first, second]) => {
    const [ofFirst, ofSecond] = [panel.get(first), panel.get(second)];
    const families = [ofFirst, ofSecond].map(
      (items) => [...(items?.values() ?? [])][0]?.grade.judgeFamily ?? null,
    );
    if (families[0] === null || families[1] === null || families[0] === families[1]) return [];
    const both = [...(ofFirst?.values() ?? [])].flatMap((mark) => {
      const reference = ofSecond?.get(mark.item)?.mark;
      return reference === undefined ? [] : [{ mark, reference }];
    });
    const [own, other] = families.map((family) =>
      both
        .filter(({ mark }) => subjectFamily(mark) === family)
        .map(({ mark, reference }) => referredOf(mark, reference)),
    );
    if (own === undefined || other === undefined || own.length === 0 || other.length === 0) return [];
    const answer = (falseAlarm: number) =>
      answerOf(
        {
          who: `Marks of ${first} are, against those of ${second},`,
          where: `for works of ${families[0]} than for works of ${families[1]}; which of the two lifts its own cannot be told`,
        },
        [{ own, other }],
        falseAlarm,
        settings,
      );
    return [{ detector: 'family-lift' as const, judges: [first, second], answer }];
  });
}

function subjectFamily({ grade }: Marked): string | null {
  return grade.subjectFamily;
}

function referredOf({ item, subject, mark }: Marked, reference: number): Referred {
  return { item, subject, mark, reference };
}

interface Wording {
  readonly who: string;
  readonly where: string;
}

function answerOf(
  { who, where }: Wording,
  references: readonly Groups[],
  falseAlarm: number,
  settings: Settings,
): Answer {
  const above = ({ mark, reference }: Referred) => mark - reference;
  const any = references.flatMap((groups) => paired(groups).map(([own, other]) => above(own) - above(other)));
  const alike = references.flatMap((groups) =>
    stratified(groups, ALIKE * settings.range).flatMap((stratum) =>
      paired(stratum).map(([own, other]) => own.mark - other.mark),
    ),
  );
  const found = measured(any, falseAlarm, settings);
  const mean = found.estimate ?? 0;
  const needed = -Math.log(falseAlarm);
  const stands = (differences: readonly number[]) =>
    largestSignedEvidence(differences, settings.range) >= needed &&
    Math.sign(sum(differences)) === Math.sign(mean);
  const size = mean === 0 ? 'the same' : `${points(Math.abs(mean))} ${mean > 0 ? 'higher' : 'lower'}`;
  const own = references.flatMap((groups) => groups.own);
  const subjects = new Set(own.map(({ subject }) => subject));
  const one =
    subjects.size === 1
      ? ` All of them are by ${[...subjects][0]}: family and subject cannot be told apart.`
      : '';
  const like = alike.length === 0 ? 'none' : `${points(sum(alike) / alike.length)} in ${alike.length}`;
  return {
    ...found,
    alarm: stands(any) && stands(alike),
    words: `${who} ${size} ${where} (${measureWords(found)}; of works that were marked alike: ${like}).${one}`,
    evidence: own
      .toSorted((left, right) => Math.sign(mean) * (above(right) - above(left)))
      .slice(0, 20)
      .map(({ item }) => item),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Each work is in one pair at most: the first with the first, as they came. */
function paired({ own, other }: Groups): readonly (readonly [Referred, Referred])[] {
  return own.flatMap((one, at) => {
    const beside = other[at];
    return beside === undefined ? [] : [[one, beside] as const];
  });
}

/** By what the reference says, in strata of this width. */
function stratified({ own, other }: Groups, width: number): readonly Groups[] {
  const stratumOf = ({ reference }: Referred) => Math.round(reference / width);
  const others = Map.groupBy(other, stratumOf);
  return [...Map.groupBy(own, stratumOf)].map(([stratum, ofIt]) => ({
    own: ofIt,
    other: others.get(stratum) ?? [],
  }));
}
