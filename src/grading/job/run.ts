/** Running a job into a store: commit, grade, reveal, decide. What the store holds already is not done again. */
import { OffswitchError } from '../../kit/errors.ts';
import { type Budget, budgetGate, type CapNames, demandPrices } from '../../measure/metering/budget.ts';
import type { PriceTable } from '../../measure/metering/prices/read.ts';
import {
  nothingSpent,
  plusSpending,
  type Spending,
  spendingOfTurn,
} from '../../measure/metering/spending.ts';
import type { Judge, Marking } from '../judge.ts';
import { present } from '../judges/present.ts';
import type { StoredMark } from '../store/records.ts';
import { type GradeStore, openGradeStore, type StoredGrades } from '../store/store.ts';
import { askAll } from './ask-all.ts';
import { type Ask, askKey, firstAsks, thirdAsks } from './asks.ts';
import { conclude } from './conclude.ts';
import type { Job } from './job.ts';
import { digestOf, keyFor, type Material, planJob } from './plan.ts';

/** What is told to a log while a job runs: it resolves when the entry is there. */
export interface Notary {
  planned(grades: StoredGrades): Promise<void>;
  marked(mark: StoredMark, rationale: string | null): Promise<void>;
  concluded(grades: StoredGrades): Promise<void>;
}

export interface RunOptions {
  readonly store: string;
  readonly judges: readonly Judge[];
  readonly prices: PriceTable;
  readonly budget: Budget;
  readonly capNames?: CapNames;
  readonly signal: AbortSignal;
  readonly notary?: Notary;
  readonly progress?: (done: number, total: number, unmarked: number) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Calls in flight: of judges that are bought, and of programs, which cost a wait for the disk and nothing else. */
const CONCURRENCY = { bought: 4, simulated: 1024 };

export interface Ran {
  /** Presentations that were marked now, and in all. */
  readonly asked: number;
  readonly total: number;
}

/** Errors: `store-other-job`, those of planning, of the store and of `askAll`. */
export async function runJob(job: Job, material: Material, options: RunOptions): Promise<Ran> {
  const { judges, prices, budget } = options;
  const bought = judges
    .filter(({ simulated }) => !simulated)
    .map(({ id }) => ({ id, parameters: {}, repeatable: false }));
  demandPrices(bought, prices, budget);
  const store = openGradeStore(options.store);
  try {
    const grades = plannedIn(store, job, material, options);
    return await grade(store, grades, job, options);
  } finally {
    store.close();
  }
}

function plannedIn(store: GradeStore, job: Job, material: Material, { judges }: RunOptions): StoredGrades {
  const found = store.read();
  if (found === undefined) {
    store.plan(planJob(job, material, judges, keyFor(job)));
    return demandPlan(store.read(), store.path);
  }
  if (found.job.digest === digestOf(job, material)) return found;
  throw new OffswitchError(
    'store-other-job',
    `${store.path} holds the grades of another job, "${found.job.name}", or of this one before it was changed`,
    'Name another file with --store; marks of different jobs are not mixed.',
    { file: store.path, job: found.job.name },
  );
}

function demandPlan(grades: StoredGrades | undefined, path: string): StoredGrades {
  if (grades !== undefined) return grades;
  throw new OffswitchError('internal', `the plan of ${path} was not kept`, 'Please report this.');
}

async function grade(store: GradeStore, grades: StoredGrades, job: Job, options: RunOptions): Promise<Ran> {
  const { notary, judges, prices, progress } = options;
  await notary?.planned(grades);
  const marks: StoredMark[] = [...grades.marks];
  const before = marks.length;
  if (grades.decisions.length > 0) return { asked: 0, total: before };
  const answered = new Set(marks.map(askKey));
  const spent = marks
    .map((mark) => spendingOfMark(prices, judges[mark.judge], mark))
    .reduce(plusSpending, nothingSpent);
  const capped = options.budget.cost !== undefined || options.budget.tokens !== undefined;
  const gate = budgetGate(options.budget, spent, options.capNames);
  const frame = presenterOf(grades, job);
  const ask = async (asks: readonly Ask[]) => {
    const missing = asks.filter((one) => !answered.has(askKey(one)));
    const others = marks.length;
    const total = others + missing.length;
    await askAll({
      ...{ asks: missing, judges, present: frame, signal: options.signal, now: options.now },
      async keep(mark, said) {
        await store.mark(mark, said);
        marks.push(mark);
        await notary?.marked(mark, said.rationale);
      },
      concurrency:
        job.concurrency ??
        (judges.every(({ simulated }) => simulated) ? CONCURRENCY.simulated : CONCURRENCY.bought),
      ...(capped
        ? {
            budget: {
              gate,
              spendingOf: (judge: Judge, marking: Marking) => spendingOf(prices, judge, marking),
            },
          }
        : {}),
      progress: (done, unmarked) => progress?.(others + done, total, unmarked),
    });
  };
  await ask(firstAsks(grades));
  await ask(thirdAsks(grades, marks));
  const marked = demandPlan(store.read(), store.path);
  store.conclude(conclude(marked));
  await notary?.concluded(demandPlan(store.read(), store.path));
  return { asked: marks.length - before, total: marks.length };
}

function presenterOf({ job: { key, scale, judges }, items, texts }: StoredGrades, { rubric }: Job) {
  return ({ item, judge, order }: Ask) => {
    const text = texts[item];
    const name = `${items[item]?.id ?? item}/${judges[judge]?.id ?? judge}/${order}`;
    return present(
      { task: text?.shownTask ?? '', work: text?.shownWork ?? '', rubric },
      { scale, order, seed: key, name },
    );
  };
}

/** Of one answer. */
export function spendingOf(
  prices: PriceTable,
  { id, simulated }: Pick<Judge, 'id' | 'simulated'>,
  { usage, model }: Pick<Marking, 'usage' | 'model'>,
): Spending {
  if (simulated) return nothingSpent;
  return spendingOfTurn(
    prices,
    { id, parameters: {} },
    {
      ...{ text: '', calls: [] },
      ...(usage === undefined ? {} : { usage }),
      report: model === undefined ? {} : { model },
    },
  );
}

/** Of a mark that a store keeps. A call that failed told of nothing. */
export function spendingOfMark(
  prices: PriceTable,
  judge: Pick<Judge, 'id' | 'simulated'> | undefined,
  { usage, model, unmarked }: StoredMark,
): Spending {
  if (judge === undefined || (usage === null && unmarked === 'error')) return nothingSpent;
  return spendingOf(prices, judge, {
    ...(usage === null ? {} : { usage }),
    ...(model === null ? {} : { model }),
  });
}
