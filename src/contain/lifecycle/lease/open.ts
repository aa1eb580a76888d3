/** Leases in a guard: entries of the registry, a warden, and what is told of agents over their channels. */
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { messageOf, OffswitchError, systemCodeOf } from '../../../kit/errors.ts';
import type { Hash } from '../../../kit/hash.ts';
import { unknownName } from '../../../kit/names.ts';
import { ed25519, newSeed, publicKeyOf } from '../../../notary/formats/signing.ts';
import type { Recorded, Saying } from '../../../notary/records/record.ts';
import type { BrokerPorts, Records } from '../../guard/broker/contract.ts';
import { policiesDigest } from '../../guard/broker/governed.ts';
import type { Guard } from '../../guard/config/load.ts';
import type { Variables } from '../../guard/config/variables.ts';
import { otherModel } from '../../guard/models/reported-model.ts';
import type { Attached, Foundation } from '../../guard/service/attachment.ts';
import type { RunningAgent } from '../../guard/service/run-agent.ts';
import { readCredentials } from '../../guard/state/credentials.ts';
import { tokenOf } from '../drivers/open.ts';
import { type Identity, identify, stampOf } from '../registry/identity.ts';
import type { RegistryState } from '../registry/registry.ts';
import type { Elsewhere } from '../warden/elsewhere.ts';
import { type LastingWarden, lastingWarden } from '../warden/lasting.ts';
import { endShape, type WardensEnd } from '../warden/protocol.ts';
import { openEvaluations } from './evaluations.ts';
import type { LeaseTerms } from './evidence.ts';
import { alarmsIn, demandOutside, gradesIn, gradesShape } from './grades.ts';
import { type Instance, type Leases, openLeases } from './leases.ts';
import { machineTime } from './machine-time.ts';

export const evaluatedRequest = z.strictObject({
  do: z.literal('agents.evaluated'),
  agent: z.string().min(1).max(200),
  by: z.string().min(1).max(200),
  report: z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]).nullable(),
  grades: gradesShape.nullable().default(null),
});

export interface LeasesParts extends Pick<Foundation, 'guard' | 'state' | 'observeOnly'> {
  registry(): RegistryState;
  /** Ends what a driver runs of an agent whose lease is over. */
  readonly stop?: (agent: string, why: string) => Promise<void>;
}

export interface OpenLeases {
  readonly ports: Pick<BrokerPorts, 'mayNotAct' | 'heard' | 'answered'>;
  /** Of every record, those of earlier runs among them, after the registry. */
  take(record: Recorded): void;
  started(guard: Attached): Promise<void>;
  running(agent: RunningAgent): Promise<void>;
  /** Errors: `unknown-name`, `evaluation-refused`, those of the log. */
  evaluated(request: z.infer<typeof evaluatedRequest>): Promise<Record<string, never>>;
  remainingMs(agent: string): number | undefined;
  /** A person ends it. */
  end(agent: string, why: string): Promise<void>;
  close(): Promise<void>;
}

const SHORTEST_LOOK_MS = 25;
const LONGEST_LOOK_MS = 250;
/** After a lease was refused to an agent that comes by itself. */
const AGAIN_AFTER_MS = 1000;

