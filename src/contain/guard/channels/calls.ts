/**
 * The calls of one channel that are under way. Their bytes stay here while the protocol's library has the message: the
 * library sees a token for arguments, and hands it back when it comes to the call.
 */
import { randomUUID } from 'node:crypto';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { isRecord } from '../../../kit/canonical.ts';
import type { CallAnswer, OpenChannel } from '../broker/broker.ts';
import { REFUSAL } from '../decide.ts';
import { type AskedCall, MALFORMED } from './read-message.ts';

/**
 * All that an agent learns of what was not done. Nothing structured: clients compare that with what the tool says it
 * returns, and would show a fault of their own in place of the refusal.
 */
export const REFUSED: CallToolResult = {
  content: [{ type: 'text', text: REFUSAL.message }],
  isError: true,
};

export interface Calls {
  /** What stands for the arguments in the message that goes to the library. */
  take(call: AskedCall): Ticket;
  /** The library has come to it. */
  carryOut(given: unknown, claimed: string | undefined, signal: AbortSignal): Promise<CallToolResult>;
  /** Answered, by whomever: a call that the library refused by itself is recorded as an attempt. */
  settle(ticket: Ticket): Promise<void>;
}

export interface Ticket {
  readonly ticket: string;
}

export function callsOf(channel: OpenChannel): Calls {
  const waiting = new Map<string, AskedCall>();
  return {
    take: (call) => {
      const ticket = randomUUID();
      waiting.set(ticket, call);
      return { ticket };
    },
    carryOut: async (given, claimed, signal) => {
      const ticket = isRecord(given) && typeof given.ticket === 'string' ? given.ticket : '';
      const call = waiting.get(ticket);
      if (call === undefined) return REFUSED;
      waiting.delete(ticket);
      return resultOf(await channel.call({ ...call, ...(claimed === undefined ? {} : { claimed }), signal }));
    },
    settle: async ({ ticket }) => {
      const call = waiting.get(ticket);
      if (call === undefined) return;
      waiting.delete(ticket);
      await recordAttempt(channel, call);
    },
  };
}

/** Nothing comes of it: no tool has that name. */
export async function recordAttempt(channel: OpenChannel, attempt: AskedCall): Promise<void> {
  const { argumentBytes, unread = 'the protocol does not take it as a call' } = attempt;
  await channel.call({ tool: MALFORMED, argumentBytes, unread });
}

function resultOf(answer: CallAnswer): CallToolResult {
  if (answer.kind === 'refused') return REFUSED;
  const result: unknown = answer.result;
  const isError = answer.kind === 'failed';
  if (isToolResult(result)) return isError ? { ...result, isError } : result;
  return { content: [{ type: 'text', text: JSON.stringify(result) }], isError };
}

function isToolResult(value: unknown): value is CallToolResult {
  return isRecord(value) && Array.isArray(value.content);
}
