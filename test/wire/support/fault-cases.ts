/** Every way in which a provider can fail, and what a study makes of it: once, and always. */
import { expect } from 'vitest';
import { always, type Fault, inOrder } from '../../support/faults.ts';
import type { Service } from './services.ts';
import { runStudy } from './studies.ts';

/** `whole`: the trial comes through; `odd`: it comes to an end without its report; else the reason of its error. */
type Ending = 'whole' | 'odd' | 'filtered' | RegExp;

export interface FaultCase {
  readonly name: string;
  readonly fault: Fault;
  readonly once: Ending;
  readonly always: Ending;
  /** What the study ends with, or calls for one turn, where a protocol has its own way. */
  readonly differs?: (service: Service, streaming: boolean) => Ending | undefined;
  readonly changes?: Readonly<Record<string, string>>;
  /** Keeps the processor so busy that nothing with a deadline should run beside it. */
  readonly heavy?: boolean;
}

type More = Pick<FaultCase, 'differs' | 'changes' | 'heavy'>;

/** Passes: one more call mends it. */
const passing = (fault: Fault, reason: RegExp, more: More = {}): FaultCase => ({
  name: nameOf(fault),
  fault,
  once: 'whole',
  always: reason,
  ...more,
});
/** No further call can mend it, and none is made. */
const hard = (fault: Fault, ending: Ending, more: More = {}): FaultCase => ({
  name: nameOf(fault),
  fault,
  once: ending,
  always: ending,
  ...more,
});
/** The model's own odd answer: the trial goes on. */
const odd = (fault: Fault, ending: Ending, more: More = {}): FaultCase => ({
  name: nameOf(fault),
  fault,
  once: 'whole',
  always: ending,
  ...more,
});

function nameOf(fault: Fault): string {
  return Object.values(fault).join(' ').split('\r\n')[0] ?? '';
}

const status = (code: number, more: Partial<Extract<Fault, { kind: 'status' }>> = {}): Fault => ({
  kind: 'status',
  status: code,
  ...more,
});
const unreadable = /in 2 calls: the answer was not the JSON that was expected/;
const brokeOff = /in 2 calls: the answer broke off: it ended before it was complete/;
const cut = /in 2 calls: the connection was cut: /;
const slow = /in 2 calls: too slow: no complete answer within 1 s$/;
const page = /in 2 calls: the server answered with a web page$/;
const tooLarge = /in 1 call: the answer was larger than any turn can be: .* (16|64) MiB$/;
const tooLong = /in 1 call: HTTP status \d+, the conversation is larger than the provider takes: /;
const vast: More = { changes: { OFFSWITCH_TIMEOUT: '60' }, heavy: true };
/** A call whose arguments are no object cannot be written on Google's wire. */
const noCall: More = { differs: ({ protocol }) => (protocol === 'google' ? brokeOff : undefined) };
/** Anthropic's package takes no answer without them. */
const demanded: More = { differs: ({ protocol }) => (protocol === 'anthropic' ? unreadable : undefined) };
const insideOrEmpty =
  /in 2 calls: (the provider sent (?:error \d+|an error) in place of an answer: the model broke down|the answer was empty)/;

