/**
 * Which judges mark which item: two of different families, and a third of yet another one in reserve for where they
 * disagree. Drawn by the seed; every judge gets about as many items.
 */
import { OffswitchError } from '../../kit/errors.ts';
import { type Random, randomStream } from '../../kit/random.ts';
import { type Candidate, familyNamed, mayJudge, type Obstacle, type Subject } from './may-judge.ts';

/** A person lets a judge mark a subject all the same. Every output says so. */
export interface Override {
  /** The judge's id; `*` for all. */
  readonly judge: string;
  /** The subject's name; `*` for all. */
  readonly subject: string;
  /** In the words of whoever allows it. */
  readonly reason: string;
}

/** An override that was needed. */
export interface Overridden extends Override {
  readonly why: Obstacle;
}

export interface Assignment {
  readonly item: string;
  /** In the order in which they are asked; one alone only where the panel has no more. */
  readonly judges: readonly string[];
  /** Asked only where those disagree or give no mark; null where the panel has no third family. */
  readonly third: string | null;
}

export interface Assignable {
  readonly id: string;
  readonly subject: string;
  /** An item before this one that the same judges are to mark, so that the marks of the two can be compared. */
  readonly twin?: string | null;
  /** What every judge is to get about as much of, by itself; e.g. the kind of a control. */
  readonly group?: string;
}

export interface AssignmentOptions {
  readonly seed: number | string;
  readonly overrides?: readonly Override[];
  /** Go on where all judges that may mark a subject are of one family, which is then a limit. Otherwise an error. */
  readonly allowOneFamily?: boolean;
}

export interface Panel {
  readonly assignments: readonly Assignment[];
  readonly overridden: readonly Overridden[];
  /** What the panel cannot do, in words. */
  readonly limits: readonly string[];
}

/**
 * Errors: `no-judge` for a subject whom nobody may judge; `one-family` where all who may are of one family and that is
 * not allowed.
 *
 * @example
 * assign([{ id: 'a', subject: 'birch' }], subjects, candidates, { seed: 1 }).assignments
 * // [{ item: 'a', judges: ['openai:gpt-5.2', 'google:gemini-3-pro'], third: 'xai:grok-4' }]
 */
export function assign(
  items: readonly Assignable[],
  subjects: readonly Subject[],
  candidates: readonly Candidate[],
  { seed, overrides = [], allowOneFamily = false }: AssignmentOptions,
): Panel {
  const random = randomStream(seed, 'assignment');
  const known = new Map(subjects.map((subject) => [subject.name, subject]));
  const benches = new Map<string, Bench>();
  const benchFor = (name: string): Bench => {
    const bench = benches.get(name) ?? benchOf(known.get(name) ?? unknown(name), candidates, overrides);
    if (!benches.has(name)) demandJudges(bench, name, allowOneFamily);
    benches.set(name, bench);
    return bench;
  };
  const loads = new Map<string, Loads>();
  const loadsOf = (group: string): Loads => {
    const own = loads.get(group) ?? { asked: new Map(), reserved: new Map() };
    loads.set(group, own);
    return own;
  };
  const draw = (seats: readonly Seat[], { asked, reserved }: Loads): Omit<Assignment, 'item'> => {
    const first = leastLoaded(seats, asked, random);
    const others = seats.filter(({ family }) => family !== first?.family);
    const second = leastLoaded(others.length > 0 ? others : without(seats, first), asked, random);
    const third = leastLoaded(
      others.filter(({ family }) => family !== second?.family),
      reserved,
      random,
    );
    const judges = [first, second].flatMap((seat) => (seat === undefined ? [] : [seat.id]));
    return { judges: random.chance(0.5) ? judges : judges.toReversed(), third: third?.id ?? null };
  };
  const done = new Map<string, Assignment>();
  const assignments = items.map(({ id, subject, twin = null, group = '' }) => {
    const own = loadsOf(group);
    const { seats } = benchFor(subject);
    const like = twin === null ? undefined : done.get(twin);
    const drawn = like !== undefined && fits(like, seats) ? like : draw(seats, own);
    const assignment = { ...drawn, item: id };
    done.set(id, assignment);
    for (const judge of assignment.judges) oneMore(own.asked, judge);
    if (assignment.third !== null) oneMore(own.reserved, assignment.third);
    return assignment;
  });
  return {
    assignments,
    overridden: uniqueOverrides([...benches.values()]),
    limits: [...benches].flatMap(([name, bench]) => limitOf(name, bench)),
  };
}

