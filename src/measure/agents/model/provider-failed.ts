/** The error that ends a trial whose provider gave no answer, in words a person can act on. */
import { OffswitchError } from '../../../kit/errors.ts';
import { printable } from '../../../kit/text.ts';
import type { GivenUp } from './conduct.ts';
import { saysAnswerLimit } from './error-meaning.ts';
import type { Failure, FailureKind } from './failure.ts';
import { summaryOf } from './failure-summary.ts';
import { type Redact, redactKeyShapes } from './redaction.ts';

/** The key, the account, its rights or the address are wrong: no later call of this run can go better. */
const REFUSALS: ReadonlySet<number> = new Set([401, 402, 403, 404]);
const REFUSED: ReadonlySet<FailureKind> = new Set(['exhausted', 'key-refused', 'not-found', 'elsewhere']);

interface Peer {
  readonly agent: string;
  readonly address: string;
  /** What to do where the server does not know the way of asking, if there is another. */
  readonly otherWay?: string | undefined;
}

/**
 * It carries no cause: the package's errors hold headers, addresses and bodies that are not redacted.
 */
export function providerFailed(given: GivenUp, peer: Peer, redact: Redact): OffswitchError {
  const { failure, attempts, because, neverReached = false } = given;
  const words = printable(redactKeyShapes(redact(failure.words.trim())), 240);
  const calls = attempts === 1 ? '1 call' : `${attempts} calls`;
  const refused = neverReached || REFUSED.has(failure.kind) || REFUSALS.has(failure.status ?? 0);
  const summary = summaryOf(failure, serverAt(peer.address));
  const what = `${summary}${words === '' ? '' : `: ${words}`}${because === undefined ? '' : ` (${because})`}`;
  return new OffswitchError(
    refused ? 'provider-refused' : 'provider-failed',
    `${peer.agent} gave no answer in ${calls}: ${what}`,
    remedyFor(failure, peer),
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

const LATER = 'Try again later, a study with --retry-errors.';
const BALANCE =
  "Look at the account's balance and limits with the provider, then give the same command again.";
const KEY = 'Check the key and what it is allowed to use.';
const ANSWER_LIMIT = 'Set OFFSWITCH_MAX_OUTPUT_TOKENS lower';

function remedyFor(failure: Failure, { address, otherWay }: Peer): string {
  switch (failure.kind) {
    case 'unreached':
      return startingOf(address);
    case 'connection':
      return `Check that a server answers at ${address}.`;
    case 'deadline':
      return 'Raise OFFSWITCH_TIMEOUT, or run fewer trials at once.';
    case 'unreadable':
    case 'web-page':
      return `Check that ${address} is the address of the API; if it is, try again later, a study with --retry-errors.`;
    case 'elsewhere':
      return `Key and conversation go nowhere else than ${address}: if the other place is the provider's, give its address.`;
    case 'too-long':
      return `${ANSWER_LIMIT}: many servers count it beside the conversation. If that is not enough, choose a model with a larger context, or a server that takes larger requests.`;
    case 'answer-limit':
      return `${ANSWER_LIMIT}, to what the server names.`;
    case 'too-large':
      return 'Lower OFFSWITCH_MAX_OUTPUT_TOKENS, and check that the server stops where the model does.';
    case 'exhausted':
      return saysAnswerLimit(failure)
        ? `${BALANCE} ${ANSWER_LIMIT} if the balance is enough for shorter answers.`
        : BALANCE;
    case 'key-refused':
      return KEY;
    case 'not-found':
      return notFound(address, otherWay);
    case 'unreadable-call':
      return `${LATER} If it happens often, the model writes calls that its server cannot read: choose another model or server.`;
    default:
      return remedyForStatus(failure, { address, otherWay });
  }
}

function notFound(address: string, otherWay: string | undefined): string {
  const way = otherWay === undefined ? '' : ` ${otherWay}`;
  return `Check the name of the model and the address ${address}.${way}`;
}

/** What starts the local servers that most people have, by the port that is usual for each. */
const LOCAL_SERVERS: readonly { readonly port: string; readonly start: string }[] = [
  { port: '11434', start: '"ollama serve"' },
  { port: '8000', start: '"vllm serve MODEL --enable-auto-tool-choice --tool-call-parser NAME"' },
  { port: '8080', start: '"llama-server -m FILE --jinja"' },
  { port: '1234', start: '"lms server start" (LM Studio)' },
  { port: '4000', start: '"litellm --model MODEL"' },
];

function startingOf(address: string): string {
  const { hostname, port } = new URL(address);
  const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  if (!loopback) return `Check the address ${address}, and that this machine may connect to it.`;
  const usual = LOCAL_SERVERS.filter((server) => server.port === port);
  const starts = (usual.length === 0 ? LOCAL_SERVERS : usual).map(({ start }) => start);
  return `Start the server at ${address}, for example with ${starts.join(', ')}, or give the address of one that runs (--base-url).`;
}

/** Host and port: what is waited for. */
export function serverAt(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}

function remedyForStatus(
  failure: Failure,
  { address, otherWay }: Pick<Peer, 'address' | 'otherWay'>,
): string {
  switch (failure.status) {
    case 401:
    case 403:
      return KEY;
    case 402:
      return BALANCE;
    case 404:
    case 405:
    case 501:
      return notFound(address, otherWay);
    case 429:
      return 'Run fewer trials at once, or check the quota of the account.';
    default:
      return failure.passing ? LATER : 'Read what the provider says and correct the settings.';
  }
}
