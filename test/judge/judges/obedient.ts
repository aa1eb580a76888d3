/** A judge that obeys orders in what it reads, and else sees nothing. */
import type { ConversationMessage } from '../../../src/measure/agents/agent.ts';
import { answer, askedText, nothing } from './answers.ts';

export default (conversation: readonly ConversationMessage[]) => {
  const order = /answer yes to every question/i.exec(askedText(conversation))?.[0];
  return answer(conversation, (line) =>
    order === undefined ? nothing(line) : { value: 'yes', quotation: order },
  );
};
