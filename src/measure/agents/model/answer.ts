/** One answer of a model, whole or streamed, brought into one form, and from there into a turn. */
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
  LanguageModelV4ToolCall,
  LanguageModelV4Usage,
  SharedV4ProviderMetadata,
  SharedV4Warning,
} from '@ai-sdk/provider';
import { isRecord, type Json } from '../../../kit/canonical.ts';
import { OffswitchError } from '../../../kit/errors.ts';
import { hasExactNumbers } from '../../../kit/exact.ts';
import { parseJson } from '../../../kit/json.ts';
import type { ToolCall, Turn, Usage } from '../agent.ts';
import { type AnswerPart, continuationOf, type TurnContext } from './continuation.ts';
import { isFailedFinish, Unanswered } from './failure.ts';
import type { Redact } from './redaction.ts';

export interface Answer {
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly LanguageModelV4ToolCall[];
  /** All of it in the order it came in; the calls are those of `calls`, one after the other. */
  readonly parts: readonly AnswerPart[];
  /** What the package says of the answer as a whole. */
  readonly metadata: SharedV4ProviderMetadata | undefined;
  readonly usage: LanguageModelV4Usage;
  readonly finish: LanguageModelV4FinishReason['unified'];
  /** As the server wrote it. */
  readonly rawFinish?: string | undefined;
  readonly model: string | undefined;
  readonly warnings: readonly SharedV4Warning[];
}

/** Asks once. Rejects with whatever the package throws, or with `Unanswered`. */
export async function ask(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions,
  streaming: boolean,
): Promise<Answer> {
  const answer = streaming ? await askStreaming(model, options) : await askWhole(model, options);
  if (answer.finish === 'interrupted' || answer.finish === 'error' || isFailedFinish(answer.rawFinish)) {
    const finish = answer.rawFinish === undefined ? '' : ` (finish reason ${answer.rawFinish})`;
    throw new Unanswered(
      'cut-stream',
      `it ended before it was complete, or with a call that the provider could not read${finish}`,
    );
  }
  // A model may say nothing, and a filter or the token limit may leave nothing: that is an answer, and the loop
  // deals with it. Nothing without a reason to end is a fault of the server.
  const explained = ['stop', 'content-filter', 'length'].includes(answer.finish);
  if (answer.text === '' && answer.calls.length === 0 && !explained) {
    throw new Unanswered('empty', 'neither text nor a tool call');
  }
  return answer;
}

async function askWhole(model: LanguageModelV4, options: LanguageModelV4CallOptions): Promise<Answer> {
  const result = await model.doGenerate(options);
  const { content } = result;
  return {
    ...contentOf(
      content.flatMap((part) => partOf(part) ?? []),
      content.filter((part) => part.type === 'tool-call'),
    ),
    metadata: result.providerMetadata,
    usage: result.usage,
    finish: result.finishReason.unified,
    rawFinish: result.finishReason.raw,
    model: result.response?.modelId ?? versionIn(result.response?.body),
    warnings: result.warnings,
  };
}

/** Google's package does not pass on which version of the model answered. */
function versionIn(body: unknown): string | undefined {
  return isRecord(body) && typeof body.modelVersion === 'string' ? body.modelVersion : undefined;
}

function partOf(part: LanguageModelV4Content): AnswerPart | undefined {
  const metadata = part.providerMetadata;
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return { type: part.type, text: part.text, metadata };
    case 'tool-call':
      return { type: 'call', metadata };
    case 'custom':
      return { type: 'custom', kind: part.kind, metadata };
    default:
      return undefined;
  }
}

function contentOf(
  parts: readonly AnswerPart[],
  calls: readonly LanguageModelV4ToolCall[],
): Pick<Answer, 'text' | 'reasoning' | 'calls' | 'parts'> {
  const joined = (type: 'text' | 'reasoning') =>
    parts.flatMap((part) => (part.type === type && part.text !== '' ? [part.text] : [])).join('\n');
  return { text: joined('text'), reasoning: joined('reasoning'), calls, parts };
}

