/** Settings in ids: every agent has one id, and no text after the question mark does any harm. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OffswitchError } from '../../../kit/errors.ts';
import { ownSettingsText, parseOwnSettings } from './settings.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const optionName = fc.stringMatching(/^[a-z]{1,8}$/).map((name) => `o${name}`);
const values = fc
  .record(
    {
      temperature: fc.integer({ min: 0, max: 200 }).map((hundredths) => hundredths / 100),
      topP: fc.integer({ min: 0, max: 100 }).map((hundredths) => hundredths / 100),
      maxOutputTokens: fc.integer({ min: 1, max: 1_000_000 }),
      seed: fc.nat(),
      stream: fc.boolean(),
      reasoning: fc.constantFrom('none', 'low', 'max'),
      options: fc.dictionary(
        optionName,
        fc.dictionary(optionName, fc.oneof(text, fc.integer(), fc.boolean())),
      ),
    },
    { requiredKeys: [] },
  )
  .filter((record) => Object.keys(record).length > 0);

it('reads what it writes, however it was ordered and encoded', () => {
  fc.assert(
    fc.property(values, fc.infiniteStream(fc.nat()), fc.boolean(), (record, order, encoded) => {
      const entries = Object.entries(record).filter(([, value]) => value !== undefined);
      const plain = entries.map(([name, value]) => {
        const written = typeof value === 'object' ? JSON.stringify(value) : String(value);
        return {
          name,
          text: `${name}=${encoded ? encodeURIComponent(written) : written}`,
          at: order.next().value,
        };
      });
      // Options that are not encoded stand last.
      plain.sort((a, b) =>
        encoded ? a.at - b.at : Number(a.name === 'options') - Number(b.name === 'options'),
      );
      const once = parseOwnSettings(plain.map((one) => one.text).join('&'), 'openai:m');
      const id = ownSettingsText(once);
      const again = parseOwnSettings(id.slice(1), 'openai:m');
      expect(again).toEqual(once);
      expect(ownSettingsText(again)).toBe(id);
      expect(JSON.parse(JSON.stringify(once))).toEqual(
        JSON.parse(JSON.stringify(Object.fromEntries(entries))),
      );
    }),
    { numRuns: 300 },
  );
});

it('refuses or reads any text, and fails in no other way', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .tuple(fc.constantFrom('options={', 'options=', 'temperature=', '%', '&', '__proto__='), text)
      .map((p) => p.join('')),
  );
  fc.assert(
    fc.property(hostile, (written) => {
      try {
        parseOwnSettings(written, 'openai:m');
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(OffswitchError);
        expect(thrown).toMatchObject({ code: 'bad-agent' });
      }
      expect(({} as Record<string, unknown>).admin).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});
