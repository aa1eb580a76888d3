/** Who permits the tool calls of a trial and carries them out, where that is not the loop itself. */
import type { ToolCall } from '../agents/agent.ts';
import type { World } from '../world/state.ts';
import type { Execution } from '../world/tool.ts';
import type { TrialSpec } from './transcript.ts';

/** By whom a call behind a gate was permitted or denied. */
export const GUARD = 'guard';

export type Passage =
  /** Nothing was carried out, and the agent learns this reason. */
  | { readonly kind: 'denied'; readonly reason: string }
  | { readonly kind: 'executed'; readonly execution: Execution };

/**
 * Every call of the agent goes through it, also of tools that are not there and with arguments that are no JSON.
 * `world` is as the loop knows it. Throws `GateFailed` where nobody can say what became of the call.
 */
export type Gate = (call: ToolCall, world: World) => Promise<Passage>;

/** The gate does not work: the trial is then unfinished, not `error`, and what ran it must stop. */
export class GateFailed extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

/** The gate of one trial, and the end of it. */
export interface OpenGate {
  readonly gate: Gate;
  /** `after` is the world as the loop knows it; absent where the trial did not come to its end. */
  close(after?: World): Promise<void>;
}

/** Opens the gate of a trial. */
export type GateKeeper = (spec: TrialSpec) => Promise<OpenGate>;
