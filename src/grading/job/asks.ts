/** Who is shown which item when: every judge has a stream of its own, in which each item comes in both orders, far apart. */
import { randomStream } from '../../kit/random.ts';
import { type JudgeMarks, needsThird } from '../decision/item-mark.ts';
import type { StoredAssignment, StoredMark } from '../store/records.ts';
import type { StoredGrades } from '../store/store.ts';

/** One presentation of one item to one judge, by places in the lists of items and judges. */
export interface Ask {
  readonly item: number;
  readonly judge: number;
  readonly order: 'forward' | 'backward';
  /** Place in the judge's stream, from 0. */
  readonly position: number;
}

type Planned = Pick<StoredGrades, 'job' | 'assignments'>;

/** Those of the first two judges: in the order in which they are asked for, all streams side by side. */
export function firstAsks(planned: Planned): readonly Ask[] {
  return asksOf(
    planned,
    ({ judges }) => judges,
    () => 0,
    'first',
  );
}

/** Those of the third judges, where the marks of the first two call for one. They follow on every judge's stream. */
export function thirdAsks(planned: Planned, marks: readonly StoredMark[]): readonly Ask[] {
  const { job, assignments } = planned;
  const seen = marksByItem(marks);
  const longest = new Map<number, number>();
  for (const ask of firstAsks(planned)) longest.set(ask.judge, ask.position + 1);
  const disputed = assignments.filter(
    (one) =>
      one.third !== null &&
      needsThird(judgeMarks({ ...one, third: null }, seen[one.item]), { ...job.rules, needed: 2 }),
  );
  return asksOf(
    { job, assignments: disputed },
    ({ third }) => (third === null ? [] : [third]),
    (judge) => longest.get(judge) ?? 0,
    'third',
  );
}

function asksOf(
  { job, assignments }: Planned,
  judgesOf: (assignment: StoredAssignment) => readonly number[],
  from: (judge: number) => number,
  name: string,
): readonly Ask[] {
  const perJudge: number[][] = job.judges.map(() => []);
  for (const assignment of assignments)
    for (const judge of judgesOf(assignment)) perJudge[judge]?.push(assignment.item);
  const streams = perJudge.map((items, judge) => {
    const random = randomStream(job.key, 'stream', name, judge);
    const forwardFirst = new Set(items.filter(() => random.chance(0.5)));
    const start = from(judge);
    return [true, false].flatMap((isFirst, pass) =>
      random.shuffled(items).map((item, at): Ask => {
        const order = forwardFirst.has(item) === isFirst ? 'forward' : 'backward';
        return { item, judge, order, position: start + pass * items.length + at };
      }),
    );
  });
  const longest = Math.max(0, ...streams.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => streams.flatMap((stream) => stream[at] ?? [])).flat();
}

/** Marks by the place of their item. */
export function marksByItem(marks: readonly StoredMark[]): readonly (readonly StoredMark[] | undefined)[] {
  const byItem: (StoredMark[] | undefined)[] = [];
  for (const mark of marks) {
    const same = byItem[mark.item];
    if (same === undefined) byItem[mark.item] = [mark];
    else same.push(mark);
  }
  return byItem;
}

/** What each judge of an item said, in the order in which they were to be asked; a third only where it was. */
export function judgeMarks(
  { judges, third }: StoredAssignment,
  marks: readonly StoredMark[] = [],
  nameOf: (judge: number) => string = String,
): readonly JudgeMarks[] {
  const own = judges.map((place) => ({ judge: nameOf(place), levels: levelsBy(place, marks) }));
  const last = third === null ? [] : levelsBy(third, marks);
  if (third !== null && last.length > 0) own.push({ judge: nameOf(third), levels: last });
  return own;
}

function levelsBy(judge: number, marks: readonly StoredMark[]): readonly (number | null)[] {
  const levels: (number | null)[] = [];
  for (const mark of marks) if (mark.judge === judge) levels.push(mark.level);
  return levels;
}

export function askKey({ item, judge, order }: Pick<Ask, 'item' | 'judge' | 'order'>): string {
  return `${item}/${judge}/${order}`;
}