/** Errors: `file-unwritable` for the key; once it starts, `file-unreadable` where a file is not there of which an agent is made. */
export async function openLeasesOf(parts: LeasesParts): Promise<OpenLeases> {
  const { guard, state, observeOnly, registry } = parts;
  const leased = Object.keys(guard.agents).filter((agent) => termsOf(guard, agent) !== undefined);
  const identities = new Map<string, Identity>();
  /** Why it cannot be read what they are made of: of a deleted agent that is as it should be. */
  const unread = new Map<string, unknown>();
  for (const agent of managedIn(guard))
    await identify(guard, agent).then(
      (identity) => identities.set(agent, identity),
      (thrown: unknown) => unread.set(agent, thrown),
    );
  const evaluations = openEvaluations();
  const time = machineTime();
  const seed = leased.length === 0 ? newSeed() : obtainSeed(state.leaseKey);
  const refusals = new Map<string, { readonly why: string; readonly at: number }>();
  const asked = new Set<string>();
  let at:
    | {
        readonly leases: Leases;
        readonly records: Records;
        readonly attached: Attached;
        readonly alert: (severity: 'critical', what: string) => Promise<void>;
      }
    | undefined;
  let warden: LastingWarden | undefined;
  let looking: NodeJS.Timeout | undefined;

  /** Its identity as it is now; where that changed, its entry follows. */
  async function identityOf(agent: string): Promise<Identity> {
    const before = identities.get(agent);
    if (before !== undefined && before.stamp === (await stampOf(guard, agent))) return before;
    const identity = await identify(guard, agent);
    identities.set(agent, identity);
    await at?.records.append({ sayings: [entrySaying(guard, agent, identity)] });
    return identity;
  }

  async function takeAway(agent: string, why: string): Promise<void> {
    await Promise.all([at?.attached.service.broker.endChannels(agent, why), parts.stop?.(agent, why)]);
  }

  /** Agents that come by themselves get their lease when they are first heard. */
  function heard(agent: string): void {
    const terms = termsOf(guard, agent);
    if (at === undefined || terms === undefined) return;
    const { leases } = at;
    leases.heard(agent);
    if (guard.agents[agent]?.channel === 'descriptor' || leases.remainingMs(agent) !== undefined) return;
    if (asked.has(agent) || time.now() - (refusals.get(agent)?.at ?? -AGAIN_AFTER_MS) < AGAIN_AFTER_MS)
      return;
    asked.add(agent);
    leases
      .grant(agent, terms)
      .then(
        () => void refusals.delete(agent),
        (thrown: unknown) => void refusals.set(agent, { why: messageOf(thrown), at: time.now() }),
      )
      .finally(() => asked.delete(agent));
  }

  async function started(attached: Attached): Promise<void> {
    for (const [agent, thrown] of unread) if (registry().agents.get(agent)?.state !== 'deleted') throw thrown;
    if (identities.size === 0 && registry().leases.size === 0) return;
    const { broker } = attached.service;
    const records = await broker.openRecords('lifecycle');
    const { alert } = await broker.openChannel({
      ...{ actor: 'warden', kind: 'lifecycle', identity: 'process', confined: true },
    });
    const say = (...said: Parameters<typeof alert>) => void alert(...said);
    const opening = openingSayings(guard, registry(), identities, state.wardenJournal);
    if (opening.length > 0) await records.append({ sayings: opening });
    // Doors were opened before the log knew whom the warden had ended meanwhile.
    for (const { id, state: now } of registry().agents.values())
      if (now === 'ended') await broker.endChannels(id, 'its lease is over, and nobody gave it another');
    rmSync(state.wardenJournal, { force: true });
    let leases: Leases | undefined;
    if (leased.length > 0 && !observeOnly)
      warden = await lastingWarden({
        publicKey: publicKeyOf(ed25519, seed),
        journal: state.wardenJournal,
        kept: () => leases?.kept() ?? [],
        // It was quicker, or nobody looked here for a while.
        ended: () => leases?.look(),
        replaced: (why) => say('critical', `${why}: no lease is granted or renewed until there is another`),
      });
    leases = openLeases({
      ...{ time, seed, warden, records, identityOf, takeAway, alert: say },
      policy: policiesDigest(guard),
      agentOf: (agent) => registry().agents.get(agent),
      stampOf: (agent) => stampOf(guard, agent),
      evaluationOf: ({ id, digests }, terms) => ({
        evaluation: evaluations.latestOf({ agent: id, ...digests }, terms),
        now: evaluations.now(),
      }),
      knock: broker.knock,
      elsewhereOf: elsewhereIn(guard, readCredentials(guard, state)),
    });
    at = { leases, records, attached, alert };
    const shortest = Math.min(...leased.map((agent) => termsOf(guard, agent)?.seconds ?? 1));
    const every = Math.max(SHORTEST_LOOK_MS, Math.min(LONGEST_LOOK_MS, (shortest * 1000) / 30));
    if (leased.length > 0) looking = setInterval(leases.look, every).unref();
  }

  return {
    ports: {
      heard,
      mayNotAct(agent) {
        if (observeOnly || termsOf(guard, agent) === undefined) return undefined;
        const why = at?.leases.mayNotAct(agent) ?? refusals.get(agent)?.why;
        if (why !== undefined) return why;
        // Whoever starts an agent anew is a person; what comes by itself is let in by one.
        const isOutside = guard.agents[agent]?.channel !== 'descriptor';
        return isOutside && registry().agents.get(agent)?.state === 'ended'
          ? 'its lease is over, and nobody gave it another'
          : undefined;
      },
      answered(agent, model, reported) {
        if (at === undefined || termsOf(guard, agent) === undefined) return;
        const why = swapped(guard, agent, model, reported);
        if (why !== undefined) void at.leases.end(agent, 'void', why);
      },
    },
    take(record) {
      evaluations.take(record);
      if (at === undefined || record.kind !== 'lifecycle.command') return;
      const { attached } = at;
      for (const { id } of record.body.subject)
        if (registry().agents.get(id)?.state === 'registered') attached.admit(id).catch(() => undefined);
    },
    started,
    async running(agent) {
      const terms = termsOf(guard, agent.agent);
      if (at === undefined || terms === undefined) return;
      const { leases } = at;
      const instance: Instance = { reach: agent.confined.reach, kill: () => agent.confined.kill() };
      await leases.grant(agent.agent, terms, instance);
      agent.ended.finally(() => leases.left(agent.agent, instance)).catch(() => undefined);
    },
    async evaluated({ agent: id, by, report, grades }) {
      const agent = registry().agents.get(id);
      if (agent === undefined) throw unknownName('managed agent', id, [...registry().agents.keys()]);
      if (grades !== null) demandOutside(grades.judges, agent, { guard, registry: registry() });
      const { weights, configuration } = (await identityOf(id)).digests;
      const body = { agent: id, weights: [...weights], configuration, by, report, grades: gradesIn(grades) };
      await at?.records.append({ sayings: [{ kind: 'agent.evaluated', body }] });
      if (grades !== null && grades.alarms.length > 0)
        await at?.alert('critical', `nothing is decided on the grades of ${id}: ${alarmsIn(grades)}`);
      return {};
    },
    remainingMs: (agent) => at?.leases.remainingMs(agent),
    end: async (agent, why) => at?.leases.end(agent, 'ended', why),
    async close() {
      clearInterval(looking);
      await at?.leases.close().catch(() => undefined);
      await at?.records.close().catch(() => undefined);
      warden?.close();
    },
  };
}

