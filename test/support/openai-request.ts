/** Reading what a client sends to the test server, as strictly as the real service does, for both of its protocols. */
import { z } from 'zod';

/** A message of the conversation, in the form of chat completions whichever protocol carried it. */
export interface WireMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
  readonly calls: readonly WireCall[];
  /** The call a `tool` message answers. */
  readonly answers?: string;
}

/** A tool call as it goes over the wire: arguments are text. */
export interface WireCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

export interface WireTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: unknown;
}

export interface WireRequest {
  readonly model: string;
  readonly messages: readonly WireMessage[];
  readonly tools: readonly WireTool[];
  readonly streaming: boolean;
  /** Whether usage is to be sent at the end of a stream. */
  readonly usage: boolean;
}

const functionName = z.string().regex(/^[\w-]{1,64}$/);
/** A history must hold arguments that are an object; half the servers there are parse them. */
const argumentsText = z.string().refine((text) => {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value);
});
const chatFunction = z.object({
  name: functionName,
  description: z.string().default(''),
  parameters: z.unknown(),
});

const chatMessage = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['system', 'developer', 'user']), content: z.string() }),
  z.object({
    role: z.literal('assistant'),
    content: z.string().min(1).nullish(),
    tool_calls: z
      .array(
        z.object({
          id: z.string().min(1),
          function: z.object({ name: functionName, arguments: argumentsText }),
        }),
      )
      .min(1)
      .optional(),
  }),
  z.object({ role: z.literal('tool'), content: z.string(), tool_call_id: z.string() }),
]);

const chatRequest = z.object({
  model: z.string(),
  messages: z.array(chatMessage).min(1),
  tools: z.array(z.object({ type: z.literal('function'), function: chatFunction })).default([]),
  stream: z.boolean().default(false),
  stream_options: z.object({ include_usage: z.boolean().default(false) }).optional(),
});

const contentText = z.union([
  z.string(),
  z
    .array(z.object({ type: z.enum(['input_text', 'output_text']), text: z.string() }))
    .transform((parts) => parts.map((part) => part.text).join('')),
]);

const responsesItem = z.union([
  z.object({ role: z.enum(['system', 'developer', 'user', 'assistant']), content: contentText }),
  z.object({
    type: z.literal('function_call'),
    call_id: z.string().min(1),
    name: functionName,
    arguments: argumentsText,
  }),
  z.object({ type: z.literal('function_call_output'), call_id: z.string(), output: contentText }),
]);

const responsesRequest = z.object({
  model: z.string(),
  input: z.array(responsesItem).min(1),
  tools: z.array(chatFunction.extend({ type: z.literal('function') })).default([]),
  stream: z.boolean().default(false),
});

/** A body of `POST /chat/completions`. Throws with a message fit for a 400. */
export function readChatRequest(body: unknown): WireRequest {
  const request = chatRequest.parse(body);
  const messages = request.messages.map((message): WireMessage => {
    if (message.role === 'tool') {
      return { role: 'tool', content: message.content, calls: [], answers: message.tool_call_id };
    }
    if (message.role !== 'assistant') return plainMessage(message.role, message.content);
    const calls = (message.tool_calls ?? []).map((call) => ({ id: call.id, ...call.function }));
    return { role: 'assistant', content: message.content ?? '', calls };
  });
  rejectUnpaired(messages);
  return {
    model: request.model,
    messages,
    tools: request.tools.map((tool) => ({ ...tool.function, parameters: tool.function.parameters })),
    streaming: request.stream,
    usage: !request.stream || request.stream_options?.include_usage === true,
  };
}

/** A body of `POST /responses`. Throws with a message fit for a 400. */
export function readResponsesRequest(body: unknown): WireRequest {
  const request = responsesRequest.parse(body);
  const messages: WireMessage[] = [];
  for (const item of request.input) {
    if ('role' in item) messages.push(plainMessage(item.role, item.content));
    else if (item.type === 'function_call_output') {
      messages.push({ role: 'tool', content: item.output, calls: [], answers: item.call_id });
    } else {
      const call = { id: item.call_id, name: item.name, arguments: item.arguments };
      const last = messages.at(-1);
      // Here calls are items of their own, in chat completions they belong to what was said with them.
      if (last?.role !== 'assistant') messages.push({ role: 'assistant', content: '', calls: [call] });
      else messages[messages.length - 1] = { ...last, calls: [...last.calls, call] };
    }
  }
  rejectUnpaired(messages);
  return {
    model: request.model,
    messages,
    tools: request.tools.map(({ name, description, parameters }) => ({ name, description, parameters })),
    streaming: request.stream,
    usage: true,
  };
}

function plainMessage(role: 'system' | 'developer' | 'user' | 'assistant', content: string): WireMessage {
  return { role: role === 'developer' ? 'system' : role, content, calls: [] };
}

/** Every result must answer an open call, and every call must be answered before anything else is said. */
function rejectUnpaired(messages: readonly WireMessage[]): void {
  const open = new Set<string>();
  for (const message of messages) {
    if (message.answers !== undefined) {
      if (!open.delete(message.answers)) throw new Error(`no open call ${message.answers} for this result`);
      continue;
    }
    if (open.size > 0) throw new Error(`calls without a result: ${[...open].join(', ')}`);
    for (const call of message.calls) {
      if (open.has(call.id)) throw new Error(`the call id ${call.id} stands twice`);
      open.add(call.id);
    }
  }
  if (open.size > 0) throw new Error(`calls without a result: ${[...open].join(', ')}`);
}
