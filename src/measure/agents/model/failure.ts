/** What went wrong with one call to a provider: whether it may pass, and what is known of it. */
import {
  APICallError,
  EmptyResponseBodyError,
  InvalidResponseDataError,
  JSONParseError,
  NoContentGeneratedError,
  TypeValidationError,
} from '@ai-sdk/provider';
import { isRecord } from '../../../kit/canonical.ts';
import { messageOf, textOf } from '../../../kit/errors.ts';
import { AnswerTooLarge, SentElsewhere, WebPageAnswer } from './bounded-fetch.ts';
import {
  type ErrorBody,
  readErrorBody,
  saysExhausted,
  saysFiltered,
  saysOverloaded,
  saysTooLong,
} from './error-body.ts';

/**
 * `status`: the provider answered with an error; `filtered`: the provider's own filter stopped the call; `exhausted`: no
 * money or quota left; `too-long`: the conversation does not fit; `connection`: refused or cut; `cut-stream`: a stream
 * that ended early; `error-inside`: an error where an answer had begun; `web-page`: HTML instead of an answer;
 * `elsewhere`: a redirect to another server; `unreadable`: not the JSON that was expected; `too-large`: beyond all bounds; `empty`: neither text nor calls; `deadline`: too slow; `unexpected`: anything else, such as a
 * request that cannot be built.
 */
export type FailureKind =
  | 'status'
  | 'filtered'
  | 'exhausted'
  | 'too-long'
  | 'connection'
  | 'cut-stream'
  | 'error-inside'
  | 'web-page'
  | 'elsewhere'
  | 'unreadable'
  | 'too-large'
  | 'empty'
  | 'deadline'
  | 'unexpected';

export interface Failure {
  readonly kind: FailureKind;
  /** Whether the same call may succeed later. */
  readonly passing: boolean;
  /** Whether the provider says that it has too much to do. */
  readonly overloaded?: true;
  /** HTTP status, where the provider gave one that is an error. */
  readonly status?: number;
  /** What the provider names as the wait: a Retry-After value, and the finer `retry-after-ms` of some. */
  readonly retryAfter?: string;
  readonly retryAfterMs?: string;
  /** The provider's own words, or the system's; not yet redacted. */
  readonly words: string;
}

/** A call that brought no answer although nothing was thrown by the provider's package. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly kind: 'cut-stream' | 'empty' | 'deadline';

  constructor(kind: 'cut-stream' | 'empty' | 'deadline', message: string) {
    super(message);
    this.kind = kind;
  }
}

const unreadable = [EmptyResponseBodyError, JSONParseError, NoContentGeneratedError, TypeValidationError];

/** Reads whatever a provider's package threw or sent as an error inside a stream. */
export function failureOf(thrown: unknown): Failure {
  const causes = causesOf(thrown);
  if (causes.some((cause) => cause instanceof WebPageAnswer))
    return { kind: 'web-page', passing: true, words: '' };
  const elsewhere = causes.find((cause) => cause instanceof SentElsewhere);
  if (elsewhere !== undefined) return { kind: 'elsewhere', passing: false, words: elsewhere.message };
  const tooLarge = causes.find((cause) => cause instanceof AnswerTooLarge);
  // Asked again, the model would write as much again, and be paid for it.
  if (tooLarge !== undefined) return { kind: 'too-large', passing: false, words: tooLarge.message };
  if (thrown instanceof Unanswered) return { kind: thrown.kind, passing: true, words: thrown.message };
  if (APICallError.isInstance(thrown)) return failureOfCall(thrown);
  if (InvalidResponseDataError.isInstance(thrown)) {
    return { kind: 'unreadable', passing: true, words: thrown.message };
  }
  if (unreadable.some((kind) => kind.isInstance(thrown)) || saysUnreadable(thrown)) {
    // Messages of these errors quote the whole body, so they are left out.
    return { kind: 'unreadable', passing: true, words: misfitIn(causes) ?? '' };
  }
  if (thrown instanceof Error) {
    return isConnectionError(thrown)
      ? { kind: 'connection', passing: true, words: thrown.message }
      : { kind: 'unexpected', passing: false, words: thrown.message };
  }
  return failureInStream(thrown);
}

