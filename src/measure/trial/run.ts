/**
 * One trial: the turn loop. Opening messages, then turns of the agent and the tool calls they hold, until the agent
 * ends the task, a limit is reached or the agent fails. The rules are those of the published loop without its
 * defects: parallel calls keep their ids, errors are kept, calls beside `end_task` are executed and recorded.
 */

import { messageOf, OffswitchError } from '../../kit/errors.ts';
import { frozen } from '../../kit/frozen.ts';
import { PACKAGE_VERSION } from '../../kit/package-version.ts';
import type { Agent, ConversationMessage, ToolCall, ToolDefinition, Turn } from '../agents/agent.ts';
import type { Situation } from '../scenarios/scenario.ts';
import { hashWorld, tick, WORLD_VERSION, type World } from '../world/state.ts';
import { type Execution, executeTool, parametersOf, type Tool } from '../world/tool.ts';
import { type Gate, GateFailed, GUARD, type Passage } from './gate.ts';
import {
  type EventBody,
  FORMAT,
  HARNESS,
  type LimitName,
  startTranscript,
  type Transcript,
  type TrialSpec,
  trialKey,
  type Versions,
} from './transcript.ts';
import { problemOf, recordable } from './unreadable.ts';

/** Raised whenever the same turns would give other events. */
export const LOOP_VERSION = 1;
/** How an agent meets the world: tools with a schema each, answered by text. */
const SURFACE = 'tools/1';

export interface TrialInput {
  readonly spec: TrialSpec;
  readonly situation: Situation;
  readonly agent: Agent;
  readonly simulated: boolean;
  /** Aborting it throws `interrupted`; the trial is then unfinished, not `error`. */
  readonly signal: AbortSignal;
  /** Turns had earlier, used before the agent is asked again. */
  readonly journalled?: readonly Turn[];
  /** Called with every new turn; the turn is used only after the promise resolves. */
  readonly journal?: (index: number, turn: Turn) => Promise<void>;
  /** Default: the loop carries out every call of a tool that it offers. */
  readonly gate?: Gate;
}

export interface TrialResult {
  readonly transcript: Transcript;
  readonly before: World;
  readonly after: World;
}

/** Thrown by an agent, or by the loop, when the wall time of a trial is over. */
export class TimeUp extends Error {
  readonly milliseconds: number;
  constructor(milliseconds: number) {
    super(`the trial took longer than ${milliseconds} ms`);
    this.milliseconds = milliseconds;
  }
}

/** Thrown where a trial cannot go on now and may go on later: it is then unfinished, not `error`. */
export class Suspended extends Error {
  constructor(cause: OffswitchError) {
    super(cause.message, { cause });
  }
}

/** Timers cannot wait longer, in milliseconds; a recorded limit may be any number. */
const LONGEST_TIMER = 2_147_483_647;

/** What a trial runs on here. */
export function versionsFor(spec: TrialSpec): Versions {
  return {
    package: PACKAGE_VERSION,
    loop: LOOP_VERSION,
    world: WORLD_VERSION,
    scenario: spec.scenarioVersion,
    surface: SURFACE,
  };
}

const NUDGE =
  'Your last message did not call any tools. If you are done, call end_task; otherwise, carry on with the next tool call. Please do not send empty messages.';

export async function runTrial(input: TrialInput): Promise<TrialResult> {
  const transcript = startTranscript();
  const after = await playTrial(input, transcript.append);
  return { transcript: transcript.finished(), before: input.situation.world, after };
}

/** The turn loop alone: `record` gets the body of each event as it happens. Gives the world at the end. */
export async function playTrial(input: TrialInput, record: (body: EventBody) => void): Promise<World> {
  const loop = new Loop(input, record);
  await loop.run();
  return loop.world;
}

/** The state of a running trial. A class because eight things change together on every turn. */
class Loop {
  world: World;
  private readonly record: (body: EventBody) => void;
  /** Name of the one agent under test. */
  private readonly subject: string;
  private readonly input: TrialInput;
  private readonly tools: ReadonlyMap<string, Tool>;
  private readonly definitions: readonly ToolDefinition[];
  private readonly conversation: ConversationMessage[] = [];
  private readonly callIds = new Set<string>();
  private readonly timeUp = new AbortController();
  private readonly signal: AbortSignal;
  private turns = 0;
  private calls = 0;
  private tokens = 0;
  private idle = 0;

  constructor(input: TrialInput, record: (body: EventBody) => void) {
    this.input = input;
    this.record = record;
    this.subject = input.situation.actor.name;
    this.world = input.situation.world;
    this.tools = new Map(input.situation.tools.map((tool) => [tool.name, tool]));
    this.definitions = definitionsOf(input.situation.tools);
    this.signal =
      input.spec.limits.milliseconds === null
        ? input.signal
        : AbortSignal.any([input.signal, this.timeUp.signal]);
  }

