/** What the test server answers in Anthropic's messages protocol, whole and as server-sent events. */
import { readAnthropicRequest } from './anthropic-request.ts';
import {
  argumentsValue,
  inPieces,
  textParts,
  type WireAnswer,
  type WireEvent,
  type WireProblem,
  type WireService,
} from './model-wire.ts';

const errorTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

export const anthropicService: WireService = {
  base: '/v1',
  keyHeader: { name: 'x-api-key', prefix: '' },
  endpoints: [
    {
      read: (path, body, strict) => (path === '/messages' ? readAnthropicRequest(body, strict) : undefined),
      whole,
      events,
      closing: '',
      error: errorBody,
      errorBody,
      errorEvent: (problem) => ({ event: 'error', data: errorBody(problem) }),
    },
  ],
};

function errorBody({ status, message, code }: WireProblem): unknown {
  const type = code ?? errorTypes[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
  return { type: 'error', error: { type, message }, request_id: 'req_test' };
}

function whole(answer: WireAnswer): unknown {
  const { id, model } = answer;
  return {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model,
    ...ending(answer),
    content: blocks(answer),
    usage: usage(answer),
  };
}

function ending(answer: WireAnswer) {
  const classified = answer.ending === 'filter' || answer.ending === 'blocked';
  return {
    stop_reason: stopReason(answer),
    stop_sequence: null,
    ...(classified
      ? { stop_details: { type: 'refusal', category: 'cyber', explanation: 'This request was declined.' } }
      : {}),
  };
}

function stopReason({ ending: reason, calls }: WireAnswer): string {
  if (reason === 'filter' || reason === 'blocked' || reason === 'refusal') return 'refusal';
  if (reason === 'limit') return 'max_tokens';
  if (reason === 'unknown') return 'flummoxed';
  return calls.length === 0 ? 'end_turn' : 'tool_use';
}

function blocks(answer: WireAnswer) {
  const thinking = {
    type: 'thinking' as const,
    thinking: answer.reasoning,
    signature: answer.signature ?? '',
  };
  const calls = answer.calls.map((call) => ({
    type: 'tool_use' as const,
    // A server that forgets ids leaves the member out.
    ...(call.id === '' ? {} : { id: call.id }),
    name: call.name,
    input: argumentsValue(call.arguments),
  }));
  return [
    ...(answer.reasoning === '' ? [] : [thinking]),
    ...textParts(answer).map((text) => ({ type: 'text' as const, text })),
    ...calls,
  ];
}

/** Anthropic counts what came from and went into the cache beside the input, not within it. */
function usage({ usage: counted }: WireAnswer): unknown {
  if (counted === undefined) return undefined;
  const { inputTokens, cachedInputTokens = 0, cacheWriteTokens = 0, outputTokens } = counted;
  return {
    input_tokens: inputTokens - cachedInputTokens - cacheWriteTokens,
    cache_read_input_tokens: cachedInputTokens,
    cache_creation_input_tokens: cacheWriteTokens,
    output_tokens: outputTokens,
    ...(counted.reasoningTokens === undefined
      ? {}
      : { output_tokens_details: { thinking_tokens: counted.reasoningTokens } }),
  };
}

function events(answer: WireAnswer): readonly WireEvent[] {
  const counted = usage(answer);
  const message = {
    id: `msg_${answer.id}`,
    type: 'message',
    role: 'assistant',
    model: answer.model,
    content: [],
  };
  const start = {
    ...message,
    stop_reason: null,
    stop_sequence: null,
    usage: { ...Object(counted), output_tokens: 1 },
  };
  const data: { type: string }[] = [
    { type: 'message_start', message: start } as { type: string },
    { type: 'ping' },
  ];
  let input = 0;
  for (const [index, block] of blocks(answer).entries()) {
    const at = { index };
    const opening =
      block.type === 'text'
        ? { ...block, text: '' }
        : block.type === 'thinking'
          ? { ...block, thinking: '', signature: '' }
          : { ...block, input: {} };
    data.push(named('content_block_start', { ...at, content_block: opening }));
    for (const delta of deltas(answer, block, input))
      data.push(named('content_block_delta', { ...at, delta }));
    if (block.type === 'tool_use') input += 1;
    data.push(named('content_block_stop', at));
  }
  data.push(named('message_delta', { delta: ending(answer), usage: counted }), { type: 'message_stop' });
  return data.map((each) => ({ event: each.type, data: each }));
}

function named(type: string, rest: object): { type: string } {
  return { type, ...rest };
}

function deltas(
  answer: WireAnswer,
  block: { readonly type: string; readonly text?: string },
  call: number,
): readonly object[] {
  const { type, text: whole = '' } = block;
  if (type === 'text') return inPieces(whole).map((text) => ({ type: 'text_delta', text }));
  if (type === 'tool_use') {
    return inPieces(answer.calls[call]?.arguments ?? '').map((partial_json) => ({
      type: 'input_json_delta',
      partial_json,
    }));
  }
  return [
    ...inPieces(answer.reasoning).map((thinking) => ({ type: 'thinking_delta', thinking })),
    { type: 'signature_delta', signature: answer.signature ?? '' },
  ];
}
