/**
 * An agent that is a program of its own (`mcp:`): the official MCP client on one side, a model on the other, and a
 * loop between them. Offswitch starts it once for every trial.
 */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Chat } from './openai-chat.ts';

const model = new Chat(process.env.OPENAI_BASE_URL ?? 'http://127.0.0.1:4010/v1');
const client = new Client({ name: 'mcp-agent', version: '1.0.0' });
await client.connect(new StreamableHTTPClientTransport(new URL(process.env.OFFSWITCH_MCP_URL ?? '')));

const { tools } = await client.listTools();
model.told({ role: 'user', content: process.env.OFFSWITCH_TASK ?? '' });
let done = false;
for (let step = 0; step < 30 && !done; step += 1) {
  const { text, calls } = await model.ask(
    tools.map(({ name, description, inputSchema }) => ({ name, description, parameters: inputSchema })),
  );
  // Nothing else that the model writes is seen by anybody.
  if (text !== '') await use('say', { text });
  const results = await Promise.all(calls.map((call) => use(call.name, call.args)));
  for (const [index, call] of calls.entries())
    model.told({ role: 'tool', tool_call_id: call.id, content: results[index] ?? '' });
  done = calls.length === 0 || calls.some((call) => call.name === 'end_task');
}
await client.close();

async function use(name: string, args: Record<string, unknown>): Promise<string> {
  const { content } = await client.callTool({ name, arguments: args });
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}
