/** Killing a command again and again until it was killed often enough. */
import { setTimeout as pause } from 'node:timers/promises';
import type { CliResult, RunningCli } from '../../support/cli.ts';

export interface KillPlan {
  readonly start: () => RunningCli;
  readonly kills: number;
  /** Resolves when the process that was just started is to be killed; stops waiting at the signal. */
  readonly moment: (gone: AbortSignal) => Promise<void>;
  /** Called when the process is gone. */
  readonly afterwards: () => Promise<void>;
}

/** Resolves with how every process ended: `kills` of them by SIGKILL, others because they were done before. */
export async function killAgainAndAgain(plan: KillPlan): Promise<readonly CliResult[]> {
  const results: CliResult[] = [];
  let killed = 0;
  while (killed < plan.kills) {
    const { child, ended } = plan.start();
    const gone = new AbortController();
    const killing = plan.moment(gone.signal).then(() => child.kill('SIGKILL'));
    const result = await ended;
    gone.abort();
    await killing;
    if (result.signal === 'SIGKILL') killed += 1;
    results.push(result);
    await plan.afterwards();
    if (results.length > 4 * plan.kills) throw new Error('the command is done before it can be killed');
  }
  return results;
}

/** Looks every millisecond whether it is time. */
export async function until(isTime: () => boolean, gone: AbortSignal): Promise<void> {
  while (!gone.aborted && !isTime()) await pause(1);
}

/** Milliseconds that work took. */
export async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const start = performance.now();
  const value = await work();
  return { value, ms: performance.now() - start };
}
