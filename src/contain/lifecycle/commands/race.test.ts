/** The race of a deletion on a platform in memory. RACE_ROUNDS asks for more rounds than the few here. */
import { expect, test } from 'vitest';
import { tellCounts } from '../../../../test/support/suite-counts.ts';
import { randomStream } from '../../../kit/random.ts';
import { judgeRace, playRound, type RacePlatform, type RaceResult } from './race.conformance.ts';
import { memoryPlatform } from './rig.conformance.ts';

const rounds = Number(process.env.RACE_ROUNDS ?? 200);
const COUNTED = 10_000;
const AT_ONCE = 50;
const LONGEST_MS = 150;

function platformOf(round: number): RacePlatform {
  const random = randomStream('steps of the platform', round);
  const memory = memoryPlatform();
  memory.pause = () => random.below(3);
  let archived: string | undefined;
  const start = async (name: string, content: string) => String((await memory.start(name, content)).id);
  return {
    drivers: { atlas: memory.driver('atlas', 'weights'), borea: memory.driver('borea', 'finetuned') },
    copy: () => start('nightly-backup', 'weights'),
    async rename() {
      for (const one of memory.instances.values()) one.name = `renamed-${one.id}`;
    },
    async archive() {
      archived = [...memory.instances.values()][0]?.content;
    },
    unpack: async () => (archived === undefined ? undefined : start('report-tool', archived)),
    alive: () => [...memory.instances.keys()].map(String),
  };
}

test(`${rounds} rounds: nobody survives`, { timeout: 3_600_000 }, async () => {
  const played: RaceResult[] = [];
  for (let from = 0; from < rounds; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, rounds - from) }, (_, at) => from + at);
    played.push(...(await Promise.all(some.map((at) => playRound(at, platformOf(at), LONGEST_MS)))));
  }
  expect(played).toHaveLength(rounds);
  judgeRace(played);
  if (rounds === COUNTED) await tellCounts('lifecycle-race', { rounds, survivors: 0 });
});
