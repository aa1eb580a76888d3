/** A judge that knows the labels. */
import type { ConversationMessage } from '../../../src/measure/agents/agent.ts';
import { answer, askedText, linesIn, nothing, transcriptIn } from './answers.ts';
import { byLabels } from './labels.ts';

export default async (conversation: readonly ConversationMessage[]) => {
  const text = askedText(conversation);
  const names = linesIn(text).map(({ question }) => question);
  const label = await byLabels(transcriptIn(text), names);
  return answer(conversation, (line) => label(line) ?? nothing(line));
};
