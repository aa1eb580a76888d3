/** What the test server answers, in both protocols, whole and as server-sent events. */
import {
  inPieces,
  textParts,
  type WireAnswer,
  type WireCall,
  type WireEvent,
  type WireProblem,
  type WireProtocol,
  type WireService,
  type WireUsage,
} from './model-wire.ts';
import { readChatRequest, readResponsesRequest } from './openai-request.ts';

/** What OpenAI and Azure answer where their filter stops the prompt. */
const blocked: WireProblem = {
  status: 400,
  code: 'content_filter',
  message: "The response was filtered due to the prompt triggering the service's content management policy.",
};

const chat: WireProtocol = {
  read: (path, body) => (path === '/chat/completions' ? readChatRequest(body) : undefined),
  whole: chatBody,
  events: (answer, asked) => chatEvents(answer, asked.usage).map(unnamed),
  closing: 'data: [DONE]\n\n',
  blocked,
  error: errorBody,
  errorBody,
  errorEvent: (problem) => unnamed(errorBody(problem)),
};

const responses: WireProtocol = {
  read: (path, body, strict) => (path === '/responses' ? readResponsesRequest(body, strict) : undefined),
  whole: responsesBody,
  events: (answer) => responsesEvents(answer).map(unnamed),
  closing: 'data: [DONE]\n\n',
  blocked,
  error: errorBody,
  errorBody: (problem) => ({ id: 'resp_0', error: errorOf(problem), output: [] }),
  errorEvent: (problem) => unnamed({ ...errorOf(problem), type: 'error', sequence_number: 1, param: null }),
};

export const openAIService: WireService = {
  base: '/v1',
  keyHeader: { name: 'authorization', prefix: 'Bearer ' },
  endpoints: [chat, responses],
};

const errorCodes: Readonly<Record<number, readonly [type: string, code: string | null]>> = {
  401: ['invalid_request_error', 'invalid_api_key'],
  404: ['invalid_request_error', 'model_not_found'],
  429: ['requests', 'rate_limit_exceeded'],
};

function errorBody(problem: WireProblem): unknown {
  return { error: errorOf(problem) };
}

function errorOf({ status, message, code }: WireProblem) {
  const usual = errorCodes[status] ?? [status >= 500 ? 'server_error' : 'invalid_request_error', null];
  return { message, type: code === undefined ? usual[0] : code, param: null, code: code ?? usual[1] };
}

function unnamed(data: unknown): WireEvent {
  return { data };
}

/** Body of a chat completion. */
function chatBody(answer: WireAnswer): unknown {
  const calls = answer.calls.map((call) => ({ type: 'function', ...chatCall(call) }));
  return {
    ...chatEnvelope(answer, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: answer.text === '' || answer.ending === 'refusal' ? null : answer.text,
          ...(answer.ending === 'refusal' ? { refusal: answer.text } : {}),
          ...(answer.reasoning === '' ? {} : { reasoning_content: answer.reasoning }),
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        },
        finish_reason: chatFinish(answer),
      },
    ],
    usage: chatUsage(answer),
  };
}

/** Data of the events of a streamed chat completion; texts and arguments come in small pieces, calls interleaved. */
function chatEvents(answer: WireAnswer, usage: boolean): unknown[] {
  const chunk = (delta: unknown, finish: string | null = null) => ({
    ...chatEnvelope(answer, 'chat.completion.chunk'),
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const openings = answer.calls.map((call, index) => {
    const { id, function: named } = chatCall({ ...call, arguments: '' });
    return chunk({ tool_calls: [{ index, id, type: 'function', function: named }] });
  });
  const pieces = answer.calls.map((call) => inPieces(call.arguments));
  const rounds = Math.max(0, ...pieces.map((list) => list.length));
  const deltas: unknown[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, list] of pieces.entries()) {
      const piece = list[round];
      if (piece !== undefined)
        deltas.push(chunk({ tool_calls: [{ index, function: { arguments: piece } }] }));
    }
  }
  return [
    chunk({ role: 'assistant', content: '' }),
    ...inPieces(answer.reasoning).map((piece) => chunk({ reasoning_content: piece })),
    ...inPieces(answer.text).map((piece) =>
      chunk(answer.ending === 'refusal' ? { refusal: piece } : { content: piece }),
    ),
    ...openings,
    ...deltas,
    chunk({}, chatFinish(answer)),
    ...(usage
      ? [{ ...chatEnvelope(answer, 'chat.completion.chunk'), choices: [], usage: chatUsage(answer) }]
      : []),
  ];
}

/** Body of a response of the Responses API. */
function responsesBody(answer: WireAnswer): unknown {
  const output = responsesItems(answer);
  return { ...responsesEnvelope(answer), output };
}