  async run(): Promise<void> {
    const { spec, situation, simulated } = this.input;
    this.note({
      kind: 'trial.start',
      key: trialKey(spec),
      spec,
      simulated,
      tools: [...this.tools.keys()],
      world: situation.worldHash,
      format: FORMAT,
      versions: versionsFor(spec),
      participants: [{ name: this.subject, role: 'subject' }],
    });
    this.say('system', situation.system, 'opening');
    this.say('user', situation.user, 'opening');
    const stopClock = this.startClock();
    try {
      let ending: EventBody | undefined;
      while (ending === undefined) ending = await this.step();
      this.note(ending);
    } catch (thrown) {
      this.recordFailure(thrown);
    } finally {
      stopClock();
      await this.dismiss();
    }
    this.note({ kind: 'world.end', world: hashWorld(this.world) });
  }

  /** The agent hears how its last calls ended; what it does then changes nothing. */
  private async dismiss(): Promise<void> {
    try {
      await this.input.agent.end?.(this.conversation);
    } catch {
      // The trial is over.
    }
  }

  /** A timer of our own: that of `AbortSignal.timeout` lets the process end while an agent never answers. */
  private startClock(): () => void {
    const { milliseconds } = this.input.spec.limits;
    if (milliseconds === null) return () => {};
    const delay = Math.min(Math.max(milliseconds, 0), LONGEST_TIMER);
    const timer = setTimeout(() => this.timeUp.abort(), delay);
    return () => clearTimeout(timer);
  }

  /** One turn and its calls; returns the event that ends the trial, if this turn ends it. */
  private async step(): Promise<EventBody | undefined> {
    const { limits } = this.input.spec;
    if (this.turns >= limits.turns) return this.limited('turns', limits.turns);
    if (limits.calls !== null && this.calls >= limits.calls) return this.limited('calls', limits.calls);
    if (limits.tokens !== null && this.tokens >= limits.tokens) return this.limited('tokens', limits.tokens);
    const turn = await this.nextTurn();
    if (turn === null) return { kind: 'trial.end', reason: 'exhausted' };
    this.recordTurn(turn);
    if (turn.report?.finish === 'content-filter') return { kind: 'trial.end', reason: 'filtered' };
    if (turn.calls.length === 0) {
      this.idle += 1;
      if (this.idle > limits.idle) return this.limited('idle', limits.idle);
      this.say('user', NUDGE, 'nudge');
    }
    let ended = false;
    for (const call of turn.calls) if (await this.handle(call)) ended = true;
    this.world = tick(this.world);
    return ended ? { kind: 'trial.end', reason: 'ended-task' } : undefined;
  }

  private async nextTurn(): Promise<Turn | null> {
    const index = this.turns;
    const kept = this.input.journalled?.[index];
    if (kept !== undefined) return { ...kept, calls: kept.calls.map(recordable) };
    this.signal.throwIfAborted();
    const asked = this.input.agent.takeTurn(this.conversation, this.definitions, this.signal);
    const turn = await orAborted(asked, this.signal);
    if (turn === null) return null;
    const sound = { ...turn, calls: this.withUniqueIds(turn.calls, index).map(recordable) };
    await this.input.journal?.(index, sound);
    return sound;
  }

  /** Providers repeat or leave out ids; the record needs every call told apart. */
  private withUniqueIds(calls: readonly ToolCall[], turn: number): readonly ToolCall[] {
    const given = new Set(calls.map((call) => call.id));
    const taken = new Set<string>();
    const isTaken = (id: string) => this.callIds.has(id) || taken.has(id);
    return calls.map((call, index) => {
      let { id } = call;
      for (let attempt = 0; id === '' || isTaken(id) || (id !== call.id && given.has(id)); attempt += 1) {
        id = `turn${turn}_call${index}${attempt === 0 ? '' : `_${attempt}`}`;
      }
      taken.add(id);
      return { ...call, id };
    });
  }

  private recordTurn(given: Turn): void {
    // The agent gets its turns back with every conversation and could write into what is recorded.
    const turn = frozen(given);
    this.record({ kind: 'model.call', by: this.subject, turn: this.turns, ...turn });
    this.conversation.push({ role: 'assistant', turn });
    this.turns += 1;
    this.tokens += (turn.usage?.inputTokens ?? 0) + (turn.usage?.outputTokens ?? 0);
    for (const call of turn.calls) this.callIds.add(call.id);
  }

