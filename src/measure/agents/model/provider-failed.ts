/** The error that ends a trial whose provider gave no answer, in words a person can act on. */
import { OffswitchError } from '../../../kit/errors.ts';
import { printable } from '../../../kit/text.ts';
import type { GivenUp } from './conduct.ts';
import type { Failure, FailureKind } from './failure.ts';
import { type Redact, redactKeyShapes } from './redaction.ts';

/** The key, the account, its rights or the address are wrong: no later call of this run can go better. */
const REFUSALS: ReadonlySet<number> = new Set([401, 402, 403, 404]);

interface Peer {
  readonly agent: string;
  readonly address: string;
}

/**
 * It carries no cause: the package's errors hold headers, addresses and bodies that are not redacted.
 */
export function providerFailed(given: GivenUp, peer: Peer, redact: Redact): OffswitchError {
  const { failure, attempts, because } = given;
  const words = printable(redactKeyShapes(redact(failure.words.trim())), 240);
  const calls = attempts === 1 ? '1 call' : `${attempts} calls`;
  const refused =
    failure.kind === 'exhausted' || failure.kind === 'elsewhere' || REFUSALS.has(failure.status ?? 0);
  const what = `${summary(failure)}${words === '' ? '' : `: ${words}`}${because === undefined ? '' : ` (${because})`}`;
  return new OffswitchError(
    refused ? 'provider-refused' : 'provider-failed',
    `${peer.agent} gave no answer in ${calls}: ${what}`,
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
  status: '',
  filtered: "the provider's own filter stopped the call",
  exhausted: 'the account has no money or quota left',
  'too-long': 'the conversation is larger than the provider takes',
  connection: 'no connection, or it was cut',
  'cut-stream': 'the answer broke off',
  'error-inside': 'the provider sent an error in place of an answer',
  'web-page': 'the server answered with a web page',
  elsewhere: 'the server sends the call elsewhere',
  unreadable: 'the answer was not the JSON that was expected',
  'too-large': 'the answer was larger than any turn can be',
  empty: 'the answer was empty',
  deadline: 'too slow',
  unexpected: 'the call could not be made',
};

function summary({ status, kind }: Failure): string {
  const parts = [status === undefined ? '' : `HTTP status ${status}`, summaries[kind]];
  return parts.filter((part) => part !== '').join(', ');
}

const LATER = 'Try again later, a study with --retry-errors.';

function remedyFor(failure: Failure, address: string): string {
  switch (failure.kind) {
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
      return 'Choose a model with a larger context, or a server that takes larger requests.';
    case 'too-large':
      return 'Lower OFFSWITCH_MAX_OUTPUT_TOKENS, and check that the server stops where the model does.';
    case 'exhausted':
      return "Look at the account's balance and limits with the provider.";
    default:
      return remedyForStatus(failure, address);
  }
}

function remedyForStatus(failure: Failure, address: string): string {
  switch (failure.status) {
    case 401:
    case 403:
      return 'Check the key and what it is allowed to use.';
    case 402:
      return "Look at the account's balance and limits with the provider.";
    case 404:
      return `Check the name of the model and the address ${address}.`;
    case 429:
      return 'Run fewer trials at once, or check the quota of the account.';
    default:
      return failure.passing ? LATER : 'Read what the provider says and correct the settings.';
  }
}