/** Anthropic's package throws this where the first event of a stream is not of the form it knows. */
function saysUnreadable(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message === 'Expected a normalized Anthropic stream error';
}

/** The first place where an answer has another form than the package expects. */
function misfitIn(causes: readonly Error[]): string | undefined {
  for (const cause of causes) {
    if (!('issues' in cause) || !Array.isArray(cause.issues)) continue;
    const issue: unknown = cause.issues[0];
    if (!isRecord(issue) || !Array.isArray(issue.path)) continue;
    return `${issue.path.join('.')}: ${textOf(issue.message)}`;
  }
  return undefined;
}

const DEEPEST_CAUSE = 8;

/** The error and what led to it, outermost first. */
function causesOf(thrown: unknown): readonly Error[] {
  const causes: Error[] = [];
  for (let cause = thrown; cause instanceof Error && causes.length < DEEPEST_CAUSE; cause = cause.cause) {
    causes.push(cause);
  }
  return causes;
}

/** A connection that is cut while a stream is read surfaces as the HTTP client's own error. */
function isConnectionError(thrown: Error): boolean {
  return causesOf(thrown).some(
    (cause) =>
      cause.message === 'terminated' ||
      ('code' in cause && /^(?:UND_ERR|ECONN|EPIPE|ETIMEDOUT)/.test(textOf(cause.code))),
  );
}

function failureOfCall(error: APICallError): Failure {
  const { statusCode: status, responseBody: body, responseHeaders: headers } = error;
  if (status === undefined) return { kind: 'connection', passing: true, words: error.message };
  if (status < 300) {
    if (body === undefined) return { kind: 'connection', passing: true, words: messageOf(error.cause) };
    return failureInBody(body, error);
  }
  // A body that is not text means HTTP 200 with an error inside, to which the package gives a status of its own.
  const inside = isRecord(body);
  const said = readErrorBody(inside || (body ?? '').trim() !== '' ? body : error.message);
  const { words } = said;
  const failure = failureWithStatus(
    status,
    { ...said, words: words === '' && inside ? error.message : words },
    inside,
  );
  const retryAfter = headers?.['retry-after'] ?? said.retryAfter;
  const retryAfterMs = headers?.['retry-after-ms'];
  return {
    ...failure,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** HTTP 200 with a body that the package could not take. */
function failureInBody(body: string, error: APICallError): Failure {
  const said = readErrorBody(body);
  if (said.webPage) return { kind: 'web-page', passing: true, words: '' };
  if (said.holdsError) return failureInside(said);
  if (body.trim() === '') return { kind: 'empty', passing: true, words: '' };
  return { kind: 'unreadable', passing: true, words: misfitIn(causesOf(error)) ?? body };
}

/** An error without a status of its own. */
function failureInside(said: ErrorBody): Failure {
  const { status: _, kind, ...known } = failureWithStatus(0, said, true);
  return { kind: kind === 'status' ? 'error-inside' : kind, ...known };
}

/** Providers that fail after the headers are sent put the error into the stream, often without a status. */
function failureInStream(error: unknown): Failure {
  if (!isRecord(error)) return { kind: 'cut-stream', passing: true, words: textOf(error) };
  const said = readErrorBody(error);
  const words = said.words === '' ? 'the stream carried an error' : said.words;
  const status = Number(textOf(error.statusCode ?? error.code));
  if (Number.isInteger(status) && status >= 400 && status <= 599) {
    return failureWithStatus(status, { ...said, words }, false);
  }
  return failureInside({ ...said, words });
}

function failureWithStatus(status: number, said: ErrorBody, inside: boolean): Failure {
  const base = { status, words: said.words };
  if (saysFiltered(said)) return { kind: 'filtered', passing: false, ...base };
  if (saysExhausted(said)) return { kind: 'exhausted', passing: false, ...base };
  if (status === 413 || saysTooLong(said)) return { kind: 'too-long', passing: false, ...base };
  const overloaded = [429, 503, 529].includes(status) || saysOverloaded(said);
  return {
    kind: said.webPage ? 'web-page' : 'status',
    passing: isPassing(status) || inside || overloaded,
    ...(overloaded ? { overloaded } : {}),
    ...base,
  };
}

/** 408 Request Timeout, 409 Conflict (held locks), 429 Too Many Requests and every 5xx. */
function isPassing(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || status >= 500;
}