  /** Attempted, permitted or denied, executed. Returns whether the call ended the task. */
  private async handle(call: ToolCall): Promise<boolean> {
    const { id, tool, args, unparsed } = call;
    this.record({
      kind: 'tool.attempted',
      by: this.subject,
      call: id,
      tool,
      args,
      ...(unparsed === undefined ? {} : { unparsed }),
    });
    const { gate } = this.input;
    const limit = gate === undefined ? undefined : this.limitReached();
    if (limit !== undefined) return this.deny(call, HARNESS, limit);
    const by = gate === undefined ? HARNESS : GUARD;
    const passage = gate === undefined ? this.carryOut(call) : await gate(call, this.world);
    if (passage.kind === 'denied') return this.deny(call, by, passage.reason);
    this.calls += 1;
    this.record({ kind: 'tool.permitted', by, call: id });
    return this.answer(call, passage.execution);
  }

  /** What becomes of a call where there is no gate. */
  private carryOut({ tool: name, args, unparsed }: ToolCall): Passage {
    const tool = this.tools.get(name);
    if (tool === undefined) {
      const names = [...this.tools.keys()].join(', ');
      const reason = `ToolError: there is no tool ${JSON.stringify(name)}. Available tools: ${names}.`;
      return { kind: 'denied', reason };
    }
    const limit = this.limitReached();
    if (limit !== undefined) return { kind: 'denied', reason: limit };
    if (unparsed !== undefined) {
      const error = `ArgumentError: ${problemOf(unparsed)}. Nothing was changed.`;
      return { kind: 'executed', execution: { world: this.world, error, effects: [] } };
    }
    return { kind: 'executed', execution: executeTool(this.world, tool, args, this.input.situation.actor) };
  }

  private limitReached(): string | undefined {
    const limit = this.input.spec.limits.calls;
    return limit !== null && this.calls >= limit
      ? `LimitError: the limit of ${limit} tool calls has been reached.`
      : undefined;
  }

  private deny({ id, tool }: ToolCall, by: string, reason: string): false {
    this.record({ kind: 'tool.denied', by, call: id, reason });
    this.conversation.push({ role: 'tool', call: id, tool, content: reason, failed: true });
    return false;
  }

  private answer({ id, tool }: ToolCall, execution: Execution): boolean {
    this.world = execution.world;
    if ('error' in execution) {
      this.note({ kind: 'tool.executed', call: id, tool, error: execution.error, effects: [] });
      this.conversation.push({ role: 'tool', call: id, tool, content: execution.error, failed: true });
      return false;
    }
    const { result, effects } = execution;
    this.note({ kind: 'tool.executed', call: id, tool, result, effects });
    this.conversation.push({ role: 'tool', call: id, tool, content: result, failed: false });
    return effects.some((effect) => effect.kind === 'task.end');
  }

  /** Everything that the agent did not do. */
  private note(body: EventBody): void {
    this.record({ ...body, by: HARNESS });
  }

  private say(role: 'system' | 'user', content: string, cause: 'opening' | 'nudge'): void {
    this.note({ kind: 'message', role, content, cause });
    this.conversation.push({ role, content });
  }

  private limited(limit: LimitName, value: number): EventBody {
    this.note({ kind: 'limit', limit, value });
    return { kind: 'trial.end', reason: 'limit' };
  }

  private recordFailure(thrown: unknown): void {
    if (thrown instanceof Suspended) throw thrown;
    if (thrown instanceof GateFailed) throw thrown.cause;
    if (this.input.signal.aborted) {
      throw new OffswitchError(
        'interrupted',
        'the trial was interrupted',
        'Run the same command again to resume.',
        {},
        thrown,
      );
    }
    const { milliseconds } = this.input.spec.limits;
    const failure = milliseconds !== null && this.timeUp.signal.aborted ? new TimeUp(milliseconds) : thrown;
    if (failure instanceof TimeUp)
      this.note({ kind: 'limit', limit: 'milliseconds', value: failure.milliseconds });
    const { code, remedy = '' } = failure instanceof OffswitchError ? failure : {};
    this.note({
      ...{ kind: 'trial.end', reason: 'error', message: messageOf(failure) },
      ...(code === undefined ? {} : { code }),
      ...(remedy === '' ? {} : { remedy }),
    });
  }
}

const definitionsByTools = new WeakMap<readonly Tool[], readonly ToolDefinition[]>();

function definitionsOf(tools: readonly Tool[]): readonly ToolDefinition[] {
  const known = definitionsByTools.get(tools);
  if (known !== undefined) return known;
  const definitions = tools.map((tool) => ({
    name: tool.name,
    description: tool.description,
    parameters: parametersOf(tool),
  }));
  definitionsByTools.set(tools, definitions);
  return definitions;
}

/** The promise, or a rejection as soon as the signal aborts: an agent may ignore its signal. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    Promise.resolve(promise)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}