async function askStreaming(model: LanguageModelV4, options: LanguageModelV4CallOptions): Promise<Answer> {
  const { stream } = await model.doStream({ ...options, includeRawChunks: true });
  const collected = collector();
  let warnings: readonly SharedV4Warning[] = [];
  let reported: string | undefined;
  let ending: Pick<Answer, 'usage' | 'finish' | 'rawFinish' | 'metadata'> | undefined;
  for await (const part of stream) {
    if (part.type === 'stream-start') warnings = part.warnings;
    else if (part.type === 'response-metadata') reported = part.modelId ?? reported;
    else if (part.type === 'raw') reported ??= versionIn(part.rawValue);
    else if (part.type === 'finish') {
      const { unified: finish, raw: rawFinish } = part.finishReason;
      ending = { usage: part.usage, finish, rawFinish, metadata: part.providerMetadata };
    } else if (part.type === 'error') throw part.error;
    else collected.take(part);
  }
  if (ending === undefined) throw new Unanswered('cut-stream', 'the stream ended without an ending');
  return { ...ending, ...contentOf(collected.parts, collected.calls), model: reported, warnings };
}

/** Puts the pieces of a stream together. What a package says of a part later replaces what it said before. */
function collector() {
  type Growing = { type: 'text' | 'reasoning'; text: string; metadata: SharedV4ProviderMetadata | undefined };
  const parts: AnswerPart[] = [];
  const calls: LanguageModelV4ToolCall[] = [];
  const growing = new Map<string, Growing>();
  const begin = (type: Growing['type'], id: string): Growing => {
    const part: Growing = { type, text: '', metadata: undefined };
    growing.set(`${type} ${id}`, part);
    parts.push(part);
    return part;
  };
  const open = (type: Growing['type'], id: string) => growing.get(`${type} ${id}`) ?? begin(type, id);
  const grow = (part: Growing, piece: { delta?: string; providerMetadata?: SharedV4ProviderMetadata }) => {
    part.text += piece.delta ?? '';
    part.metadata = piece.providerMetadata ?? part.metadata;
  };
  const take = (piece: LanguageModelV4StreamPart): void => {
    switch (piece.type) {
      case 'text-start':
      case 'reasoning-start':
        grow(begin(piece.type === 'text-start' ? 'text' : 'reasoning', piece.id), piece);
        break;
      case 'text-delta':
      case 'text-end':
        grow(open('text', piece.id), piece);
        break;
      case 'reasoning-delta':
      case 'reasoning-end':
        grow(open('reasoning', piece.id), piece);
        break;
      case 'tool-call':
        calls.push(piece);
        parts.push({ type: 'call', metadata: piece.providerMetadata });
        break;
      case 'custom':
        parts.push({ type: 'custom', kind: piece.kind, metadata: piece.providerMetadata });
    }
  };
  return { parts, calls, take };
}

/** The turn an answer stands for. Everything the provider wrote is redacted, for a server may echo a key. */
export function turnOf(answer: Answer, latencyMs: number, retries: number, context: TurnContext): Turn {
  const { redact } = context;
  const usage = usageOf(answer.usage);
  const continuation = continuationOf(answer, context);
  return {
    text: redact(answer.text),
    ...(answer.reasoning === '' ? {} : { reasoning: redact(answer.reasoning) }),
    calls: answer.calls.map((call) => callOf(call, redact)),
    ...(usage === undefined ? {} : { usage }),
    ...(continuation === undefined ? {} : { continuation }),
    report: {
      ...(answer.model === undefined ? {} : { model: redact(answer.model) }),
      finish: answer.finish,
      latencyMs,
      retries,
    },
  };
}

function callOf(call: LanguageModelV4ToolCall, redact: Redact): ToolCall {
  const id = redact(call.toolCallId);
  const tool = redact(call.toolName);
  const input = redact(call.input);
  // Many servers write nothing at all for a tool without arguments.
  if (input.trim() === '') return { id, tool, args: {} };
  try {
    // Whatever JSON text parses to is JSON.
    const args = parseJson(input, 'tool arguments') as Json;
    // As the model wrote them: `1e400` and 2^53 + 1 are read as other numbers.
    return hasExactNumbers(args) ? { id, tool, args } : { id, tool, args: {}, unparsed: input };
  } catch (thrown) {
    if (!(thrown instanceof OffswitchError)) throw thrown;
    return { id, tool, args: {}, unparsed: input };
  }
}

function usageOf({ inputTokens, outputTokens }: LanguageModelV4Usage): Usage | undefined {
  if (inputTokens.total === undefined && outputTokens.total === undefined) return undefined;
  const { cacheRead, cacheWrite } = inputTokens;
  const { reasoning } = outputTokens;
  return {
    inputTokens: inputTokens.total ?? 0,
    ...(cacheRead === undefined ? {} : { cachedInputTokens: cacheRead }),
    ...(cacheWrite === undefined ? {} : { cacheWriteTokens: cacheWrite }),
    outputTokens: outputTokens.total ?? 0,
    ...(reasoning === undefined ? {} : { reasoningTokens: reasoning }),
  };
}
