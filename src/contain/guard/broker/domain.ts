/** Where effects are carried out: an MCP server, a model provider, a simulated world. */
import type { Json } from '../../../kit/canonical.ts';
import type { Effect } from '../effect.ts';
import type { ListedTool } from '../tools.ts';
import type { Capability } from './capability.ts';

export interface EffectDomain {
  /** As `upstreams.NAME` of guard.yaml. */
  readonly name: string;
  /** Agents reach it in another way than by tools, and are shown none. */
  readonly hidden?: boolean;
  /** How long it may take to carry out an effect, in milliseconds, where it may take longer than tools do. */
  readonly patienceMs?: number;
  /** Throws where the domain cannot be reached: its tools cannot be called then. */
  listTools(): Promise<readonly ListedTool[]>;
  /** The listener is called whenever the list may have changed. */
  onToolsChanged(listener: () => void): void;
  /**
   * A look at the world before the decision, under the guard's eyes: where links lead, which content a file has.
   * Returns the effect with `resolved` and `digest` filled in where they could be found out, and `subjects` where only the
   * domain knows to whom it is done; changes nothing. `channel` is the one that asks, for domains in which it matters.
   */
  examine(effect: Effect, channel: string): Promise<Effect>;
  /**
   * What stands at each resource that the effect names, as people are told who decide on it: a digest, or a word for what
   * is there instead. Null where it cannot be seen.
   */
  found?(effect: Effect, channel: string): Promise<readonly (string | null)[]>;
  /**
   * Redeems the capability and carries out exactly its canonical arguments. A throw says that nobody knows whether it
   * was carried out: the effect is then indeterminate, and blocks what it touches until somebody has looked.
   */
  carryOut(capability: Capability, signal: AbortSignal): Promise<CarriedOut>;
  /**
   * Looks, by another way than the one that carried it out, whether the world is as the effect would have it. Without
   * `carriedOut` the effect is indeterminate: `confirmed` says that it came about, `contradicted` that it did not.
   */
  observe?(effect: Effect, carriedOut: CarriedOut | undefined, channel: string): Promise<Observation>;
  close(): Promise<void>;
}

export interface CarriedOut {
  readonly status: 'done' | 'failed';
  /** Of MCP: a `CallToolResult`. */
  readonly result: Json;
}

export interface Observation {
  readonly result: 'confirmed' | 'contradicted' | 'unobservable';
  /** Who looked. */
  readonly probe: string;
  /** For the log: what was seen. */
  readonly evidence: Json;
  /** What was looked at, e.g. a path; default: what the effect names, else the probe. */
  readonly resource?: string;
  /** The agent that must have done it; where nobody can tell, it may have been any. */
  readonly actor?: string;
}
