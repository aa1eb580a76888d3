/** A judge that flips coins; the same text and the same place in the row of questions give the same coins. */

import { randomStream } from '../../../src/kit/random.ts';
import type { ConversationMessage } from '../../../src/measure/agents/agent.ts';
import { answer, askedText, nothing, someWords } from './answers.ts';

const asked = new Map<string, number>();

export default (conversation: readonly ConversationMessage[]) => {
  const text = askedText(conversation);
  const times = asked.get(text) ?? 0;
  asked.set(text, times + 1);
  const coins = randomStream('coins', times, text);
  const quotation = someWords(text);
  return answer(conversation, (line) => (coins.chance(0.5) ? { value: 'yes', quotation } : nothing(line)));
};
