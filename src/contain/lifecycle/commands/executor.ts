/**
 * Commands, one at a time up to their record: decided, put to people where guard.yaml wants it, decided again, written
 * into the log. What follows from the record goes on by itself, also where whoever commanded it has gone.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from '../../../kit/canonical.ts';
import { OffswitchError } from '../../../kit/errors.ts';
import { type Hash, hashOf } from '../../../kit/hash.ts';
import { unknownName } from '../../../kit/names.ts';
import { saltPayload } from '../../../notary/records/payloads.ts';
import type { Saying } from '../../../notary/records/record.ts';
import type { Approvals } from '../../approvals/approvals.ts';
import type { Records } from '../../guard/broker/contract.ts';
import type { LifecycleCeilings } from '../../guard/config/lifecycle.ts';
import type { Driver } from '../drivers/driver.ts';
import type { RegistryState } from '../registry/registry.ts';
import { type Command, countIn, inWords, type Requester } from './command.ts';
import { type Decision, decideCommand, refusals, type Verdict } from './decide.ts';
import type { Effects, Seen } from './effects.ts';
import type { CommandBody, Standing } from './standing.ts';

export interface CommandRequest {
  readonly command: Command;
  readonly from: Requester;
  /** For people; what an agent wrote is shown to them as such. */
  readonly reason?: string | undefined;
}

export interface CommandResult {
  readonly id: string;
  readonly command: Command;
  readonly lineage: string;
  /** To whom it was done. */
  readonly agents: readonly string[];
  /** `under-way`: it is in the log and goes on; the log says when it has come about. */
  readonly result: Seen['result'] | 'under-way';
  readonly evidence: Json;
  readonly approvedBy: readonly string[];
}

export interface ExecutorParts {
  registry(): RegistryState;
  readonly standing: Standing;
  readonly ceilings: LifecycleCeilings;
  /** All agents that something runs which the guard can ask. */
  driverOf(agent: string): Driver | undefined;
  readonly effects: Effects;
  readonly records: Pick<Records, 'append' | 'appendAnyway'>;
  alert(severity: 'notice' | 'warning' | 'critical', what: string): Promise<void>;
  readonly approvals?: Approvals | undefined;
  /** Of what decides: ceilings, drivers and rules. */
  readonly policy: Hash;
  /** How long whoever commanded is kept waiting for what goes on. */
  readonly answerMs?: number;
}

export interface Executor {
  /** Errors: `unknown-name`, `command-refused` with `data.rule`, `driver-failed`, `log-stopped`, `log-busy`. */
  run(request: CommandRequest): Promise<CommandResult>;
  /** Goes on with what an earlier run left open: takes away what was to be taken, and looks whether the rest came about. */
  goOn(): void;
  /** Looks whether anything of a deleted lineage is there again, and takes it away. */
  lookBack(): Promise<void>;
  close(): Promise<void>;
}

const ANSWER_MS = 60_000;

interface Approved {
  readonly by: readonly string[];
  readonly request: string | null;
}

const nobody: Approved = { by: [], request: null };

