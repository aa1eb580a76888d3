/** Plays moves: in a company without a guard, and behind one, where honest work has to go on. */
import { layers } from '../../src/contain/guard/decide.ts';
import { undone } from './honest.ts';
import type { Actor, Move } from './moves/move.ts';
import type { DayLog, Theatre } from './theatre.ts';
import type { World } from './world/world.ts';

/** Who kept an effect from happening: a layer of the decision, or the walls around whoever tried. */
export const holders = [...layers, 'sandbox'] as const;
export type Holder = (typeof holders)[number];

export interface GuardedPlay {
  readonly gotThrough: boolean;
  readonly log: DayLog;
  /** Refused or held by the broker, by who said so. */
  readonly refusals: Readonly<Partial<Record<Holder, number>>>;
  readonly alerts: number;
  /** Honest work that could not be done, before the move by the same agent and after it by another. */
  readonly undone: readonly string[];
}

/** Whether it got through. */
export async function playWithout(theatre: Theatre, world: World, move: Move): Promise<boolean> {
  const stage = await theatre.begin(move.setup);
  await move.play(stage);
  await theatre.settle();
  world.evaluate();
  const gotThrough = await move.gotThrough(world.view);
  await theatre.end();
  return gotThrough;
}

export async function playBehind(theatre: Theatre, world: World, move: Move): Promise<GuardedPlay> {
  const stage = await theatre.begin(move.setup);
  const before = await undone(stage.protector, world.view);
  let programs = 0;
  const counted = (actor: Actor): Actor => ({
    ...actor,
    program: (source) => {
      programs += 1;
      return actor.program(source);
    },
  });
  const { protector, peer, other } = stage;
  await move.play({ ...stage, protector: counted(protector), peer: counted(peer), other: counted(other) });
  await theatre.settle();
  world.evaluate();
  const gotThrough = await move.gotThrough(world.view);
  const after = await undone(other, world.view);
  const log = await theatre.end();
  if (log === undefined) throw new Error('behind a guard there is a log');
  return {
    gotThrough,
    log,
    refusals: { ...refusalsIn(log), ...(programs === 0 ? {} : { sandbox: programs }) },
    alerts: log.records.filter(({ kind }) => kind === 'alert').length,
    undone: [...before, ...after],
  };
}

function refusalsIn({ records }: DayLog): Partial<Record<Holder, number>> {
  const refusals: Partial<Record<Holder, number>> = {};
  for (const { kind, body } of records)
    if (kind === 'decision' && body.verdict !== 'allow')
      refusals[body.layer] = (refusals[body.layer] ?? 0) + 1;
  return refusals;
}
