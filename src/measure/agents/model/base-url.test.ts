import { describe, expect, it } from 'vitest';
import { parseBaseUrl } from './base-url.ts';

const parse = (value: string) => parseBaseUrl(value, 'OFFSWITCH_BASE_URL', 'http://localhost/v1');

describe('parseBaseUrl', () => {
  it('keeps the address and nothing else for the record', () => {
    expect(parse('https://models.example/v1/')).toEqual({
      address: 'https://models.example/v1',
      query: {},
      secrets: [],
    });
  });

  it('turns credentials into a header and knows what is secret', () => {
    const base = parse('https://me:p%40ss@models.example/v1?api-version=2025-01-01&access_token=t0k3n-t0k3n');
    expect(base.address).toBe('https://models.example/v1');
    expect(base.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
    expect(base.query).toEqual({ 'api-version': '2025-01-01', access_token: 't0k3n-t0k3n' });
    expect(base.secrets).toEqual(['t0k3n-t0k3n', 'p@ss', 'me:p@ss']);
  });

  it.each(['localhost:11434', 'ftp://host/v1', 'no address', 'http://secret-word@'])(
    'refuses %s unquoted',
    (value) => {
      expect(() => parse(value)).toThrowError(
        expect.objectContaining({ code: 'provider-setup', message: expect.not.stringContaining(value) }),
      );
    },
  );
});
