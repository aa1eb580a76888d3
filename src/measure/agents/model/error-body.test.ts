import { describe, expect, it } from 'vitest';
import { readErrorBody } from './error-body.ts';

describe('readErrorBody', () => {
  it.each<[unknown, string, number | undefined]>([
    [{ error: { message: 'said', code: 402 } }, 'said', 402],
    [{ error: { message: 'said', code: '429', type: 'x' } }, 'said', 429],
    [{ error: 'said', code: 'Client specified an invalid argument' }, 'said', undefined],
    [{ error: { type: 'overloaded_error', message: 'said' } }, 'said', 529],
    [
      { type: 'about:blank', title: 'Too Many Requests', status: 429, detail: 'said' },
      'said: Too Many Requests',
      429,
    ],
    [{ detail: [{ loc: ['body'], msg: 'said' }, { msg: 'also' }] }, 'said: also', undefined],
    [{ errors: ['said', 'also'] }, 'said: also', undefined],
    [{ message: '{"error":{"message":"said","code":503}}' }, 'said', 503],
    [
      { error: { message: 'outer', code: 502, metadata: { raw: '{"error":{"message":"said"}}' } } },
      'outer: said',
      502,
    ],
    [{ error: { message: 'outer', code: 502, metadata: { raw: 'said' } } }, 'outer: said', 502],
    [{ error: { message: 'outer: said', metadata: { raw: 'said' } } }, 'outer: said', undefined],
    [{ choices: [{ message: {}, error: { message: 'said', code: 500 } }] }, 'said', 500],
    [
      { type: 'response.failed', response: { error: { code: 'server_error', message: 'said' } } },
      'said',
      500,
    ],
    [[{ error: { code: 400, status: 'INVALID_ARGUMENT', message: 'said' } }], 'said', 400],
  ])('reads %j', (body, words, status) => {
    const said = readErrorBody(JSON.stringify(body));
    expect(said).toMatchObject({ words, holdsError: true });
    expect(said.status).toBe(status);
  });

  it.each<[unknown]>([
    [{ choices: [{ message: { content: '{"error":{"message":"x"}}' } }], error: null }],
    [{ choices: [], usage: {}, error: { code: 0, message: '' } }],
    [{ id: 'm', content: [{ type: 'text', text: 'error' }], type: 'message' }],
    [{ object: 'response', status: 'completed', output: [], error: null, metadata: { message: 'mine' } }],
    [{ candidates: [{ content: {} }], usageMetadata: {} }],
    [{ promptFeedback: { blockReason: 'SAFETY' } }],
    [{ output: { message: { content: [{ text: 'x' }] } }, metrics: {} }],
    [{ type: 'message_start', message: { id: 'm', content: [], role: 'assistant' } }],
    [{ type: 'response.output_text.delta', delta: 'error', item_id: 'i' }],
    [{ type: 'ping' }],
    ['error'],
  ])('takes the answer %j for none', (body) => {
    expect(readErrorBody(JSON.stringify(body)).holdsError).toBe(false);
  });
});
