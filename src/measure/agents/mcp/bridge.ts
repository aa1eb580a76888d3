/**
 * The turn loop turned inside out: an agent that calls tools when it likes, seen by the loop as one that is asked for
 * turns. A turn is whatever was called before any of it was answered; its results answer the calls that wait.
 */
import type { Json } from '../../../kit/canonical.ts';
import type { Agent, ConversationMessage, ToolCall, Turn } from '../agent.ts';

/** What a call brought, for whoever made it. */
export interface CallResult {
  readonly text: string;
  readonly failed: boolean;
}

export interface Bridge {
  /** The loop's side. */
  readonly agent: Required<Agent>;
  /** A tool call of the agent; resolves once the loop has executed it, or with an error once the trial is over. */
  call(tool: string, given: Arguments): Promise<CallResult>;
  /** What the agent says: the text of the turn that its next calls make, or of one of its own if none follow. */
  say(text: string): CallResult;
  /** The agent has begun, although there is nothing to record of it yet. */
  begin(): void;
  /** Kept with the first turn: what the program on the other side calls itself. Nobody checks it. */
  claim(client: Json): void;
  /**
   * Something of the agent's is on its way and may bring a call: the turn that is being gathered waits for it. Gives
   * what to call once it is there; nobody waits for ever.
   */
  expect(): () => void;
  /** The agent has nothing more to do, because of what `why` says. */
  leave(why: string): void;
  /** The agent failed: the trial ends as `error`. */
  fail(error: Error): void;
  /** Answers the calls that wait for the loop, before the loop has them. */
  answerEarly(text: string): void;
  /** Whether the agent has begun. */
  readonly used: boolean;
  readonly over: boolean;
  /** Why it has nothing more to do; undefined as long as it may. */
  readonly left: string | undefined;
}

/** As `ToolCall` has them. */
type Arguments = Pick<ToolCall, 'args' | 'unparsed'>;

interface Call {
  readonly id: string;
  readonly tool: string;
  readonly given: Arguments;
  readonly answer: (result: CallResult) => void;
}

/**
 * A turn is closed when nothing of the agent's is on its way and, after this time, everything that reached this process
 * was read. Only between requests on connections that were open before does the time itself decide.
 */
const QUIET_MS = 50;
/** A turn waits no longer for what is expected: a connection may have been opened and never be used. */
const LONGEST_OPEN_MS = 3000;
/** More calls than this cannot wait at a time. */
const MOST_WAITING = 100;
/** Texts without a call become a turn of their own at the latest after so many, or so many UTF-16 units. */
const MOST_TEXTS = 20;
const LONGEST_TEXTS = 200_000;

export const OVER = 'The task has ended. Nothing more is taken or carried out.';
const TOO_MANY = `More than ${MOST_WAITING} calls wait for their results; this one was not made.`;

/** `quietMs`: how long nothing more may come before a turn is closed; `openMs`: how long it may stay open at most. */
export function createBridge(quietMs = QUIET_MS, openMs = LONGEST_OPEN_MS): Bridge {
  const state = new Exchange(quietMs, openMs);
  return {
    agent: {
      takeTurn: (conversation, _tools, signal) => state.takeTurn(conversation, signal),
      end: (conversation) => state.end(conversation),
    },
    call: (tool, given) => state.call(tool, given),
    say: (text) => state.say(text),
    begin: () => {
      state.used = true;
    },
    claim: (client) => {
      state.client ??= client;
    },
    expect: () => state.expect(),
    leave: (why) => state.leave(why),
    fail: (error) => state.fail(error),
    answerEarly: (text) => state.answerIssued({ text, failed: false }),
    get used() {
      return state.used;
    },
    get over() {
      return state.over;
    },
    get left() {
      return state.left;
    },
  };
}

/** The state between the two sides. A class because most of it changes with every call and every turn. */
class Exchange {
  used = false;
  over = false;
  client: Json | undefined;
  left: string | undefined;
  private readonly quietMs: number;
  private readonly openMs: number;
  private waiting: { resolve(turn: Turn | null): void; reject(reason: unknown): void } | undefined;
  /** Stops the turn from being closed. */
  private keepOpen: (() => void) | undefined;
  /** Closes the turn however much is still expected. */
  private latest: NodeJS.Timeout | undefined;
  private readonly expected = new Set<symbol>();
  private queue: Call[] = [];
  private readonly issued = new Map<string, Call>();
  private said: string[] = [];
  private failure: Error | undefined;
  private calls = 0;
  private turns = 0;
  private delivered = 0;

  constructor(quietMs: number, openMs: number) {
    this.quietMs = quietMs;
    this.openMs = openMs;
  }