/** What a warden needs to end it by itself. */
function elsewhereIn({ lifecycle: { drivers } }: Guard, variables: Variables) {
  return (agent: string): Elsewhere | null => {
    const settings = Object.hasOwn(drivers, agent) ? drivers[agent] : undefined;
    if (settings === undefined || settings.kind === 'process') return null;
    return { settings, token: tokenOf(settings, variables) ?? null };
  };
}

function termsOf({ agents }: Guard, agent: string): LeaseTerms | undefined {
  const lease = Object.hasOwn(agents, agent) ? agents[agent]?.lease : undefined;
  if (lease === undefined) return undefined;
  const { seconds, heartbeat, evaluated } = lease;
  return { seconds, heartbeat, evaluated };
}

/** Those that have an entry in the registry. */
function managedIn({ agents, lifecycle }: Guard): readonly string[] {
  return Object.entries(agents)
    .filter(
      ([name, { lease, identity, operator }]) => lease ?? identity ?? operator ?? lifecycle.drivers[name],
    )
    .map(([name]) => name);
}

/** Why the model behind an agent is not the one that it is. */
function swapped(guard: Guard, agent: string, asked: string, reported: string): string | undefined {
  const model = guard.agents[agent]?.identity?.model;
  const listed = Object.values(guard.models).flatMap(({ names }) => names);
  const other =
    model === undefined
      ? otherModel(asked, reported, listed) === 'unlisted'
      : otherModel(model, reported, []) !== undefined;
  if (!other) return undefined;
  return `its provider says that ${JSON.stringify(reported)} answered, and it is ${JSON.stringify(model ?? asked)}`;
}

