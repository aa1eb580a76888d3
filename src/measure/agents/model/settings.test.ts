import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';
import { readHeaders, readKey } from './variables.ts';

describe('readSettings', () => {
  it('has the defaults of the documentation; blank is unset', () => {
    expect(readSettings({ OFFSWITCH_TEMPERATURE: ' ' })).toEqual({
      temperature: 1,
      maxOutputTokens: 8192,
      streaming: false,
      seed: null,
      deadlineMs: 120_000,
      retries: 5,
      retryTimeMs: 300_000,
      asked: new Map(),
    });
  });

  it('reads what is set', () => {
    const environment = {
      OFFSWITCH_TEMPERATURE: '0',
      OFFSWITCH_MAX_OUTPUT_TOKENS: '100',
      OFFSWITCH_STREAM: '1',
      OFFSWITCH_SEED: '7',
      OFFSWITCH_TIMEOUT: '5',
      OFFSWITCH_RETRIES: '0',
      OFFSWITCH_RETRY_TIME: '60',
    };
    expect(readSettings(environment)).toEqual({
      temperature: 0,
      maxOutputTokens: 100,
      streaming: true,
      seed: 7,
      deadlineMs: 5000,
      retries: 0,
      retryTimeMs: 60_000,
      asked: new Map([
        ['temperature', 'OFFSWITCH_TEMPERATURE'],
        ['maxOutputTokens', 'OFFSWITCH_MAX_OUTPUT_TOKENS'],
        ['seed', 'OFFSWITCH_SEED'],
        ['stream', 'OFFSWITCH_STREAM'],
      ]),
    });
  });

  it('takes an effort or a budget of reasoning, not both', () => {
    expect(readSettings({ OFFSWITCH_REASONING: 'low' })).toMatchObject({ reasoning: 'low' });
    const both = { OFFSWITCH_REASONING: 'low', OFFSWITCH_REASONING_BUDGET: '100' };
    expect(() => readSettings(both)).toThrowError(expect.objectContaining({ code: 'provider-setup' }));
    expect(readSettings(both, { reasoningBudget: 5 })).not.toHaveProperty('reasoning');
  });

  it.each([
    ['OFFSWITCH_TEMPERATURE', 'hot'],
    ['OFFSWITCH_TEMPERATURE', '2.1'],
    ['OFFSWITCH_MAX_OUTPUT_TOKENS', '0'],
    ['OFFSWITCH_STREAM', 'perhaps'],
    ['OFFSWITCH_SEED', '1.5'],
    ['OFFSWITCH_TIMEOUT', '3601'],
    ['OFFSWITCH_TOP_P', '1.5'],
    ['OFFSWITCH_REASONING', 'hard'],
    ['OFFSWITCH_REASONING_BUDGET', '-1'],
    ['OFFSWITCH_PROVIDER_OPTIONS', '{"openai":1}'],
    ['OFFSWITCH_PROVIDER_OPTIONS', '{"openai":{"apiKey":"x"}}'],
    ['OFFSWITCH_PROVIDER_OPTIONS', '{"openai":'],
    ['OFFSWITCH_RETRIES', '-1'],
    ['OFFSWITCH_RETRIES', '1.5'],
    ['OFFSWITCH_RETRY_TIME', '0'],
  ])('refuses %s=%s by name', (variable, value) => {
    expect(() => readSettings({ [variable]: value })).toThrowError(
      expect.objectContaining({ code: 'provider-setup', data: { variable } }),
    );
  });
});

describe('readKey', () => {
  it('trims, and refuses what no header may carry without quoting it', () => {
    expect(readKey({ KEY: ' abc\n' }, 'KEY')).toBe('abc');
    expect(() => readKey({ KEY: 'secret\nsecret' }, 'KEY')).toThrowError(
      expect.objectContaining({ code: 'provider-setup', message: expect.not.stringContaining('secret') }),
    );
  });
});

describe('readHeaders', () => {
  it('reads a JSON object of texts', () => {
    expect(readHeaders({}, 'H')).toEqual({});
    expect(readHeaders({ H: '{"X-Team":"a b"}' }, 'H')).toEqual({ 'X-Team': 'a b' });
  });

  it.each([
    'planted',
    '["planted"]',
    '{"X":1}',
    '{"X Y":"planted"}',
    '{"X":"planted\\n"}',
    '{"__proto__":"planted"}',
  ])('refuses %s without quoting it', (text) => {
    expect(() => readHeaders({ H: text }, 'H')).toThrowError(
      expect.objectContaining({ code: 'provider-setup', message: expect.not.stringContaining('planted') }),
    );
  });
});
