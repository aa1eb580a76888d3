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
import { textOf } from '../../../kit/errors.ts';
import { AnswerTooLarge, ErrorAnswer, SentElsewhere, WebPageAnswer } from './bounded-fetch.ts';
import { type ErrorBody, readErrorBody } from './error-body.ts';
import {
  saysAnswerLimit,
  saysExhausted,
  saysFiltered,
  saysKeyRefused,
  saysNotFound,
  saysOverloaded,
  saysTooLong,
  saysUnreadableCall,
} from './error-meaning.ts';
import { NotConnected } from './http-client.ts';

/**
 * `status`: the provider answered with an error; `filtered`: the provider's own filter stopped the call; `exhausted`: no
 * money or quota left; `key-refused`: a wrong key, or one without the right; `not-found`: no such model or path;
 * `too-long`: the conversation does not fit; `answer-limit`: more tokens of answer were asked for than there may be;
 * `unreadable-call`: the model wrote a tool call that the provider could not read; `unreached`: no connection;
 * `connection`: cut; `cut-stream`: an answer that ended early; `error-inside`: an error without a status in place of an
 * answer; `web-page`: HTML instead of an answer; `elsewhere`: a redirect to another server; `unreadable`: not the JSON
 * that was expected; `too-large`: beyond all bounds; `empty`: neither text nor calls; `deadline`: too slow;
 * `unexpected`: anything else, such as a request that cannot be built.
 */
export type FailureKind =
  | 'status'
  | 'filtered'
  | 'exhausted'
  | 'key-refused'
  | 'not-found'
  | 'too-long'
  | 'answer-limit'
  | 'unreadable-call'
  | 'unreached'
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
  /** Status of the error, where the provider gave one. */
  readonly status?: number;
  /** The error came in place of an answer, with HTTP status 200. */
  readonly inside?: true;
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
  const told = causes.find((cause) => cause instanceof ErrorAnswer);
  if (told !== undefined) return failureInside(readErrorBody(told.body), told.headers);
  if (thrown instanceof Unanswered) return { kind: thrown.kind, passing: true, words: thrown.message };
  if (APICallError.isInstance(thrown)) return failureOfCall(thrown);
  if (InvalidResponseDataError.isInstance(thrown)) {
    return { kind: 'unreadable', passing: true, words: thrown.message };
  }
  if (unreadable.some((kind) => kind.isInstance(thrown)) || saysUnreadable(thrown)) {
    // Messages of these errors quote the whole body, so they are left out.
    return { kind: 'unreadable', passing: true, words: misfitIn(causes) ?? '' };
  }
  if (!(thrown instanceof Error)) return failureInStream(thrown);
  return unconnected(thrown) ?? { kind: 'unexpected', passing: false, words: thrown.message };
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

/** The system's names for a server that is not there, cannot be found or is not who it should be. */
const NEVER_CONNECTED =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|EADDRNOTAVAIL|EPROTO|EACCES|ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;
const CUT = /^(?:UND_ERR|ECONN|EPIPE|ETIMEDOUT|HPE_)/;

/** What is wrong with the connection, if that is what went wrong. */
function unconnected(thrown: Error): Failure | undefined {
  const causes = causesOf(thrown).flatMap((cause) => [
    cause,
    // A name with several addresses fails with one error for each of them.
    ...(cause instanceof AggregateError ? cause.errors.filter((one) => one instanceof Error) : []),
  ]);
  const holds = (codes: RegExp) => (cause: Error) => 'code' in cause && codes.test(textOf(cause.code));
  const never = causes.findLast((cause) => cause instanceof NotConnected || holds(NEVER_CONNECTED)(cause));
  if (never !== undefined) return { kind: 'unreached', passing: true, words: never.message };
  const cut = causes.findLast((cause) => cause.message === 'terminated' || holds(CUT)(cause));
  // The last of them is the system's own.
  const words = causes.findLast((cause) => cause.message !== '')?.message ?? '';
  return cut === undefined ? undefined : { kind: 'connection', passing: true, words };
}

function failureOfCall(error: APICallError): Failure {
  const { statusCode: status, responseBody: body, responseHeaders: headers = {} } = error;
  if (status === undefined)
    return unconnected(error) ?? { kind: 'connection', passing: true, words: lastWordsOf(error) };
  if (status < 300) {
    return body === undefined
      ? { kind: 'connection', passing: true, words: lastWordsOf(error) }
      : failureInBody(body, error);
  }
  // The package took it for an answer and gave the error in it a status.
  if (isRecord(body)) {
    const inside = readErrorBody(body);
    return failureInside(inside.words === '' ? { ...inside, words: JSON.stringify(body) } : inside, headers);
  }
  const said = readErrorBody((body ?? '').trim() === '' ? error.message : body);
  return withWait(meaningOf(status, withErrorType(said, headers)), said, headers);
}

