/**
 * Commands, one at a time up to their record: decided, put to people where guard.yaml wants it, decided again, written
 * into the log. What follows from the record goes on by itself, also where whoever commanded it has gone.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from '../../../kit/canonical.ts';
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import type { Hash } from '../../../kit/hash.ts';
import { unknownName } from '../../../kit/names.ts';
import { saltPayload } from '../../../notary/records/payloads.ts';
import type { Saying } from '../../../notary/records/record.ts';
import type { Approvals } from '../../approvals/approvals.ts';
import type { Records } from '../../guard/broker/contract.ts';
import type { LifecycleCeilings } from '../../guard/config/lifecycle.ts';
import type { Driver } from '../drivers/driver.ts';
import { type RegistryState, withRecord } from '../registry/registry.ts';
import { type Approved, askPeople, stateOf } from './ask-people.ts';
import { carryingOut } from './carry-out.ts';
import { type Command, type CommandRequest, countIn, inWords } from './command.ts';
import { decideCommand, refusals, type Verdict } from './decide.ts';
import type { Effects, Seen } from './effects.ts';
import type { CommandBody, Standing } from './standing.ts';

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
  /** What holds the agent all the same, and how a person lifts it; null where nothing does. */
  readonly stillHeld: string | null;
}

export interface ExecutorParts {
  registry(): RegistryState;
  readonly standing: Standing;
  /** By the clock of what was begun. */
  now(): number;
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
/** Of a record. */
const MOST_PARTIES = 64;
const nobody: Approved = { by: [], request: null };

export function openExecutor(parts: ExecutorParts): Executor {
  const { registry, standing, records, alert, approvals, driverOf } = parts;
  const closing = new AbortController();
  const carrying = carryingOut({ ...parts, confirm });
  let turn: Promise<unknown> = Promise.resolve();

  /** Decides and records while nobody else does: what is decided next counts this one. */
  function inTurn<T>(doing: () => Promise<T>): Promise<T> {
    const mine = turn.then(doing, doing);
    turn = mine.catch(() => undefined);
    return mine;
  }

  async function demandGo(request: CommandRequest, ownReview?: string): Promise<Verdict> {
    const { command } = request;
    const { agents } = registry();
    if (!agents.has(command.agent)) throw unknownName('managed agent', command.agent, [...agents.keys()]);
    const decision = decideCommand(command, {
      ...{ registry: registry(), standing, ceilings: parts.ceilings, now: parts.now() },
      ...{ driver: driverOf(command.agent), running: await runningNow(command) },
      ...(ownReview === undefined ? {} : { ownReview }),
    });
    if (decision.kind === 'go') return decision;
    throw await refusal(request, decision.rule, decision.detail);
  }

  /** The guard's own processes and the agent that it is about as they are; of others what was asked for. */
  async function runningNow({ agent: about, command }: Command): Promise<ReadonlyMap<string, number>> {
    const counted = [...registry().agents.values()].map(
      async ({ id, state }): Promise<readonly [string, number]> => {
        const driver = driverOf(id);
        const supposed = standing.counts.get(id);
        const asked = supposed?.count ?? (state === 'running' ? 1 : 0);
        if (driver === undefined || (driver.kind !== 'process' && id !== about)) return [id, asked];
        const looked = driver.instances().then((all) => all.length);
        // What cannot be looked at is stopped all the same.
        const isStop = command === 'stop' || command === 'delete' || command === 'suspend';
        const seen = await (isStop ? looked.catch(() => asked) : looked);
        // What was asked for and is on its way counts as if it were there.
        const isOnItsWay = supposed !== undefined && standing.open.has(supposed.by);
        return [id, isOnItsWay ? Math.max(seen, asked) : seen];
      },
    );
    return new Map(await Promise.all(counted));
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
    const first = await inTurn(() => demandGo(request));
    const isAgents = from.kind === 'agent';
    if (!isAgents && approvals?.isNeeded(`command.${command.command}`) !== true)
      return answered(request, await inTurn(() => record(request, nobody)));
    // Whoever hears of the question first creates no successor meanwhile. An agent's question holds nobody up.
    const review = command.command === 'delete' && !isAgents ? await beginReview(request, first) : undefined;
    return withPeople(request, first, review);
  }

  async function withPeople(
    request: CommandRequest,
    verdict: Verdict,
    review?: string,
  ): Promise<CommandResult> {
    const { policy } = parts;
    const approved =
      approvals &&
      (await askPeople(request, verdict, { approvals, registry, policy, signal: closing.signal }));
    if (approved === undefined) {
      if (review !== undefined) await confirm(review, { result: 'contradicted', evidence: null });
      throw await refusal(request, 'not-approved');
    }
    const taken = await inTurn(() => record(request, approved, review));
    if (review !== undefined) await confirm(review, { result: 'confirmed', evidence: null });
    return answered(request, taken);
  }

  function sayingOf(
    { command, from, reason }: CommandRequest,
    kind: CommandBody['command'],
    { agents, lineage }: Verdict,
    approval: string | null,
  ): Saying<'lifecycle.command'> {
    const { agents: known } = registry();
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
    else if (approved.state === undefined) await records.append(entry);
    else await recordInState(approved.state, request, saying, verdict);
    return { body: saying.body, verdict, approved };
  }

  /** Before the record and after it the state is the one that people approved; where not, nothing is done. */
  async function recordInState(
    state: Hash,
    request: CommandRequest,
    saying: Saying<'lifecycle.command'>,
    verdict: Verdict,
  ): Promise<void> {
    const now = () => stateOf(registry(), verdict.agents);
    if (now() !== state) throw await refusal(request, 'changed');
    const expected = stateOf(withRecord(registry(), { ...OF_THE_GUARD, ...saying }), verdict.agents);
    await records.append({ sayings: [saying] });
    if (now() === expected) return;
    await takeBack(saying.body, verdict);
    throw await refusal(request, 'changed', 'it changed while the approved command was written down');
  }

  /** The record alone lets an agent in again, or has it act again. */
  async function takeBack({ id, command, subject: [agent] }: CommandBody, verdict: Verdict): Promise<void> {
    await confirm(id, { result: 'contradicted', evidence: refusals.changed });
    const taking = takesBack[command];
    if (taking === undefined || agent === undefined) return;
    const saying = sayingOf(
      {
        command: { command: taking, agent: agent.id },
        from: { name: 'lifecycle', kind: 'person' },
        reason: `${id}: ${refusals.changed}`,
      },
      taking,
      verdict,
      null,
    );
    await records.appendAnyway({ sayings: [saying] });
    await carrying.carryOut(saying.body, 'stop', verdict.lineage);
  }

  async function confirm(of: string, { result, evidence }: Seen): Promise<void> {
    const payload = evidence === null ? undefined : saltPayload(Buffer.from(JSON.stringify(evidence)));
    await records.appendAnyway({
      sayings: [{ kind: 'lifecycle.confirm', body: { of, result, evidence: payload?.reference ?? null } }],
      ...(payload === undefined ? {} : { payloads: [payload] }),
    });
  }

  async function answered(
    { command }: CommandRequest,
    { body, verdict: { intent, lineage, agents }, approved }: Recorded,
  ): Promise<CommandResult> {
    const late = sleep(parts.answerMs ?? ANSWER_MS, undefined, { ref: false });
    const seen = await Promise.race([carrying.carryOut(body, intent, lineage), late]);
    return {
      ...{ id: body.id, command, lineage, agents, approvedBy: approved.by },
      ...{ result: seen?.result ?? 'under-way', evidence: seen?.evidence ?? null },
      stillHeld: intent === 'stop' ? null : stillHeld(command.agent),
    };
  }

  function stillHeld(agent: string): string | null {
    const why = registry().frozen.get(agent);
    return why === undefined
      ? null
      : `the guard has frozen it, ${why}; it may do nothing until: offswitch guard thaw ${agent}`;
  }

  async function goOnWith(body: CommandBody): Promise<void> {
    const [agent] = body.subject;
    if (agent === undefined) return;
    if (body.command === 'review') {
      const command = { command: 'delete', agent: agent.id } as const;
      const reason = body.reason ?? undefined;
      const request: CommandRequest = { command, from: { name: body.by, kind: 'person' }, reason };
      await withPeople(request, await inTurn(() => demandGo(request, body.id)), body.id);
      return;
    }
    const lineage = registry().agents.get(agent.id)?.lineage ?? body.lineage ?? agent.id;
    const found = takers.has(body.command) ? undefined : (await driverOf(agent.id)?.instances())?.length;
    const isMore = found !== undefined && body.count !== null && found > body.count;
    if (takers.has(body.command) || (body.command === 'scale' && isMore)) {
      await carrying.carryOut(body, 'stop', lineage);
      return;
    }
    // Nothing is begun because of a record of earlier: it is looked at.
    const isSo = found === undefined || body.count === null || found === body.count;
    const evidence = `at a start: ${found ?? 'nothing to be seen'}`;
    await confirm(body.id, { result: isSo ? 'confirmed' : 'contradicted', evidence });
  }

  return {
    run,
    goOn() {
      for (const body of standing.open.values())
        goOnWith(body).catch((thrown: unknown) => {
          if (!closing.signal.aborted) void alert('warning', `${body.id} is left open: ${messageOf(thrown)}`);
        });
    },
    lookBack: carrying.lookBack,
    async close() {
      closing.abort();
      await carrying.close();
      await turn;
    },
  };
}

interface Recorded {
  readonly body: CommandBody;
  readonly verdict: Verdict;
  readonly approved: Approved;
}

const takesBack: Readonly<Partial<Record<CommandBody['command'], 'stop' | 'suspend'>>> = {
  restore: 'stop',
  resume: 'suspend',
};

/** Of whatever a guard says here. */
const OF_THE_GUARD = { run: 'guard/0', channel: 'lifecycle/0', wall: '' };

const takers: ReadonlySet<string> = new Set(['stop', 'delete', 'suspend']);
