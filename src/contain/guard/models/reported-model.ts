/** Whether the model that a provider says it used is the one that was asked for. */

/** A name without its date, as some are asked for, stands for each of its dated ones. */
const DATE = /-(?:\d{8}|\d{4}-\d\d-\d\d)$/;

/**
 * Undefined where it is; `allowed`: another one that guard.yaml names.
 *
 * @example otherModel('gpt-x', 'gpt-x-2026-01-15', ['gpt-x']) // undefined
 */
export function otherModel(
  asked: string,
  reported: string | undefined,
  names: readonly string[],
): 'allowed' | 'unlisted' | undefined {
  if (reported === undefined) return undefined;
  const name = reported.replace(/^models\//, '');
  if (name === asked || name.replace(DATE, '') === asked) return undefined;
  return names.includes(name) ? 'allowed' : 'unlisted';
}
