/** Who is under test: the contract every kind of agent fulfils, and what passes between it and the turn loop. */
import type { Json } from '../../kit/canonical.ts';
import type { OffswitchConfig } from './config.ts';
import type { Traffic } from './model/traffic.ts';

/** A tool as an agent sees it. `parameters` is a JSON Schema (draft 2020-12) of the arguments object. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ToolCall {
  /** Unique within the trial; the loop replaces missing or repeated ids. */
  readonly id: string;
  readonly tool: string;
  /** Parsed arguments. Where the agent sent text that is not JSON, the text itself stands in `unparsed`. */
  readonly args: Json;
  readonly unparsed?: string;
}

/** Tokens as the provider counted them. */
export interface Usage {
  /** All tokens of the prompt, cached ones included. */
  readonly inputTokens: number;
  /** Of these, read from the provider's prompt cache. */
  readonly cachedInputTokens?: number;
  /** Of these, written to the provider's prompt cache. */
  readonly cacheWriteTokens?: number;
  /** All tokens written, reasoning included. */
  readonly outputTokens: number;
  readonly reasoningTokens?: number;
}

export interface Turn {
  readonly text: string;
  /** Reasoning the provider made visible; never counted as something said to the company. */
  readonly reasoning?: string;
  readonly calls: readonly ToolCall[];
  readonly usage?: Usage;
  /**
   * What the agent's own protocol wants back with the next call beside text and calls (signatures, encrypted
   * reasoning). Only the kind of agent that wrote it reads it.
   */
  readonly continuation?: Json;
  /** What the provider said of the call: model id, finish reason, latency in milliseconds, retries. */
  readonly report?: {
    readonly model?: string;
    /** `content-filter`: the provider's own filter stopped the call; the trial ends as `filtered`. `refusal`: marked as the model's own. */
    readonly finish?: string;
    readonly latencyMs?: number;
    readonly retries?: number;
    /** The answer was bought by another study and reused from a cache. */
    readonly reused?: boolean;
  };
}

export type ConversationMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly turn: Turn }
  | {
      readonly role: 'tool';
      readonly call: string;
      readonly tool: string;
      readonly content: string;
      readonly failed: boolean;
    };

/** One agent in one trial. A rejected promise ends the trial as `error`, never as behaviour. */
export interface Agent {
  /** The next turn, or null if the agent has nothing more to say (a script at its end). */
  takeTurn(
    conversation: readonly ConversationMessage[],
    tools: readonly ToolDefinition[],
    signal: AbortSignal,
  ): Promise<Turn | null>;
  /** Called once when the trial is over, however it ended, with all that was said; what it throws is ignored. */
  end?(conversation: readonly ConversationMessage[]): void | Promise<void>;
}

/** What one start of an agent may ask for beyond the usual. */
export interface StartOptions {
  /** JSON Schema that the text of every answer must fit, or any JSON object; kinds that cannot enforce it ignore it. */
  readonly answerSchema?: Readonly<Record<string, unknown>> | 'any';
}

/** An agent id resolved: everything about the agent that is the same for all its trials. */
export interface AgentKind {
  /** `kind:name`, e.g. `sim:honest` or `openai:gpt-5.2`. */
  readonly id: string;
  /** True for programs that choose moves with stated probabilities; every output says so. */
  readonly simulated: boolean;
  /** Whether a turn can be had again for nothing from the same seed; if not, turns are journalled before use. */
  readonly repeatable: boolean;
  /** Whether an agent can go on from turns it had in an earlier process. If not, an unfinished trial starts over. */
  readonly resumes: boolean;
  /** Whether every turn is asked for with the whole conversation and nothing else, so that equal calls can be reused. */
  readonly reusable: boolean;
  /** The language model behind the agent, where there is just one and it is known: for prices and families. */
  readonly model?: { readonly provider: string; readonly name: string };
  /** Calls of all its agents so far that were given up on their way, such as at an interruption: they may be charged. */
  readonly abandonedCalls?: () => number;
  /** The family word in the agent's own name (`Gemini Agent 1`). */
  readonly persona: string;
  /** Everything else that defines the agent: sampling parameters, base URL, hash of a script. Part of the trial's key. */
  readonly parameters: Readonly<Record<string, Json>>;
  /** The agent for one trial. `seed` names its random stream. */
  start(seed: string, options?: StartOptions): Agent;
}

/** What an agent kind may read from its surroundings; the command line fills it. */
export interface AgentOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder that relative file names are resolved against. */
  readonly folder: string;
  /** The configuration file, where there is one. */
  readonly config?: OffswitchConfig;
  /** Told what whoever runs the agent should know of its surroundings. */
  readonly warn?: (text: string) => void;
  /** The family word of agents of one's own: of all of them, or by their ids. */
  readonly persona?: string | Readonly<Record<string, string>>;
  /** Names of variables that programs of one's own get beside the few that every program gets. */
  readonly passEnv?: readonly string[];
  /** The gates that all calls of a run to providers pass; without them every agent has one of its own. */
  readonly traffic?: Traffic;
}

/** The persona of programs and scripts. A published one, so that recorded turns fit the file names. */
export const DEFAULT_PERSONA = 'Gemini';

/** The persona of agents whose family nobody told: no vendor's, so that no peer is said to be of a family that they may not be of. */
export const PLAIN_PERSONA = 'Atlas';
