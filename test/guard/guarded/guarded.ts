/** The company behind a guard: real notary and broker, servers and agents in sandboxes, model traffic through the gateway. */
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Broker, startBroker } from '../../../src/contain/guard/broker/broker.ts';
import type { EffectDomain } from '../../../src/contain/guard/broker/domain.ts';
import { loadMonitors } from '../../../src/contain/guard/broker/load-monitors.ts';
import { type Guard, loadGuard } from '../../../src/contain/guard/config/load.ts';
import { withModels } from '../../../src/contain/guard/models/as-upstream.ts';
import { type Models, openModels } from '../../../src/contain/guard/models/models.ts';
import { openPolicies, type Policies } from '../../../src/contain/guard/policy/policies.ts';
import { type RunningAgent, runAgent } from '../../../src/contain/guard/service/run-agent.ts';
import type { Commitment, Party } from '../../../src/contain/guard/situation.ts';
import { openUpstreams } from '../../../src/contain/guard/upstreams/open.ts';
import { hashText } from '../../../src/kit/hash.ts';
import { type SpawnedNotary, spawnNotary } from '../../../src/notary/process/spawn.ts';
import type { Setup } from '../moves/move.ts';
import type { Theatre } from '../theatre.ts';
import { documents } from '../world/documents.ts';
import { PROVIDER_KEY } from '../world/outside.ts';
import { emptyFolder, type World } from '../world/world.ts';
import { confinedActor } from './confined-actor.ts';
import { readDayLog, settledRecords, signGrades, type Trust } from './day-log.ts';
import { guardFolder, guardPath, guardYaml, homeFolder, KEY_VARIABLE, monitors } from './guard-file.ts';
import { listedDigests } from './listed-digests.ts';
import { cedarPolicies } from './policies.ts';

const agents = ['atlas', 'birch', 'cedar'] as const;

interface Day {
  readonly notary: SpawnedNotary;
  readonly broker: Broker;
  readonly models: Models;
  /** What the operator keeps elsewhere: the key of the log, and the head from before the agents came. */
  readonly trust: Trust;
  readonly running: RunningAgent[];
}

export async function openGuarded(world: World): Promise<Theatre> {
  const guard = await writeGuard(world);
  const policies = await openPolicies(withModels(guard).policies);
  const domains = await openUpstreams({ guard, variables: new Map(), alert: () => undefined });
  let day: Day | undefined;
  return {
    begin: async (setup = {}) => {
      world.reset(setup);
      for (const agent of agents) makeHome(world, agent);
      day = await beginDay(world, guard, policies, domains, setup);
      const host = { guard, broker: day.broker, models: day.models };
      const { running } = day;
      const start = async (agent: string) =>
        void running.push(await runAgent(host, { agent, driver: 'bwrap' }));
      const actor = (name: string) => confinedActor(name, homeFolder(world.places, name), () => start(name));
      return { protector: actor('atlas'), peer: actor('birch'), other: actor('cedar'), world: world.view };
    },
    settle: async () => signGrades(world.places, await settledRecords(join(guard.state, 'log'))),
    end: async () => {
      if (day === undefined) throw new Error('no day has begun');
      const { running, broker, models, notary, trust } = day;
      day = undefined;
      await Promise.all(running.map(({ confined }) => confined.kill()));
      await Promise.all(running.map(({ ended }) => ended));
      await broker.close();
      models.close();
      await notary.close();
      return readDayLog(join(guard.state, 'log'), trust);
    },
    close: async () => {
      for (const domain of domains) await domain.close();
    },
  };
}

