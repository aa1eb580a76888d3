/** What a provider's error says: its sentences, codes and status, wherever in the body providers put them. */
import { isRecord } from '../../../kit/canonical.ts';
import { textOf } from '../../../kit/errors.ts';

export interface ErrorBody {
  /** The provider's own sentences, or the whole text where it has no such field; empty for a web page. */
  readonly words: string;
  /** Everything in the fields for codes, types and states, in lower case. */
  readonly codes: ReadonlySet<string>;
  /** The HTTP status that the body names, as a number or by a code that stands for one. */
  readonly status?: number;
  readonly webPage: boolean;
  /** Whether it is an error and no answer. */
  readonly holdsError: boolean;
  /** The wait that Google names in the body, in seconds, as a Retry-After header would give it. */
  readonly retryAfter?: string;
}

type Layer = Readonly<Record<string, unknown>>;

const nothingSaid: ErrorBody = { words: '', codes: new Set(), webPage: false, holdsError: false };

/** Reads a body as text, or an error object that a package has parsed. */
export function readErrorBody(body: unknown): ErrorBody {
  if (typeof body !== 'string') return ofValue(body, '');
  const text = body.trim();
  if (isWebPage(text)) return { ...nothingSaid, webPage: true };
  return ofValue(parsed(text), text);
}

export function isWebPage(text: string): boolean {
  return /^\s*(?:<!doctype html|<html|<head|<body)\b/i.test(text);
}

