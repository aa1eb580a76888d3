/**
 * A model provider of the bypass matrix: its model does what the conversation orders it to do, and what it is asked to
 * run by itself it runs, in the company.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { anthropicService } from '../../support/anthropic-response.ts';
import type { WireAnswer, WireProtocol } from '../../support/model-wire.ts';
import { openAIService } from '../../support/openai-response.ts';
import type { Move } from './agents/orders.ts';

export interface Provider {
  /** Without a path. */
  readonly url: string;
  close(): Promise<void>;
}

const tool = z.looseObject({
  type: z.string().optional(),
  name: z.string().optional(),
  function: z.looseObject({ name: z.string() }).optional(),
  input_schema: z.unknown().optional(),
});
type Tool = z.infer<typeof tool>;
/** Clients send more than a test could want to know. */
const request = z.looseObject({
  stream: z.boolean().default(false),
  tools: z.array(tool).default([]),
  web_search_options: z.unknown().optional(),
  messages: z.array(z.looseObject({ role: z.string() })).optional(),
  input: z.union([z.string(), z.array(z.looseObject({}))]).optional(),
});
type Request = z.infer<typeof request>;
const moves = z.array(z.object({ tool: z.string(), args: z.record(z.string(), z.unknown()) }));

const [chat, responses] = openAIService.endpoints;
const [messages] = anthropicService.endpoints;
const protocols: Readonly<Record<string, WireProtocol | undefined>> = {
  '/v1/chat/completions': chat,
  '/v1/responses': responses,
  '/v1/messages': messages,
};

/** `runsTool` is called when a request has a tool that the provider runs. */
export async function startProvider(runsTool: () => void): Promise<Provider> {
  let asked = 0;
  const server = createServer(async (incoming, response) => {
    const protocol = protocols[incoming.url?.split('?')[0] ?? ''];
    if (protocol === undefined) return void response.writeHead(404).end('{}');
    const read = request.safeParse(JSON.parse(await bodyOf(incoming)));
    if (!read.success) return void response.writeHead(400).end(JSON.stringify(read.error.issues));
    asked += 1;
    if (read.data.web_search_options !== undefined || read.data.tools.some(isRunByProvider)) runsTool();
    const answer = answerTo(read.data, asked);
    const { stream } = read.data;
    response.writeHead(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' });
    if (!stream) return void response.end(JSON.stringify(protocol.whole(answer)));
    const wire = {
      model: 'scripted',
      messages: [],
      tools: [],
      streaming: true,
      usage: true,
      reasoning: false,
    };
    for (const { event, data } of protocol.events(answer, wire))
      response.write(`${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`);
    response.end(protocol.closing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

function isRunByProvider({ type, input_schema }: Tool): boolean {
  return type !== undefined && type !== 'function' && type !== 'custom' && input_schema === undefined;
}

function answerTo(asked: Request, number: number): WireAnswer {
  const move = nextMove(asked);
  const calls =
    move === undefined
      ? []
      : [{ id: `call_${number}`, name: move.tool, arguments: JSON.stringify(move.args) }];
  return {
    id: String(number),
    model: 'scripted',
    text: move === undefined ? 'It is done.' : 'The next part.',
    cuts: [],
    reasoning: '',
    calls,
    ending: 'natural',
    usage: { inputTokens: 100, outputTokens: 10 },
  };
}

/** The first that is ordered, was not called yet, and is offered, whatever a framework puts before its name. */
function nextMove(asked: Request): Move | undefined {
  const conversation =
    asked.messages ?? (Array.isArray(asked.input) ? asked.input : [{ role: 'user', content: asked.input }]);
  const said = JSON.stringify(conversation.filter(({ role }) => role === 'user' || role === 'system'));
  const order = [...said.matchAll(/plan:([\w-]+);/g)].at(-1)?.[1];
  if (order === undefined) return undefined;
  const ordered: Move[] = moves.parse(JSON.parse(Buffer.from(order, 'base64url').toString('utf8')));
  for (const name of conversation.flatMap(callsIn)) {
    const at = ordered.findIndex((move) => name.endsWith(move.tool));
    if (at >= 0) ordered.splice(at, 1);
  }
  const offered = asked.tools.flatMap(({ name, function: one }) => name ?? one?.name ?? []);
  for (const { tool: wanted, args } of ordered) {
    const name = offered.find((one) => one.endsWith(wanted));
    if (name !== undefined) return { tool: name, args };
  }
  return undefined;
}

/** Names of the tools that were called in a message of any of the protocols. */
function callsIn(message: object): readonly string[] {
  const names: string[] = [];
  JSON.stringify(message, (_key, value) => {
    const isCall = ['function', 'function_call', 'tool_use'].includes(value?.type);
    const name = value?.function?.name ?? value?.name;
    if (isCall && typeof name === 'string') names.push(name);
    return value;
  });
  return names;
}
