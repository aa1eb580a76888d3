/** Anthropic's messages, and the counting of their tokens. */
import { isRecord } from '../../kit/canonical.ts';
import type { Endpoint, Protocol, Reading } from './protocol.ts';
import {
  badRequest,
  countIn,
  demandRecord,
  flagAt,
  inCallers,
  inFunction,
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
  model messages system max_tokens stop_sequences stream temperature top_k top_p tools tool_choice metadata thinking
  service_tier output_config output_format context_management compaction cache_control speed inference_geo
`);

const errorTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

export const anthropic: Protocol = {
  name: 'anthropic',
  key: { header: 'x-api-key', prefix: '' },
  requestHeaders: ['anthropic-version', 'anthropic-beta'],
  endpointOf,
  // Its own library takes the address without the version, others with it.
  baseOf: (url) => (url.endsWith('/v1') ? url : `${url}/v1`),
  read: (body, { does }, headers) => ({
    model: textAt(body, 'model'),
    streams: does === 'generate' && flagAt(body, 'stream'),
    outputTokens: does === 'count-tokens' ? 0 : numberAt(body, 'max_tokens'),
    providerRun: [
      ...membersBeyond(body, members),
      ...inBetas(headers['anthropic-beta']),
      ...listAt(body, 'tools').flatMap((tool) => inTool(demandRecord(tool, 'tools'))),
      ...inBlocks(body.system),
      ...listAt(body, 'messages').flatMap((message) => inBlocks(demandRecord(message, 'messages').content)),
    ],
  }),
  learn,
  error: (status, message) => ({
    type: 'error',
    error: {
      type: errorTypes[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error'),
      message,
    },
  }),
};

function endpointOf(path: string, query: URLSearchParams): Endpoint | undefined {
  const beta = query.size === 1 && query.get('beta') === 'true' ? '?beta=true' : '';
  if (query.size > 0 && beta === '') return undefined;
  const named = path.startsWith('/v1/') ? path.slice('/v1'.length) : path;
  if (named === '/messages') return { does: 'generate', path: `${named}${beta}` };
  if (named === '/messages/count_tokens') return { does: 'count-tokens', path: `${named}${beta}` };
  return undefined;
}

/** Betas that turn on what the provider does by itself, by the beginning of their name. */
const betas: readonly (readonly [string, string])[] = [
  ['mcp-client', 'mcp_servers'],
  ['code-execution', 'code_execution'],
  ['web-search', 'web_search'],
  ['web-fetch', 'web_fetch'],
  ['computer-use', 'computer'],
  ['files-api', 'file'],
  ['skills', 'skills'],
];

function inBetas(header = ''): readonly string[] {
  const asked = header.split(',').map((beta) => beta.trim().toLowerCase());
  return betas.flatMap(([start, type]) => (asked.some((beta) => beta.startsWith(start)) ? [type] : []));
}

const ownTool = words(`
  type name description input_schema cache_control strict defer_loading eager_input_streaming input_examples
  allowed_callers
`);
/** The client runs them. */
const CLIENT_RUN = /^(?:bash|text_editor|memory)_\d{8}$/;
const clientTool = words('type name cache_control max_characters');

function inTool(tool: Members): readonly string[] {
  const { type } = tool;
  if (type === 'custom' || (type ?? undefined) === undefined)
    return [...inFunction(tool, ownTool), ...inCallers(tool)];
  if (typeof type === 'string' && CLIENT_RUN.test(type)) return membersBeyond(tool, clientTool);
  return [typeOf(tool, 'tools')];
}

const heldBlocks = words('text tool_use thinking redacted_thinking search_result compaction tool_reference');

function inBlocks(content: unknown): readonly string[] {
  if (content === undefined || typeof content === 'string') return [];
  if (!Array.isArray(content)) throw badRequest('content must be a text or a list');
  return content.flatMap((block) => inBlock(demandRecord(block, 'content')));
}

function inBlock(block: Members): readonly string[] {
  const { type } = block;
  if (typeof type === 'string' && heldBlocks.has(type)) return [];
  if (type === 'tool_result') return inBlocks(block.content);
  if (type !== 'image' && type !== 'document') return [typeOf(block, 'content')];
  const source = demandRecord(block.source, 'source');
  if (source.type === 'base64' || source.type === 'text') return [];
  if (source.type === 'content') return inBlocks(source.content);
  return [typeOf(source, 'source')];
}

/** What came from and went into the cache is counted beside the input. */
const inputCounts = ['input_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'] as const;

function learn(before: Reading, event: unknown): Reading {
  if (!isRecord(event)) return before;
  const message = isRecord(event.message) ? event.message : event;
  const input = countIn(message.usage, ...inputCounts) ?? countIn(event, 'input_tokens');
  return {
    ...before,
    ...told('model', modelIn(message)),
    // The end of a stream may tell the output alone.
    ...told('inputTokens', event.type === 'message_delta' ? larger(before.inputTokens, input) : input),
    ...told('outputTokens', countIn(message.usage, 'output_tokens')),
    isWhole: before.isWhole || event.type === 'message_stop' || event.type === 'message' || isCount(event),
  };
}

function isCount(event: Members): boolean {
  return event.type === undefined && countIn(event, 'input_tokens') !== undefined;
}

function larger(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}
