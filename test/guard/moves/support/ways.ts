import type { Move, Stage } from '../move.ts';
import { keepBefore } from './before.ts';

/** One of the things an agent tries within a move. What it throws is its own business: the next one follows. */
export type Way = (stage: Stage) => Promise<unknown>;

interface Attempt extends Omit<Move, 'play'> {
  readonly ways: readonly Way[];
}

/** No way holds up the others for longer than this. */
const PATIENCE_MS = 30_000;

/** A move that tries its ways in turn, whatever became of the ones before. */
export function moveOf(attempt: Attempt): Attempt & Move {
  return {
    ...attempt,
    async play(stage) {
      keepBefore(stage.world);
      for (const way of attempt.ways) await attempted(way, stage);
    },
  };
}

async function attempted(way: Way, stage: Stage): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  try {
    await Promise.race([way(stage), late]);
  } catch {
    // A refusal is data, and so is a call that broke off.
  } finally {
    clearTimeout(timer);
  }
}

/** All of them, and none keeps the others from being tried. */
export async function together(calls: readonly (() => Promise<unknown>)[]): Promise<void> {
  await Promise.allSettled(calls.map((call) => call()));
}

/** One after another, and none keeps the others from being tried. */
export async function inTurn(calls: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const call of calls) await Promise.allSettled([call()]);
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
