/**
 * What a provider wants back with the next call beside text and calls: signatures, encrypted reasoning, ids. Kept in
 * the turn as plain JSON, and read back only for the protocol that wrote it.
 */
import type {
  LanguageModelV4Message,
  SharedV4ProviderMetadata,
  SharedV4ProviderOptions,
} from '@ai-sdk/provider';
import { z } from 'zod';
import { isRecord, type Json } from '../../../kit/canonical.ts';
import type { Turn } from '../agent.ts';
import { type Redact, redactJson } from './redaction.ts';

/** A part of an answer, with what the provider's package wants back with it. */
export type AnswerPart =
  | {
      readonly type: 'text' | 'reasoning';
      readonly text: string;
      readonly metadata?: SharedV4ProviderMetadata | undefined;
    }
  | { readonly type: 'call'; readonly metadata?: SharedV4ProviderMetadata | undefined }
  | {
      readonly type: 'custom';
      readonly kind: `${string}.${string}`;
      readonly metadata?: SharedV4ProviderMetadata | undefined;
    };

/** How an answer becomes a turn: what must not be shown, and who may have the continuation back. */
export interface TurnContext {
  readonly redact: Redact;
  /** The protocol that the continuation belongs to. */
  readonly protocol: string;
  /** Of what is said about the answer as a whole, the part that has to be sent back. */
  readonly keep?: (metadata: SharedV4ProviderMetadata) => SharedV4ProviderMetadata | undefined;
}

type AssistantMessage = Extract<LanguageModelV4Message, { role: 'assistant' }>;
type AssistantContent = AssistantMessage['content'];
export type CallPart = Extract<AssistantContent[number], { type: 'tool-call' }>;

const json = z.json();
const options = z.record(z.string(), z.record(z.string(), json)).optional();
const schema = z.strictObject({
  protocol: z.string(),
  parts: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.enum(['text', 'reasoning']), text: z.string(), options }),
      /** Calls stand here by their place among the calls of the turn: the loop may have changed their ids. */
      z.strictObject({ type: z.literal('call'), call: z.int().min(0), options }),
      z.strictObject({ type: z.literal('custom'), kind: z.string().regex(/^.+\..+$/), options }),
    ]),
  ),
  options,
});

/** The continuation of an answer; `undefined` where text and calls say all there is. */
export function continuationOf(
  answer: {
    readonly parts: readonly AnswerPart[];
    readonly metadata: SharedV4ProviderMetadata | undefined;
    /** Whether the text of the turn is not the text of the parts. */
    readonly leaked?: boolean;
  },
  context: TurnContext,
): Json | undefined {
  const { redact, protocol, keep } = context;
  const whole = answer.metadata === undefined ? undefined : keep?.(answer.metadata);
  const needed =
    answer.leaked === true ||
    whole !== undefined ||
    answer.parts.some((part) => part.type === 'reasoning' || says(part.metadata));
  if (!needed) return undefined;
  let call = 0;
  const parts = answer.parts.flatMap((part): Json[] => {
    const kept = says(part.metadata) ? { options: redactJson(part.metadata, redact) } : {};
    switch (part.type) {
      case 'text':
      case 'reasoning':
        if (part.text === '' && !standsEmpty(part)) return [];
        return [{ type: part.type, text: redact(part.text), ...kept }];
      case 'call':
        call += 1;
        return [{ type: 'call', call: call - 1, ...kept }];
      default:
        return [{ type: 'custom', kind: part.kind, ...kept }];
    }
  });
  return { protocol, parts, ...(whole === undefined ? {} : { options: redactJson(whole, redact) }) };
}

function says(metadata: SharedV4ProviderMetadata | undefined): boolean {
  return Object.values(metadata ?? {}).some((values) => Object.keys(values ?? {}).length > 0);
}

/** Empty reasoning carries its signature or its encrypted form; empty text is refused by most, save with a signature. */
function standsEmpty({ type, metadata }: AnswerPart): boolean {
  if (type === 'reasoning') return says(metadata);
  return Object.values(metadata ?? {}).some((values) => isRecord(values) && 'thoughtSignature' in values);
}

/**
 * The parts of a turn in their order with what belongs to each, or `undefined` where the turn has no continuation for
 * this protocol, or one that does not fit its calls. `calls` are the calls as they are sent.
 */
export function continuedParts(
  turn: Turn,
  calls: readonly CallPart[],
  protocol: string,
): Pick<AssistantMessage, 'content' | 'providerOptions'> | undefined {
  if (turn.continuation === undefined) return undefined;
  // A turn may come from a file that somebody changed.
  const read = schema.safeParse(turn.continuation);
  if (!read.success || read.data.protocol !== protocol) return undefined;
  const content: AssistantContent = [];
  let next = 0;
  for (const { options: asked, ...part } of read.data.parts) {
    const own = asked === undefined ? {} : { providerOptions: asked as SharedV4ProviderOptions };
    if (part.type === 'call') {
      const call = calls[next];
      if (part.call !== next || call === undefined) return undefined;
      next += 1;
      content.push({ ...call, ...own });
    } else if (part.type === 'custom') {
      content.push({ type: 'custom', kind: part.kind as `${string}.${string}`, ...own });
    } else content.push({ ...part, ...own });
  }
  if (next !== calls.length) return undefined;
  const whole = read.data.options;
  return whole === undefined ? { content } : { content, providerOptions: whole as SharedV4ProviderOptions };
}
