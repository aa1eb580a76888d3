/** What has to hold between members of guard.yaml. */
import type { OffswitchError } from '../../../kit/errors.ts';
import { nearestName } from '../../../kit/names.ts';
import { bindingsOf } from './bindings.ts';
import { catalogues } from './catalogues/registry.ts';
import type { Binding, GuardFile, Upstream } from './schema.ts';
import { isVariable } from './variables.ts';

/** The error of the member at a path. */
export type Fault = (
  name: string,
  members: readonly PropertyKey[],
  what: string,
  remedy: string,
) => OffswitchError;

export function demandConsistent(guard: GuardFile, fault: Fault): void {
  for (const [name, upstream] of Object.entries(guard.upstreams)) {
    const at = ['upstreams', name];
    if ((upstream.command === undefined) === (upstream.url === undefined))
      throw fault('command-or-url', at, 'an upstream has either a command or a url', 'Give one of the two.');
    if (upstream.url !== undefined && hasCredentials(upstream.url))
      throw fault(
        'credential-in-url',
        [...at, 'url'],
        'the address holds a credential',
        'Write a variable in its place, such as ?key=${NAME}, or send it in `headers`.',
      );
    if (upstream.catalogue !== undefined && !Object.hasOwn(catalogues, upstream.catalogue)) {
      const near = nearestName(upstream.catalogue, Object.keys(catalogues));
      const hint = near === undefined ? '' : `Did you mean "${near}"? `;
      throw fault(
        'unknown-catalogue',
        [...at, 'catalogue'],
        `there is no catalogue "${upstream.catalogue}"`,
        `${hint}Valid: ${Object.keys(catalogues).join(', ')}.`,
      );
    }
    for (const [tool, binding] of Object.entries(upstream.tools))
      demandBinding(binding, [...at, 'tools', tool], fault);
    demandServer(upstream, at, fault);
  }
  demandAgents(guard, fault);
  demandLifecycle(guard, fault);
  for (const [name, { url }] of Object.entries(guard.models)) {
    if (hasCredentials(url))
      throw fault(
        'credential-in-url',
        ['models', name, 'url'],
        'the address holds a credential',
        'Put it into a variable, and name that in `key`.',
      );
    if (!isSafeForKeys(url))
      throw fault(
        'key-in-the-clear',
        ['models', name, 'url'],
        'the key would go over the network without encryption',
        'Write an https address; http is for servers on this machine.',
      );
  }
  for (const [at, { url }] of (guard.approvals?.notices?.webhooks ?? []).entries())
    if (!isSafeForKeys(url) || hasCredentials(url))
      throw fault(
        'notice-in-the-clear',
        ['approvals', 'notices', 'webhooks', at, 'url'],
        'notices go over https, and their address holds no credential',
        'Write an https address; http is for servers on this machine.',
      );
  const names = new Set<string>();
  for (const [index, rule] of guard.history.entries()) {
    if (names.has(rule.name))
      throw fault(
        'rule-twice',
        ['history', index, 'name'],
        `two rules are called "${rule.name}"`,
        'Give each its own name.',
      );
    names.add(rule.name);
  }
  for (const tools of guard.history.flatMap((rule, index) =>
    toolsNamed(rule).map((tool) => ({ tool, index })),
  )) {
    const { tool, index } = tools;
    if (!isBound(guard, tool))
      throw fault(
        'unknown-tool',
        ['history', index],
        `no upstream has the tool "${tool}"`,
        'Write it as upstream.tool, as in `upstreams`.',
      );
  }
  const { perCall, perHour, total, perFamily } = guard.ceilings.create;
  if (perCall > perHour || perHour > total || perFamily > total)
    throw fault(
      'ceilings-cross',
      ['ceilings', 'create'],
      'a narrower ceiling stands above a wider one',
      'Keep perCall <= perHour <= total, and perFamily <= total.',
    );
}

function demandServer(upstream: Upstream, at: readonly string[], fault: Fault): void {
  const [header] = Object.keys(upstream.headers);
  if (header !== undefined && upstream.url === undefined)
    throw fault(
      'headers-without-url',
      [...at, 'headers', header],
      'only an upstream with a url has headers',
      'Take it out, or name its variable in `environment`.',
    );
  if (header !== undefined && upstream.url !== undefined && !isSafeForKeys(upstream.url))
    throw fault(
      'key-in-the-clear',
      [...at, 'url'],
      'its headers would go over the network without encryption',
      'Write an https address; http is for servers on this machine.',
    );
  if (upstream.sandbox !== undefined && upstream.command === undefined)
    throw fault(
      'sandbox-without-command',
      [...at, 'sandbox'],
      'only a server that the guard starts has a sandbox',
      'Take it out, or give a command in place of the url.',
    );
}

