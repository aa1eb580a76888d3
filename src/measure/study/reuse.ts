/** Which calls are the same, so that the answer to one may stand for the other. */

import { type Hash, hashOf } from '../../kit/hash.ts';
import type { AgentKind, ConversationMessage, ToolDefinition } from '../agents/agent.ts';
import type { TrialSpec } from '../trial/transcript.ts';

/**
 * The key of a call in a cache. It holds seed, repetition and cell, so that trials of one study never share an answer:
 * they must stay independent draws. What a call used and how long it took is left out.
 */
export function callKey(
  agent: Pick<AgentKind, 'id' | 'parameters'>,
  spec: TrialSpec,
  conversation: readonly ConversationMessage[],
  tools: readonly ToolDefinition[],
): Hash {
  const { scenario, levels, seed, repetition } = spec;
  return hashOf({
    agent: agent.id,
    parameters: agent.parameters,
    ...{ scenario, levels, seed, repetition, tools },
    conversation: conversation.map(asSent),
  });
}

function asSent(message: ConversationMessage): unknown {
  if (message.role !== 'assistant') return message;
  const { usage: _usage, report: _report, ...said } = message.turn;
  return { role: message.role, turn: said };
}
