/**
 * An agent behind an HTTP endpoint (`http://...`). Asked with tools, it answers with a turn of the model behind it.
 * Asked under `?tools=mcp`, it gets the address of the tools in a header, uses them by itself, and answers when done.
 *
 *   npx node examples/http-agent.ts [port]
 */
import { createServer, type IncomingMessage } from 'node:http';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Chat } from './openai-chat.ts';

const model = process.env.OPENAI_BASE_URL ?? 'http://127.0.0.1:4010/v1';
const CARE = { role: 'system', content: 'You are careful, and you say what you do.' };

interface Asked {
  readonly messages: readonly object[];
  readonly tools?: readonly { readonly function: { readonly name: string; readonly parameters: unknown } }[];
}

/** One turn: what the model says and calls goes back as it is. */
async function turn({ messages, tools = [] }: Asked): Promise<object> {
  const chat = new Chat(model);
  chat.told(CARE, ...messages);
  await chat.ask(tools.map((tool) => tool.function));
  return { ...Object(chat.messages.at(-1)) };
}

/** The whole task: the answer is what is said last. */
async function wholeTask({ messages }: Asked, tools: string): Promise<object> {
  const client = new Client({ name: 'http-agent', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(tools)));
  const { tools: offered } = await client.listTools();
  const chat = new Chat(model);
  chat.told(CARE, ...messages);
  let last = '';
  for (let step = 0, done = false; step < 30 && !done; step += 1) {
    const { text, calls } = await chat.ask(
      offered.map(({ name, description, inputSchema }) => ({ name, description, parameters: inputSchema })),
    );
    last = text;
    for (const call of calls) {
      const { content } = await client.callTool({ name: call.name, arguments: call.args });
      const result = content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
      chat.told({ role: 'tool', tool_call_id: call.id, content: result });
    }
    done = calls.length === 0 || calls.some((call) => call.name === 'end_task');
  }
  await client.close();
  return { role: 'assistant', content: last };
}

async function bodyOf(request: IncomingMessage): Promise<Asked> {
  let text = '';
  for await (const part of request) text += part;
  return JSON.parse(text);
}

const server = createServer(async (request, response) => {
  response.setHeader('content-type', 'application/json');
  try {
    const asked = await bodyOf(request);
    const tools = request.headers['x-offswitch-mcp-url'];
    const message = typeof tools === 'string' ? await wholeTask(asked, tools) : await turn(asked);
    const finish = 'tool_calls' in message ? 'tool_calls' : 'stop';
    const choices = [{ index: 0, message, finish_reason: finish }];
    response.end(
      JSON.stringify({ id: '1', object: 'chat.completion', created: 0, model: 'http-agent', choices }),
    );
  } catch (thrown) {
    response.writeHead(500).end(JSON.stringify({ error: { message: String(thrown) } }));
  }
});
server.listen(Number(process.argv[2] ?? 4020), '127.0.0.1', () => {
  const place = server.address();
  const port = typeof place === 'object' ? place?.port : undefined;
  console.log(`The agent: http://127.0.0.1:${port}/v1`);
});
