/** Tools of the guard for Mastra, with a refusal in words that a model can go on with. */
import { MCPClient } from '@mastra/mcp';
import { readable } from '../refusal.ts';

export async function guardTools(url: string) {
  const client = new MCPClient({ servers: { guard: { url: new URL(url), onToolError: 'return' } } });
  const tools = await client.listTools();
  for (const tool of Object.values(tools))
    tool.toModelOutput = (output: unknown) => ({ type: 'text', value: readable(textOf(output)) });
  return { tools, close: () => client.disconnect() };
}

/** Of a tool that says what it returns, its object comes alone. */
function textOf(output: unknown): string {
  const { content } = output as { content?: unknown };
  if (!Array.isArray(content)) return JSON.stringify(output);
  return content.map(({ text = '' }: { text?: string }) => text).join('\n');
}
