/** OpenAI's responses. */
import { isRecord } from '../../kit/canonical.ts';
import { openAIError, openAIKey, underBase } from './openai.ts';
import type { Protocol, Reading } from './protocol.ts';
import {
  badRequest,
  countIn,
  demandRecord,
  flagAt,
  inCallers,
  inFunction,
  isInline,
  listAt,
  type Members,
  membersBeyond,
  modelIn,
  numberAt,
  textAt,
  told,
  typeOf,
  words,
} from './reading.ts';

const members = words(`
  model input instructions tools tool_choice parallel_tool_calls max_output_tokens max_tool_calls temperature top_p
  top_logprobs stream stream_options text reasoning include metadata user safety_identifier prompt_cache_key
  prompt_cache_retention prompt_cache_options service_tier truncation verbosity store background context_management
`);

export const openAIResponses: Protocol = {
  name: 'openai-responses',
  key: openAIKey,
  requestHeaders: [],
  endpointOf: (path, query) =>
    underBase(path) === '/responses' && query.size === 0
      ? { does: 'generate', path: '/responses' }
      : undefined,
  baseOf: (url) => url,
  read: (body) => ({
    model: textAt(body, 'model'),
    streams: flagAt(body, 'stream'),
    outputTokens: numberAt(body, 'max_output_tokens'),
    providerRun: [
      ...membersBeyond(body, members),
      ...(flagAt(body, 'store') ? ['store'] : []),
      ...(flagAt(body, 'background') ? ['background'] : []),
      ...listAt(body, 'tools').flatMap((tool) => inTool(demandRecord(tool, 'tools'))),
      ...inChoice(body.tool_choice),
      ...inInput(body.input),
    ],
  }),
  learn,
  error: openAIError,
};

const functionTool = words(
  'type name description parameters strict defer_loading output_schema allowed_callers async',
);
const customTool = words('type name description format defer_loading allowed_callers async');
const plainTool = words('type');
const namespace = words('type name description tools');

function inTool(tool: Members): readonly string[] {
  switch (tool.type) {
    case 'function':
      return [...inFunction(tool, functionTool), ...inCallers(tool)];
    case 'custom':
      return [...inFunction(tool, customTool), ...inCallers(tool)];
    case 'local_shell':
    case 'apply_patch':
      return membersBeyond(tool, plainTool);
    case 'namespace':
      return [
        ...membersBeyond(tool, namespace),
        ...listAt(tool, 'tools').flatMap((inner) => inTool(demandRecord(inner, 'tools'))),
      ];
    default:
      return [typeOf(tool, 'tools')];
  }
}

const choices = words('function custom allowed_tools local_shell apply_patch');

function inChoice(choice: unknown): readonly string[] {
  if (!isRecord(choice)) return [];
  return typeof choice.type === 'string' && choices.has(choice.type) ? [] : [typeOf(choice, 'tool_choice')];
}

function inInput(input: unknown): readonly string[] {
  if (typeof input === 'string') return [];
  if (!Array.isArray(input)) throw badRequest('input must be a text or a list');
  return input.flatMap((item) => inItem(demandRecord(item, 'input')));
}

/** Items of a conversation that hold their content, none of which makes the provider do anything. */
const heldItems = words(`
  function_call reasoning custom_tool_call local_shell_call local_shell_call_output apply_patch_call
  apply_patch_call_output compaction
`);

function inItem(item: Members): readonly string[] {
  const { type } = item;
  if (type === 'message' || ((type ?? undefined) === undefined && item.role !== undefined))
    return inParts(item.content);
  if (type === 'function_call_output' || type === 'custom_tool_call_output') return inParts(item.output);
  if (typeof type === 'string' && heldItems.has(type)) return [];
  // One that has nothing but an id refers to what the provider kept.
  return [typeOf(item, 'item_reference')];
}

function inParts(content: unknown): readonly string[] {
  if (!Array.isArray(content)) return [];
  return content.flatMap((part) => inPart(demandRecord(part, 'content')));
}

function inPart(part: Members): readonly string[] {
  switch (part.type) {
    case 'input_text':
    case 'output_text':
    case 'text':
    case 'refusal':
    case 'summary_text':
    case 'reasoning_text':
    case 'input_audio':
      return [];
    case 'input_image':
    case 'input_file':
      return [
        ...((part.file_id ?? undefined) === undefined ? [] : ['file']),
        ...[part.image_url, part.file_url, part.file_data].flatMap((url) =>
          (url ?? undefined) === undefined || isInline(url) || isBase64(url) ? [] : ['url'],
        ),
      ];
    default:
      return [typeOf(part, 'content')];
  }
}

function isBase64(text: unknown): boolean {
  return typeof text === 'string' && !text.includes(':');
}

const endings = words('response.completed response.incomplete response.failed');

function learn(before: Reading, event: unknown): Reading {
  if (!isRecord(event)) return before;
  const response = isRecord(event.response) ? event.response : event;
  const ends =
    typeof event.type === 'string'
      ? endings.has(event.type)
      : event.object === 'response' && event.status !== 'in_progress' && event.status !== 'queued';
  return {
    ...before,
    ...told('model', modelIn(response)),
    ...told('inputTokens', countIn(response.usage, 'input_tokens')),
    ...told('outputTokens', countIn(response.usage, 'output_tokens')),
    isWhole: before.isWhole || ends,
  };
}