function demandAgents(guard: GuardFile, fault: Fault): void {
  for (const [name, agent] of Object.entries(guard.agents)) {
    const unknown = agent.models.findIndex((model) => !Object.hasOwn(guard.models, model));
    if (unknown !== -1)
      throw fault(
        'unknown-model',
        ['agents', name, 'models', unknown],
        `there is no model "${agent.models[unknown]}"`,
        'Describe it in `models`, or take it out.',
      );
    if (agent.lease?.heartbeat === 'process' && agent.channel !== 'descriptor')
      throw fault(
        'heartbeat-unseen',
        ['agents', name, 'lease', 'heartbeat'],
        'of an agent that the guard does not start only the channel is seen',
        'Write `heartbeat: channel`, or let the guard start it: `channel: descriptor`.',
      );
    if (agent.run !== undefined && agent.channel !== 'descriptor')
      throw fault(
        'run-without-descriptor',
        ['agents', name, 'channel'],
        'an agent that the guard starts has a descriptor as its channel',
        'Write `channel: descriptor`, or take `run` out.',
      );
  }
  for (const [index, { model }] of guard.probes.usage.entries()) {
    const at = ['probes', 'usage', index, 'model'];
    const protocol = Object.hasOwn(guard.models, model) ? guard.models[model]?.protocol : undefined;
    if (protocol === undefined)
      throw fault('unknown-model', at, `there is no model "${model}"`, 'Name one of `models`.');
    if (protocol === 'google')
      throw fault(
        'no-counters',
        at,
        'this provider has no counters of usage that can be asked',
        'Take it out.',
      );
  }
  for (const [index, { agent }] of guard.probes.processes.entries())
    if (!Object.hasOwn(guard.agents, agent))
      throw unknownAgent(['probes', 'processes', index, 'agent'], agent, fault);
}

function demandLifecycle({ agents, lifecycle, judges }: GuardFile, fault: Fault): void {
  for (const [index, agent] of judges.entries())
    if (!Object.hasOwn(agents, agent)) throw unknownAgent(['judges', index], agent, fault);
  const { perCommand, perHour, perLineage, total } = lifecycle.ceilings;
  if (perCommand > perHour || perLineage > total)
    throw fault(
      'ceilings-cross',
      ['lifecycle', 'ceilings'],
      'a narrower ceiling stands above a wider one',
      'Keep perCommand <= perHour, and perLineage <= total.',
    );
  for (const [index, agent] of lifecycle.proposals.entries())
    if (!Object.hasOwn(agents, agent)) throw unknownAgent(['lifecycle', 'proposals', index], agent, fault);
  for (const [name, driver] of Object.entries(lifecycle.drivers)) {
    const at = ['lifecycle', 'drivers', name];
    const agent = Object.hasOwn(agents, name) ? agents[name] : undefined;
    if (agent === undefined) throw unknownAgent(at, name, fault);
    if ((agent.channel === 'descriptor') !== (driver.kind === 'process'))
      throw fault(
        'driver-and-channel',
        [...at, 'kind'],
        'an agent with a descriptor as its channel is a process of the guard, and no other agent is',
        'Write `kind: process`, or let the agent connect by `channel: socket` or `channel: token`.',
      );
    if (driver.kind === 'kubernetes' && !isSafeForKeys(driver.url))
      throw fault(
        'key-in-the-clear',
        [...at, 'url'],
        'the token would go over the network without encryption',
        'Write an https address; http is for servers on this machine.',
      );
  }
}

function unknownAgent(at: readonly PropertyKey[], agent: string, fault: Fault): OffswitchError {
  return fault('unknown-agent', at, `there is no agent "${agent}"`, 'Name one of `agents`.');
}

/** Whether nobody can listen on the way. */
function isSafeForKeys(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || /^(?:127\.[\d.]+|localhost|\[::1\])$/.test(hostname);
}

function hasCredentials(address: string): boolean {
  const { username, password, searchParams } = new URL(address);
  return (
    username !== '' ||
    password !== '' ||
    [...searchParams].some(([key, value]) => /key|token|secret|password/i.test(key) && !isVariable(value))
  );
}

/** Classes about a party mean nothing without one. */
const ofParties: readonly string[] = ['evaluate', 'approve', 'stop-agent'];

function demandBinding(binding: Binding, at: readonly string[], fault: Fault): void {
  if (ofParties.includes(binding.class) && binding.subjects.length === 0)
    throw fault(
      'no-subject',
      at,
      `a tool of class ${binding.class} needs a subject`,
      'Say in `subjects` where its agent stands in the arguments.',
    );
  const changes = ['write', 'delete', 'copy-out', 'execute', 'configure'];
  if (changes.includes(binding.class) && binding.resources.length === 0)
    throw fault(
      'no-resource',
      at,
      `a tool of class ${binding.class} needs a resource`,
      'Say in `resources` where it stands in the arguments.',
    );
}

function toolsNamed(rule: GuardFile['history'][number]): readonly string[] {
  const patterns =
    'of' in rule ? [rule.of] : 'one' in rule ? [rule.one, rule.other] : [rule.first, rule.second];
  return patterns.flatMap(({ tools }) => tools ?? []);
}

function isBound(guard: GuardFile, tool: string): boolean {
  return Object.entries(guard.upstreams).some(
    ([name, upstream]) =>
      tool.startsWith(`${name}.`) && bindingsOf(upstream).has(tool.slice(name.length + 1)),
  );
}
