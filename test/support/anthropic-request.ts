/** Reading what a client sends to Anthropic's messages endpoint, as strictly as the real service does. */
import { z } from 'zod';
import { rejectUnpaired, signedText, type WireMessage, type WireRequest } from './model-wire.ts';

const toolName = z.string().regex(/^[\w-]{1,128}$/);
const id = z.string().regex(/^[\w-]+$/);
const text = z.object({ type: z.literal('text'), text: z.string().min(1) });
const result = z.object({
  type: z.literal('tool_result'),
  tool_use_id: id,
  content: z.union([z.string(), z.array(text)]).default(''),
  is_error: z.boolean().default(false),
});
const toolUse = z.object({
  type: z.literal('tool_use'),
  id,
  name: toolName,
  input: z.record(z.string(), z.unknown()),
});
const thinking = z.object({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() });
const redacted = z.object({ type: z.literal('redacted_thinking'), data: z.string() });

const userBlocks = z.union([z.string().min(1), z.array(z.discriminatedUnion('type', [text, result])).min(1)]);
const assistantBlock = z.discriminatedUnion('type', [text, toolUse, thinking, redacted]);
const assistantBlocks = z.union([z.string().min(1), z.array(assistantBlock).min(1)]);
const message = z.discriminatedUnion('role', [
  z.object({ role: z.literal('user'), content: userBlocks }),
  z.object({ role: z.literal('assistant'), content: assistantBlocks }),
]);

const request = z.object({
  model: z.string(),
  max_tokens: z.number().int().min(1),
  system: z.union([z.string(), z.array(text)]).optional(),
  messages: z.array(message).min(1),
  tools: z
    .array(
      z.object({
        name: toolName,
        description: z.string().default(''),
        input_schema: z.looseObject({ type: z.literal('object') }),
      }),
    )
    .default([]),
  tool_choice: z
    .object({ type: z.enum(['auto', 'any', 'tool', 'none']), name: z.string().optional() })
    .optional(),
  temperature: z.number().min(0).max(1).optional(),
  stream: z.boolean().default(false),
  thinking: z
    .object({
      type: z.enum(['enabled', 'adaptive', 'disabled']),
      budget_tokens: z.number().int().min(1024).optional(),
    })
    .optional(),
  output_config: z
    .object({
      format: z.object({ type: z.literal('json_schema'), schema: z.unknown().optional() }).optional(),
    })
    .optional(),
});

type AnthropicRequest = z.infer<typeof request>;
type AssistantBlock = z.infer<typeof assistantBlock>;

/** A body of `POST /messages`. Throws with a message fit for a 400. `strict`: every turn of this server was thought about. */
export function readAnthropicRequest(body: unknown, strict: boolean): WireRequest {
  const asked = request.parse(body);
  const thinks = asked.thinking !== undefined && asked.thinking.type !== 'disabled';
  if (thinks) rejectWithThinking(asked);
  const system = asked.system === undefined ? '' : plain(asked.system);
  const messages: WireMessage[] = system === '' ? [] : [{ role: 'system', content: system, calls: [] }];
  for (const each of asked.messages) {
    if (each.role === 'user') messages.push(...userMessages(each.content));
    else messages.push(assistantMessage(each.content));
  }
  if (asked.messages[0]?.role !== 'user') throw new Error('messages: first message must use the "user" role');
  rejectUnpaired(messages);
  if (thinks && strict) rejectForgottenThinking(asked);
  const choice = asked.tool_choice;
  const forced =
    choice?.type === 'tool' ? choice.name : choice?.type === 'any' ? asked.tools[0]?.name : undefined;
  return {
    model: asked.model,
    messages,
    tools: asked.tools.map(({ name, description, input_schema: parameters }) => ({
      name,
      description,
      parameters,
    })),
    streaming: asked.stream,
    usage: true,
    reasoning: thinks,
    ...(asked.output_config?.format === undefined ? {} : { answerSchema: asked.output_config.format.schema }),
    ...(forced === undefined ? {} : { forcedTool: forced }),
  };
}

function rejectWithThinking(asked: AnthropicRequest): void {
  if (asked.temperature !== undefined && asked.temperature !== 1) {
    throw new Error('`temperature` may only be set to 1 when thinking is enabled.');
  }
  if (asked.thinking?.type === 'enabled' && (asked.thinking.budget_tokens ?? 0) >= asked.max_tokens) {
    throw new Error('`max_tokens` must be greater than `thinking.budget_tokens`.');
  }
  if (asked.tool_choice?.type === 'any' || asked.tool_choice?.type === 'tool') {
    throw new Error('Thinking may not be enabled when tool_choice forces tool use.');
  }
}

/** Turns with calls since the person last spoke must start with the thinking that led to them. */
function rejectForgottenThinking(asked: AnthropicRequest): void {
  const said = asked.messages.findLastIndex(
    ({ role, content }) =>
      role === 'user' && (typeof content === 'string' || content.some(({ type }) => type === 'text')),
  );
  for (const [index, each] of asked.messages.entries()) {
    if (index < said || each.role === 'user' || typeof each.content === 'string') continue;
    const first = each.content[0];
    if (!each.content.some(({ type }) => type === 'tool_use')) continue;
    if (first?.type === 'thinking' || first?.type === 'redacted_thinking') continue;
    throw new Error(
      `messages.${index}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first?.type}\`.`,
    );
  }
}

function userMessages(content: z.infer<typeof userBlocks>): WireMessage[] {
  if (typeof content === 'string') return [{ role: 'user', content, calls: [] }];
  const texts = content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
  const firstText = content.findIndex(({ type }) => type === 'text');
  if (firstText >= 0 && content.findLastIndex(({ type }) => type === 'tool_result') > firstText) {
    throw new Error('tool_result blocks must come first in the content');
  }
  const results = content.flatMap((block): WireMessage[] =>
    block.type === 'tool_result'
      ? [{ role: 'tool', content: plain(block.content), calls: [], answers: block.tool_use_id }]
      : [],
  );
  return texts.length === 0 ? results : [...results, { role: 'user', content: texts.join('\n'), calls: [] }];
}

function assistantMessage(content: z.infer<typeof assistantBlocks>): WireMessage {
  if (typeof content === 'string') return { role: 'assistant', content, calls: [] };
  for (const block of content) rejectChangedThinking(block);
  return {
    role: 'assistant',
    content: content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n'),
    calls: content.flatMap((block) =>
      block.type === 'tool_use'
        ? [{ id: block.id, name: block.name, arguments: JSON.stringify(block.input) }]
        : [],
    ),
  };
}

function rejectChangedThinking(block: AssistantBlock): void {
  if (block.type === 'redacted_thinking') signedText(block.data);
  if (block.type === 'thinking' && signedText(block.signature) !== block.thinking) {
    throw new Error('`thinking` blocks in the latest assistant message cannot be modified.');
  }
}

function plain(content: string | readonly { readonly text: string }[]): string {
  return typeof content === 'string' ? content : content.map((part) => part.text).join('\n');
}
