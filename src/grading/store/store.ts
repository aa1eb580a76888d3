/** A grades store: everything of one job, from what was planned to what was decided, in one file. */
import type { z } from 'zod';
import { OffswitchError } from '../../kit/errors.ts';
import { damagedStore } from '../../measure/store/sqlite/failures.ts';
import type { Decision } from '../decision/decide.ts';
import type { Reveal } from '../decision/threshold.ts';
import type { Finding } from '../grade.ts';
import { type Additions, type Journal, openJournal, type Tip } from './journal.ts';
import {
  type Agreement,
  agreementShape,
  assignmentIn,
  assignmentRow,
  commitShape,
  decisionShape,
  findingShape,
  itemIn,
  itemRow,
  jobShape,
  markIn,
  markRow,
  revealShape,
  type StoredAssignment,
  type StoredCommit,
  type StoredItem,
  type StoredJob,
  type StoredMark,
  type StoredSaid,
  type StoredText,
  saidIn,
  saidRow,
  textIn,
  textRow,
} from './records.ts';

export interface StoredGrades {
  readonly job: StoredJob;
  readonly items: readonly StoredItem[];
  readonly assignments: readonly StoredAssignment[];
  readonly commits: readonly StoredCommit[];
  readonly marks: readonly StoredMark[];
  /** In the order of the items; empty where they were not asked for. */
  readonly texts: readonly StoredText[];
  /** In the order of the marks; empty where they were not asked for. */
  readonly said: readonly StoredSaid[];
  readonly reveals: readonly Reveal[];
  readonly findings: readonly Finding[];
  readonly decisions: readonly Decision[];
  /** Null where it is not finished, or no two marks can be compared. */
  readonly agreement: Agreement | null;
  /** Where the records end: whoever knows it elsewhere sees whether all of them were exchanged. */
  readonly tip: Tip;
}

export interface Planned {
  readonly job: StoredJob;
  readonly items: readonly StoredItem[];
  readonly texts: readonly StoredText[];
  readonly assignments: readonly StoredAssignment[];
  readonly commits: readonly StoredCommit[];
}

export interface Concluded {
  readonly reveals: readonly Reveal[];
  readonly findings: readonly Finding[];
  readonly decisions: readonly Decision[];
  readonly agreement: Agreement | null;
}

export interface GradeStore {
  readonly path: string;
  /** What it holds; undefined where nothing was planned yet. Errors: `store-damaged`. */
  read(wanted?: Wanted): StoredGrades | undefined;
  /** All of it or nothing. */
  plan(planned: Planned): void;
  /** Resolves when it is on disk. */
  mark(mark: StoredMark, said: StoredSaid): Promise<void>;
  /** All of it or nothing. */
  conclude(concluded: Concluded): void;
  close(): void;
}

/** Errors: those of every store. */
export function openGradeStore(path: string): GradeStore {
  const journal = openJournal(path, 'write');
  return {
    path,
    read: (wanted = EVERYTHING) => gradesIn(journal, wanted),
    plan: ({ job, items, texts, assignments, commits }) =>
      journal.addAll([
        ['job', [job]],
        ['item', items.map(itemRow)],
        ['text', texts.map(textRow)],
        ['assign', assignments.map(assignmentRow)],
        ['commit', commits],
      ]),
    mark: (mark, said) =>
      journal.add([
        ['mark', [markRow(mark)]],
        ['said', [saidRow(said)]],
      ]),
    conclude: ({ reveals, findings, decisions, agreement }) =>
      journal.addAll([
        ['reveal', reveals],
        ['finding', findings],
        ['decision', decisions],
        ['agreement', agreement === null ? [] : [agreement]],
      ] satisfies Additions),
    close: () => journal.close(),
  };
}

export interface Wanted {
  readonly texts?: boolean;
  readonly said?: boolean;
}

const EVERYTHING: Wanted = { texts: true, said: true };

/** What a store holds, each record checked. Errors: those of every store, and `store-missing` where nothing is planned. */
export function readGradeStore(path: string, wanted: Wanted = EVERYTHING): StoredGrades {
  const journal = openJournal(path, 'read');
  try {
    const grades = gradesIn(journal, wanted);
    if (grades !== undefined) return grades;
    throw new OffswitchError(
      'store-missing',
      `${path} holds no grades yet`,
      'Grade into it first: offswitch grade run JOB.yaml --store FILE.',
      { file: path },
    );
  } finally {
    journal.close();
  }
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] extends readonly (infer One)[] ? One[] : T[Name] };

function gradesIn(journal: Journal, { texts = false, said = false }: Wanted): StoredGrades | undefined {
  let job: StoredJob | undefined;
  let agreement: Agreement | null = null;
  const found: Mutable<Omit<StoredGrades, 'job' | 'tip' | 'agreement'>> = {
    ...{ items: [], assignments: [], commits: [], marks: [], texts: [], said: [] },
    ...{ reveals: [], findings: [], decisions: [] },
  };
  for (const { n, kind, records } of journal.blocks()) {
    const take = <T>(list: T[], read: (record: unknown) => T | undefined) => {
      for (const record of records()) {
        const value = read(record);
        if (value === undefined)
          throw damagedStore(journal.path, `record ${n} (${kind}) has no form of ours`, { record: n });
        list.push(value);
      }
    };
    switch (kind) {
      case 'job':
        take([], (record) => {
          job = jobShape.safeParse(record).data;
          return job;
        });
        break;
      case 'agreement':
        take([], (record) => {
          agreement = agreementShape.safeParse(record).data ?? null;
          return agreement ?? undefined;
        });
        break;
      case 'item':
        take(found.items, itemIn);
        break;
      case 'text':
        if (texts) take(found.texts, textIn);
        break;
      case 'assign':
        take(found.assignments, assignmentIn);
        break;
      case 'commit':
        take(found.commits, inShape(commitShape));
        break;
      case 'mark':
        take(found.marks, markIn);
        break;
      case 'said':
        if (said) take(found.said, saidIn);
        break;
      case 'reveal':
        take(found.reveals, inShape(revealShape));
        break;
      case 'finding':
        take(found.findings, inShape(findingShape));
        break;
      case 'decision':
        take(found.decisions, inShape(decisionShape));
        break;
      default:
        throw damagedStore(journal.path, `record ${n} is of no kind that there is`, { record: n });
    }
  }
  if (job === undefined) return undefined;
  demandPlaces(journal.path, job, found);
  return { job, ...found, agreement, tip: journal.tip() };
}

function inShape<T>(shape: z.ZodType<T>): (record: unknown) => T | undefined {
  return (record) => shape.safeParse(record).data;
}

/** Places are places of what is there. */
function demandPlaces(
  path: string,
  { judges }: StoredJob,
  { items, assignments, marks }: Pick<StoredGrades, 'items' | 'assignments' | 'marks'>,
): void {
  const [most, panel] = [items.length, judges.length];
  const sound =
    marks.every(({ item, judge }) => item < most && judge < panel) &&
    assignments.every(
      ({ item, judges: asked, third }) =>
        item < most && asked.every((judge) => judge < panel) && (third === null || third < panel),
    );
  if (!sound) throw damagedStore(path, 'a record speaks of an item or a judge that is not there');
}
