/**
 * Arguments that are no object: null, text, a list. Libraries refuse a call with such arguments before anybody could
 * answer it, so they travel in an object of ours, and the tool answers that they do not fit.
 */
import { isRecord } from '../../../kit/canonical.ts';

/** No tool has an argument of this name. */
const GIVEN = '\u0000given';

/** A message, or a batch of them, in which the arguments of every call are an object. */
export function withObjectArguments(message: unknown): unknown {
  if (Array.isArray(message)) return message.map(withObjectArguments);
  if (!callsTool(message)) return message;
  const { arguments: given } = message.params;
  if (given === undefined || isRecord(given)) return message;
  return { ...message, params: { ...message.params, arguments: { [GIVEN]: given } } };
}

/** What the agent gave for arguments. */
export function givenArguments(found: Readonly<Record<string, unknown>> | undefined): unknown {
  if (found === undefined) return {};
  return Object.hasOwn(found, GIVEN) ? found[GIVEN] : found;
}

export function callsTool(
  message: unknown,
): message is { readonly params: Readonly<Record<string, unknown>> } {
  return isRecord(message) && message.method === 'tools/call' && isRecord(message.params);
}
