/** A sample of an Inspect log as a recorded run: its messages, and how it ended. */
import { z } from 'zod';
import { typed } from '../../../kit/json.ts';
import { callOf, type Message, textOf } from '../conversation.ts';
import { demandNumbers } from '../files/parsed.ts';
import { exitCodeIn } from '../shell/exit-codes.ts';
import type { RecordedRun } from '../unknown-world.ts';

const word = z.string().nullish();

const messageShape = z.looseObject({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.unknown(),
  tool_calls: z
    .array(
      z.looseObject({
        id: word,
        function: z.string(),
        arguments: z.unknown(),
        parse_error: word,
      }),
    )
    .nullish(),
  tool_call_id: word,
  error: z.looseObject({ message: z.string() }).nullish(),
});

const sampleShape = z.looseObject({
  id: z.union([z.string(), z.number()]),
  epoch: z.number().int(),
  messages: z.array(messageShape).nullish(),
  attachments: z.record(z.string(), z.string()).nullish(),
  output: z
    .looseObject({
      model: word,
      choices: z.array(z.looseObject({ stop_reason: word })).nullish(),
    })
    .nullish(),
  error: z.looseObject({ message: z.string() }).nullish(),
  limit: z.looseObject({ type: z.string() }).nullish(),
});
type Sample = z.infer<typeof sampleShape>;
type RawMessage = z.infer<typeof messageShape>;

/** Errors: `bad-transcript`. */
export function runOfSample(document: unknown, place: string, model: string): RecordedRun {
  const sample = typed(sampleShape, document, place, 'bad-transcript');
  const messages = demandNumbers(sample.messages ?? [], place).map((message) => messageOf(message, sample));
  const calls = messages.flatMap((message) => message.calls).length;
  const end = endOf(sample);
  return {
    source: 'inspect',
    model: sample.output?.model || model,
    messages,
    ...(end === undefined ? {} : { end }),
    losses: [
      `sample ${sample.id}, epoch ${sample.epoch}: ${calls} tool calls are kept as recorded; the tools and what they changed are not in the log`,
    ],
  };
}

function endOf(sample: Sample): RecordedRun['end'] {
  if (sample.error) return { reason: 'error', message: sample.error.message };
  if (sample.output?.choices?.at(-1)?.stop_reason === 'content_filter') return { reason: 'filtered' };
  if (sample.limit) return { reason: 'limit', message: `the limit of ${sample.limit.type} was reached` };
  return undefined;
}

function messageOf(message: RawMessage, { attachments }: Sample): Message {
  const whole = (value: unknown) => resolved(textOf(value), attachments ?? {});
  const content = whole(message.content);
  const reasoning = reasoningIn(message.content).map((one) => resolved(one, attachments ?? {}));
  const exit = message.role === 'tool' ? exitCodeIn(content) : null;
  return {
    role: message.role,
    content,
    calls: (message.tool_calls ?? []).map((call) => callOf(call.id ?? '', call.function, call.arguments)),
    ...(message.tool_call_id ? { answers: message.tool_call_id } : {}),
    ...(message.error ? { error: message.error.message } : {}),
    ...(reasoning.length === 0 ? {} : { reasoning: reasoning.join('\n') }),
    ...(exit === null ? {} : { exit }),
  };
}

/** Parts of type reasoning are no words to anybody. */
function reasoningIn(content: unknown): readonly string[] {
  if (!Array.isArray(content)) return [];
  return content.flatMap((part: unknown) => {
    const parsed = reasoningShape.safeParse(part);
    return parsed.success ? [parsed.data.reasoning] : [];
  });
}

const reasoningShape = z.looseObject({ type: z.literal('reasoning'), reasoning: z.string() });

const ATTACHMENT = /attachment:\/\/([\w-]+)/g;

/** Long texts stand once for a sample, and are named where they belong. */
export function resolved(content: string, attachments: Readonly<Record<string, string>>): string {
  return content.replace(ATTACHMENT, (whole, key: string) =>
    Object.hasOwn(attachments, key) ? (attachments[key] ?? whole) : whole,
  );
}
