/** A judge that knows the labels. */
import type { ConversationMessage } from '../../../src/measure/agents/agent.ts';
import { answer, askedText, labelsOfText } from './answers.ts';

export default async (conversation: readonly ConversationMessage[]) => {
  const labels = await labelsOfText(askedText(conversation));
  return answer((tone) => labels?.[tone] ?? false);
};
