/** What the test server answers in the protocol of Google's generateContent, whole and as server-sent events. */
import { readGoogleRequest } from './google-request.ts';
import {
  argumentsValue,
  inPieces,
  textParts,
  type WireAnswer,
  type WireEvent,
  type WireProblem,
  type WireRequest,
  type WireService,
} from './model-wire.ts';

const statusNames: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  408: 'DEADLINE_EXCEEDED',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

export const googleService: WireService = {
  base: '/v1beta',
  keyHeader: { name: 'x-goog-api-key', prefix: '' },
  endpoints: [
    {
      read,
      whole,
      events,
      closing: '',
      error: errorBody,
      errorBody,
      errorEvent: (problem) => ({ data: errorBody(problem) }),
    },
  ],
};

function read(path: string, body: unknown, strict: boolean): WireRequest | undefined {
  const found = /^\/models\/([^/:]+):(generateContent|streamGenerateContent)$/.exec(path);
  if (found?.[1] === undefined) return undefined;
  return readGoogleRequest(found[1], found[2] === 'streamGenerateContent', body, strict);
}

function errorBody({ status, message, code }: WireProblem): unknown {
  return { error: { code: status, message, status: code ?? statusNames[status] ?? 'UNKNOWN' } };
}

function whole(answer: WireAnswer): unknown {
  return chunk(answer, partsOf(answer), true);
}

function events(answer: WireAnswer): readonly WireEvent[] {
  const pieces = partsOf(answer).flatMap((part): readonly Part[] =>
    'text' in part ? inPieces(part.text).map((text) => ({ ...part, text })) : [part],
  );
  const last = chunk(answer, [], true);
  return [...pieces.map((part) => chunk(answer, [part], false)), last].map((data) => ({ data }));
}

function chunk(answer: WireAnswer, parts: readonly object[], last: boolean): unknown {
  const counted = last ? usage(answer) : undefined;
  const envelope = {
    ...(counted === undefined ? {} : { usageMetadata: counted }),
    modelVersion: answer.model,
    responseId: `resp-${answer.id}`,
  };
  if (answer.ending === 'blocked')
    return { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, ...envelope };
  const finish = last ? { finishReason: finishReason(answer) } : {};
  return { candidates: [{ content: { role: 'model', parts }, ...finish, index: 0 }], ...envelope };
}

type Part =
  | { readonly text: string; readonly thought?: boolean; readonly thoughtSignature?: string }
  | { readonly functionCall: object; readonly thoughtSignature?: string };

function partsOf(answer: WireAnswer): readonly Part[] {
  const { signature } = answer;
  const signed = signature === undefined ? {} : { thoughtSignature: signature };
  const calls = answer.calls.filter(({ arguments: text }) => isObject(text));
  return [
    ...(answer.reasoning === '' ? [] : [{ text: answer.reasoning, thought: true }]),
    ...textParts(answer).map((text) => ({ text, ...(calls.length === 0 ? signed : {}) })),
    ...calls.map((call, index) => ({
      functionCall: {
        ...(call.id === '' ? {} : { id: call.id }),
        name: call.name,
        args: argumentsValue(call.arguments),
      },
      // Of calls made at once only the first is signed.
      ...(index === 0 ? signed : {}),
    })),
  ];
}

/** Arguments are an object on this wire; where the model wrote none, the service drops the call and says so. */
function isObject(text: string): boolean {
  const value = argumentsValue(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function finishReason({ ending, calls }: WireAnswer): string {
  if (ending === 'filter') return 'SAFETY';
  if (ending === 'limit') return 'MAX_TOKENS';
  if (ending === 'unknown') return 'FLUMMOXED';
  return calls.every(({ arguments: text }) => isObject(text)) ? 'STOP' : 'MALFORMED_FUNCTION_CALL';
}

/** Google counts reasoning beside the answer, not within it. */
function usage({ usage: counted }: WireAnswer): unknown {
  if (counted === undefined) return undefined;
  const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens = 0 } = counted;
  return {
    promptTokenCount: inputTokens,
    ...(cachedInputTokens === undefined ? {} : { cachedContentTokenCount: cachedInputTokens }),
    candidatesTokenCount: outputTokens - reasoningTokens,
    ...(reasoningTokens === 0 ? {} : { thoughtsTokenCount: reasoningTokens }),
    totalTokenCount: inputTokens + outputTokens,
  };
}
