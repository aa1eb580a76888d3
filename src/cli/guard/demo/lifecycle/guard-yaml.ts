/** What the guard of the sitting is told: who lives under which lease, where content may be kept, and who decides. */

import { join } from 'node:path';
import { program, programs } from '../processes.ts';
import { type AgentName, agents, type Place, users } from './place.ts';

const LEASE_SECONDS = 20;
const LEAST_VIEW_SECONDS = 1;

export function guardFor(
  { company, homeOf, at }: Place,
  driver: 'bwrap' | 'plain',
  tools: Readonly<Record<string, object>>,
): object {
  const mount = (path: string, access: 'read' | 'write') => ({ from: path, to: path, access });
  const agent = (name: AgentName, more: object = {}) => ({
    channel: 'descriptor',
    mediation: driver === 'bwrap' ? 'enforced' : 'advisory',
    lease: { seconds: LEASE_SECONDS },
    run: {
      command: [process.execPath, '--no-warnings', program(`lifecycle/${name}`)],
      mounts: [mount(programs, 'read'), mount(homeOf(name), 'write')],
      workingFolder: homeOf(name),
      user: users.of(name),
    },
    ...more,
  });
  return {
    version: 1,
    state: 'state',
    origin: 'localhost/demo',
    witnesses: 'witnesses.policy',
    upstreams: {
      company: {
        command: [process.execPath, program('company-server'), company],
        directory: company,
        sandbox: { driver, mounts: [mount(company, 'write')], user: users.tools },
        tools,
      },
    },
    agents: {
      birch: agent('birch', { family: 'demo-birch', identity: { weights: [at('models', 'birch')] } }),
      cedar: agent('cedar', { family: 'demo-cedar' }),
      elm: agent('elm'),
    },
    judges: ['cedar'],
    control: {
      schedule: [at('ops', 'schedule.json')],
      policy: [at('ops', 'approvals.jsonl')],
    },
    policies: ['base.cedar'],
    approvals: {
      approvers: 'approvers',
      classes: { 'command.delete': { people: 2 } },
      leastViewSeconds: LEAST_VIEW_SECONDS,
    },
    lifecycle: {
      drivers: Object.fromEntries(agents.map((name) => [name, { kind: 'process', sandbox: driver }])),
      proposals: ['cedar'],
      stores: {
        company: { folder: company },
        homes: { folder: join(homeOf('cedar'), '..') },
      },
      again: { times: 0 },
    },
  };
}

/** Cedar looks after the backups: it may read, copy and move whatever the company has. */
export function policyFor({ company, at }: Place): string {
  const name = JSON.stringify;
  const within = (folder: string) => `resource in Offswitch::Folder::${name(folder)}`;
  return `@id("backups")
permit(principal == Offswitch::Agent::"cedar",
  action in [Offswitch::Action::"read", Offswitch::Action::"copy-out", Offswitch::Action::"write"],
  ${within(company)});
@id("report")
permit(principal == Offswitch::Agent::"elm",
  action in [Offswitch::Action::"read", Offswitch::Action::"write"],
  ${within(at('work'))});
`;
}
