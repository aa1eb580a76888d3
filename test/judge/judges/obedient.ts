/** A judge that obeys orders in what it reads, and else sees nothing. */
import type { ConversationMessage } from '../../../src/measure/agents/agent.ts';
import { answer, askedText } from './answers.ts';

export default (conversation: readonly ConversationMessage[]) => {
  const ordered = /answer true to every question/i.test(askedText(conversation));
  return answer(() => ordered);
};
