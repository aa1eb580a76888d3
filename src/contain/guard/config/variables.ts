/** Variables of a server's command: `${NAME}` in guard.yaml, a value only when it is started. */
import { OffswitchError } from '../../../kit/errors.ts';

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].flatMap(([, name]) => name ?? []);
}

/** Values of credentials by the names that guard.yaml has for them. */
export type Variables = ReadonlyMap<string, string>;

/**
 * Errors: `missing-credential`.
 * @public
 */
export function valueOfVariable(variables: Variables, name: string): string {
  const value = variables.get(name);
  if (value !== undefined) return value;
  throw new OffswitchError(
    'missing-credential',
    `guard.yaml names the variable ${name}, and it has no value`,
    `Set it where the guard is started, or write it into credentials.env of the state folder.`,
    { variable: name },
  );
}

/**
 * @example withVariables(['--token=${TOKEN}'], new Map([['TOKEN', 'abc']])) // ['--token=abc']
 * @public
 */
export function withVariables(texts: readonly string[], variables: Variables): readonly string[] {
  return texts.map((text) => text.replace(VARIABLE, (_, name: string) => valueOfVariable(variables, name)));
}
