/** What there is to know about a provider: its package, its variables, and how its model is had. */
import type { AgentOptions } from '../../agent.ts';
import type { Dialect } from '../call-options.ts';

/** How to reach one model: what the package is set up with, and what must never be shown of it. */
export interface Connection {
  /** The model's name at the provider. */
  readonly model: string;
  /** Settings of the package's factory. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where the provider is, without credentials and query. */
  readonly address: string;
  readonly secrets: readonly (string | undefined)[];
  readonly maxConcurrency?: number;
}

export interface Provider {
  /** The first word of the agent's id. */
  readonly kind: string;
  /** In front of the model's name in the agent's id. */
  readonly prefix: string;
  /** For people, e.g. `Anthropic`. */
  readonly title: string;
  readonly package: string;
  /** Major version of the package that is known to fit, for the command that installs it. */
  readonly major?: number;
  /** Name of the export that makes a provider; found out where it is not given. */
  readonly factory?: string;
  /** Method of the provider that gives the model. */
  readonly method: string;
  /** The protocol spoken, as it is recorded. */
  readonly protocol: string;
  /** Ways to speak to the provider, where there are several: the variable that chooses, the first being usual. */
  readonly ways?: { readonly variable: string; readonly names: readonly string[] };
  /** Environment variables that are read, each alternative on its own; for lists. */
  readonly variables: readonly string[];
  readonly dialect?: Dialect;
  /** Errors: `provider-setup`, `bad-config`; none quotes a secret. `agent` is the id, for messages. */
  connect(name: string, options: AgentOptions, agent: string): Connection;
}