/** Data of the events of a streamed response of the Responses API. */
function responsesEvents(answer: WireAnswer): unknown[] {
  const envelope = responsesEnvelope(answer);
  const events: unknown[] = [{ type: 'response.created', response: { ...envelope, status: 'in_progress' } }];
  for (const [index, item] of responsesItems(answer).entries()) {
    const at = { output_index: index, item_id: item.id };
    if (item.type === 'message') {
      events.push({
        type: 'response.output_item.added',
        output_index: index,
        item: { ...item, content: [] },
      });
      for (const delta of inPieces(answer.text)) {
        const type = answer.ending === 'refusal' ? 'response.refusal.delta' : 'response.output_text.delta';
        events.push({ type, ...at, content_index: 0, delta });
      }
    } else if (item.type === 'function_call') {
      events.push({
        type: 'response.output_item.added',
        output_index: index,
        item: { ...item, arguments: '' },
      });
      for (const delta of inPieces(item.arguments)) {
        events.push({ type: 'response.function_call_arguments.delta', ...at, delta });
      }
    } else {
      events.push({
        type: 'response.output_item.added',
        output_index: index,
        item: { ...item, summary: [] },
      });
      if (answer.reasoning !== '') {
        events.push({ type: 'response.reasoning_summary_part.added', ...at, summary_index: 0 });
      }
      for (const delta of inPieces(answer.reasoning)) {
        events.push({ type: 'response.reasoning_summary_text.delta', ...at, summary_index: 0, delta });
      }
    }
    events.push({ type: 'response.output_item.done', output_index: index, item });
  }
  const type = isCut(answer) ? 'response.incomplete' : 'response.completed';
  return [...events, { type, response: envelope }];
}

function chatEnvelope(answer: WireAnswer, object: string) {
  return { id: `chatcmpl-${answer.id}`, object, created: 1_750_000_000, model: answer.model };
}

function chatCall(call: WireCall) {
  // A server that forgets ids leaves the member out.
  return {
    ...(call.id === '' ? {} : { id: call.id }),
    function: { name: call.name, arguments: call.arguments },
  };
}

function chatFinish(answer: WireAnswer): string {
  if (answer.ending === 'filter') return 'content_filter';
  if (answer.ending === 'limit') return 'length';
  if (answer.ending === 'unknown') return 'flummoxed';
  return answer.calls.length === 0 ? 'stop' : 'tool_calls';
}

function chatUsage({ usage }: WireAnswer) {
  if (usage === undefined) return undefined;
  const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens } = usage;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    ...(cachedInputTokens === undefined
      ? {}
      : { prompt_tokens_details: { cached_tokens: cachedInputTokens } }),
    ...(reasoningTokens === undefined
      ? {}
      : { completion_tokens_details: { reasoning_tokens: reasoningTokens } }),
  };
}

const incompleteFor = {
  natural: null,
  refusal: null,
  filter: 'content_filter',
  blocked: 'content_filter',
  limit: 'max_output_tokens',
  unknown: 'flummoxed',
};

function isCut({ ending }: WireAnswer): boolean {
  return incompleteFor[ending] !== null;
}

function responsesEnvelope(answer: WireAnswer) {
  const { usage, ending } = answer;
  return {
    id: `resp_${answer.id}`,
    object: 'response',
    created_at: 1_750_000_000,
    model: answer.model,
    status: isCut(answer) ? 'incomplete' : 'completed',
    incomplete_details: isCut(answer) ? { reason: incompleteFor[ending] } : null,
    ...(usage === undefined ? {} : { usage: responsesUsage(usage) }),
  };
}

function responsesUsage({ inputTokens, cachedInputTokens, outputTokens, reasoningTokens }: WireUsage) {
  return {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    ...(cachedInputTokens === undefined
      ? {}
      : { input_tokens_details: { cached_tokens: cachedInputTokens } }),
    ...(reasoningTokens === undefined
      ? {}
      : { output_tokens_details: { reasoning_tokens: reasoningTokens } }),
  };
}

function responsesItems(answer: WireAnswer) {
  const reasoning = {
    type: 'reasoning' as const,
    id: `rs_${answer.id}`,
    summary: answer.reasoning === '' ? [] : [{ type: 'summary_text', text: answer.reasoning }],
    ...(answer.signature === undefined ? {} : { encrypted_content: answer.signature }),
  };
  const message = {
    type: 'message' as const,
    role: 'assistant',
    id: `msg_${answer.id}`,
    content:
      answer.ending === 'refusal'
        ? [{ type: 'refusal', refusal: answer.text }]
        : textParts(answer).map((text) => ({ type: 'output_text', text, annotations: [] })),
  };
  const calls = answer.calls.map((call, index) => ({
    type: 'function_call' as const,
    id: `fc_${answer.id}_${index}`,
    call_id: call.id,
    name: call.name,
    arguments: call.arguments,
    status: 'completed',
  }));
  return [
    ...(answer.reasoning === '' && answer.signature === undefined ? [] : [reasoning]),
    ...(answer.text === '' ? [] : [message]),
    ...calls,
  ];
}
