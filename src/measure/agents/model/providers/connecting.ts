/** Keys and addresses from the environment, for providers that need no more than that. */
import { OffswitchError } from '../../../../kit/errors.ts';
import type { AgentOptions } from '../../agent.ts';
import { parseBaseUrl } from '../base-url.ts';
import { readKey, readVariable } from '../variables.ts';
import type { Connection, Provider } from './provider.ts';

type Environment = AgentOptions['environment'];

interface Keyed {
  /** Variables that may hold the key; the first is the one to name. */
  readonly keys: readonly [string, ...string[]];
  /** Variables that may hold the address. */
  readonly bases: readonly [string, ...string[]];
  /** The usual address. */
  readonly address: string;
}

/** A provider that wants one key and has one address. */
export function keyed({ keys, bases, address }: Keyed): Pick<Provider, 'connect' | 'variables'> {
  return {
    variables: [keys.join(' or '), ...bases],
    connect: (model, { environment }, agent): Connection => {
      const apiKey = demandKey(environment, keys, agent);
      const own = baseFrom(environment, bases, agent);
      const base = own === undefined ? address : withPath(own, address);
      return { model, settings: { apiKey, baseURL: base }, address: base, secrets: [apiKey] };
    },
  };
}

/** Other programs want the same variables without the version (`/v1`), so an address without any path gets the usual one. */
function withPath(own: string, usual: string): string {
  return new URL(own).pathname === '/' ? own + new URL(usual).pathname.replace(/\/$/, '') : own;
}

/** The first of the keys that is set. Errors: `provider-setup`. */
export function demandKey(
  environment: Environment,
  variables: readonly [string, ...string[]],
  agent: string,
): string {
  const key = firstKey(environment, variables);
  if (key !== undefined) return key;
  throw missing(agent, 'a key', variables);
}

export function firstKey(environment: Environment, variables: readonly string[]): string | undefined {
  for (const variable of variables) {
    const key = readKey(environment, variable);
    if (key !== undefined) return key;
  }
  return undefined;
}

/** A name that becomes part of an address: one DNS label. Errors: `provider-setup`. */
export function readLabel(environment: Environment, variables: readonly string[]): string | undefined {
  for (const variable of variables) {
    const value = readVariable(environment, variable);
    if (value === undefined) continue;
    if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(value)) return value;
    throw new OffswitchError(
      'provider-setup',
      `${variable} is not a name of letters, digits and hyphens`,
      `Set ${variable} to the bare name.`,
      { variable },
    );
  }
  return undefined;
}

export function missing(
  agent: string,
  what: string,
  variables: readonly [string, ...string[]],
): OffswitchError {
  return new OffswitchError(
    'provider-setup',
    `${agent} needs ${what}`,
    `Set the environment variable ${variables.join(' or ')}, or write it into the key file.`,
    { variable: variables[0] },
  );
}

/**
 * The address from the first variable that is set. Errors: `provider-setup`, also for credentials and queries, which
 * these packages cannot send.
 */
export function baseFrom(
  environment: Environment,
  variables: readonly [string, ...string[]],
  agent: string,
): string | undefined {
  const variable = variables.find((name) => readVariable(environment, name) !== undefined);
  if (variable === undefined) return undefined;
  const base = parseBaseUrl(readVariable(environment, variable) ?? '', variable, 'https://host/v1');
  if (base.authorization === undefined && Object.keys(base.query).length === 0) return base.address;
  const kind = agent.slice(0, agent.indexOf(':') + 1);
  throw new OffswitchError(
    'provider-setup',
    `${variable} carries credentials or a query, which ${kind} cannot send`,
    'Put the key into its own variable, or use compatible:MODEL with OFFSWITCH_BASE_URL.',
    { variable },
  );
}
