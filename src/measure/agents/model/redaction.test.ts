import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactKeyShapes, redactor } from './redaction.ts';

describe('redactor', () => {
  it('leaves no form of a secret behind, wherever it stands', () => {
    const secret = fc.string({ minLength: 8, maxLength: 60 }).filter((text) => !'[redacted]'.includes(text));
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

  it('takes short placeholders for words', () => {
    expect(redactor(['ollama', undefined])('ollama runs')).toBe('ollama runs');
  });
});

describe('redactKeyShapes', () => {
  it('removes what looks like a key, ours or not', () => {
    expect(redactKeyShapes('key sk-proj-ab*****xyz, Bearer abcdefghij')).toBe('key [redacted], [redacted]');
  });
});