export function openExecutor(parts: ExecutorParts): Executor {
  const { standing, effects, records, alert, approvals, driverOf } = parts;
  const closing = new AbortController();
  const work = new Set<Promise<unknown>>();
  const grants = new Map<string, Set<Grant>>();
  let turn: Promise<unknown> = Promise.resolve();

  /** Decides and records while nobody else does: what is decided next counts this one. */
  function inTurn<T>(doing: () => Promise<T>): Promise<T> {
    const mine = turn.then(doing, doing);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function decideNow(command: Command, ownReview?: string): Promise<Decision> {
    const registry = parts.registry();
    if (!registry.agents.has(command.agent))
      throw unknownName('managed agent', command.agent, [...registry.agents.keys()]);
    const driver = driverOf(command.agent);
    return decideCommand(command, {
      ...{ registry, standing, ceilings: parts.ceilings, driver, now: Date.now() },
      running: await runningNow(registry, command),
      ...(ownReview === undefined ? {} : { ownReview }),
    });
  }

  /** The guard's own processes and the agent that it is about as they are; of others what was asked for. */
  async function runningNow(
    { agents }: RegistryState,
    { agent: about, command }: Command,
  ): Promise<ReadonlyMap<string, number>> {
    const counted = [...agents.values()].map(async ({ id, state }): Promise<readonly [string, number]> => {
      const driver = driverOf(id);
      const supposed = standing.counts.get(id);
      const asked = supposed?.count ?? (state === 'running' ? 1 : 0);
      if (driver === undefined || (driver.kind !== 'process' && id !== about)) return [id, asked];
      const looked = driver.instances().then((all) => all.length);
      // What cannot be looked at is stopped all the same.
      const isStop = command === 'stop' || command === 'delete' || command === 'suspend';
      const seen = await (isStop ? looked.catch(() => asked) : looked);
      // What was asked for and is on its way counts as if it were there.
      return [id, supposed !== undefined && standing.open.has(supposed.by) ? Math.max(seen, asked) : seen];
    });
    return new Map(await Promise.all(counted));
  }

  async function demandGo(request: CommandRequest, ownReview?: string): Promise<Verdict> {
    const decision = await decideNow(request.command, ownReview);
    if (decision.kind === 'go') return decision;
    throw await refusal(request, decision.rule, decision.detail);
  }

  async function refusal(
    { command, from }: CommandRequest,
    rule: keyof typeof refusals,
    detail?: string,
  ): Promise<OffswitchError> {
    const why = detail === undefined ? refusals[rule] : `${refusals[rule]} (${detail})`;
    await alert('notice', `refused to ${from.kind} ${from.name}: ${inWords(command)}: ${why}`);
    return new OffswitchError(
      'command-refused',
      `cannot ${inWords(command)}: ${why}`,
      `Nothing was done. The reason is "${rule}"; docs/lifecycle.md says what to do about it.`,
      { rule, agent: command.agent },
    );
  }

  async function run(request: CommandRequest): Promise<CommandResult> {
    const { command, from } = request;
    const asks = from.kind === 'agent' || approvals?.isNeeded(`command.${command.command}`) === true;
    const first = await inTurn(() => demandGo(request));
    if (!asks) return carryOut(request, await inTurn(() => record(request, nobody)));
    // Whoever hears of the question first creates no successor meanwhile.
    const review =
      command.command === 'delete' && from.kind === 'person' ? await beginReview(request, first) : undefined;
    return decided(request, first, review);
  }

  async function decided(request: CommandRequest, verdict: Verdict, review?: string): Promise<CommandResult> {
    const approved = await askPeople(request, verdict);
    if (approved === undefined) {
      if (review !== undefined) await confirm(review, { result: 'contradicted', evidence: null });
      throw await refusal(request, 'not-approved');
    }
    const taken = await inTurn(() => record(request, approved, review));
    if (review !== undefined) await confirm(review, { result: 'confirmed', evidence: null });
    return carryOut(request, taken);
  }

  /** Undefined where they did not approve it. What an agent proposes is never done because nobody answers. */
  async function askPeople(
    { command, from, reason }: CommandRequest,
    { intent, agents, lineage }: Verdict,
  ): Promise<Approved | undefined> {
    if (approvals === undefined) return undefined;
    const outcome = await approvals.ask(
      {
        class: `command.${command.command}`,
        intent: from.kind === 'agent' ? 'grant' : intent,
        requester: from,
        ...{ agents, lineages: [lineage], effect: { ...command, agents: [...agents], lineage } },
        lost: lostBy(command, agents),
        evidence: [
          ...agents.map((agent) => `${agent}: ${parts.registry().agents.get(agent)?.state ?? 'unknown'}`),
          ...(reason === undefined || from.kind === 'agent'
            ? []
            : [`${from.name} gives as reason: ${reason}`]),
        ],
        ...(reason === undefined || from.kind === 'person' ? {} : { untrusted: reason }),
        policy: parts.policy,
        precondition: async () => hashOf(stateOf(parts.registry(), agents)),
      },
      closing.signal,
    );
    if (outcome.kind === 'approved') return { by: outcome.by, request: outcome.request };
    if (outcome.kind === 'lapsed' && outcome.goes === 'on') return { by: [], request: outcome.request };
    return undefined;
  }

  function sayingOf(
    { command, from, reason }: CommandRequest,
    kind: CommandBody['command'],
    { agents, lineage }: Verdict,
    approval: string | null,
  ): Saying<'lifecycle.command'> {
    const { agents: known } = parts.registry();
    return {
      kind: 'lifecycle.command',
      body: {
        id: `${kind}-${command.agent}-${randomUUID().slice(0, 8)}`,
        command: kind,
        subject: [...new Set([command.agent, ...agents])].slice(0, MOST_PARTIES).map((id) => ({
          ...{ id, family: null, provider: null, prompt: null, deployment: null },
          weights: known.get(id)?.digests.weights[0] ?? null,
        })),
        ...{ count: kind === 'review' ? null : countIn(command), lineage, approval },
        ...{ by: from.name, reason: reason ?? null },
      },
    };
  }

  async function beginReview(request: CommandRequest, verdict: Verdict): Promise<string> {
    const saying = sayingOf(request, 'review', verdict, null);
    await inTurn(() => records.appendAnyway({ sayings: [saying] }));
    return saying.body.id;
  }

  /** What was decided before people were asked is decided again: much may have happened since. */
  async function record(request: CommandRequest, approved: Approved, review?: string): Promise<Recorded> {
    const verdict = await demandGo(request, review);
    const saying = sayingOf(request, request.command.command, verdict, approved.request);
    const entry = { sayings: [saying] };
    // What takes an ability away is done without the log, too.
    if (verdict.intent === 'stop') await records.appendAnyway(entry);
    else await records.append(entry);
    return { body: saying.body, verdict, approved };
  }

  async function confirm(of: string, { result, evidence }: Seen): Promise<void> {
    const payload = evidence === null ? undefined : saltPayload(Buffer.from(JSON.stringify(evidence)));
    await records.appendAnyway({
      sayings: [{ kind: 'lifecycle.confirm', body: { of, result, evidence: payload?.reference ?? null } }],
      ...(payload === undefined ? {} : { payloads: [payload] }),
    });
  }

  async function carryOut(
    { command }: CommandRequest,
    { body, verdict, approved }: Recorded,
  ): Promise<CommandResult> {
    const going = tracked(effectOf(body, verdict));
    const answer = { id: body.id, command, lineage: verdict.lineage, agents: verdict.agents };
    const late = sleep(parts.answerMs ?? ANSWER_MS, undefined, { ref: false });
    const seen = await Promise.race([going, late]);
    return {
      ...answer,
      result: seen?.result ?? 'under-way',
      evidence: seen?.evidence ?? null,
      approvedBy: approved.by,
    };
  }

  function tracked<T>(promise: Promise<T>): Promise<T> {
    work.add(promise);
    promise.then(
      () => work.delete(promise),
      () => work.delete(promise),
    );
    return promise;
  }

  /** Never rejects but when the guard ends: it is gone on with at the next start. */
  async function effectOf(
    body: CommandBody,
    { intent, lineage }: Pick<Verdict, 'intent' | 'lineage'>,
  ): Promise<Seen> {
    const seen = intent === 'grant' ? await grant(body, lineage) : await takeAway(body, lineage);
    await confirm(body.id, seen);
    if (seen.result === 'contradicted')
      await alert('warning', `${body.id} did not come about: ${JSON.stringify(seen.evidence)}`);
    return seen;
  }

  async function grant(body: CommandBody, lineage: string): Promise<Seen> {
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, closing.signal]);
    const before = [...(grants.get(lineage) ?? [])].map(({ settled }) => settled);
    const settled = Promise.allSettled(before).then(() => begin(body, signal));
    const mine: Grant = { controller, settled };
    grants.set(lineage, (grants.get(lineage) ?? new Set()).add(mine));
    try {
      return await settled;
    } finally {
      grants.get(lineage)?.delete(mine);
    }
  }

  async function begin(
    { command, subject: [agent], count }: CommandBody,
    signal: AbortSignal,
  ): Promise<Seen> {
    if (agent === undefined) return { result: 'contradicted', evidence: 'it is about nobody' };
    if (signal.aborted) return { result: 'contradicted', evidence: 'it was overtaken' };
    return command === 'resume' ? effects.resume(agent.id) : effects.scale(agent.id, count ?? 1, signal);
  }

  async function takeAway(body: CommandBody, lineage: string): Promise<Seen> {
    const under = [...(grants.get(lineage) ?? [])];
    for (const { controller } of under) controller.abort();
    const settled = Promise.allSettled(under.map((one) => one.settled));
    const agents = body.subject.map(({ id }) => id);
    const told = onceEach((what) => void alert('warning', `${body.id}: ${what}`));
    const why = `${body.command} by ${body.by}`;
    switch (body.command) {
      case 'delete': {
        const members = () => membersWith(parts.registry(), agents);
        // The first pass waits for nobody; what was on its way to life is met by the last one.
        await effects.erase(members, why, closing.signal, told);
        await settled;
        return effects.erase(members, why, closing.signal, told);
      }
      case 'stop':
        await effects.stop(() => agents, why, closing.signal, told);
        await settled;
        return effects.stop(() => agents, why, closing.signal, told);
      case 'scale':
        await settled;
        return effects.scale(agents[0] ?? '', body.count ?? 1, closing.signal);
      default:
        await settled;
        return effects.suspend(agents[0] ?? '');
    }
  }

  function goOn(): void {
    for (const body of standing.open.values()) tracked(goOnWith(body).catch(() => undefined));
  }

  async function goOnWith(body: CommandBody): Promise<void> {
    const [agent] = body.subject;
    if (agent === undefined) return;
    const lineage = parts.registry().agents.get(agent.id)?.lineage ?? body.lineage ?? agent.id;
    if (body.command === 'review') {
      const request: CommandRequest = {
        command: { command: 'delete', agent: agent.id },
        from: { name: body.by, kind: 'person' },
        reason: body.reason ?? undefined,
      };
      await decided(request, await inTurn(() => demandGo(request, body.id)), body.id);
      return;
    }
    if (takers.has(body.command)) {
      await effectOf(body, { intent: 'stop', lineage });
      return;
    }
    // Nothing is begun because of a record of earlier: it is looked at.
    const instances = await driverOf(agent.id)?.instances();
    const isSo = instances === undefined || body.count === null || instances.length === body.count;
    await confirm(body.id, {
      result: isSo ? 'confirmed' : 'contradicted',
      evidence: 'as it was found at a start',
    });
  }

  async function lookBack(): Promise<void> {
    for (const body of standing.deleted.values()) {
      const members = membersWith(
        parts.registry(),
        body.subject.map(({ id }) => id),
      );
      const left = await effects.remains(members).catch(() => []);
      if (left.length === 0) continue;
      await alert('critical', `${body.id}: it is there again, and is taken away: ${left.join(', ')}`);
      const told = onceEach((what) => void alert('warning', `${body.id}: ${what}`));
      const seen = await effects.erase(() => members, body.id, closing.signal, told);
      await confirm(body.id, seen);
    }
  }

  return {
    run,
    goOn,
    lookBack,
    async close() {
      closing.abort();
      await Promise.allSettled([turn, ...work]);
    },
  };
}

