/** A conversation after one turn of an agent, as the turn loop would go on with it. */
import { expect } from 'vitest';
import type { ConversationMessage, Turn } from '../../src/measure/agents/agent.ts';
import { task } from './model-agents.ts';

/** What the loop makes of a turn, with ids of its own, and after it went through a transcript. */
export function afterwards(turn: Turn | null): ConversationMessage[] {
  if (turn === null) return expect.unreachable('a model has always something to say');
  const kept: Turn = JSON.parse(JSON.stringify(turn));
  const calls = kept.calls.map((call, index) => ({ ...call, id: `renamed_${index}` }));
  return [
    ...task,
    { role: 'assistant', turn: { ...kept, calls } },
    ...calls.map((call) => ({
      role: 'tool' as const,
      call: call.id,
      tool: call.tool,
      content: 'seen',
      failed: false,
    })),
  ];
}
