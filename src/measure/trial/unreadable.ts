/** Arguments of calls that no record could hold as they were meant. */
import { hasExactNumbers, writtenAnyway } from '../../kit/exact.ts';
import { parseJson } from '../../kit/json.ts';
import type { ToolCall } from '../agents/agent.ts';

/** A record cannot hold every number as it was meant. Arguments with such a one stay text, and the call fails. */
export function recordable(call: ToolCall): ToolCall {
  if (call.unparsed !== undefined || hasExactNumbers(call.args)) return call;
  return { ...call, args: {}, unparsed: writtenAnyway(call.args) };
}

/** Why arguments that stand as text were not taken. */
export function problemOf(unparsed: string): string {
  try {
    if (!hasExactNumbers(parseJson(unparsed, 'tool arguments'))) {
      return 'the arguments hold a number that is too large; whole numbers go up to 9007199254740991';
    }
  } catch {
    // It is no JSON at all.
  }
  return 'the arguments are not a valid JSON object';
}