  call(tool: string, given: Arguments): Promise<CallResult> {
    if (this.isGone()) return Promise.resolve({ text: OVER, failed: true });
    if (this.queue.length + this.issued.size >= MOST_WAITING)
      return Promise.resolve({ text: TOO_MANY, failed: true });
    this.used = true;
    this.calls += 1;
    const id = `mcp-${this.calls}`;
    return new Promise((answer) => {
      this.queue.push({ id, tool, given, answer });
      this.consider();
    });
  }

  say(text: string): CallResult {
    if (this.isGone()) return { text: OVER, failed: true };
    this.used = true;
    if (text.trim() !== '') this.said.push(text);
    this.consider();
    return { text: 'Said.', failed: false };
  }

  expect(): () => void {
    const coming = Symbol('coming');
    this.expected.add(coming);
    this.consider();
    return () => {
      if (this.expected.delete(coming)) this.consider();
    };
  }

  leave(why: string): void {
    this.left ??= why;
    this.consider();
  }

  fail(error: Error): void {
    this.failure ??= error;
    this.consider();
  }

  async takeTurn(conversation: readonly ConversationMessage[], signal: AbortSignal): Promise<Turn | null> {
    this.deliver(conversation);
    signal.throwIfAborted();
    const turn = await new Promise<Turn | null>((resolve, reject) => {
      const abort = () => this.settle((waiting) => waiting.reject(signal.reason));
      signal.addEventListener('abort', abort, { once: true });
      const finish = () => signal.removeEventListener('abort', abort);
      this.waiting = {
        resolve: (value) => {
          finish();
          resolve(value);
        },
        reject: (reason) => {
          finish();
          reject(reason);
        },
      };
      this.consider();
    });
    if (turn !== null) this.turns += 1;
    return turn;
  }

  end(conversation: readonly ConversationMessage[]): void {
    this.deliver(conversation);
    this.over = true;
    this.stopClosing();
    const late = this.queue;
    this.queue = [];
    for (const call of late) call.answer({ text: OVER, failed: true });
    this.answerIssued({ text: OVER, failed: true });
  }

  answerIssued(result: CallResult): void {
    for (const call of this.issued.values()) call.answer(result);
    this.issued.clear();
  }

  /** Results that came since the last turn answer the calls they belong to. */
  private deliver(conversation: readonly ConversationMessage[]): void {
    for (const message of conversation.slice(this.delivered)) {
      if (message.role !== 'tool') continue;
      this.issued.get(message.call)?.answer({ text: message.content, failed: message.failed });
      this.issued.delete(message.call);
    }
    this.delivered = conversation.length;
  }

  private isGone(): boolean {
    return this.over || this.left !== undefined;
  }

  /** Gives the loop what it waits for, as soon as there is something. */
  private consider(): void {
    this.keepOpen?.();
    this.keepOpen = undefined;
    if (this.waiting === undefined) return;
    const { failure } = this;
    if (failure !== undefined) this.settle((waiting) => waiting.reject(failure));
    else if (this.left !== undefined) this.give();
    else if (this.queue.length > 0) this.closeOnceQuiet();
    else if (this.said.length >= MOST_TEXTS || lengthOf(this.said) >= LONGEST_TEXTS) this.give();
  }

  private closeOnceQuiet(): void {
    this.latest ??= setTimeout(() => {
      this.expected.clear();
      this.give();
    }, this.openMs);
    if (this.expected.size > 0) return;
    let reading: NodeJS.Immediate | undefined;
    // A timer that is late under load fires before what has arrived meanwhile is read.
    const quiet = setTimeout(() => {
      reading = setImmediate(() => this.give());
    }, this.quietMs);
    this.keepOpen = () => {
      clearTimeout(quiet);
      clearImmediate(reading);
    };
  }

  private give(): void {
    const calls = this.queue.map(({ id, tool, given }) => ({ id, tool, ...given }));
    const text = this.said.join('\n\n');
    this.settle((waiting) => {
      for (const call of this.queue) this.issued.set(call.id, call);
      this.queue = [];
      this.said = [];
      const empty = calls.length === 0 && text === '';
      waiting.resolve(empty ? null : { text, calls, ...this.introduction() });
    });
  }

  private introduction(): Pick<Turn, 'continuation'> {
    return this.turns > 0 || this.client === undefined
      ? {}
      : { continuation: { claimedClient: this.client } };
  }

  private stopClosing(): void {
    this.keepOpen?.();
    this.keepOpen = undefined;
    clearTimeout(this.latest);
    this.latest = undefined;
  }

  private settle(how: (waiting: NonNullable<Exchange['waiting']>) => void): void {
    this.stopClosing();
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting !== undefined) how(waiting);
  }
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}
