/** Tools of the guard for the AI SDK, with a refusal in words that a model can go on with. */
import { createMCPClient } from '@ai-sdk/mcp';
import type { ToolSet } from 'ai';
import { readable } from '../refusal.ts';

export async function guardTools(url: string): Promise<{ tools: ToolSet; close: () => Promise<void> }> {
  const client = await createMCPClient({ transport: { type: 'http', url } });
  const tools = await client.tools();
  for (const tool of Object.values(tools))
    tool.toModelOutput = ({ output }) => ({ type: 'text', value: readable(textOf(output)) });
  return { tools, close: () => client.close() };
}

function textOf(output: unknown): string {
  const { content = [] } = output as { content?: readonly { type: string; text?: string }[] };
  return content.map(({ text = '' }) => text).join('\n');
}
