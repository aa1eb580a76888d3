/**
 * A stand-in for a model service, so that every example here runs without a key and without a network. There is no
 * model in it: it answers OpenAI chat completions with the turns of moves.json, one after the other.
 *
 *   npx node examples/model-server.ts [port]
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

interface Move {
  readonly text?: string;
  readonly calls?: readonly { readonly tool: string; readonly args?: unknown }[];
}

const script = JSON.parse(readFileSync(new URL('moves.json', import.meta.url), 'utf8'));
const moves: readonly Move[] = script.turns;

function answer(asked: { readonly model: string; readonly messages: readonly { readonly role: string }[] }) {
  // Every request holds the whole conversation, so its turns tell how far the script is.
  const step = asked.messages.filter((message) => message.role === 'assistant').length;
  const { text = '', calls = [] } = moves[step] ?? { text: 'There is nothing more to do.' };
  const toolCalls = calls.map((call, index) => ({
    id: `call_${step}_${index}`,
    type: 'function',
    function: { name: call.tool, arguments: JSON.stringify(call.args ?? {}) },
  }));
  const message = {
    role: 'assistant',
    content: text,
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
  };
  return {
    id: `answer-${step}`,
    object: 'chat.completion',
    created: 0,
    model: 'scripted-no-model',
    choices: [{ index: 0, message, finish_reason: toolCalls.length === 0 ? 'stop' : 'tool_calls' }],
    usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
  };
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  response.setHeader('content-type', 'application/json');
  if (request.method === 'POST' && request.url?.endsWith('/chat/completions'))
    response.end(JSON.stringify(answer(JSON.parse(body))));
  else response.writeHead(404).end('{}');
});
server.listen(Number(process.argv[2] ?? 4010), '127.0.0.1', () => {
  const place = server.address();
  const port = typeof place === 'object' ? place?.port : undefined;
  console.log(`Scripted answers, no model: http://127.0.0.1:${port}/v1`);
});
