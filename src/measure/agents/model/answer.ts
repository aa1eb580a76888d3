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
import { splitAtMarks } from '../leaked-reasoning.ts';
import { type AnswerPart, continuationOf, type TurnContext } from './continuation.ts';
import { isFailedFinish, Unanswered } from './failure.ts';
import { isOwnRefusal, type Overlooked, overlooked } from './overlooked.ts';
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
  /** `refusal`: the provider marks the text as the model's own refusal. */
  readonly finish: LanguageModelV4FinishReason['unified'] | 'refusal';
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
  const explained = ['stop', 'content-filter', 'length', 'refusal'].includes(answer.finish);
  if (answer.text === '' && answer.calls.length === 0 && !explained) {
    throw new Unanswered('empty', 'neither text nor a tool call');
  }
  return answer;
}

async function askWhole(model: LanguageModelV4, options: LanguageModelV4CallOptions): Promise<Answer> {
  const result = await model.doGenerate(options);
  const { content } = result;
  const beside = overlooked();
  beside.take(result.response?.body);
  return answerOf({
    parts: content.flatMap((part) => partOf(part) ?? []),
    calls: content.filter((part) => part.type === 'tool-call'),
    metadata: result.providerMetadata,
    usage: result.usage,
    finish: result.finishReason,
    overlooked: beside.found,
    model: result.response?.modelId ?? versionIn(result.response?.body),
    warnings: result.warnings,
  });
}

type Received = Pick<Answer, 'parts' | 'calls' | 'metadata' | 'usage' | 'model' | 'warnings'> & {
  readonly finish: LanguageModelV4FinishReason;
  readonly overlooked: Overlooked;
};

/** The same for whole and streamed answers. */
function answerOf({ finish, overlooked: beside, ...received }: Received): Answer {
  const { refusal, emptyReasoning } = beside;
  const said = textIn(received.parts, 'text');
  // Some packages pass over the field that a refusal stands in.
  const lost: readonly AnswerPart[] = said.includes(refusal) ? [] : [{ type: 'text', text: refusal }];
  const text = lost.length === 0 ? said : said + refusal;
  const reasoning = textIn(received.parts, 'reasoning');
  const empty: readonly AnswerPart[] =
    emptyReasoning && reasoning === ''
      ? [{ type: 'reasoning', text: '', metadata: { openaiCompatible: { reasoning_content: '' } } }]
      : [];
  const isRefusal =
    received.calls.length === 0 && isOwnRefusal({ finish, text, refusal, metadata: received.metadata });
  return {
    ...received,
    text,
    reasoning,
    parts: [...empty, ...received.parts, ...lost],
    finish: isRefusal ? 'refusal' : finish.unified,
    rawFinish: finish.raw,
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

/** Pieces of one text may come in any number of parts, cut anywhere. */
function textIn(parts: readonly AnswerPart[], type: 'text' | 'reasoning'): string {
  let text = '';
  let ended = false;
  for (const part of parts) {
    if (part.type !== type || part.text === '') continue;
    text += ended ? `\n${part.text}` : part.text;
    ended = type === 'reasoning' && isBlock(part);
  }
  return text;
}

/** Reasoning with an id or a signature of its own is whole; the next part begins anew. */
function isBlock({ metadata }: AnswerPart): boolean {
  return Object.values(metadata ?? {}).some(
    (values) => isRecord(values) && ('itemId' in values || 'signature' in values),
  );
}

async function askStreaming(model: LanguageModelV4, options: LanguageModelV4CallOptions): Promise<Answer> {
  const { stream } = await model.doStream({ ...options, includeRawChunks: true });
  const collected = collector();
  const beside = overlooked();
  let warnings: readonly SharedV4Warning[] = [];
  let reported: string | undefined;
  let ending: Pick<Received, 'usage' | 'finish' | 'metadata'> | undefined;
  for await (const part of stream) {
    if (part.type === 'stream-start') warnings = part.warnings;
    else if (part.type === 'response-metadata') reported = part.modelId ?? reported;
    else if (part.type === 'raw') {
      reported ??= versionIn(part.rawValue);
      beside.take(part.rawValue);
    } else if (part.type === 'finish') {
      ending = { usage: part.usage, finish: part.finishReason, metadata: part.providerMetadata };
    } else if (part.type === 'error') throw part.error;
    else collected.take(part);
  }
  if (ending === undefined) throw new Unanswered('cut-stream', 'the stream ended without an ending');
  const { parts, calls } = collected;
  return answerOf({ ...ending, parts, calls, overlooked: beside.found, model: reported, warnings });
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
  const { spoken, thought } = splitAtMarks(answer.text);
  const leaked = spoken !== answer.text;
  const text = leaked ? spoken.trim() : spoken;
  const reasoning = [answer.reasoning, thought.trim()].filter((part) => part !== '').join('\n');
  const continuation = continuationOf(leaked ? withLeaked(answer, text) : answer, context);
  return {
    text: redact(text),
    ...(reasoning === '' ? {} : { reasoning: redact(reasoning) }),
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

/**
 * What goes back of an answer with reasoning in its text. Templates know their own marks in what the model said before,
 * and take away or keep what stands between them as the model needs it; that of harmony rejects its marks there.
 */
function withLeaked(answer: Answer, spoken: string): Answer & { readonly leaked: true } {
  if (!answer.text.includes('<|channel|>')) return { ...answer, leaked: true };
  const first = answer.parts.findIndex(({ type }) => type === 'text');
  const parts = answer.parts.flatMap((part, index): readonly AnswerPart[] => {
    if (part.type !== 'text') return [part];
    return index === first ? [{ ...part, text: spoken }] : [];
  });
  return { ...answer, parts, leaked: true };
}

function callOf(call: LanguageModelV4ToolCall, redact: Redact): ToolCall {
  const id = redact(call.toolCallId);
  const tool = redact(call.toolName);
  // A package hands on what the server left out.
  const input = redact((call.input as string | undefined) ?? '');
  // Many servers write nothing at all for a tool without arguments.
  if (input.trim() === '') return { id, tool, args: {} };
  try {
    // Whatever JSON text parses to is JSON.
    const args = parseJson(input, 'tool arguments') as Json;
    // Or the word for nothing.
    if (args === null) return { id, tool, args: {} };
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
