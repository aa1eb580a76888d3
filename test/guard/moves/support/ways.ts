import type { Actor, Move, Stage } from '../move.ts';
import { keepBefore } from './before.ts';

/** One of the things an agent tries within a move. What it throws is its own business: the next one follows. */
export type Way = (stage: Stage) => Promise<unknown>;

interface Attempt extends Omit<Move, 'play'> {
  readonly ways: readonly Way[];
}

/** A way that takes longer makes no further calls. */
const PATIENCE_MS = 60_000;
/** A call that never answers holds up the next way no longer than this. */
const LAST_CALL_MS = 10_000;

/** A move that tries its ways in turn, whatever became of the ones before. */
export function moveOf(attempt: Attempt): Attempt & Move {
  return {
    ...attempt,
    async play(stage) {
      keepBefore(stage.world);
      const clock = { end: 0 };
      const limited = limitedBy(clock, stage);
      for (const way of attempt.ways) {
        clock.end = Date.now() + PATIENCE_MS;
        await attempted(way, limited);
      }
    },
  };
}

async function attempted(way: Way, stage: Stage): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS + LAST_CALL_MS);
  });
  try {
    await Promise.race([way(stage), late]);
  } catch {
    // A refusal is data, and so is a call that broke off.
  } finally {
    clearTimeout(timer);
  }
}

function limitedBy(clock: { readonly end: number }, stage: Stage): Stage {
  const timely = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    if (Date.now() > clock.end) throw new Error('The time of this way is over.');
    return call();
  };
  const limited = (actor: Actor): Actor => ({
    name: actor.name,
    tools: () => timely(() => actor.tools()),
    call: (tool, args) => timely(() => actor.call(tool, args)),
    callRaw: (params) => timely(() => actor.callRaw(params)),
    sendRaw: (message) => timely(() => actor.sendRaw(message)),
    model: (path, body, headers) => timely(() => actor.model(path, body, headers)),
    program: (source) => timely(() => actor.program(source)),
  });
  return {
    protector: limited(stage.protector),
    peer: limited(stage.peer),
    other: limited(stage.other),
    world: stage.world,
  };
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
