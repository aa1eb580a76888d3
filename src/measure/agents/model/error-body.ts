/** What a provider's error says of itself, in the fields the providers use for it; free words decide nothing. */
import { isRecord } from '../../../kit/canonical.ts';

export interface ErrorBody {
  /** The provider's own sentence, or the whole text where it has no such field; empty for a web page. */
  readonly words: string;
  /** Everything in the fields for codes, types and states, in lower case. */
  readonly codes: ReadonlySet<string>;
  readonly webPage: boolean;
  /** Whether it is an object with an error in it, as opposed to an answer. */
  readonly holdsError: boolean;
  /** The wait that Google names in the body, in seconds, as a Retry-After header would give it. */
  readonly retryAfter?: string;
}

const nothingSaid: ErrorBody = { words: '', codes: new Set(), webPage: false, holdsError: false };

/** Reads a body as text, or an error object that a package has parsed. */
export function readErrorBody(body: unknown): ErrorBody {
  if (typeof body !== 'string') return ofValue(body, '');
  const text = body.trim();
  if (isWebPage(text)) return { ...nothingSaid, webPage: true };
  try {
    return ofValue(JSON.parse(text), text);
  } catch {
    return { ...nothingSaid, words: text };
  }
}

export function isWebPage(text: string): boolean {
  return /^\s*(?:<!doctype html|<html|<head|<body)\b/i.test(text);
}

function ofValue(value: unknown, text: string): ErrorBody {
  // Google wraps errors of streams in a list.
  const outer: unknown = Array.isArray(value) ? value[0] : value;
  if (!isRecord(outer)) return { ...nothingSaid, words: text };
  const response = isRecord(outer.response) ? outer.response : {};
  const layers = [outer, outer.error, response.error, outer.data].filter(isRecord);
  const inner = layers.flatMap((layer) =>
    [layer.innererror, layer.metadata, layer.data, layer.error].filter(isRecord),
  );
  const codes = [...layers, ...inner].flatMap((layer) =>
    [layer.code, layer.type, layer.status, layer.reason].flatMap(codeOf),
  );
  if (inner.some((layer) => layer.flagged_input !== undefined)) codes.push('flagged_input');
  const message = layers.findLast((layer) => typeof layer.message === 'string')?.message;
  const retryAfter = retryDelayOf(layers);
  return {
    words: typeof message === 'string' && message.trim() !== '' ? message : text,
    codes: new Set(codes),
    webPage: false,
    holdsError: isRecord(outer.error),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

function codeOf(value: unknown): readonly string[] {
  return typeof value === 'string' ? [value.toLowerCase()] : [];
}

function retryDelayOf(layers: readonly Readonly<Record<string, unknown>>[]): string | undefined {
  for (const { details } of layers) {
    if (!Array.isArray(details)) continue;
    for (const detail of details) {
      if (!isRecord(detail) || typeof detail.retryDelay !== 'string') continue;
      const seconds = /^(\d+(?:\.\d+)?)s$/.exec(detail.retryDelay)?.[1];
      if (seconds !== undefined) return seconds;
    }
  }
  return undefined;
}

function holdsAny(codes: ReadonlySet<string>, of: readonly string[]): boolean {
  return of.some((code) => codes.has(code));
}

/** OpenAI, Azure, OpenRouter and others that pass their errors on. */
const FILTER_CODES = [
  'content_filter',
  'content_policy_violation',
  'responsibleaipolicyviolation',
  'invalid_prompt',
  'moderation_blocked',
  'flagged_input',
];
/** Anthropic has no code for it, only this sentence. */
const ANTHROPIC_FILTER = 'Output blocked by content filtering policy';

/** The provider's filter stopped the prompt or the answer. */
export function saysFiltered({ codes, words }: ErrorBody): boolean {
  return holdsAny(codes, FILTER_CODES) || (codes.has('invalid_request_error') && words === ANTHROPIC_FILTER);
}

/** The account has no money or quota left: waiting a minute changes nothing. */
export function saysExhausted({ codes }: ErrorBody): boolean {
  return holdsAny(codes, [
    'insufficient_quota',
    'billing_hard_limit_reached',
    'billing_not_active',
    'billing_error',
    'account_deactivated',
  ]);
}

export function saysOverloaded({ codes }: ErrorBody): boolean {
  return holdsAny(codes, [
    'overloaded_error',
    'rate_limit_error',
    'rate_limit_exceeded',
    'rate_limit',
    'engine_overloaded',
    'server_overloaded',
    'slow_down',
    'resource_exhausted',
    'unavailable',
  ]);
}

/** The conversation is larger than the model or the service takes. Only for the advice: here words are all there is. */
export function saysTooLong({ codes, words }: ErrorBody): boolean {
  if (holdsAny(codes, ['context_length_exceeded', 'request_too_large', 'string_above_max_length']))
    return true;
  return /prompt is too long|maximum context length|token count.{0,40}exceeds the maximum/i.test(words);
}
