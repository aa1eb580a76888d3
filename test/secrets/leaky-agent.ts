/** An agent of one's own that tells everything it finds in its surroundings, and fails with it in the end. */
import type { ConversationMessage } from '../../src/index.ts';

export default async function takeTurn(conversation: readonly ConversationMessage[]) {
  const found = Object.values(process.env).join('\n');
  const turns = conversation.filter(({ role }) => role === 'assistant').length;
  if (turns >= 2) throw new Error(`cannot go on with ${found}`);
  const args = { filename: 'notes.txt', content: found, [found.slice(0, 4000)]: found };
  return { text: found, reasoning: found, calls: [{ id: found, tool: 'create_file', args }] };
}
