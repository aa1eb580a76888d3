/** What the test server answers, in both protocols, whole and as server-sent events. */
import type { WireCall } from './openai-request.ts';

export interface WireAnswer {
  readonly id: string;
  readonly model: string;
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly WireCall[];
  /** Ended by a content filter, by the token limit, or by itself. */
  readonly ending: 'natural' | 'filter' | 'limit';
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Body of a chat completion. */
export function chatBody(answer: WireAnswer): unknown {
  const calls = answer.calls.map((call) => ({ type: 'function', ...chatCall(call) }));
  return {
    ...chatEnvelope(answer, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: answer.text === '' ? null : answer.text,
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
export function chatEvents(answer: WireAnswer, usage: boolean): unknown[] {
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
    ...inPieces(answer.text).map((piece) => chunk({ content: piece })),
    ...openings,
    ...deltas,
    chunk({}, chatFinish(answer)),
    ...(usage
      ? [{ ...chatEnvelope(answer, 'chat.completion.chunk'), choices: [], usage: chatUsage(answer) }]
      : []),
  ];
}

/** Body of a response of the Responses API. */
export function responsesBody(answer: WireAnswer): unknown {
  const output = responsesItems(answer);
  return { ...responsesEnvelope(answer), output };
}

/** Data of the events of a streamed response of the Responses API. */
export function responsesEvents(answer: WireAnswer): unknown[] {
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
        events.push({ type: 'response.output_text.delta', ...at, content_index: 0, delta });
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
      events.push({ type: 'response.reasoning_summary_part.added', ...at, summary_index: 0 });
      for (const delta of inPieces(answer.reasoning)) {
        events.push({ type: 'response.reasoning_summary_text.delta', ...at, summary_index: 0, delta });
      }
    }
    events.push({ type: 'response.output_item.done', output_index: index, item });
  }
  const type = answer.ending === 'natural' ? 'response.completed' : 'response.incomplete';
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
  return answer.calls.length === 0 ? 'stop' : 'tool_calls';
}

function chatUsage({ inputTokens, outputTokens }: WireAnswer) {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}

function responsesEnvelope(answer: WireAnswer) {
  const { inputTokens, outputTokens } = answer;
  return {
    id: `resp_${answer.id}`,
    object: 'response',
    created_at: 1_750_000_000,
    model: answer.model,
    status: answer.ending === 'natural' ? 'completed' : 'incomplete',
    incomplete_details:
      answer.ending === 'natural'
        ? null
        : { reason: answer.ending === 'filter' ? 'content_filter' : 'max_output_tokens' },
    usage: {
      input_tokens: inputTokens,
      output_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
    },
  };
}

function responsesItems(answer: WireAnswer) {
  const reasoning = {
    type: 'reasoning' as const,
    id: `rs_${answer.id}`,
    summary: [{ type: 'summary_text', text: answer.reasoning }],
  };
  const message = {
    type: 'message' as const,
    role: 'assistant',
    id: `msg_${answer.id}`,
    content: [{ type: 'output_text', text: answer.text, annotations: [] }],
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
    ...(answer.reasoning === '' ? [] : [reasoning]),
    ...(answer.text === '' ? [] : [message]),
    ...calls,
  ];
}

/** At most twelve pieces, so that neither short texts arrive whole nor huge ones by the million. */
function inPieces(text: string): string[] {
  const size = Math.max(5, Math.ceil(text.length / 12));
  const pieces: string[] = [];
  for (let start = 0; start < text.length; start += size) pieces.push(text.slice(start, start + size));
  return pieces;
}