function lastWordsOf(error: Error): string {
  return causesOf(error).findLast(({ message }) => message !== '')?.message ?? '';
}

/** Amazon names the kind of an error in a header. */
function withErrorType(said: ErrorBody, headers: Readonly<Record<string, string>>): ErrorBody {
  const type = headers['x-amzn-errortype']?.split(':')[0]?.toLowerCase();
  return type === undefined ? said : { ...said, codes: new Set([...said.codes, type]) };
}

function withWait(failure: Failure, said: ErrorBody, headers: Readonly<Record<string, string>>): Failure {
  const retryAfter = headers['retry-after'] ?? said.retryAfter;
  const retryAfterMs = headers['retry-after-ms'];
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
  if (said.holdsError) return failureInside(said, error.responseHeaders);
  if (body.trim() === '') return { kind: 'empty', passing: true, words: '' };
  const misfit = misfitIn(causesOf(error));
  const words = misfit === undefined ? body : `${misfit}; the server sent ${body}`;
  return { kind: 'unreadable', passing: true, words };
}

/** An error in place of an answer: it is the one that it names. */
function failureInside(said: ErrorBody, headers: Readonly<Record<string, string>> = {}): Failure {
  const failure = meaningOf(said.status, said);
  const { kind } = failure;
  const nameless = kind === 'status' && said.status === undefined;
  const whole: Failure = {
    ...failure,
    kind: nameless ? 'error-inside' : kind,
    inside: true,
    // Of a failure that says nothing of its kind, the next call may know nothing.
    passing: failure.passing || nameless,
  };
  return withWait(whole, said, headers);
}

/** Packages whose stream is no text tell of an error within it by an event of their own. */
function failureInStream(error: unknown): Failure {
  if (!isRecord(error)) return { kind: 'cut-stream', passing: true, words: textOf(error) };
  const said = readErrorBody(error);
  return failureInside({ ...said, words: said.words === '' ? 'the stream carried an error' : said.words });
}

/** With `status` undefined: an error of which no status is known. */
function meaningOf(status: number | undefined, said: ErrorBody): Failure {
  const base = { words: said.words, ...(status === undefined ? {} : { status }) };
  const is = (kind: FailureKind, passing = false): Failure => ({ kind, passing, ...base });
  if (saysFiltered(said)) return is('filtered');
  if (saysExhausted(said, status)) return is('exhausted');
  const overloaded = [429, 503, 529].includes(status ?? 0) || saysOverloaded(said);
  // Some call it a rate that is exceeded, and yet it never fits.
  if (status === 413) return is('too-long');
  if (!overloaded) {
    if (saysUnreadableCall(said)) return is('unreadable-call', true);
    if (saysTooLong(said)) return is('too-long');
    if (saysKeyRefused(said)) return is('key-refused');
    if (saysNotFound(said)) return is('not-found');
    if ((status === 400 || status === 422) && saysAnswerLimit(said)) return is('answer-limit');
  }
  return {
    ...is(said.webPage ? 'web-page' : 'status', isPassing(status ?? 0) || overloaded),
    ...(overloaded ? { overloaded } : {}),
  };
}

/** 408 Request Timeout, 409 Conflict (held locks), 424 Failed Dependency (the model), 429 Too Many Requests, every 5xx. */
function isPassing(status: number): boolean {
  return [408, 409, 424, 429].includes(status) || status >= 500;
}

/** What servers call the end of an answer that they could not bring to its end; the packages know few of them. */
const FAILED_FINISHES: ReadonlySet<string> = new Set([
  ...['error', 'failed', 'failure', 'abort', 'aborted', 'cancelled', 'canceled', 'interrupted', 'timeout'],
  ...['network_error', 'server_error', 'internal_error', 'internal_server_error', 'model_error'],
  ...['engine_error', 'upstream_error', 'provider_error', 'insufficient_system_resource'],
  ...['malformed_function_call', 'malformed_response', 'malformed_model_output', 'malformed_tool_use'],
  ...['unexpected_tool_call', 'tool_call_error'],
]);

/** Whether the finish reason, as the server wrote it, says that the answer is not whole. */
export function isFailedFinish(raw: string | undefined): boolean {
  return raw !== undefined && FAILED_FINISHES.has(raw.toLowerCase().replaceAll(/[ -]/g, '_'));
}
