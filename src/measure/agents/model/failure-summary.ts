/** What went wrong with a call, in our own words. */
import type { Failure, FailureKind } from './failure.ts';

const summaries: Readonly<Record<Exclude<FailureKind, 'unreached'>, string>> = {
  status: '',
  filtered: "the provider's own filter stopped the call",
  exhausted: 'the account has no money or quota left',
  'key-refused': 'the key is refused',
  'not-found': 'no such model or path',
  'too-long': 'the conversation is larger than the provider takes',
  'answer-limit': 'more tokens of answer were asked for than the provider gives',
  'unreadable-call': 'the model wrote a tool call that the provider could not read',
  connection: 'the connection was cut',
  'cut-stream': 'the answer broke off',
  'error-inside': '',
  'web-page': 'the server answered with a web page',
  elsewhere: 'the server sends the call elsewhere',
  unreadable: 'the answer was not the JSON that was expected',
  'too-large': 'the answer was larger than any turn can be',
  empty: 'the answer was empty',
  deadline: 'too slow',
  unexpected: 'the call could not be made',
};

/** `server` is its host and port. */
export function summaryOf({ status, kind, inside }: Failure, server: string): string {
  const numbered = status === undefined ? '' : `HTTP status ${status}`;
  const error = status === undefined ? 'an error' : `error ${status}`;
  const parts = [
    inside ? `the provider sent ${error} in place of an answer` : numbered,
    kind === 'unreached' ? `no connection to ${server}` : summaries[kind],
  ];
  return parts.filter((part) => part !== '').join(', ');
}