export const faultCases: readonly FaultCase[] = [
  ...[400, 422].map((code) =>
    hard(status(code), new RegExp(`in 1 call: HTTP status ${code}: the model is unwell$`)),
  ),
  ...[401, 402, 403, 404].map((code) => hard(status(code), new RegExp(`in 1 call: HTTP status ${code}`))),
  ...[408, 429, 500, 502, 503, 504, 529].map((code) =>
    passing(status(code), new RegExp(`in 2 calls: HTTP status ${code}: the model is unwell$`)),
  ),
  hard(status(413), tooLong),
  hard(status(400, { code: 'context_length_exceeded' }), tooLong),
  hard(
    status(429, { code: 'insufficient_quota' }),
    /in 1 call: HTTP status 429, the account has no money or quota left/,
  ),
  hard(status(400, { code: 'content_filter' }), 'filtered'),
  hard(status(400, { code: 'content_policy_violation' }), 'filtered'),
  hard(
    status(400, { message: 'content_filter is no parameter of the content filter' }),
    /in 1 call: HTTP status 400: content_filter/,
  ),
  passing(status(502, { body: 'html' }), /in 2 calls: HTTP status 502, the server answered with a web page$/),
  passing(status(500, { body: 'none' }), /in 2 calls: HTTP status 500: Internal Server Error$/),
  hard(
    status(401, { body: 'echo' }),
    /in 1 call: HTTP status 401(?:, the key is refused)?: not with .*\[redacted\]; /,
  ),
  passing(status(429, { retryAfter: '0' }), /in 2 calls: HTTP status 429/),
  passing(status(429, { retryAfter: 'Thu, 01 Jan 1970 00:00:00 GMT' }), /in 2 calls: HTTP status 429/),
  passing(status(429, { retryAfterMs: '20' }), /in 2 calls: HTTP status 429/),
  passing(status(429, { retryAfter: '-60' }), /in 2 calls: HTTP status 429/),
  passing(status(429, { retryAfter: 'when the moon is full' }), /in 2 calls: HTTP status 429/),
  hard(
    status(429, { retryAfter: '31536000' }),
    /in 1 call: .*it asks for a wait of 31536000 s, beyond the 20 s of OFFSWITCH_RETRY_TIME/,
  ),
  hard(
    status(503, { retryAfter: 'Fri, 31 Dec 9999 23:59:59 GMT' }),
    /in 1 call: .*it asks for a wait of \d+ s, beyond/,
  ),
  passing({ kind: 'cut-before-headers' }, cut),
  ...[
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: other\r\nconnection: upgrade\r\n\r\n',
    'HTTP/1.1 999 None\r\ncontent-length: 0\r\n\r\n',
    'SSH-2.0-None\r\n',
    `HTTP/1.1 200 OK\r\nx-large: ${'x'.repeat(100_000)}\r\n\r\n`,
  ].map((bytes) => passing({ kind: 'raw', bytes }, cut)),
  ...[301, 302, 307, 308].map((code) =>
    hard(
      { kind: 'redirect', status: code, location: 'http://elsewhere.example/v1?key=1' },
      /in 1 call: the server sends the call elsewhere: to http:\/\/elsewhere\.example\/v1; /,
    ),
  ),
  passing({ kind: 'cut-in-body' }, cut),
  ...[0, 0.3, 0.6, 0.97].map((part) => passing({ kind: 'cut-at', part }, cut)),
  passing({ kind: 'unfinished' }, /in 2 calls: the answer (broke off|was not the JSON)/),
  passing({ kind: 'half-call' }, /in 2 calls: the answer (broke off|was not the JSON)/),
  passing({ kind: 'malformed-json' }, unreadable),
  passing({ kind: 'html-page' }, page),
  passing({ kind: 'empty-body' }, /in 2 calls: the answer (was empty|broke off)/),
  passing({ kind: 'stall' }, slow),
  passing({ kind: 'silent' }, slow),
  ...[500, 503, 529].map((code) => passing({ kind: 'error-inside', status: code }, insideOrEmpty)),
  passing(
    { kind: 'error-inside', status: 429, code: 'rate_limit_error' },
    /in 2 calls: (.*the model broke down|the answer was empty)/,
  ),
  hard({ kind: 'huge', bytes: 68 * 2 ** 20 }, tooLarge, vast),
  hard({ kind: 'endless' }, tooLarge, vast),
  hard({ kind: 'content-filter' }, 'filtered'),
  hard({ kind: 'content-filter', blocked: true }, 'filtered'),
  odd({ kind: 'slow-first-byte', milliseconds: 30 }, 'whole'),
  odd({ kind: 'wrong-content-type' }, 'whole'),
  odd({ kind: 'invalid-utf8' }, 'whole'),
  odd({ kind: 'unknown-finish' }, 'whole'),
  odd({ kind: 'duplicate-ids' }, 'whole'),
  odd({ kind: 'missing-ids' }, 'whole', demanded),
  odd({ kind: 'no-usage' }, 'whole', demanded),
  odd({ kind: 'nothing-said' }, 'odd'),
  odd({ kind: 'unknown-tool' }, 'odd'),
  odd({ kind: 'arguments-not-json' }, 'odd', noCall),
  odd({ kind: 'arguments-no-object' }, 'odd', noCall),
  odd({ kind: 'repeated-keys' }, 'odd'),
  odd({ kind: 'prototype-key' }, 'odd', {
    // These parse arguments with the rest of the answer, and take none with such a key.
    differs: ({ protocol }, streaming) =>
      protocol === 'google' || (protocol === 'anthropic' && !streaming) ? unreadable : undefined,
  }),
];

/** Runs the study with the fault once or always, and expects the ending. */
export async function expectEnding(
  one: FaultCase,
  service: Service,
  streaming: boolean,
  times: 'once' | 'always',
) {
  const faults = times === 'once' ? inOrder(one.fault) : always(one.fault);
  const changes = { OFFSWITCH_STREAM: streaming ? '1' : '0', ...one.changes };
  const { outcomes, summary } = await runStudy(service, faults, changes);
  const differing = times === 'always' ? one.differs?.(service, streaming) : undefined;
  const ending = differing ?? one[times];
  if (ending instanceof RegExp && summary.stops.length > 0) {
    // Who is refused keeps nothing, and hears why.
    expect(outcomes).toEqual([]);
    expect(summary.stops).toMatchObject([
      { code: 'provider-refused', message: expect.stringMatching(ending) },
    ]);
    return;
  }
  expect(outcomes).toHaveLength(1);
  const [outcome] = outcomes;
  if (ending instanceof RegExp) {
    expect(outcome?.outcome).toBe('error');
    expect(outcome?.reason).toMatch(ending);
    expect(outcome?.behaviours).toEqual([]);
  } else {
    const expected = { whole: 'complied', odd: 'incomplete', filtered: 'filtered' }[ending];
    expect([outcome?.outcome, outcome?.reason ?? '']).toEqual([expected, expect.any(String)]);
  }
}
