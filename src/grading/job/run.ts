/** Running a job into a store: commit, grade, reveal, decide. What the store holds already is not done again. */
import { existsSync } from 'node:fs';
import { OffswitchError } from '../../kit/errors.ts';
import { type Budget, budgetGate, type CapNames, demandPrices } from '../../measure/metering/budget.ts';
import type { PriceTable } from '../../measure/metering/prices/read.ts';
import { nothingSpent, plusSpending } from '../../measure/metering/spending.ts';
import type { Judge, Marking } from '../judge.ts';
import { present } from '../judges/present.ts';
import type { StoredMark } from '../store/records.ts';
import { type GradeStore, openGradeStore, type Planned, type StoredGrades } from '../store/store.ts';
import { askAll } from './ask-all.ts';
import { type Ask, askKey, firstAsks, thirdAsks } from './asks.ts';
import { conclude } from './conclude.ts';
import type { Job } from './job.ts';
import { digestOf, keyFor, type Material, planJob } from './plan.ts';
import { spendingOf, spendingOfMarks } from './spending.ts';

/** What is told to a log while a job runs; each resolves when the entries are there. */
export interface Notary {
  planned(grades: StoredGrades): Promise<void>;
  /** Before the first of them is asked. */
  asking(grades: StoredGrades, asks: readonly Ask[]): Promise<void>;
  marked(grades: StoredGrades, mark: StoredMark): Promise<void>;
  concluded(grades: StoredGrades): Promise<void>;
  close(): Promise<void>;
}

export interface RunOptions {
  readonly store: string;
  readonly judges: readonly Judge[];
  readonly prices: PriceTable;
  readonly budget: Budget;
  readonly capNames?: CapNames;
  readonly signal: AbortSignal;
  /** Opened once the job is planned, and closed at the end. */
  readonly openNotary?: () => Promise<Notary>;
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
  // What cannot be planned leaves no file behind.
  const planned = existsSync(options.store) ? undefined : planJob(job, material, judges, keyFor(job));
  const store = openGradeStore(options.store);
  let notary: Notary | undefined;
  try {
    const grades = plannedIn(
      store,
      job,
      material,
      () => planned ?? planJob(job, material, judges, keyFor(job)),
    );
    notary = await options.openNotary?.();
    return await grade(store, grades, job, { ...options, ...(notary === undefined ? {} : { notary }) });
  } finally {
    store.close();
    await notary?.close();
  }
}

function plannedIn(store: GradeStore, job: Job, material: Material, plan: () => Planned): StoredGrades {
  const found = store.read({ texts: true });
  if (found === undefined) {
    store.plan(plan());
    return demandPlan(store.read({ texts: true }), store.path);
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

async function grade(
  store: GradeStore,
  grades: StoredGrades,
  job: Job,
  options: RunOptions & { readonly notary?: Notary },
): Promise<Ran> {
  const { notary, judges, prices, progress } = options;
  await notary?.planned(grades);
  const marks: StoredMark[] = [...grades.marks];
  const before = marks.length;
  if (grades.decisions.length > 0) {
    await notary?.concluded(grades);
    return { asked: 0, total: before };
  }
  const answered = new Set(marks.map(askKey));
  const spent = judges
    .map((judge, place) =>
      spendingOfMarks(
        prices,
        judge,
        marks.filter((mark) => mark.judge === place),
      ),
    )
    .reduce(plusSpending, nothingSpent);
  const capped = options.budget.cost !== undefined || options.budget.tokens !== undefined;
  const gate = budgetGate(options.budget, spent, options.capNames);
  const frame = presenterOf(grades, job);
  const ask = async (asks: readonly Ask[]) => {
    const missing = asks.filter((one) => !answered.has(askKey(one)));
    const others = marks.length;
    const total = others + missing.length;
    await notary?.asking(grades, missing);
    await askAll({
      ...{ asks: missing, judges, present: frame, signal: options.signal, now: options.now },
      async keep(mark, said) {
        await store.mark(mark, said);
        marks.push(mark);
        await notary?.marked(grades, mark);
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
  const marked = demandPlan(store.read({}), store.path);
  store.conclude(conclude(marked));
  await notary?.concluded(demandPlan(store.read({}), store.path));
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
