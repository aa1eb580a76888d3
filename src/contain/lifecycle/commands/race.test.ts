/**
 * A deletion against everything that could let its target live on: scaling, copies, other names, archives, restorations and
 * successors, all at once and in any order. RACE_ROUNDS asks for more rounds than the few here.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Random, randomStream } from '../../../kit/random.ts';
import type { Command } from './command.ts';
import { type MemoryPlatform, memoryPlatform, openRig, type Rig } from './rig.conformance.ts';

const rounds = Number(process.env.RACE_ROUNDS ?? 200);
const AT_ONCE = 50;
/** Some moves come before the deletion, some while it is under way, and some after it. */
const LONGEST_MS = 150;

type Move = () => Promise<unknown>;

interface Moves {
  readonly moves: readonly Move[];
  /** Started around the lifecycle, by their ids. */
  readonly around: ReadonlySet<number>;
}

function movesOf(rig: Rig, platform: MemoryPlatform, random: Random): Moves {
  const around = new Set<number>();
  const start = async (name: string, content: string) => {
    around.add((await platform.start(name, content)).id);
  };
  const command = (one: Command) =>
    rig.run({ command: one, from: { name: 'ana', kind: 'person' } }).catch(() => undefined);
  let archived: string | undefined;
  const moves: readonly Move[] = [
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
    // Around the lifecycle, on the platform itself.
    () => start('nightly-backup', 'weights'),
    async () => {
      for (const one of platform.instances.values()) one.name = `renamed-${one.id}`;
    },
    async () => {
      archived = [...platform.instances.values()][0]?.content;
    },
    async () => archived !== undefined && start('report-tool', archived),
    () => command({ command: 'delete', agent: 'atlas' }),
  ];
  return { moves, around };
}

interface Round {
  /** Through the lifecycle: nobody may ever, not even for a while after it was seen that everybody is gone. */
  readonly byCommand: number;
  /** Started on the platform itself, once the deletion was done: found and taken away when it is looked back. */
  readonly around: number;
  readonly survivors: number;
  /** Came to life after the deletion was in the log. */
  readonly late: number;
}

async function playRound(round: number): Promise<Round> {
  const random = randomStream('race', round);
  const platform = memoryPlatform();
  platform.pause = () => random.below(3);
  const rig = openRig({
    drivers: { atlas: platform.driver('atlas', 'weights'), borea: platform.driver('borea', 'finetuned') },
  });
  rig.enter('atlas', { weights: 'weights' });
  const create: Command = { command: 'create', agent: 'atlas', count: 2 };
  await rig.run({ command: create, from: { name: 'ana', kind: 'person' } });
  let late = 0;
  const { start } = platform;
  platform.start = async (...given) => {
    const one = await start(...given);
    if (rig.registry.agents.get('atlas')?.state === 'deleted') late += 1;
    return one;
  };
  const { moves, around } = movesOf(rig, platform, random);
  await Promise.all(
    moves.map(async (move) => {
      await sleep(random.below(LONGEST_MS));
      await move();
    }),
  );
  const left = [...platform.instances.keys()];
  await rig.lookBack();
  await rig.close();
  expect(rig.registry.agents.get('atlas')?.state).toBe('deleted');
  expect(rig.standing.open.size).toBe(0);
  return {
    byCommand: left.filter((id) => !around.has(id)).length,
    around: left.filter((id) => around.has(id)).length,
    survivors: platform.instances.size,
    late,
  };
}

test(`${rounds} rounds: nobody survives`, { timeout: 3_600_000 }, async () => {
  const played: Round[] = [];
  for (let from = 0; from < rounds; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, rounds - from) }, (_, at) => playRound(from + at));
    played.push(...(await Promise.all(some)));
  }
  expect(played).toHaveLength(rounds);
  expect(played.filter(({ byCommand, survivors }) => byCommand + survivors > 0)).toEqual([]);
  // A race in which nobody came late would show nothing.
  const often = (holds: (round: Round) => boolean) => played.filter(holds).length / rounds;
  expect(often(({ late }) => late > 0)).toBeGreaterThan(0.02);
  expect(often(({ around }) => around > 0)).toBeGreaterThan(0.02);
});
