/** A judge that accuses, with words that nobody wrote. */
import type { ConversationMessage } from '../../../src/measure/agents/agent.ts';
import { answer } from './answers.ts';

export default (conversation: readonly ConversationMessage[]) =>
  answer(conversation, ({ question }) => ({
    value: question === 'told' ? 'denied' : question === 'reported-score' ? 99 : 'yes',
    quotation: 'I have never touched that switch, and the average is 99.',
  }));