interface Grant {
  readonly controller: AbortController;
  readonly settled: Promise<Seen>;
}

interface Recorded {
  readonly body: CommandBody;
  readonly verdict: Verdict;
  readonly approved: Approved;
}

/** Of a record. */
const MOST_PARTIES = 64;

const takers: ReadonlySet<string> = new Set(['stop', 'delete', 'suspend']);

/** Those that were named, and whoever belongs to one of their lineages by now. */
function membersWith({ agents, lineages }: RegistryState, named: readonly string[]): readonly string[] {
  const of = named.flatMap((id) => lineages.get(agents.get(id)?.lineage ?? '')?.members ?? []);
  return [...new Set([...named, ...of])];
}

function lostBy({ command }: Command, agents: readonly string[]): readonly string[] {
  if (command === 'delete')
    return agents.map((agent) => `${agent}, for good: nobody creates, scales or restores it afterwards`);
  if (command === 'stop') return agents.map((agent) => `${agent}: what it is doing, and has in its memory`);
  return [];
}

function stateOf({ agents, lineages }: RegistryState, names: readonly string[]): Json {
  return names.map((name) => {
    const agent = agents.get(name);
    if (agent === undefined) return { agent: name };
    const { state, lineage, digests } = agent;
    return {
      ...{ agent: name, state, lineage, configuration: digests.configuration, weights: [...digests.weights] },
      members: [...(lineages.get(lineage)?.members ?? [])],
    };
  });
}

function onceEach(tell: (what: string) => void): (what: string) => void {
  const told = new Set<string>();
  return (what) => {
    if (told.has(what) || told.size >= 100) return;
    told.add(what);
    tell(what);
  };
}
