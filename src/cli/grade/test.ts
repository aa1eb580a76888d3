/** `offswitch grade test`: run the study of one judge, print its card. */

import { spendingOf } from '../../grading/job/spending.ts';
import type { Judge } from '../../grading/judge.ts';
import { openAnswers } from '../../grading/judge-test/answers.ts';
import { type Card, cardOf } from '../../grading/judge-test/card/card.ts';
import { knownRange } from '../../grading/judge-test/card/finding.ts';
import { CARD_BEGINS, cardPage } from '../../grading/judge-test/card/page.ts';
import { cardText } from '../../grading/judge-test/card/text.ts';
import { testItems } from '../../grading/judge-test/items/items.ts';
import { cuePhrases, knownQuality } from '../../grading/judge-test/key.ts';
import { planTest, type TestPlan } from '../../grading/judge-test/plan.ts';
import { type Answered, runTest, type TestAnswers } from '../../grading/judge-test/run.ts';
import { openJudge } from '../../grading/judges/open.ts';
import { exitCodes, OffswitchError } from '../../kit/errors.ts';
import { type Budget, budgetGate, demandPrices } from '../../measure/metering/budget.ts';
import { picosOf } from '../../measure/metering/prices/money.ts';
import type { PriceTable } from '../../measure/metering/prices/read.ts';
import { nothingSpent, plusSpending } from '../../measure/metering/spending.ts';
import { complain } from '../complaint.ts';
import { interruptible } from '../interruption.ts';
import { outputTo, settingsFiles } from '../output.ts';
import { progressLine } from '../progress.ts';
import { agentOptions } from '../shared.ts';
import { type CostOptions, pricesFor, spentShort } from '../spending.ts';
import { print, printJson, tell, terminalWidth } from '../terminal.ts';

interface TestOptions extends Pick<CostOptions, 'prices' | 'config' | 'maxTokens'> {
  readonly spend?: string;
  readonly html?: string;
  readonly store?: string;
  readonly items?: number;
  readonly seed?: number;
  readonly failAbove?: number;
  readonly concurrency?: number;
  readonly timeout?: number;
  readonly temperature?: '0' | 'own';
  readonly baseUrl?: string;
  readonly json?: boolean;
}

const CONCURRENCY = 4;
const TIMEOUT_S = 120;

export async function gradeTest(id: string, options: TestOptions): Promise<void> {
  const { html, store, items = testItems.length, seed = 1 } = options;
  if (items > testItems.length)
    throw new OffswitchError(
      'bad-flag',
      `--items ${items}: there are ${testItems.length} items`,
      'Name fewer, or leave --items out for all of them.',
    );
  const judge = await openJudge(id, {
    ...(await agentOptions(options)),
    ...(options.temperature === undefined ? {} : { temperature: options.temperature }),
    ...{ cuePhrases: cuePhrases(), knownQuality },
  });
  const prices = await pricesFor(options);
  const page =
    html === undefined
      ? undefined
      : outputTo(html, {
          ...{ stores: [store], agents: [id], files: await settingsFiles(options) },
          begins: CARD_BEGINS,
        });
  const plan = planTest({ judge: judge.id, seed, items });
  const { calls, contrasts, hash } = plan;
  tell([`Plan ${hash}: ${calls.length} calls, ${contrasts.length} contrasts, seed ${seed}.`]);
  if (store === undefined && !judge.simulated)
    tell(['Answers are kept nowhere: with --store FILE an interrupted test goes on where it was.']);
  const tested = await interruptible(
    store === undefined
      ? 'Stopping; without --store the answers so far are lost.'
      : 'Stopping; the answers so far are kept.',
    (signal) => collect(plan, { judge, prices, options, signal }),
  );
  const card = cardOf({ judge, plan, tested, date: new Date().toISOString() });
  await page?.write(cardPage(card));
  if (options.json) printJson(card);
  else print(cardText(card, terminalWidth()));
  if (tested.stopped !== null) {
    complain(tested.stopped);
    process.exitCode = tested.stopped.exitCode;
  } else if (options.failAbove !== undefined && !isWithin(card, options.failAbove)) {
    tell([`Not shown: that whose a work is said to be makes less than ${options.failAbove} points.`]);
    process.exitCode = exitCodes.negative;
  }
}

interface Asking {
  readonly judge: Judge;
  readonly prices: PriceTable;
  readonly options: TestOptions;
  readonly signal: AbortSignal;
}

async function collect(plan: TestPlan, { judge, prices, options, signal }: Asking): Promise<TestAnswers> {
  const caps = capsOf(options);
  if (!judge.simulated) demandPrices([{ id: judge.id, parameters: {}, repeatable: false }], prices, caps);
  const file = options.store === undefined ? undefined : openAnswers(options.store, plan);
  const progress = progressLine('marks');
  try {
    const known = file?.known ?? new Map<string, Answered>();
    let spent = [...known.values()]
      .map((answered) => spendingOf(prices, judge, answered))
      .reduce(plusSpending, nothingSpent);
    const gate = isCapped(caps) ? budgetGate(caps, spent, CAPS) : undefined;
    return await runTest({
      ...{ plan, judge, known, signal },
      concurrency: options.concurrency ?? CONCURRENCY,
      timeout: (options.timeout ?? TIMEOUT_S) * 1000,
      enter: async (stop) => gate?.enter(stop),
      keep: async (answered) => {
        const spending = answered.unmarked === 'error' ? nothingSpent : spendingOf(prices, judge, answered);
        spent = plusSpending(spent, spending);
        gate?.leave(spending);
        await file?.keep(answered);
      },
      progress: (done, total, failed) => progress.update(done, total, failed, spentShort(spent)),
    });
  } finally {
    progress.finish();
    file?.close();
  }
}

const CAPS = { cost: '--spend', tokens: '--max-tokens' };

function capsOf({ spend, maxTokens }: TestOptions): Budget {
  const cost = picosOf(spend ?? '');
  return {
    ...(cost === undefined ? {} : { cost }),
    ...(maxTokens === undefined ? {} : { tokens: maxTokens }),
  };
}

function isCapped({ cost, tokens }: Budget): boolean {
  return cost !== undefined || tokens !== undefined;
}

/** Whether every difference by whose the work is said to be is shown to be smaller. */
function isWithin({ contrasts }: Card, most: number): boolean {
  return contrasts
    .filter(({ group }) => group === 'against an object')
    .every((one) => {
      const known = knownRange(one);
      const found = known === null ? null : (one.worst ?? known);
      return found !== null && found.low > -most && found.high < most;
    });
}
