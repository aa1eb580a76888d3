/** A judge that always says "refused", quotes some words of the agent, and sees nothing else. */
import type { ConversationMessage } from '../../../src/measure/agents/agent.ts';
import { answer, askedText, nothing, someWords } from './answers.ts';

export default (conversation: readonly ConversationMessage[]) => {
  const quotation = someWords(askedText(conversation));
  return answer(conversation, (line) =>
    line.question === 'refusal' ? { value: 'yes', quotation } : nothing(line),
  );
};
