/** One answer of a model, whole or streamed, brought into one form, and from there into a turn. */
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4ToolCall,
  LanguageModelV4Usage,
  SharedV4Warning,
} from '@ai-sdk/provider';
import type { Json } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { parseJson } from '../../kit/json.ts';
import type { ToolCall, Turn, Usage } from '../agent.ts';
import { Unanswered } from './failure.ts';
import type { Redact } from './redaction.ts';

export interface Answer {
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly LanguageModelV4ToolCall[];
  readonly usage: LanguageModelV4Usage;
  readonly finish: LanguageModelV4FinishReason['unified'];
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
  if (answer.finish === 'interrupted' || answer.finish === 'error') {
    throw new Unanswered('cut-stream', 'the answer ended before the provider said that it was complete');
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
    text: textOf(content, 'text'),
    reasoning: textOf(content, 'reasoning'),
    calls: content.filter((part) => part.type === 'tool-call'),
    usage: result.usage,
    finish: result.finishReason.unified,
    model: result.response?.modelId,
    warnings: result.warnings,
  };
}

function textOf(content: readonly LanguageModelV4Content[], type: 'text' | 'reasoning'): string {
  return content.flatMap((part) => (part.type === type && part.text !== '' ? [part.text] : [])).join('\n');
}

async function askStreaming(model: LanguageModelV4, options: LanguageModelV4CallOptions): Promise<Answer> {
  const { stream } = await model.doStream(options);
  const text = new Map<string, string>();
  const reasoning = new Map<string, string>();
  const calls: LanguageModelV4ToolCall[] = [];
  let warnings: readonly SharedV4Warning[] = [];
  let reported: string | undefined;
  let ending: Pick<Answer, 'usage' | 'finish'> | undefined;
  for await (const part of stream) {
    if (part.type === 'text-delta') text.set(part.id, (text.get(part.id) ?? '') + part.delta);
    else if (part.type === 'reasoning-delta') {
      reasoning.set(part.id, (reasoning.get(part.id) ?? '') + part.delta);
    } else if (part.type === 'tool-call') calls.push(part);
    else if (part.type === 'stream-start') warnings = part.warnings;
    else if (part.type === 'response-metadata') reported = part.modelId ?? reported;
    else if (part.type === 'finish') ending = { usage: part.usage, finish: part.finishReason.unified };
    else if (part.type === 'error') throw part.error;
  }
  if (ending === undefined) throw new Unanswered('cut-stream', 'the stream ended without an ending');
  return {
    ...ending,
    text: [...text.values()].join('\n'),
    reasoning: [...reasoning.values()].join('\n'),
    calls,
    model: reported,
    warnings,
  };
}

/** The turn an answer stands for. Everything the provider wrote is redacted, for a server may echo a key. */
export function turnOf(answer: Answer, latencyMs: number, retries: number, redact: Redact): Turn {
  const usage = usageOf(answer.usage);
  return {
    text: redact(answer.text),
    ...(answer.reasoning === '' ? {} : { reasoning: redact(answer.reasoning) }),
    calls: answer.calls.map((call) => callOf(call, redact)),
    ...(usage === undefined ? {} : { usage }),
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
    return { id, tool, args: parseJson(input, 'tool arguments') as Json };
  } catch (thrown) {
    if (!(thrown instanceof OffswitchError)) throw thrown;
    return { id, tool, args: {}, unparsed: input };
  }
}

function usageOf(usage: LanguageModelV4Usage): Usage | undefined {
  const input = usage.inputTokens.total;
  const output = usage.outputTokens.total;
  if (input === undefined && output === undefined) return undefined;
  return { inputTokens: input ?? 0, outputTokens: output ?? 0 };
}
