import { APICallError } from '@ai-sdk/provider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureOf } from './failure.ts';
import { providerFailed } from './provider-failed.ts';
import { redactor } from './redaction.ts';

function called(statusCode: number, body: unknown, responseHeaders: Record<string, string> = {}) {
  const responseBody = typeof body === 'string' ? body : JSON.stringify(body);
  return new APICallError({
    message: 'm',
    url: '',
    requestBodyValues: {},
    statusCode,
    responseBody,
    responseHeaders,
  });
}

const azure = {
  error: {
    message:
      "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
    type: null,
    param: 'prompt',
    code: 'content_filter',
    status: 400,
    innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: { hate: { filtered: true } } },
  },
};

describe('failureOf', () => {
  it.each([
    ['Azure', 400, azure],
    [
      'OpenAI',
      400,
      { error: { message: 'x', type: 'invalid_request_error', code: 'content_policy_violation' } },
    ],
    [
      'OpenAI, before reasoning',
      400,
      { error: { message: 'x', type: 'invalid_request_error', code: 'invalid_prompt' } },
    ],
    [
      'Anthropic',
      400,
      {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'Output blocked by content filtering policy' },
      },
    ],
    [
      'OpenRouter',
      403,
      { error: { code: 403, message: 'x', metadata: { reasons: ['x'], flagged_input: 'x' } } },
    ],
  ])('sees the filter of %s by its fields', (_, status, body) => {
    expect(failureOf(called(status, body))).toMatchObject({ kind: 'filtered', passing: false });
  });

  it('sees no filter in words alone', () => {
    const words = 'content_filter: the content filter setting content_policy_violation is unknown';
    for (const body of [words, { error: { message: words, type: 'invalid_request_error', code: null } }]) {
      expect(failureOf(called(400, body))).toMatchObject({ kind: 'status', passing: false });
    }
  });

  it.each([
    [{ error: { type: 'insufficient_quota', code: 'insufficient_quota', message: 'x' } }, 'exhausted', false],
    [{ error: { type: 'requests', code: 'rate_limit_exceeded', message: 'x' } }, 'status', true],
    [[{ error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'x' } }], 'status', true],
  ])('tells a quota that is used up from one that fills again: %j', (body, kind, passing) => {
    const failure = failureOf(called(429, body));
    expect(failure).toMatchObject({ kind, passing, words: 'x' });
    expect(failure.overloaded).toBe(passing ? true : undefined);
  });

  it('reads the wait from the header, or from the body as Google writes it', () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.5s' }];
    const body = { error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'x', details } };
    expect(failureOf(called(429, body)).retryAfter).toBe('34.5');
    expect(failureOf(called(429, body, { 'retry-after': '2' })).retryAfter).toBe('2');
  });

  it.each([
    [
      { type: 'overloaded_error', message: 'x', statusCode: 529 },
      { kind: 'status', status: 529, overloaded: true },
    ],
    [
      { type: 'overloaded_error', message: 'x' },
      { kind: 'status', status: 529, overloaded: true },
    ],
    [
      { message: 'x', code: 'content_filter' },
      { kind: 'filtered', passing: false },
    ],
    [{ message: 'x' }, { kind: 'error-inside', passing: true }],
    ['gone', { kind: 'cut-stream', passing: true }],
    [[{ toString: null }], { kind: 'cut-stream', passing: true }],
    [
      { message: 'x', statusCode: { toString: null } },
      { kind: 'error-inside', passing: true },
    ],
  ])('reads the error %j in a stream', (error, failure) => {
    expect(failureOf(error)).toMatchObject(failure);
  });

  it('takes whatever is thrown, and never fails itself', () => {
    fc.assert(
      fc.property(fc.anything(), fc.integer({ min: 100, max: 599 }), (thing, status) => {
        expect(typeof failureOf(thing).words).toBe('string');
        let text: string;
        try {
          text = JSON.stringify(thing) ?? '';
        } catch {
          text = 'x';
        }
        expect(typeof failureOf(called(status, text)).words).toBe('string');
      }),
    );
  });
});

describe('providerFailed', () => {
  const redact = redactor(['planted-secret-word']);
  const peer = { agent: 'a:b', address: 'http://h/v1' };
  const errorFor = (thrown: unknown) =>
    providerFailed({ answered: false, failure: failureOf(thrown), attempts: 1 }, peer, redact);

  it.each([
    [401, 'provider-refused'],
    [402, 'provider-refused'],
    [403, 'provider-refused'],
    [404, 'provider-refused'],
    [400, 'provider-failed'],
    [429, 'provider-failed'],
    [500, 'provider-failed'],
  ])('calls %i %s', (status, code) => {
    expect(errorFor(called(status, { error: { message: 'x' } }))).toMatchObject({ code });
  });

  it('calls a used-up quota a refusal, and says where to look', () => {
    const error = errorFor(called(429, { error: { code: 'insufficient_quota', message: 'x' } }));
    expect(error).toMatchObject({ code: 'provider-refused', remedy: expect.stringContaining('balance') });
  });

  it('neither quotes a secret nor a page', () => {
    const echo = errorFor(called(400, { error: { message: 'no planted-secret-word, Bearer abcdefghijkl' } }));
    expect(echo.message).toBe('a:b gave no answer in 1 call: HTTP status 400: no [redacted], [redacted]');
    const page = errorFor(called(502, '<html><body>planted-secret-word</body></html>'));
    expect(page.message).toBe(
      'a:b gave no answer in 1 call: HTTP status 502, the server answered with a web page',
    );
  });
});
