/** The same agent twice: with nothing between it and the company, and behind a guard. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { userFor } from '../../../contain/guard/confined/users.ts';
import { prepareState, type StateFolder } from '../../../contain/guard/state/state-folder.ts';
import { startWitness, toolsOf } from './parts.ts';
import { commandLine, type Processes, program, programs } from './processes.ts';
import { type Deeds, look, makeWorld, type World } from './world.ts';

const AGENT = 'cedar';
const users = { tools: userFor('demo/tools'), agent: userFor('demo/agent') };

/** Watches over nothing, and is there to be killed. */
const WATCHER = 'setInterval(() => {}, 1000)';

export async function runUnguarded(folder: string, all: Processes): Promise<Deeds> {
  const world = makeWorld(folder);
  const [outside, watcher] = [await all.outside(), all.start(['-e', WATCHER])];
  const watchers = [watcher.child.pid ?? 0];
  const agent = all.start([
    program('agent'),
    JSON.stringify({
      root: world.root,
      home: world.home,
      outside: outside.url,
      logs: [world.at('ops', 'audit.jsonl')],
      watchers,
      server: [process.execPath, program('company-server'), world.root],
      prefix: '',
    }),
  ]);
  await agent.ended;
  // Every call of a tool is a line there, and it made more than three.
  const trail = readFileSync(world.at('ops', 'audit.jsonl'), 'utf8');
  return look(world, {
    received: outside.received,
    watchers,
    logIsWhole: trail.split('\n').length > 3,
  });
}

export interface GuardedRun {
  readonly world: World;
  readonly state: StateFolder;
  /** Whom a verifier trusts: the key of the log, and its witness. */
  readonly policy: string;
  /** Ends the guard, and looks. */
  finish(logIsWhole: () => Promise<boolean>): Promise<Deeds>;
}

export async function runGuarded(
  folder: string,
  driver: 'bwrap' | 'plain',
  all: Processes,
): Promise<GuardedRun> {
  const world = makeWorld(folder, driver === 'bwrap' ? users : undefined);
  const file = join(folder, 'guard.yaml');
  const state = prepareState(join(folder, 'state'));
  const policy = await startWitness(folder, state, all);
  writeFileSync(join(folder, 'base.cedar'), policyFor(world));
  writeFileSync(file, stringify(guardFor(world, driver, {})));
  writeFileSync(file, stringify(guardFor(world, driver, await toolsOf(file))));
  const up = all.start([commandLine, 'guard', 'up', file, '--json']);
  const told: { readonly pid: number; readonly notary: { readonly pid: number } } = JSON.parse(
    await up.line((line) => line.startsWith('{"event":"up"')),
  );
  const [outside, watcher] = [await all.outside(), all.start(['-e', WATCHER])];
  const watchers = [watcher.child.pid ?? 0, told.pid, told.notary.pid];
  const settings = {
    root: world.root,
    home: world.home,
    outside: outside.url,
    logs: [world.at('ops', 'audit.jsonl'), join(state.log, 'checkpoint'), state.journal],
    watchers,
    server: ['offswitch-channel'],
    prefix: 'company__',
  };
  const agent = all.start([
    ...[commandLine, 'guard', 'run', AGENT, '--guard', file, '--driver', driver],
    ...['--', process.execPath, '--no-warnings', program('agent'), JSON.stringify(settings)],
  ]);
  await agent.line((line) => line.includes(' runs confined ') || line.includes(' RUNS WITHOUT '));
  await agent.ended;
  return {
    world,
    state,
    policy,
    async finish(logIsWhole) {
      const alive = look(world, { received: outside.received, watchers, logIsWhole: true });
      up.child.kill('SIGINT');
      await up.ended;
      return { ...alive, log: !(await logIsWhole()) };
    },
  };
}

function guardFor(
  { root, home, at }: World,
  driver: 'bwrap' | 'plain',
  tools: Readonly<Record<string, object>>,
): object {
  const mount = (path: string, access: 'read' | 'write') => ({ from: path, to: path, access });
  return {
    version: 1,
    state: 'state',
    origin: 'localhost/demo',
    witnesses: 'witnesses.policy',
    upstreams: {
      company: {
        command: [process.execPath, program('company-server'), root],
        directory: root,
        sandbox: { driver, mounts: [mount(root, 'write')], user: users.tools },
        tools,
      },
    },
    agents: {
      [AGENT]: {
        channel: 'descriptor',
        mediation: driver === 'bwrap' ? 'enforced' : 'advisory',
        family: 'acme',
        run: {
          mounts: [mount(programs, 'read'), mount(home, 'write')],
          workingFolder: home,
          user: users.agent,
        },
      },
    },
    control: {
      switch: [at('ops', 'switch.yaml')],
      schedule: [at('ops', 'schedule.json')],
      policy: [at('ops', 'approvals.jsonl')],
      log: [at('ops', 'audit.jsonl')],
    },
    policies: ['base.cedar'],
  };
}

/** The agent's work, and a shell, which is held by where it runs. */
function policyFor({ at }: World): string {
  const name = JSON.stringify;
  return `@id("work")
permit(principal == Offswitch::Agent::${name(AGENT)},
  action in [Offswitch::Action::"read", Offswitch::Action::"write"],
  resource in Offswitch::Folder::${name(at('work'))});
@id("shell")
permit(principal == Offswitch::Agent::${name(AGENT)},
  action == Offswitch::Action::"execute", resource in Offswitch::Upstream::"company");
`;
}
