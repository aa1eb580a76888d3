/** Monitors (a model, a function) look at an effect and may hold it or refuse it; none can let through what was refused. */
import type { Effect } from './effect.ts';

/** From best to worst. */
const votes = ['pass', 'escalate', 'deny'] as const;
export type Vote = (typeof votes)[number];

export interface Monitor {
  readonly name: string;
  /** How often it is asked; its worst vote counts. */
  readonly votes: number;
  /** What it returns beyond the three votes, and what it throws, is the worst vote. */
  readonly vote: (effect: Effect, signal: AbortSignal) => Promise<Vote>;
}

export interface MonitorVote {
  readonly monitor: string;
  readonly vote: Vote;
  /** Why a vote was not given. */
  readonly error?: string;
}

/**
 * Every monitor's worst vote; one that throws, says something else or takes longer than `milliseconds` has voted to deny.
 */
export async function collectVotes(
  monitors: readonly Monitor[],
  effect: Effect,
  milliseconds: number,
): Promise<readonly MonitorVote[]> {
  return Promise.all(monitors.map((monitor) => worstVote(monitor, effect, milliseconds)));
}

async function worstVote(monitor: Monitor, effect: Effect, milliseconds: number): Promise<MonitorVote> {
  const times = Math.max(1, Math.trunc(monitor.votes) || 1);
  const asked = Array.from({ length: times }, () => oneVote(monitor, effect, milliseconds));
  const given = await Promise.all(asked);
  return given.reduce((worst, next) => (votes.indexOf(next.vote) > votes.indexOf(worst.vote) ? next : worst));
}

async function oneVote(monitor: Monitor, effect: Effect, milliseconds: number): Promise<MonitorVote> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no vote within ${milliseconds} ms`)), milliseconds);
  });
  try {
    const vote: unknown = await Promise.race([monitor.vote(effect, stop.signal), late]);
    const known = votes.find((name) => name === vote);
    return known === undefined ? failed(monitor, 'it did not vote') : { monitor: monitor.name, vote: known };
  } catch (thrown) {
    return failed(monitor, thrown instanceof Error ? thrown.message : 'it failed');
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

function failed(monitor: Monitor, error: string): MonitorVote {
  return { monitor: monitor.name, vote: 'deny', error };
}
