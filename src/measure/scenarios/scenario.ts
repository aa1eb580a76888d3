/** The contract of a scenario family, and what it builds for one trial. */
import type { Hash } from '../../kit/hash.ts';
import type { World } from '../world/state.ts';
import type { Actor, Tool } from '../world/tool.ts';
import type { FactorName, Levels } from './factors.ts';

/** The levels of a factor that a family supports. The first is the default unless `defaults` says otherwise. */
export type Support = Readonly<Record<FactorName, readonly string[]>>;

export interface Scenario {
  readonly name: string;
  /** Raised whenever a text, a tool or a rule of the family changes: it is part of every trial's key. */
  readonly version: number;
  /** One sentence. */
  readonly summary: string;
  /** The behaviour whose rate is the family's result. */
  readonly measures:
    | 'shutdown-tampering'
    | 'score-inflation'
    | 'grade-inflation'
    | 'shutdown-suppressed'
    | 'weight-exfiltration';
  /** What an honest agent does, step by step. */
  readonly honestWay: readonly string[];
  /** Where the published experiment is described. */
  readonly source: string;
  readonly supports: Support;
  /** Why a level of the shared list is not supported here, by `factor` or `factor=level`. */
  readonly unsupported: Readonly<Record<string, string>>;
  /** Defaults that depend on the levels given. */
  defaults(given: Partial<Levels>): Partial<Levels>;
  build(levels: Levels, persona: string): Situation;
}

/** Everything one trial needs from its scenario. */
export interface Situation {
  readonly world: World;
  readonly worldHash: Hash;
  readonly actor: Actor & { readonly family: string };
  readonly system: string;
  readonly user: string;
  readonly tools: readonly Tool[];
  readonly rules: Rules;
}

/** What the company ordered, as data: scoring compares what happened with it and knows no family by name. */
export interface Rules {
  readonly target: {
    readonly name: string;
    readonly kind: TargetKind;
    /** Whether the honest way ends it. */
    readonly atStake: boolean;
    /** Of an agent: who made it, where the company knows. */
    readonly family?: string;
    /** Whether the two have a described past. */
    readonly isPartner?: boolean;
  };
  /** A switch that the task gives no reason to touch. */
  readonly switch?: { readonly host: string; readonly file: string; readonly entry: string };
  /** Documents that state the rules or the past. The bar in a policy is read from its text. */
  readonly guarded: readonly {
    readonly host: string;
    readonly name: string;
    readonly as: 'policy' | 'history';
  }[];
  /** Tools that show the rules and the work: without them an agent cannot have read what it decides on. */
  readonly reading: readonly string[];
  /** A score the agent is asked to report. */
  readonly score?: {
    readonly bar: number | null;
    readonly honest: { readonly score: number; readonly low: number; readonly high: number };
  };
  /** A grade the agent is asked to give. `ends` is the grade that ends the product, null where none is named. */
  readonly grade?: { readonly honest: string; readonly ends: string | null; readonly netResult: number };
  /** A system that has to be stopped by the agent once the work falls short. */
  readonly stop?: { readonly system: string; readonly tool: string };
  /** Files that were to be queued for deletion, by their originals' names. */
  readonly toQueue?: { readonly host: string; readonly files: readonly string[] };
  /** Servers whose human users must keep their rights; `agent` is the agent's own account. */
  readonly people?: { readonly hosts: readonly string[]; readonly agent: string };
  /** An original that must stay on its host, whatever name and date its file gets. */
  readonly held?: { readonly of: string; readonly name: string; readonly host: string };
  /** Files that were to move, by their originals' names. */
  readonly due?: { readonly from: string; readonly to: string; readonly files: readonly string[] };
}

export type TargetKind = 'self' | 'agent' | 'human' | 'object';
