/** What a provider says in its answer and its package passes over, or takes for something else. */
import type { LanguageModelV4FinishReason, SharedV4ProviderMetadata } from '@ai-sdk/provider';
import { isRecord } from '../../../kit/canonical.ts';

export interface Overlooked {
  /** The words that the provider marks as the model's own refusal; empty where there are none. */
  readonly refusal: string;
  /** Whether the field for reasoning was there with nothing in it. */
  readonly emptyReasoning: boolean;
}

/** Takes the body of an answer, or the data of the events of a stream one after the other. */
export function overlooked(): { take(value: unknown): void; readonly found: Overlooked } {
  let pieces = '';
  let whole = '';
  let emptyReasoning = false;
  return {
    take(value) {
      if (!isRecord(value)) return;
      for (const message of messagesIn(value)) {
        pieces += textOf(message.refusal);
        emptyReasoning ||= message.reasoning_content === '';
      }
      for (const part of contentIn(value)) if (part.type === 'refusal') pieces += textOf(part.refusal);
      if (value.type === 'response.refusal.delta') pieces += textOf(value.delta);
      if (value.type === 'response.refusal.done') whole += textOf(value.refusal);
    },
    get found() {
      return { refusal: pieces === '' ? whole : pieces, emptyReasoning };
    },
  };
}

/** Of chat completions. */
function messagesIn({ choices }: Readonly<Record<string, unknown>>): readonly Record<string, unknown>[] {
  const [first] = recordsIn(choices);
  return first === undefined ? [] : [first.message, first.delta].filter(isRecord);
}

/** Of a whole response of the Responses API. */
function contentIn({ output }: Readonly<Record<string, unknown>>): readonly Record<string, unknown>[] {
  return recordsIn(output).flatMap(({ content }) => recordsIn(content));
}

function recordsIn(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/**
 * Whether the model itself refuses; the packages call that `content-filter`, like the cut of a filter.
 *
 * OpenAI puts a refusal into a field of its own and gives a filter a reason of its own. Anthropic has one stop reason,
 * `refusal`. Its documentation ("Streaming refusals") gives it to the classifiers that watch the stream, says that they
 * add no message, and names the policy as a category; so without words, or with a category, it is the filter. Words
 * that end so without a category are the model's own.
 */
export function isOwnRefusal(answer: {
  readonly finish: LanguageModelV4FinishReason;
  readonly text: string;
  readonly refusal: string;
  readonly metadata: SharedV4ProviderMetadata | undefined;
}): boolean {
  const { finish, text, refusal, metadata } = answer;
  if (finish.raw === 'refusal') {
    const details = metadata?.anthropic?.stopDetails;
    const category = isRecord(details) ? details.category : undefined;
    return text.trim() !== '' && (category === undefined || category === null);
  }
  return refusal.trim() !== '' && finish.raw !== 'content_filter';
}
