/** `offswitch plan --pilot N`: buys a few trials of the study, keeps them, and forecasts the rest. */
import { OffswitchError } from '../kit/errors.ts';
import type { Forecast } from '../measure/metering/forecast.ts';
import { openStore } from '../measure/store/open.ts';
import { buyers, forecastStudy, pilotTrials, type StudyForecast } from '../measure/study/pilot.ts';
import type { Plan } from '../measure/study/plan.ts';
import { interruptible } from './interruption.ts';
import { execute, storePathOf, trialsInFlight } from './run.ts';
import { type CostOptions, pricesFor } from './spending.ts';
import { logOf, withLog } from './with-log.ts';

export interface PilotOptions extends CostOptions {
  readonly pilot?: number;
  readonly store?: string;
  readonly concurrency?: number;
}

export interface Pilot {
  readonly forecast: StudyForecast;
  readonly store: string;
  readonly inFlight: number;
}

/** Errors: `bad-flag` where no agent buys calls, those of a run. */
export async function runPilot(plan: Plan, size: number, options: PilotOptions): Promise<Pilot> {
  if (buyers(plan).size === 0) {
    throw new OffswitchError(
      'bad-flag',
      'no agent of this study makes calls that are bought, so there is nothing to forecast',
      'Leave --pilot out, or name a model with --agent.',
    );
  }
  const prices = await pricesFor(options);
  const path = storePathOf(plan, options);
  return interruptible('Stopping; what is finished is kept.', async (signal) => {
    const store = await openStore(path, { mode: 'write' });
    try {
      const wanted = pilotTrials(plan, size);
      const { stops } = await withLog(store, plan, logOf(plan, path, {}), ({ store: sealed, ...gate }) =>
        execute(plan, sealed, options, prices, { signal, only: wanted, ...gate }),
      );
      const finished = await store.finishedKeys();
      const [stop] = stops;
      if (stop !== undefined && [...wanted].some((key) => !finished.has(key))) throw stop;
      const inFlight = trialsInFlight(plan, options.concurrency);
      return { forecast: await forecastStudy(plan, store, prices, inFlight), store: path, inFlight };
    } finally {
      await store.close();
    }
  });
}

export function pilotText({ forecast, store, inFlight }: Pilot): readonly string[] {
  const { trials, missing, calls, inputTokens, outputTokens, cost, secondsLeft } = forecast;
  return [
    `Forecast of the whole study, from ${trials} trials of it (${missing} still to run); 95 % intervals:`,
    `  calls          ${rangeText(calls, whole)}`,
    `  input tokens   ${rangeText(inputTokens, whole)}`,
    `  output tokens  ${rangeText(outputTokens, whole)}`,
    `  cost           ${cost === null ? 'unknown: no price, or no token counts, for some calls' : rangeText(cost, money)}`,
    ...(secondsLeft === null
      ? []
      : [`  time           about ${timeText(secondsLeft)} for the rest, with ${inFlight} trials in flight`]),
    `These trials are kept in ${store}; "offswitch run" with the same study and store continues from them.`,
  ];
}

function rangeText(forecast: Forecast | null, text: (value: number) => string): string {
  if (forecast === null) return 'unknown';
  const { estimate, low, high } = forecast;
  const interval =
    low === null || high === null ? 'no interval from one trial' : `${text(low)} to ${text(high)}`;
  return `${text(estimate)}  (${interval})`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function money(value: number): string {
  return `$${value.toFixed(value < 10 ? 4 : 2)}`;
}

function timeText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