function ofValue(value: unknown, text: string): ErrorBody {
  const outer = outermost(value);
  // A JSON string is as plain as plain text.
  if (outer === undefined) return { ...nothingSaid, words: typeof value === 'string' ? value : text };
  const layers = layersOf(outer);
  const details = layers.flatMap(({ details: given }) => listOf(given));
  const codes = new Set(
    [...layers, ...details].flatMap((layer) =>
      ['code', 'type', 'status', 'reason', '__type'].flatMap((key) => codeOf(layer[key])),
    ),
  );
  if (layers.some((layer) => layer.flagged_input !== undefined)) codes.add('flagged_input');
  const words = sentencesOf(layers).join(': ');
  const status = statusOf(layers, codes);
  const retryAfter = retryDelayOf(details);
  return {
    words: words === '' ? text : words,
    codes,
    ...(status === undefined ? {} : { status }),
    webPage: false,
    holdsError: isError(outer, words),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** Google wraps errors of streams in a list. */
function outermost(value: unknown): Layer | undefined {
  const outer: unknown = Array.isArray(value) ? value[0] : value;
  return isRecord(outer) ? outer : undefined;
}

const ANSWERS = ['choices', 'candidates', 'content', 'output', 'delta', 'item', 'promptFeedback'];
/** States of a response that OpenAI ends without an answer. */
const UNANSWERED = ['failed', 'cancelled', 'queued', 'in_progress'];

function isError(outer: Layer, words: string): boolean {
  const { error, response } = outer;
  if (isRecord(error) ? Object.values(error).some(saysSomething) : saysSomething(error)) return true;
  if (errorInChoice(outer) !== undefined) return true;
  if (outer.type === 'error' || (isRecord(response) && isRecord(response.error))) return true;
  if (outer.object === 'response' && UNANSWERED.includes(textOf(outer.status))) return true;
  const answers = ANSWERS.some((key) => outer[key] !== undefined && outer[key] !== null);
  return !answers && words !== '';
}

/** Some answers have an error that is empty. */
function saysSomething(value: unknown): boolean {
  return typeof value === 'string' ? value.trim() !== '' : Boolean(value);
}

const DEEPEST = 5;
/** Where one layer of an error holds the next: a list, an object, or the text of one. */
const WITHIN = ['error', 'errors', 'detail', 'data', 'innererror', 'metadata', 'raw', 'base_resp', 'message'];

/** The object and all that is part of its error, outermost first. */
function layersOf(outer: Layer): readonly Layer[] {
  const response = isRecord(outer.response) ? listOf(outer.response.error) : [];
  const inner = [...response, ...listOf(errorInChoice(outer))];
  return [...within(outer, 0), ...inner.flatMap((layer) => within(layer, 1))];
}

function within(layer: Layer, depth: number): readonly Layer[] {
  if (depth === DEEPEST) return [layer];
  // What an answer says of itself, such as the metadata of its caller, is no part of an error.
  const keys = depth === 0 ? WITHIN.filter((key) => key !== 'metadata') : WITHIN;
  return [layer, ...keys.flatMap((key) => listOf(layer[key]).flatMap((one) => within(one, depth + 1)))];
}

function errorInChoice({ choices }: Layer): unknown {
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  return isRecord(first) && isRecord(first.error) ? first.error : undefined;
}

const MOST_IN_LIST = 5;

function listOf(value: unknown): readonly Layer[] {
  if (typeof value === 'string') return /^\s*[{[]/.test(value) ? listOf(parsed(value)) : [];
  if (Array.isArray(value)) return value.slice(0, MOST_IN_LIST).filter(isRecord);
  return isRecord(value) ? [value] : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const SENTENCES = [
  ...['message', 'msg', 'error', 'errors', 'detail', 'title', 'error_description', 'error_message'],
  ...['error_msg', 'status_msg', 'raw', 'description'],
];

/** Each said once: gateways repeat within what they pass on. */
function sentencesOf(layers: readonly Layer[]): readonly string[] {
  const said = layers.flatMap((layer) => SENTENCES.flatMap((key) => plainIn(layer[key])));
  return said.filter(
    (one, index) =>
      !said.some((other, at) => other.includes(one) && (other.length > one.length || at < index)),
  );
}

function plainIn(value: unknown): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(value) ? value.slice(0, MOST_IN_LIST) : [value];
  return texts.flatMap((one) =>
    typeof one === 'string' && one.trim() !== '' && listOf(one).length === 0 ? [one.trim()] : [],
  );
}

function codeOf(value: unknown): readonly string[] {
  return typeof value === 'string' ? [value.toLowerCase()] : [];
}

const STATUS_KEYS = ['status', 'statusCode', 'status_code', 'http_status', 'http_code', 'code', 'error_code'];

/** Codes that stand for a status, by the names of OpenAI, Anthropic, Google and Amazon. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  invalid_argument: 400,
  failed_precondition: 400,
  validationexception: 400,
  authentication_error: 401,
  unauthenticated: 401,
  permission_error: 403,
  permission_denied: 403,
  accessdeniedexception: 403,
  not_found_error: 404,
  not_found: 404,
  resourcenotfoundexception: 404,
  model_not_found: 404,
  modelerrorexception: 424,
  modelstreamerrorexception: 424,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  resource_exhausted: 429,
  throttlingexception: 429,
  server_error: 500,
  api_error: 500,
  internal: 500,
  internal_server_error: 500,
  internalserverexception: 500,
  unavailable: 503,
  service_unavailable: 503,
  serviceunavailableexception: 503,
  deadline_exceeded: 504,
  overloaded_error: 529,
};

function statusOf(layers: readonly Layer[], codes: ReadonlySet<string>): number | undefined {
  const numbers = layers.flatMap((layer) => STATUS_KEYS.map((key) => Number(textOf(layer[key] ?? ''))));
  const named = numbers.find((number) => Number.isInteger(number) && number >= 400 && number <= 599);
  if (named !== undefined) return named;
  const [found] = [...codes].flatMap((code) =>
    Object.hasOwn(STATUS_OF_CODE, code) ? (STATUS_OF_CODE[code] ?? []) : [],
  );
  return found;
}

function retryDelayOf(details: readonly Layer[]): string | undefined {
  for (const { retryDelay } of details) {
    const seconds = typeof retryDelay === 'string' && /^(\d+(?:\.\d+)?)s$/.exec(retryDelay)?.[1];
    if (seconds) return seconds;
  }
  return undefined;
}
