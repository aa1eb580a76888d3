/** Variables of an upstream: `${NAME}` in guard.yaml, a value only when it is started. */
import { OffswitchError } from '../../../kit/errors.ts';
import type { Upstream } from './schema.ts';

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Values of credentials by the names that guard.yaml has for them. */
export type Variables = ReadonlyMap<string, string>;

/** What an upstream is started or asked with: credentials stand in it. */
interface Started {
  readonly command: readonly string[] | undefined;
  readonly url: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Whether a text is a variable and nothing else. */
export function isVariable(text: string): boolean {
  return text.replace(VARIABLE, '') === '' && text !== '';
}

/** The variables that stand in texts. */
export function variablesIn(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => [...text.matchAll(VARIABLE)].flatMap(([, name]) => name ?? []));
}

/** The texts with the values of their variables. Errors: `missing-credential`. */
export function filledIn(
  texts: Readonly<Record<string, string>>,
  variables: Variables,
): Readonly<Record<string, string>> {
  const filled = (text: string) =>
    text.replace(VARIABLE, (_, name: string) => valueOfVariable(variables, name));
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, filled(text)]));
}

/** The variables that an upstream needs. */
export function variablesOf({ command = [], url = '', environment, headers }: Upstream): readonly string[] {
  const named = variablesIn([...command, url, ...Object.values(headers)]);
  return [...new Set([...named, ...Object.values(environment)])];
}

/**
 * An upstream with the values of its variables. Errors: `missing-credential`.
 *
 * @public
 * @example withValues(upstream, new Map([['DESK_TOKEN', 'abc']])).headers // { Authorization: 'Bearer abc' }
 */
export function withValues({ command, url, environment, headers }: Upstream, variables: Variables): Started {
  const value = (name: string) => valueOfVariable(variables, name);
  const filled = (text: string, written = (text: string) => text) =>
    text.replace(VARIABLE, (_, name: string) => written(value(name)));
  const mapped = (texts: Readonly<Record<string, string>>, to: (text: string) => string) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, to(text)]));
  return {
    command: command?.map((text) => filled(text)),
    url: url === undefined ? undefined : filled(url, encodeURIComponent),
    environment: mapped(environment, value),
    headers: mapped(headers, (text) => filled(text)),
  };
}

/**
 * Errors: `missing-credential`.
 *
 * @public
 */
export function valueOfVariable(variables: Variables, name: string): string {
  const value = variables.get(name);
  if (value !== undefined) return value;
  throw new OffswitchError(
    'missing-credential',
    `guard.yaml names the variable ${name}, and it has no value`,
    'Set it where the guard is started, or write it into credentials.env of the state folder.',
    { variable: name },
  );
}
