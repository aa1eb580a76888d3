/** What went wrong with one call to a provider: whether it may pass, and how to say it. */
import {
  APICallError,
  EmptyResponseBodyError,
  InvalidResponseDataError,
  JSONParseError,
  NoContentGeneratedError,
  TypeValidationError,
} from '@ai-sdk/provider';
import { isRecord } from '../../kit/canonical.ts';
import { messageOf, OffswitchError } from '../../kit/errors.ts';
import { printable } from '../../kit/text.ts';
import { type Redact, redactKeyShapes } from './redaction.ts';

/**
 * `status`: the provider answered with an error; `connection`: refused or cut; `cut-stream`: a stream that ended early;
 * `unreadable`: not the JSON that was expected; `empty`: neither text nor calls; `deadline`: too slow;
 * `unexpected`: anything else, such as a request that cannot be built.
 */
type FailureKind =
  | 'status'
  | 'connection'
  | 'cut-stream'
  | 'unreadable'
  | 'empty'
  | 'deadline'
  | 'unexpected';

export interface Failure {
  readonly kind: FailureKind;
  /** Whether the same call may succeed later. */
  readonly passing: boolean;
  /** HTTP status, where the provider gave one that is an error. */
  readonly status?: number;
  /** Value of the Retry-After header. */
  readonly retryAfter?: string;
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
  if (thrown instanceof Unanswered) return { kind: thrown.kind, passing: true, words: thrown.message };
  if (APICallError.isInstance(thrown)) return failureOfCall(thrown);
  if (InvalidResponseDataError.isInstance(thrown)) {
    return { kind: 'unreadable', passing: true, words: thrown.message };
  }
  if (unreadable.some((kind) => kind.isInstance(thrown))) {
    // Messages of these errors quote the whole body, so they are left out.
    return { kind: 'unreadable', passing: true, words: '' };
  }
  if (thrown instanceof Error) return { kind: 'unexpected', passing: false, words: thrown.message };
  return failureInStream(thrown);
}

function failureOfCall(error: APICallError): Failure {
  const { statusCode: status, responseBody: body } = error;
  if (status === undefined) return { kind: 'connection', passing: true, words: error.message };
  if (status < 300) {
    if (body === undefined) return { kind: 'connection', passing: true, words: messageOf(error.cause) };
    return { kind: body.trim() === '' ? 'empty' : 'unreadable', passing: true, words: body };
  }
  const retryAfter = error.responseHeaders?.['retry-after'];
  return {
    kind: 'status',
    // A body that is not text means HTTP 200 with an error inside, to which the package gives status 400 of its own.
    passing: isPassing(status) || isRecord(body),
    status,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    words: typeof body === 'string' && body.trim() !== '' ? body : error.message,
  };
}

/** Providers that fail after the headers are sent put the error into the stream, often without a status. */
function failureInStream(error: unknown): Failure {
  if (!isRecord(error)) return { kind: 'cut-stream', passing: true, words: String(error) };
  const words = typeof error.message === 'string' ? error.message : 'the stream carried an error';
  const status = Number(error.statusCode ?? error.code);
  if (!Number.isInteger(status) || status < 400 || status > 599) {
    return { kind: 'cut-stream', passing: true, words };
  }
  return { kind: 'status', passing: isPassing(status), status, words };
}

/** 408 Request Timeout, 409 Conflict (held locks), 429 Too Many Requests and every 5xx. */
function isPassing(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

/** The key, the account, its rights or the address are wrong: no later call of this run can go better. */
const REFUSALS: ReadonlySet<number> = new Set([401, 402, 403, 404]);

/**
 * The error that ends a trial. It carries no cause: the package's errors hold headers, addresses and bodies that are
 * not redacted.
 */
export function providerFailed(
  failure: Failure,
  attempts: number,
  peer: { readonly agent: string; readonly address: string },
  redact: Redact,
): OffswitchError {
  const words = printable(redactKeyShapes(redact(failure.words.trim())), 240);
  const calls = attempts === 1 ? '1 call' : `${attempts} calls`;
  return new OffswitchError(
    REFUSALS.has(failure.status ?? 0) ? 'provider-refused' : 'provider-failed',
    `${peer.agent} gave no answer in ${calls}: ${summary(failure)}${words === '' ? '' : `: ${words}`}`,
    remedyFor(failure, peer.address),
    {
      agent: peer.agent,
      address: peer.address,
      attempts,
      failure: failure.kind,
      status: failure.status ?? null,
      words,
    },
  );
}

const summaries: Readonly<Record<FailureKind, string>> = {
  status: 'HTTP status',
  connection: 'no connection, or it was cut',
  'cut-stream': 'the stream broke off',
  unreadable: 'the answer was not the JSON that was expected',
  empty: 'the answer was empty',
  deadline: 'too slow',
  unexpected: 'the call could not be made',
};

function summary(failure: Failure): string {
  return failure.status === undefined ? summaries[failure.kind] : `${summaries.status} ${failure.status}`;
}

function remedyFor(failure: Failure, address: string): string {
  if (failure.kind === 'connection') return `Check that a server answers at ${address}.`;
  if (failure.kind === 'deadline') return 'Raise OFFSWITCH_TIMEOUT, or run fewer trials at once.';
  if (failure.kind === 'unreadable')
    return `Check that ${address} is the address of the API; if it is, try again later, a study in another --store.`;
  switch (failure.status) {
    case 401:
    case 403:
      return 'Check the key and what it is allowed to use.';
    case 404:
      return `Check the name of the model and the address ${address}.`;
    case 413:
      return 'The conversation is larger than the provider takes; choose a model with a larger context.';
    case 429:
      return 'Run fewer trials at once, or check the quota of the account.';
    default:
      return failure.passing
        ? 'Try again later; a study keeps its failed trials, so give it another --store.'
        : 'Read what the provider says and correct the settings.';
  }
}
