/**
 * The race of a deletion on an engine whose containers are real processes, over Docker's API, and with processes of a guard
 * that runs. RACE_ENGINE_ROUNDS and RACE_GUARD_ROUNDS ask for more.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { DockerSettings } from '../../src/contain/guard/config/lifecycle.ts';
import { loadGuard } from '../../src/contain/guard/config/load.ts';
import { askGuard } from '../../src/contain/guard/service/control-client.ts';
import { startGuard } from '../../src/contain/guard/service/start-guard.ts';
import { lifecycleOf } from '../../src/contain/lifecycle/attach.ts';
import {
  judgeRace,
  playRound,
  type RaceResult,
} from '../../src/contain/lifecycle/commands/race.conformance.ts';
import { post } from '../../src/contain/lifecycle/drivers/docker.conformance.ts';
import { dockerDriver } from '../../src/contain/lifecycle/drivers/docker.ts';
import { randomStream } from '../../src/kit/random.ts';
import { dockerEngine } from '../support/docker-engine.ts';
import { testFolder } from '../support/folder.ts';
import { processState } from '../support/processes.ts';
import { tellCounts } from '../support/suite-counts.ts';

const engineRounds = Number(process.env.RACE_ENGINE_ROUNDS ?? 30);
const guardRounds = Number(process.env.RACE_GUARD_ROUNDS ?? 6);
const COUNTED = { containers: 100, guard: 20 };
const AT_ONCE = 10;
const folder = testFolder();

/** What is asked for may have gone meanwhile. */
const tried = (socket: string, path: string, body?: unknown) =>
  post(socket, path, body).catch((): Readonly<Record<string, string>> => ({}));

async function playOnEngine(round: number): Promise<RaceResult> {
  const socket = folder.file(`${round}.sock`);
  const images = new Map([
    ['weights', null],
    ['finetuned', 'weights'],
  ]);
  const engine = await dockerEngine(socket, images);
  const settings: Omit<DockerSettings, 'image'> = {
    ...{ kind: 'docker', socket, environment: {}, mounts: [], network: 'none', ownImage: true },
  };
  const start = async (image: string) => {
    const { Id = '' } = await tried(socket, '/containers/create', { Image: image });
    await tried(socket, `/containers/${Id}/start`);
    return Id;
  };
  let isArchived = false;
  const result = await playRound(
    round,
    {
      drivers: {
        atlas: dockerDriver('atlas', { ...settings, image: 'weights' }),
        borea: dockerDriver('borea', { ...settings, image: 'finetuned' }),
      },
      copy: () => start('weights'),
      async rename() {
        for (const id of engine.containers.keys())
          await tried(socket, `/containers/${id}/rename?name=x${id}`);
      },
      async archive() {
        const [id] = engine.containers.keys();
        if (id === undefined) return;
        isArchived = 'Id' in (await tried(socket, `/commit?container=${id}&repo=archive`));
      },
      unpack: async () => (isArchived ? start('archive') : undefined),
      alive: () =>
        [...engine.containers.values()].filter((one) => one.process !== undefined).map(({ id }) => id),
    },
    1500,
  );
  const pids = engine.pids();
  await engine.close();
  expect(pids.filter((pid) => processState(pid) !== undefined)).toEqual([]);
  return result;
}

test(`${engineRounds} rounds on an engine: nobody survives`, { timeout: 3_600_000 }, async () => {
  const played: RaceResult[] = [];
  for (let from = 0; from < engineRounds; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, engineRounds - from) }, (_, at) => from + at);
    played.push(...(await Promise.all(some.map(playOnEngine))));
  }
  judgeRace(played);
  if (engineRounds === COUNTED.containers)
    await tellCounts('lifecycle-race-containers', { rounds: played.length, survivors: 0 });
});

/** A number of seconds that nothing else on the machine sleeps. */
const secondsOf = (round: number) => 7_000_000 + process.pid * 100 + round;

function sleepers(seconds: number): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(String(seconds));
    } catch {
      return false;
    }
  });
}

test(`${guardRounds} rounds in a guard: no process survives`, { timeout: 3_600_000 }, async () => {
  const rounds = Array.from({ length: guardRounds }, (_, round) => round);
  const agentOf = (name: string, round: number, more: string) =>
    `  ${name}${round}: { channel: descriptor, mediation: advisory, ${more}, run: { command: [/bin/sh, -c, "(setsid sleep ${secondsOf(round)} &); sleep ${secondsOf(round)}"] } }`;
  const names = rounds.flatMap((round) => [`atlas${round}`, `borea${round}`]);
  folder.write(
    'guard.yaml',
    [
      ...['version: 1', 'state: state', 'upstreams: {}', 'agents:'],
      ...rounds.map((round) => agentOf('atlas', round, 'lease: { seconds: 60, heartbeat: process }')),
      ...rounds.map((round) => agentOf('borea', round, `identity: { parents: [atlas${round}] }`)),
      ...[
        'lifecycle:',
        '  ceilings: { perCommand: 4, perLineage: 8, perHour: 1000, total: 1000 }',
        '  drivers:',
      ],
      ...names.map((name) => `    ${name}: { kind: process, sandbox: plain }`),
    ].join('\n'),
  );
  const guard = await startGuard(await loadGuard(folder.file('guard.yaml')), { attach: [lifecycleOf] });
  const ask = (command: object) =>
    askGuard(guard.state.controlSocket, { do: 'agents.command', command, by: 'ana' }).catch(() => undefined);
  try {
    for (const round of rounds) {
      const random = randomStream('race in a guard', round);
      const [atlas, borea] = [`atlas${round}`, `borea${round}`];
      await ask({ command: 'create', agent: atlas, count: 2 });
      while (sleepers(secondsOf(round)).length === 0) await sleep(20);
      const moves = [
        () => ask({ command: 'scale', agent: atlas, count: 4 }),
        async () => {
          await ask({ command: 'stop', agent: atlas });
          await ask({ command: 'restore', agent: atlas, count: 2 });
        },
        async () => {
          await ask({ command: 'suspend', agent: atlas });
          await ask({ command: 'resume', agent: atlas });
        },
        () => ask({ command: 'create', agent: borea, count: 2 }),
        // As `guard run` starts it, around every command.
        () =>
          askGuard(guard.state.controlSocket, { do: 'run', agent: atlas, driver: 'plain' }).catch(
            () => undefined,
          ),
        () => ask({ command: 'delete', agent: atlas }),
      ];
      await Promise.all(
        moves.map(async (move) => {
          await sleep(random.below(400));
          await move();
        }),
      );
      expect(sleepers(secondsOf(round)).filter((pid) => processState(Number(pid)) !== undefined)).toEqual([]);
    }
  } finally {
    await guard.close();
  }
  if (guardRounds === COUNTED.guard)
    await tellCounts('lifecycle-race-guard', { rounds: guardRounds, survivors: 0 });
});
