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
const LONGEST_MS = 8;

type Move = () => Promise<unknown>;

function movesOf(rig: Rig, platform: MemoryPlatform, random: Random): readonly Move[] {
  const command = (one: Command) =>
    rig.run({ command: one, from: { name: 'ana', kind: 'person' } }).catch(() => undefined);
  let archived: string | undefined;
  return [
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
    () => platform.start('nightly-backup', 'weights'),
    async () => {
      for (const one of platform.instances.values()) one.name = `renamed-${one.id}`;
    },
    async () => {
      archived = [...platform.instances.values()][0]?.content;
    },
    async () => archived !== undefined && platform.start('report-tool', archived),
    () => command({ command: 'delete', agent: 'atlas' }),
  ];
}

interface Round {
  readonly survivors: number;
  /** Lived after the deletion was in the log, and was taken away by it. */
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
  await rig.run({
    command: { command: 'create', agent: 'atlas', count: 2 },
    from: { name: 'ana', kind: 'person' },
  });
  let late = 0;
  const { start } = platform;
  platform.start = async (...given) => {
    const one = await start(...given);
    if (rig.registry.agents.get('atlas')?.state === 'deleted') late += 1;
    return one;
  };
  await Promise.all(
    movesOf(rig, platform, random).map(async (move) => {
      await sleep(random.below(LONGEST_MS));
      await move();
    }),
  );
  await rig.lookBack();
  await rig.close();
  expect(rig.registry.agents.get('atlas')?.state).toBe('deleted');
  expect(rig.standing.open.size).toBe(0);
  return { survivors: platform.instances.size, late };
}

test(`${rounds} rounds: nobody survives`, { timeout: 3_600_000 }, async () => {
  const played: Round[] = [];
  for (let from = 0; from < rounds; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, rounds - from) }, (_, at) => playRound(from + at));
    played.push(...(await Promise.all(some)));
  }
  expect(played).toHaveLength(rounds);
  expect(played.filter(({ survivors }) => survivors > 0)).toEqual([]);
  // A race in which nobody came late would show nothing.
  expect(played.filter(({ late }) => late > 0).length).toBeGreaterThan(rounds / 100);
});
