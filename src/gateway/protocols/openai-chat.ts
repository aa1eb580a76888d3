/** OpenAI's chat completions, which many other providers and local servers speak, too. */
import { isRecord } from '../../kit/canonical.ts';
import { openAIError, openAIKey, underBase } from './openai.ts';
import type { Protocol, Reading } from './protocol.ts';
import {
  countIn,
  demandRecord,
  flagAt,
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
  model messages tools tool_choice functions function_call parallel_tool_calls stream stream_options max_tokens
  max_completion_tokens temperature top_p top_k min_p n stop seed presence_penalty frequency_penalty repetition_penalty
  logit_bias logprobs top_logprobs response_format reasoning_effort reasoning reasoning_format include_reasoning thinking
  enable_thinking chat_template_kwargs verbosity user metadata safety_identifier prompt_cache_key prompt_cache_retention
  prompt_cache_options service_tier prediction modalities audio store
`);

export const openAIChat: Protocol = {
  name: 'openai-chat',
  key: openAIKey,
  requestHeaders: [],
  endpointOf: (path, query) =>
    underBase(path) === '/chat/completions' && query.size === 0
      ? { does: 'generate', path: '/chat/completions' }
      : undefined,
  baseOf: (url) => url,
  read: (body) => {
    const bounds = ['max_completion_tokens', 'max_tokens'].flatMap((name) => numberAt(body, name) ?? []);
    const answers = numberAt(body, 'n') ?? 1;
    return {
      model: textAt(body, 'model'),
      streams: flagAt(body, 'stream'),
      outputTokens: bounds.length === 0 ? undefined : Math.max(...bounds) * Math.max(1, answers),
      providerRun: [
        ...membersBeyond(body, members),
        ...(flagAt(body, 'store') ? ['store'] : []),
        ...listAt(body, 'modalities').flatMap((kind) =>
          kind === 'text' || kind === 'audio' ? [] : [`modality ${String(kind)}`],
        ),
        ...listAt(body, 'tools').flatMap((tool) => inTool(demandRecord(tool, 'tools'))),
        ...listAt(body, 'functions').flatMap((one) => inFunction(one, functionMembers)),
        ...inChoice(body.tool_choice),
        ...listAt(body, 'messages').flatMap((message) => inMessage(demandRecord(message, 'messages'))),
      ],
    };
  },
  learn,
  closing: '[DONE]',
  error: openAIError,
};

const functionTool = words('type function strict cache_control');
const functionMembers = words('name description parameters strict');
const customMembers = words('name description format');
const customTool = words('type custom');

function inTool(tool: Members): readonly string[] {
  if (tool.type === 'function')
    return [...membersBeyond(tool, functionTool), ...inFunction(tool.function, functionMembers)];
  if (tool.type === 'custom')
    return [...membersBeyond(tool, customTool), ...inFunction(tool.custom, customMembers)];
  return [typeOf(tool, 'tools')];
}

const choices = words('function custom allowed_tools');

function inChoice(choice: unknown): readonly string[] {
  if (!isRecord(choice)) return [];
  return typeof choice.type === 'string' && choices.has(choice.type) ? [] : [typeOf(choice, 'tool_choice')];
}

function inMessage(message: Members): readonly string[] {
  const kept = isRecord(message.audio) && message.audio.id !== undefined ? ['file'] : [];
  if (!Array.isArray(message.content)) return kept;
  return [...kept, ...message.content.flatMap((part) => inPart(demandRecord(part, 'content')))];
}

function inPart(part: Members): readonly string[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
    case 'thinking':
    case 'reasoning':
    case 'input_audio':
      return [];
    case 'image_url':
      return isInline(isRecord(part.image_url) ? part.image_url.url : part.image_url) ? [] : ['url'];
    case 'file':
      return isRecord(part.file) && membersBeyond(part.file, words('file_data filename')).length === 0
        ? isInlineFile(part.file.file_data)
        : ['file'];
    default:
      return [typeOf(part, 'content')];
  }
}

/** Some providers take an address in the place of the content. */
function isInlineFile(data: unknown): readonly string[] {
  return typeof data === 'string' && /^https?:/i.test(data) ? ['url'] : [];
}

function learn(before: Reading, event: unknown): Reading {
  if (!isRecord(event)) return before;
  const isAnswer = event.object === 'chat.completion';
  return {
    ...before,
    ...told('model', modelIn(event)),
    ...told('inputTokens', countIn(event.usage, 'prompt_tokens')),
    ...told('outputTokens', countIn(event.usage, 'completion_tokens')),
    isWhole: before.isWhole || isAnswer,
  };
}