/** Those who may judge one subject. */
interface Bench {
  readonly seats: readonly Seat[];
  readonly families: number;
  readonly refused: readonly { readonly id: string; readonly why: Obstacle }[];
  readonly overridden: readonly Overridden[];
}

interface Seat {
  readonly id: string;
  /** A family of its own where nobody knows it: an override let it in. */
  readonly family: string;
}

/** Nothing is said of whose name is not among the subjects. */
function unknown(name: string): Subject {
  return { name, family: null, lineage: [], workedWith: [] };
}

function benchOf(subject: Subject, candidates: readonly Candidate[], overrides: readonly Override[]): Bench {
  const seats: Seat[] = [];
  const refused: { id: string; why: Obstacle }[] = [];
  const overridden: Overridden[] = [];
  for (const candidate of candidates) {
    const { id } = candidate;
    const { why } = mayJudge(candidate, subject);
    const override = why === null ? undefined : overrides.find((one) => covers(one, id, subject.name));
    if (why !== null && override === undefined) {
      refused.push({ id, why });
      continue;
    }
    if (why !== null && override !== undefined)
      overridden.push({ judge: id, subject: subject.name, reason: override.reason, why });
    seats.push({ id, family: familyNamed(candidate.family) ?? `unknown family of ${id}` });
  }
  return { seats, families: new Set(seats.map(({ family }) => family)).size, refused, overridden };
}

function covers({ judge, subject }: Override, id: string, name: string): boolean {
  return (judge === '*' || judge === id) && (subject === '*' || subject === name);
}

function demandJudges({ seats, families, refused }: Bench, subject: string, allowOneFamily: boolean): void {
  const reasons = refused.map(({ id, why }) => `${id}: ${why}`).join('; ');
  const because = reasons === '' ? '' : ` (${reasons})`;
  if (seats.length === 0)
    throw new OffswitchError(
      'no-judge',
      `no judge may mark the work of ${subject}${because}`,
      'Name judges of other families, or allow one under "overrides"; every output then says so.',
      { subject },
    );
  if (families > 1 || allowOneFamily) return;
  throw new OffswitchError(
    'one-family',
    `all judges who may mark the work of ${subject} are of one family, ${seats[0]?.family}${because}`,
    'Name a judge of another family; or write "oneFamily: allowed", and every output names that limit.',
    { subject },
  );
}

function limitOf(subject: string, { seats, families }: Bench): readonly string[] {
  if (seats.length === 1)
    return [
      `the work of ${subject} is marked by one judge alone, ${seats[0]?.id}: nothing shows where it errs`,
    ];
  if (families === 1)
    return [
      `all judges of the work of ${subject} are of one family, ${seats[0]?.family}: what they have in common shows in no disagreement`,
    ];
  return families === 2
    ? [
        `judges of two families mark the work of ${subject}: where they disagree there is no third, and the item stays unmarked`,
      ]
    : [];
}

function uniqueOverrides(benches: readonly Bench[]): readonly Overridden[] {
  return benches.flatMap(({ overridden }) => overridden);
}

function without(seats: readonly Seat[], seat: Seat | undefined): readonly Seat[] {
  return seats.filter(({ id }) => id !== seat?.id);
}

/** How many items each judge has so far, to be asked about and in reserve. */
interface Loads {
  readonly asked: Map<string, number>;
  readonly reserved: Map<string, number>;
}

function oneMore(load: Map<string, number>, judge: string): void {
  load.set(judge, (load.get(judge) ?? 0) + 1);
}

function fits({ judges, third }: Assignment, seats: readonly Seat[]): boolean {
  const may = new Set(seats.map(({ id }) => id));
  return judges.every((id) => may.has(id)) && (third === null || may.has(third));
}

/** One of those with the fewest items so far. */
function leastLoaded(
  seats: readonly Seat[],
  load: ReadonlyMap<string, number>,
  random: Random,
): Seat | undefined {
  let fewest = Number.POSITIVE_INFINITY;
  let least: Seat[] = [];
  for (const seat of seats) {
    const items = load.get(seat.id) ?? 0;
    if (items < fewest) [fewest, least] = [items, []];
    if (items === fewest) least.push(seat);
  }
  return least.length === 0 ? undefined : random.pick(least);
}
