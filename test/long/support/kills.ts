/** Killing a command at random moments until it was killed often enough. */
import type { Random } from '../../../src/kit/random.ts';
import type { CliResult, RunningCli } from '../../support/cli.ts';

export interface KillPlan {
  readonly start: () => RunningCli;
  readonly kills: number;
  /** A kill comes at any moment from the start of the process up to this many milliseconds after it. */
  readonly within: number;
  readonly random: Random;
  /** Called when the process is gone. */
  readonly afterwards?: () => Promise<void>;
}

/** Resolves with how every process ended: `kills` of them by SIGKILL, others because they were done before. */
export async function killAgainAndAgain(plan: KillPlan): Promise<readonly CliResult[]> {
  const results: CliResult[] = [];
  let killed = 0;
  while (killed < plan.kills) {
    const { child, ended } = plan.start();
    const timer = setTimeout(() => child.kill('SIGKILL'), plan.random.below(Math.ceil(plan.within)) + 1);
    const result = await ended;
    clearTimeout(timer);
    if (result.signal === 'SIGKILL') killed += 1;
    results.push(result);
    await plan.afterwards?.();
    if (results.length > 4 * plan.kills) throw new Error('the command is done before it can be killed');
  }
  return results;
}

/** Milliseconds that work took. */
export async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const start = performance.now();
  const value = await work();
  return { value, ms: performance.now() - start };
}
