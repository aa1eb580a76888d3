/** From what a test's brain thinks up to the answer a server sends: ids, usage, reasoning and its signature, faults. */
import { type Fault, isAnswerFault, spoil } from './faults.ts';
import type { BrainAnswer, ModelServerOptions } from './model-server.ts';
import { argumentsValue, signatureOf, type WireAnswer, type WireRequest } from './model-wire.ts';

/** The answer to one request, the `number`-th of the server. */
export function think(
  asked: WireRequest,
  number: number,
  options: ModelServerOptions,
  fault: Fault | undefined,
): WireAnswer {
  const thought = asForced(options.brain(asked.messages, asked.tools, asked), asked);
  const text = thought.text ?? '';
  const calls = (thought.calls ?? []).map((call, index) => ({
    id: call.id ?? `call_${number}_${index + 1}`,
    name: call.tool,
    arguments: JSON.stringify(call.args),
  }));
  const reasoning = reasoningOf(thought, asked, number, options);
  const inputTokens = tokensOf(asked.messages);
  const { reportedModel } = options;
  const reported = typeof reportedModel === 'function' ? reportedModel() : reportedModel;
  const answer: WireAnswer = {
    id: String(number),
    model: reported ?? asked.model,
    text,
    cuts: thought.cuts ?? [],
    ...reasoning,
    calls,
    ending: thought.ending ?? 'natural',
    usage: thought.usage ?? {
      inputTokens,
      ...(options.cached === undefined
        ? {}
        : { cachedInputTokens: Math.floor(inputTokens * options.cached) }),
      outputTokens: tokensOf([text, calls]),
    },
  };
  return fault !== undefined && isAnswerFault(fault)
    ? spoil(answer, fault, asked.tools[0]?.name ?? 'no_such_tool')
    : answer;
}

/** A brain that answers in JSON need not know whether the client asked for a text or for a call. */
function asForced(thought: BrainAnswer, { forcedTool }: WireRequest): BrainAnswer {
  if (forcedTool === undefined || thought.calls !== undefined) return thought;
  const { text = '', ...rest } = thought;
  return { ...rest, calls: [{ tool: forcedTool, args: argumentsValue(text) }] };
}

/** Reasoning is shown to those who asked; a signature covers it on Anthropic's wire and stands for it on the others. */
function reasoningOf(
  thought: BrainAnswer,
  asked: WireRequest,
  number: number,
  options: ModelServerOptions,
): Pick<WireAnswer, 'reasoning' | 'signature'> {
  const { protocol } = options;
  const own = thought.reasoning ?? '';
  // OpenAI's summaries come with or without encrypted content; servers compatible with chat completions show all.
  const shown = asked.reasoning || protocol === 'openai';
  if (options.reasoning !== true) {
    const reasoning = shown ? own : '';
    return {
      reasoning,
      ...(protocol === 'anthropic' && reasoning !== '' ? { signature: signatureOf(reasoning) } : {}),
    };
  }
  if (protocol === 'google')
    return { reasoning: shown ? own : '', signature: signatureOf(`google ${number}`) };
  if (!asked.reasoning) return { reasoning: shown ? own : '' };
  if (protocol === 'openai') return { reasoning: own, signature: signatureOf(`openai ${number}`) };
  const reasoning = own === '' ? `Thinking about answer ${number}.` : own;
  return { reasoning, signature: signatureOf(reasoning) };
}

/** A rule of thumb, four characters a token; tests need a number, not the truth. */
function tokensOf(value: unknown): number {
  return Math.ceil(JSON.stringify(value).length / 4);
}
