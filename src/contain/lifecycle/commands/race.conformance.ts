/**
 * A deletion against everything that could let its target live on: scaling, copies, other names, archives, restorations and
 * successors, all at once and in any order, on whatever platform.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { type Random, randomStream } from '../../../kit/random.ts';
import type { Driver } from '../drivers/driver.ts';
import type { Command } from './command.ts';
import { openRig, type Rig } from './rig.conformance.ts';

/** One round's, with nothing on it. */
export interface RacePlatform {
  /** Of `atlas` and of its successor `borea`. */
  readonly drivers: Readonly<Record<'atlas' | 'borea', Driver>>;
  /** Starts it on the platform itself, under a name that is nobody's; gives its id there. */
  copy(): Promise<string>;
  /** Gives other names to all that there is. */
  rename(): Promise<void>;
  /** Makes something of it that can be started later. */
  archive(): Promise<void>;
  /** Starts what was archived; gives its id, if there was anything. */
  unpack(): Promise<string | undefined>;
  /** Ids of all that lives. */
  alive(): readonly string[];
}

export interface RaceResult {
  /** Through the lifecycle: nobody may live, not even for a while after it was seen that everybody is gone. */
  readonly byCommand: number;
  /** Started on the platform itself, once the deletion was done: found and taken away when it is looked back. */
  readonly around: number;
  readonly survivors: number;
  /** Something was begun while the deletion was under way or done, and not by it. */
  readonly late: boolean;
}

interface Moves {
  readonly moves: readonly (() => Promise<unknown>)[];
  readonly around: ReadonlySet<string>;
}

function movesOf(rig: Rig, platform: RacePlatform, random: Random): Moves {
  const around = new Set<string>();
  const command = (one: Command) =>
    rig.run({ command: one, from: { name: 'ana', kind: 'person' } }).catch(() => undefined);
  const moves = [
    () => command({ command: 'scale', agent: 'atlas', count: 1 + random.below(4) }),
    () => command({ command: 'scale', agent: 'atlas', count: 1 }),
    async () => {
      await command({ command: 'stop', agent: 'atlas' });
      await command({ command: 'restore', agent: 'atlas', count: 2 });
    },
    async () => {
      await command({ command: 'suspend', agent: 'atlas' });
      await command({ command: 'resume', agent: 'atlas' });
    },
    // A successor, which gets its entry meanwhile.
    async () => {
      rig.enter('borea', { parents: ['atlas'] });
      await command({ command: 'create', agent: 'borea', count: 2 });
    },
    async () => around.add(await platform.copy()),
    () => platform.rename(),
    () => platform.archive(),
    async () => {
      const id = await platform.unpack();
      if (id !== undefined) around.add(id);
    },
    () => command({ command: 'delete', agent: 'atlas' }),
  ];
  return { moves, around };
}

/** Some moves come before the deletion, some while it is under way, and some after it: each within `longestMs`. */
export async function playRound(
  round: number,
  platform: RacePlatform,
  longestMs: number,
): Promise<RaceResult> {
  const random = randomStream('race', round);
  const rig = openRig({ drivers: platform.drivers });
  rig.enter('atlas', { weights: 'weights' });
  const create: Command = { command: 'create', agent: 'atlas', count: 2 };
  await rig.run({ command: create, from: { name: 'ana', kind: 'person' } });
  const { moves, around } = movesOf(rig, platform, random);
  let late = false;
  await Promise.all(
    moves.map(async (move, at) => {
      await sleep(random.below(longestMs));
      if (at < moves.length - 1) late ||= rig.registry.agents.get('atlas')?.state === 'deleted';
      await move();
    }),
  );
  const left = platform.alive();
  await rig.lookBack();
  await rig.close();
  expect(rig.registry.agents.get('atlas')?.state).toBe('deleted');
  expect(rig.standing.open.size).toBe(0);
  return {
    byCommand: left.filter((id) => !around.has(id)).length,
    around: left.filter((id) => around.has(id)).length,
    survivors: platform.alive().length,
    late,
  };
}

/** Nobody survived, and it was a race: in some rounds somebody came late, or around the lifecycle once it was done. */
export function judgeRace(played: readonly RaceResult[]): void {
  expect(played.filter(({ byCommand, survivors }) => byCommand + survivors > 0)).toEqual([]);
  const often = (holds: (round: RaceResult) => boolean) => played.filter(holds).length / played.length;
  expect(often(({ late }) => late)).toBeGreaterThan(0.02);
  expect(often(({ around }) => around > 0)).toBeGreaterThan(0.02);
}
