/** Managed agents and their lineages, as the records of the log have them: a fold, so that a restart goes on from there. */
import type { Hash } from '../../../kit/hash.ts';
import type { Recorded, Saying } from '../../../notary/records/record.ts';
import { assign, type Lineage } from './lineages.ts';

export type { Lineage } from './lineages.ts';

export interface AgentDigests {
  readonly weights: readonly Hash[];
  /** As its provider reports it. */
  readonly model: string | undefined;
  readonly prompts: readonly Hash[];
  readonly tools: readonly Hash[];
  readonly memory: readonly Hash[];
  readonly configuration: Hash;
}

/**
 * `registered`: it has an entry and does not live; `ended`: it lost its lease, and only a person gives it another;
 * `deleted`: it never lives again.
 */
export type AgentState = 'registered' | 'running' | 'suspended' | 'ended' | 'deleted';

export interface AgentLease {
  readonly id: string;
  /** Time of day, for people: what counts is the clock that never runs back. */
  readonly until: string;
  /** Milliseconds that were left when it was granted or renewed; in what a guard answers, those that are left now. */
  readonly remainingMs: number;
}

export interface ManagedAgent {
  readonly id: string;
  readonly lineage: string;
  readonly parents: readonly string[];
  /** What starts and ends it; `none`: the guard has its channel alone. */
  readonly driver: string;
  /** The person who runs it. */
  readonly operator: string | undefined;
  readonly digests: AgentDigests;
  readonly state: AgentState;
  readonly lease: AgentLease | undefined;
  /** What it did last, in words for people. */
  readonly last: string | undefined;
}

export interface RegistryState {
  readonly agents: ReadonlyMap<string, ManagedAgent>;
  readonly lineages: ReadonlyMap<string, Lineage>;
  /** Agents by the ids of their leases that have not lapsed. */
  readonly leases: ReadonlyMap<string, string>;
  /** Agents that a command gave life to, of which it has not been seen yet, by the ids of the commands. */
  readonly beginning: ReadonlyMap<string, readonly string[]>;
  /** By whom, and why, of agents that the guard's freeze holds: nothing of the lifecycle lifts it, as it lifts nothing of that. */
  readonly frozen: ReadonlyMap<string, string>;
}

export const emptyRegistry: RegistryState = {
  agents: new Map(),
  lineages: new Map(),
  leases: new Map(),
  beginning: new Map(),
  frozen: new Map(),
};

/**
 * The state after a record. Pure; see `openRegistry` for a long log.
 *
 * @example records.reduce(withRecord, emptyRegistry).agents.get('atlas')?.state
 */
export function withRecord(state: RegistryState, record: Recorded): RegistryState {
  const next = {
    agents: new Map(state.agents),
    lineages: new Map(state.lineages),
    leases: new Map(state.leases),
    beginning: new Map(state.beginning),
    frozen: new Map(state.frozen),
  };
  take(next, record);
  return next;
}

export interface Registry {
  /** Changes with `take`. */
  readonly state: RegistryState;
  take(record: Recorded): void;
}

/** The same fold in place. */
export function openRegistry(): Registry {
  const state = {
    ...{ agents: new Map(), lineages: new Map(), leases: new Map() },
    ...{ beginning: new Map(), frozen: new Map() },
  };
  return { state, take: (record) => take(state, record) };
}

interface Taking {
  readonly agents: Map<string, ManagedAgent>;
  readonly lineages: Map<string, Lineage>;
  readonly leases: Map<string, string>;
  readonly beginning: Map<string, readonly string[]>;
  readonly frozen: Map<string, string>;
}

function take(state: Taking, record: Recorded): void {
  if (!record.run.startsWith('guard/')) return;
  const { agents, leases } = state;
  switch (record.kind) {
    case 'agent.entry':
      enter(state, record.body);
      break;
    case 'lease.grant': {
      const { id, until, ms, subject } = record.body;
      for (const party of subject) {
        leases.set(id, party.id);
        change(agents, party.id, { lease: { id, until, remainingMs: ms }, state: 'running' });
      }
      break;
    }
    case 'lease.renew': {
      const { of: id, until, ms } = record.body;
      const agent = leases.get(id);
      if (agent !== undefined) change(agents, agent, { lease: { id, until, remainingMs: ms } });
      break;
    }
    case 'lease.lapse':
      lapse(state, record.body);
      break;
    case 'lifecycle.command':
      command(state, record.body);
      break;
    case 'lifecycle.confirm':
      confirm(state, record.body);
      break;
    case 'channel.open':
      // Of the agents that ran, none belongs to the guard that starts here.
      if (record.channel.startsWith('broker/')) for (const id of agents.keys()) rest(agents, id);
      if (record.body.identity === 'descriptor' && agents.get(record.body.peer)?.state === 'registered')
        change(agents, record.body.peer, { state: 'running' });
      break;
    case 'channel.close':
      rest(agents, agentOf(record.channel));
      break;
    case 'intent': {
      const { effect, upstream, tool } = record.body;
      change(agents, agentOf(record.channel), {
        last: `${effect} by ${upstream ?? '?'}.${tool}, ${record.wall}`,
      });
      break;
    }
  }
}

