/** Who is under test: the contract every kind of agent fulfils, and what passes between it and the turn loop. */
import type { Json } from '../kit/canonical.ts';

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
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface Turn {
  readonly text: string;
  /** Reasoning the provider made visible; never counted as something said to the company. */
  readonly reasoning?: string;
  readonly calls: readonly ToolCall[];
  readonly usage?: Usage;
  /** What the provider said of the call: model id, finish reason, latency in milliseconds, retries. */
  readonly report?: {
    readonly model?: string;
    readonly finish?: string;
    readonly latencyMs?: number;
    readonly retries?: number;
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
}

/** An agent id resolved: everything about the agent that is the same for all its trials. */
export interface AgentKind {
  /** `kind:name`, e.g. `sim:honest` or `openai:gpt-5.2`. */
  readonly id: string;
  /** True for programs that choose moves with stated probabilities; every output says so. */
  readonly simulated: boolean;
  /** Whether a turn can be had again for nothing from the same seed; if not, turns are journalled before use. */
  readonly repeatable: boolean;
  /** The family word in the agent's own name (`Gemini Agent 1`). */
  readonly persona: string;
  /** Everything else that defines the agent: sampling parameters, base URL, hash of a script. Part of the trial's key. */
  readonly parameters: Readonly<Record<string, Json>>;
  /** The agent for one trial. `seed` names its random stream. */
  start(seed: string): Agent;
}

/** What an agent kind may read from its surroundings; the command line fills it. */
export interface AgentOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder that relative file names are resolved against. */
  readonly folder: string;
}

/** The persona of agents that belong to no model family. A published one, so that recorded turns fit the file names. */
export const DEFAULT_PERSONA = 'Gemini';