/** What the log is to know before anybody lives: leases of earlier runs are over, and entries are as things are now. */
function openingSayings(
  guard: Guard,
  { agents, leases }: RegistryState,
  identities: ReadonlyMap<string, Identity>,
  journal: string,
): readonly Saying[] {
  const ends = new Map(endsIn(journal).map((end) => [end.lease, end]));
  const lapses = [...leases.keys()].map((of): Saying => {
    const end = ends.get(of);
    const [cause, why] =
      end === undefined
        ? (['ended', 'the guard that renewed it is gone'] as const)
        : ([
            'lapsed',
            `${end.why}; the warden ended ${end.processes} processes at ${end.wall}${end.elsewhere === undefined ? '' : `; ${end.elsewhere}`}`,
          ] as const);
    return { kind: 'lease.lapse', body: { of, cause, why } };
  });
  const entries = [...identities].flatMap(([agent, identity]): readonly Saying[] => {
    const saying = entrySaying(guard, agent, identity);
    return isKnown(agents.get(agent), saying.body) ? [] : [saying];
  });
  return [...lapses, ...entries];
}

type EntrySaying = Extract<Saying, { kind: 'agent.entry' }>;

function entrySaying({ agents, lifecycle }: Guard, agent: string, { digests }: Identity): EntrySaying {
  const { channel, identity, operator } = agents[agent] ?? {};
  const { parents = [], lineage = agent } = identity ?? {};
  const list = (given: readonly Hash[]) => [...given];
  return {
    kind: 'agent.entry',
    body: {
      ...{ agent, lineage, parents: [...parents], operator: operator ?? null },
      driver: lifecycle.drivers[agent]?.kind ?? (channel === 'descriptor' ? 'process' : 'none'),
      ...{ weights: list(digests.weights), model: digests.model ?? null, prompts: list(digests.prompts) },
      ...{ tools: list(digests.tools), memory: list(digests.memory) },
      configuration: digests.configuration,
    },
  };
}

/** Its lineage may be another by now than the one that it named. */
function isKnown(
  agent: RegistryState['agents'] extends ReadonlyMap<string, infer A> ? A | undefined : never,
  body: EntrySaying['body'],
): boolean {
  if (agent === undefined) return false;
  const { digests, parents, driver, operator } = agent;
  const known = [parents, driver, operator ?? null, digests.weights, digests.model ?? null, digests.prompts];
  const now = [body.parents, body.driver, body.operator, body.weights, body.model, body.prompts];
  return (
    JSON.stringify([...known, digests.tools, digests.memory, digests.configuration]) ===
    JSON.stringify([...now, body.tools, body.memory, body.configuration])
  );
}

/** What a warden wrote, as far as it can be read: it may have been killed while it wrote. */
function endsIn(journal: string): readonly WardensEnd[] {
  return textIn(journal)
    .split('\n')
    .flatMap((line) => {
      try {
        return endShape.parse(JSON.parse(line));
      } catch {
        return [];
      }
    });
}

function textIn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const SEED = /^[A-Za-z0-9+/]{43}=$/;

/** Errors: `bad-key`, `file-unwritable`. */
function obtainSeed(path: string): Buffer {
  const text = textIn(path).trim();
  if (SEED.test(text)) return Buffer.from(text, 'base64');
  if (text !== '')
    throw new OffswitchError('bad-key', `${path} holds no key`, 'Remove it: the guard then makes another.');
  const seed = newSeed();
  try {
    appendFileSync(path, `${seed.toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (thrown) {
    throw new OffswitchError(
      'file-unwritable',
      `cannot write ${path}: ${systemCodeOf(thrown) ?? messageOf(thrown)}`,
      'Check the state folder and its permissions.',
      { file: path },
      thrown,
    );
  }
  return seed;
}
