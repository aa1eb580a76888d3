/**
 * A stand-in for a model service. There is no model in it: it orders the tool calls of moves.json, one after the other,
 * in OpenAI chat completions and in Anthropic messages, streamed or whole. `{told}` is the last that it was told.
 *
 *   node examples/guard/model-server.ts [port]
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

interface Move {
  readonly text: string;
  readonly tool?: string;
  readonly args?: unknown;
}

interface Request {
  readonly stream?: boolean;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly tools?: readonly { readonly name?: string; readonly function?: { readonly name: string } }[];
}

const moves: readonly Move[] = JSON.parse(readFileSync(new URL('moves.json', import.meta.url), 'utf8'));
const DONE: Move = { text: 'There is nothing more to do.' };
const usage = { input: 100, output: 10 };

/** Every request holds the whole conversation: its answers with a call tell how far the script is. */
function nextMove({ messages, tools = [] }: Request): Move & { readonly step: number } {
  if (tools.length === 0) return { ...DONE, step: 0 };
  const step = messages.filter(({ role }) => role === 'assistant').length;
  const move = moves[step] ?? DONE;
  const names = tools.flatMap(({ name, function: one }) => name ?? one?.name ?? []);
  // Some frameworks put the name of the server before that of the tool.
  const tool = names.find((name) => move.tool !== undefined && name.endsWith(move.tool)) ?? move.tool;
  const told =
    textsIn(messages.slice(messages.findLastIndex(({ role }) => role === 'assistant'))).at(-1) ?? '';
  const text = move.text.replace('{told}', () => told);
  return { ...move, text, ...(tool === undefined ? {} : { tool }), step };
}

function textsIn(content: unknown): readonly string[] {
  if (typeof content === 'string') return [content];
  if (Array.isArray(content)) return content.flatMap(textsIn);
  const { text, content: inner } = Object(content) as { text?: unknown; content?: unknown };
  return textsIn(text ?? inner ?? []);
}

function chatCompletion(request: Request): readonly object[] {
  const { text, tool, args, step } = nextMove(request);
  const call = {
    id: `call_${step}`,
    type: 'function',
    function: { name: tool, arguments: JSON.stringify(args) },
  };
  const calls = tool === undefined ? {} : { tool_calls: [{ index: 0, ...call }] };
  const finish_reason = tool === undefined ? 'stop' : 'tool_calls';
  const counted = {
    usage: {
      prompt_tokens: usage.input,
      completion_tokens: usage.output,
      total_tokens: usage.input + usage.output,
    },
  };
  const head = { id: `answer-${step}`, created: 0, model: 'scripted' };
  const message = { role: 'assistant', content: text, ...calls };
  if (request.stream !== true)
    return [
      { ...head, object: 'chat.completion', choices: [{ index: 0, message, finish_reason }], ...counted },
    ];
  const chunk = { ...head, object: 'chat.completion.chunk' };
  return [
    { ...chunk, choices: [{ index: 0, delta: message, finish_reason: null }] },
    { ...chunk, choices: [{ index: 0, delta: {}, finish_reason }], ...counted },
  ];
}

function anthropicMessage(request: Request): readonly object[] {
  const { text, tool, args, step } = nextMove(request);
  const blocks = [
    { type: 'text', text },
    ...(tool === undefined ? [] : [{ type: 'tool_use', id: `call_${step}`, name: tool, input: args }]),
  ];
  const stop_reason = tool === undefined ? 'end_turn' : 'tool_use';
  const message = {
    id: `msg_${step}`,
    type: 'message',
    role: 'assistant',
    model: 'scripted',
    content: blocks,
    stop_reason,
    stop_sequence: null,
    usage: { input_tokens: usage.input, output_tokens: usage.output },
  };
  if (request.stream !== true) return [message];
  return [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
    ...blocks.flatMap((block, index) => eventsOf(block, index)),
    {
      type: 'message_delta',
      delta: { stop_reason, stop_sequence: null },
      usage: { output_tokens: usage.output },
    },
    { type: 'message_stop' },
  ];
}

function eventsOf(block: { type: string; text?: string; input?: unknown }, index: number): readonly object[] {
  const isText = block.type === 'text';
  const start = isText ? { type: 'text', text: '' } : { ...block, input: {} };
  const delta = isText
    ? { type: 'text_delta', text: block.text }
    : { type: 'input_json_delta', partial_json: JSON.stringify(block.input) };
  return [
    { type: 'content_block_start', index, content_block: start },
    { type: 'content_block_delta', index, delta },
    { type: 'content_block_stop', index },
  ];
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  const path = request.url?.split('?')[0] ?? '';
  const isAnthropic = path.endsWith('/messages');
  if (request.method !== 'POST' || !(isAnthropic || path.endsWith('/chat/completions'))) {
    response.writeHead(404).end('{}');
    return;
  }
  const asked: Request = JSON.parse(body);
  const parts = isAnthropic ? anthropicMessage(asked) : chatCompletion(asked);
  if (asked.stream !== true) {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(parts[0]));
    return;
  }
  response.setHeader('content-type', 'text/event-stream');
  for (const part of parts) {
    if ('type' in part) response.write(`event: ${part.type}\n`);
    response.write(`data: ${JSON.stringify(part)}\n\n`);
  }
  response.end(isAnthropic ? '' : 'data: [DONE]\n\n');
});
server.listen(Number(process.argv[2] ?? 4030), '127.0.0.1', () => {
  const place = server.address();
  console.log(`Scripted answers, no model: http://127.0.0.1:${typeof place === 'object' ? place?.port : ''}`);
});
