/** Reading what a client sends to the test server, as strictly as the real service does, for both of its protocols. */
import { z } from 'zod';
import { rejectUnpaired, signedText, type WireMessage, type WireRequest } from './model-wire.ts';

const functionName = z.string().regex(/^[\w-]{1,64}$/);
/** A history must hold arguments that are an object; half the servers there are parse them. */
const argumentsText = z.string().refine((text) => {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value);
});
const chatFunction = z.object({
  name: functionName,
  description: z.string().default(''),
  parameters: z.unknown().optional(),
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
  response_format: z
    .object({
      type: z.enum(['text', 'json_object', 'json_schema']),
      json_schema: z.object({ name: z.string(), schema: z.unknown().optional() }).optional(),
    })
    .optional(),
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
  z.object({
    type: z.literal('reasoning'),
    id: z.string().optional(),
    summary: z.array(z.object({ type: z.literal('summary_text'), text: z.string() })),
    encrypted_content: z.string().nullish(),
  }),
]);
type ResponsesItem = z.infer<typeof responsesItem>;

const responsesRequest = z.object({
  model: z.string(),
  input: z.array(responsesItem).min(1),
  tools: z.array(chatFunction.extend({ type: z.literal('function') })).default([]),
  stream: z.boolean().default(false),
  include: z.array(z.string()).nullish(),
  text: z
    .object({
      format: z
        .object({ type: z.enum(['text', 'json_object', 'json_schema']), schema: z.unknown().optional() })
        .optional(),
    })
    .optional(),
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
    reasoning: true,
    ...answerSchemaOf(request.response_format, request.response_format?.json_schema?.schema),
  };
}

/**
 * A body of `POST /responses`. Throws with a message fit for a 400. `strict`: this server reasoned before every call, so
 * every call must come back with the reasoning before it.
 */
export function readResponsesRequest(body: unknown, strict: boolean): WireRequest {
  const request = responsesRequest.parse(body);
  const encrypted = request.include?.includes('reasoning.encrypted_content') === true;
  rejectReasoning(request.input, strict && encrypted);
  const messages: WireMessage[] = [];
  for (const item of request.input) {
    if ('type' in item && item.type === 'reasoning') continue;
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
    reasoning: encrypted,
    ...answerSchemaOf(request.text?.format, request.text?.format?.schema),
  };
}

function answerSchemaOf(
  format: { readonly type: string } | undefined,
  schema: unknown,
): { answerSchema?: unknown } {
  if (format === undefined || format.type === 'text') return {};
  return { answerSchema: format.type === 'json_object' ? true : schema };
}

function rejectReasoning(input: readonly ResponsesItem[], strict: boolean): void {
  const said = input.findLastIndex((item) => 'role' in item && item.role === 'user');
  let reasoned = false;
  for (const [index, item] of input.entries()) {
    if ('role' in item) continue;
    if (item.type === 'reasoning') {
      if (item.encrypted_content != null) signedText(item.encrypted_content);
      reasoned = item.encrypted_content != null;
    } else if (item.type === 'function_call_output') reasoned = false;
    else if (strict && index > said && !reasoned) {
      throw new Error(
        `Item '${item.call_id}' of type 'function_call' was provided without its required 'reasoning' item.`,
      );
    }
  }
}

function plainMessage(role: 'system' | 'developer' | 'user' | 'assistant', content: string): WireMessage {
  return { role: role === 'developer' ? 'system' : role, content, calls: [] };
}