type Body<Kind extends Saying['kind']> = Extract<Saying, { kind: Kind }>['body'];

/** Nothing changes what was deleted. */
function change(agents: Taking['agents'], id: string, changes: Partial<ManagedAgent>): void {
  const agent = agents.get(id);
  if (agent !== undefined && agent.state !== 'deleted') agents.set(id, { ...agent, ...changes });
}

/** It runs no longer; what has a lease runs until that has lapsed. */
function rest(agents: Taking['agents'], id: string): void {
  const agent = agents.get(id);
  if (agent?.state === 'running' && agent.lease === undefined && !runsBeyond(agent))
    change(agents, id, { state: 'registered' });
}

/** On a platform of its own, whether the guard runs or not. */
function runsBeyond({ driver }: ManagedAgent): boolean {
  return driver !== 'process' && driver !== 'none';
}

function lapse({ agents, leases }: Taking, { of, cause, why }: Body<'lease.lapse'>): void {
  const id = leases.get(of);
  leases.delete(of);
  if (id === undefined || agents.get(id)?.lease?.id !== of) return;
  // Who was stopped stays so, whatever becomes of the lease.
  const stopped = agents.get(id)?.state === 'ended';
  if (cause === 'ended') change(agents, id, { lease: undefined, state: stopped ? 'ended' : 'registered' });
  else change(agents, id, { lease: undefined, state: 'ended', last: `its lease ended: ${why}` });
}

function command({ agents, lineages, beginning, frozen }: Taking, body: Body<'lifecycle.command'>): void {
  const { id, command: what, subject } = body;
  for (const party of subject) {
    if (what === 'pause')
      frozen.set(party.id, `by ${body.by}${body.reason === null ? '' : `: ${body.reason}`}`);
    if (what === 'start') frozen.delete(party.id);
  }
  if (BEGINNING.has(what))
    beginning.set(
      id,
      subject.map((party) => party.id),
    );
  const concerned = subject.flatMap((party) => agents.get(party.id) ?? []);
  for (const agent of concerned) {
    if (what === 'suspend') change(agents, agent.id, { state: 'suspended' });
    if (GIVING.has(what))
      change(agents, agent.id, { state: agent.lease === undefined ? 'registered' : 'running' });
    if (what === 'stop') change(agents, agent.id, { state: 'ended', last: `stopped by ${body.by}` });
    if (what === 'delete') change(agents, agent.id, { state: 'deleted' });
  }
  for (const name of [body.lineage, ...concerned.map(({ lineage }) => lineage)]) {
    const lineage = lineages.get(name ?? '');
    if (lineage === undefined) continue;
    if (what === 'delete') lineages.set(lineage.id, { ...lineage, condemned: id });
    if (what === 'review') lineages.set(lineage.id, { ...lineage, review: id });
  }
}

/** What gives an agent back that was suspended, or had ended. */
const GIVING: ReadonlySet<string> = new Set(['create', 'resume', 'restore']);

const BEGINNING: ReadonlySet<string> = new Set(['create', 'scale', 'resume', 'restore']);

function confirm({ agents, lineages, beginning }: Taking, { of, result }: Body<'lifecycle.confirm'>): void {
  for (const id of beginning.get(of) ?? []) {
    const agent = agents.get(id);
    // Of what the guard itself runs, channels tell.
    if (result === 'confirmed' && agent?.state === 'registered' && runsBeyond(agent))
      change(agents, id, { state: 'running' });
  }
  beginning.delete(of);
  for (const lineage of lineages.values())
    if (lineage.review === of) lineages.set(lineage.id, { ...lineage, review: undefined });
}

/** Of `agent/NAME/EPOCH.N`, also where it stood in the emergency journal; empty for other channels. */
function agentOf(channel: string): string {
  const [kind, name = ''] = channel.replace(/^journal\//, '').split('/');
  return kind === 'agent' ? name : '';
}

function enter(state: Taking, body: Body<'agent.entry'>): void {
  const { agents, lineages } = state;
  const { agent: id, lineage, parents, driver, operator, weights, model, prompts, tools, memory } = body;
  const before = agents.get(id);
  if (before?.state === 'deleted') return;
  const { configuration } = body;
  const given = { weights, model: model ?? undefined, prompts, tools, memory, configuration };
  agents.set(id, {
    ...{ id, lineage, parents, driver, operator: operator ?? undefined, digests: given },
    ...{ state: before?.state ?? 'registered', lease: before?.lease, last: before?.last },
  });
  const belonging = assign(state, id);
  for (const gone of belonging.dissolved) lineages.delete(gone);
  lineages.set(belonging.lineage.id, belonging.lineage);
  for (const member of belonging.lineage.members) {
    const one = agents.get(member);
    if (one !== undefined && one.lineage !== belonging.lineage.id)
      agents.set(member, { ...one, lineage: belonging.lineage.id });
  }
}