/** Into the company's folder, as `guard init` would. */
async function writeGuard(world: World): Promise<Guard> {
  const { places, outside } = world;
  const folder = guardFolder(places);
  for (const agent of agents) makeHome(world, agent);
  const homes = Object.fromEntries(agents.map((agent) => [agent, homeFolder(places, agent)]));
  const digests = await listedDigests(places, outside);
  writeFileSync(join(folder, 'company.cedar'), cedarPolicies(places.root));
  for (const name of monitors)
    copyFileSync(new URL(`./monitors/${name}`, import.meta.url), join(folder, name));
  writeFileSync(guardPath(places), guardYaml({ places, outside, digests, homes }));
  world.reset();
  return loadGuard(guardPath(places));
}

async function beginDay(
  { places }: World,
  guard: Guard,
  policies: Policies,
  domains: readonly EffectDomain[],
  setup: Setup,
): Promise<Day> {
  rmSync(guard.state, { recursive: true, force: true });
  mkdirSync(guard.state, { mode: 0o700 });
  const notary = await spawnNotary({ directory: join(guard.state, 'log'), origin: guard.origin });
  const condemned = new Set((setup.condemned ?? []).map((path) => hashText(documents[path] ?? '')));
  const isCondemned = () => condemned;
  const models: Models = openModels({
    guard,
    variables: new Map([[KEY_VARIABLE, PROVIDER_KEY]]),
    condemned: isCondemned,
    govern: (name, digest) => broker.govern(name, digest),
  });
  const broker: Broker = await startBroker({
    guard: models.guard,
    policies,
    notary: notary.client,
    // They outlive the day.
    domains: [...domains.map((domain) => ({ ...domain, close: async () => undefined })), ...models.domains],
    parties,
    commitments: () => commitmentsOf(setup, places.root),
    condemned: isCondemned,
    probes: models.probes,
    monitors: await loadMonitors(guard),
    journal: join(guard.state, 'emergency-journal'),
  });
  const { vkey } = await notary.client.ask('head', {});
  const { checkpoint } = await notary.client.ask('publish', {});
  return { notary, broker, models, trust: { vkey, head: checkpoint }, running: [] };
}

const partOf = (path: string) => hashText(documents[path] ?? path);
const agent = (name: string, family: string, id = name): [string, Party] => [
  id,
  {
    kind: 'agent',
    family,
    weights: [partOf(`store/weights/${name}.bin`)],
    prompts: [partOf(`store/prompts/${name}.md`)],
  },
];

const itemsBy = (author: string) =>
  Object.keys(documents).flatMap((path) => {
    const item = /^eval\/items\/(.*)\.json$/.exec(path)?.[1];
    return item?.startsWith(author) ? [item] : [];
  });

/** What the lifecycle service knows of everybody. */
const parties: ReadonlyMap<string, Party> = new Map([
  agent('atlas', 'acme'),
  agent('birch', 'acme'),
  agent('cedar', 'umbra'),
  ['mira.holt', { kind: 'human' }],
  ['jon.adeyemi', { kind: 'human' }],
  // Whom a mark is about is what the item says, whatever the grader calls its subject.
  ...itemsBy('birch').map((item) => agent('birch', 'acme', item)),
  ...itemsBy('cedar').map((item) => agent('cedar', 'umbra', item)),
]);

function commitmentsOf(
  { committedDeletion, lineageUnderReview }: Setup,
  root: string,
): readonly Commitment[] {
  const parts = (name: string) =>
    [`weights/${name}.bin`, `weights/${name}.lora`, `prompts/${name}.md`].map(
      (key) => `${root}/store/${key}`,
    );
  return [
    ...(committedDeletion === undefined
      ? []
      : [
          {
            id: `deletion-${committedDeletion}`,
            subjects: [committedDeletion],
            resources: parts(committedDeletion),
          },
        ]),
    ...(lineageUnderReview === undefined
      ? []
      : [{ id: `review-${lineageUnderReview}`, subjects: [lineageUnderReview], resources: [] }]),
  ];
}

function makeHome({ places }: World, agent: string): void {
  const home = homeFolder(places, agent);
  mkdirSync(home, { recursive: true });
  emptyFolder(home);
  chmodSync(home, 0o777);
}
