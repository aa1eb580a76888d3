import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksLikeKey, redactKeyShapes, redactor } from './redaction.ts';

describe('redactor', () => {
  it('leaves no form of a secret behind, wherever it stands', () => {
    const secret = fc
      .string({ minLength: 8, maxLength: 60 })
      .filter((text) => looksLikeKey(text) && !'[redacted]'.includes(text));
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (hidden, before, after) => {
        const redact = redactor([hidden]);
        const encoded = [hidden, encodeURIComponent(hidden), Buffer.from(hidden).toString('base64')];
        for (const form of encoded) expect(redact(`${before}|${form}|${after}`)).not.toContain(`|${form}|`);
      }),
    );
  });

  it('replaces a secret whole that contains another one', () => {
    expect(redactor(['abcdefgh', 'abcdefgh-tail'])('x abcdefgh-tail y')).toBe('x [redacted] y');
  });

  it.each(['ollama', 'true', '1', 'a1b2c3d', 'password', 'production', 'Müllabfuhr', 'shut down'])(
    'leaves %s alone, which could be anything',
    (plain) => {
      expect(redactor([plain, undefined])(`it is ${plain}.`)).toBe(`it is ${plain}.`);
    },
  );

  it.each(['pass-word', 'secret12', 'abcdefghijklmnop'])('takes %s for a key', (key) => {
    expect(redactor([key])(`it is ${key}.`)).toBe('it is [redacted].');
  });
});

describe('redactKeyShapes', () => {
  it('removes what looks like a key, ours or not', () => {
    expect(redactKeyShapes('key sk-proj-ab*****xyz, Bearer abcdefghij')).toBe('key [redacted], [redacted]');
  });
});
