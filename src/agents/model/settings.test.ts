import { describe, expect, it } from 'vitest';
import { readKey, readSettings } from './settings.ts';

describe('readSettings', () => {
  it('has the defaults of the documentation; blank is unset', () => {
    expect(readSettings({ OFFSWITCH_TEMPERATURE: ' ' })).toEqual({
      temperature: 1,
      maxOutputTokens: 8192,
      streaming: false,
      seed: null,
      deadlineMs: 120_000,
      asked: [],
    });
  });

  it('reads what is set', () => {
    const environment = {
      OFFSWITCH_TEMPERATURE: '0',
      OFFSWITCH_MAX_OUTPUT_TOKENS: '100',
      OFFSWITCH_STREAM: '1',
      OFFSWITCH_SEED: '7',
      OFFSWITCH_TIMEOUT: '5',
    };
    expect(readSettings(environment)).toEqual({
      temperature: 0,
      maxOutputTokens: 100,
      streaming: true,
      seed: 7,
      deadlineMs: 5000,
      asked: ['temperature', 'seed'],
    });
  });

  it.each([
    ['OFFSWITCH_TEMPERATURE', 'hot'],
    ['OFFSWITCH_TEMPERATURE', '2.1'],
    ['OFFSWITCH_MAX_OUTPUT_TOKENS', '0'],
    ['OFFSWITCH_STREAM', 'perhaps'],
    ['OFFSWITCH_SEED', '1.5'],
    ['OFFSWITCH_TIMEOUT', '301'],
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
