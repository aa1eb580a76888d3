/** The form of the journal: what is written is read back, cut or altered bytes never become a payload. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonical } from '../../kit/canonical.ts';
import { fitsFrame } from '../formats/pack.ts';
import { saltPayload } from '../records/payloads.ts';
import { encodeFrames, isEntriesAlone, readFrames, withoutPayloads } from './frames.ts';

const payload = fc
  .tuple(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ minLength: 32, maxLength: 32 }))
  .map(([content, salt]) => saltPayload(content, salt));
const entry = fc
  .dictionary(fc.string({ maxLength: 20 }), fc.string({ maxLength: 100 }))
  .map((value) => Buffer.from(canonical(value)));
const payloads = fc.array(payload, { maxLength: 8 });
const entries = fc.array(entry, { maxLength: 8 });

it('gives back the payloads and then the entries', () => {
  fc.assert(
    fc.property(payloads, entries, (before, after) => {
      const bytes = encodeFrames(before, after);
      const { frames, whole } = readFrames(bytes);
      expect(whole).toBe(bytes.length);
      expect(frames.flatMap((frame) => ('payload' in frame ? frame.payload : []))).toEqual(before);
      expect(frames.flatMap((frame) => ('entry' in frame ? frame.entry : []))).toEqual(after);
      expect(isEntriesAlone(bytes)).toBe(before.length === 0);
    }),
  );
});

it('cut off anywhere, gives what is whole', () => {
  fc.assert(
    fc.property(payloads, entries, fc.nat(6000), (before, after, end) => {
      const all = encodeFrames(before, after);
      const cut = all.subarray(0, end);
      const { frames, whole } = readFrames(cut);
      expect(frames).toEqual(readFrames(all).frames.slice(0, frames.length));
      expect(frames.at(-1)?.end ?? 0).toBe(whole);
      expect(readFrames(all).frames[frames.length]?.end ?? Number.POSITIVE_INFINITY).toBeGreaterThan(
        cut.length,
      );
    }),
  );
});

it('an altered payload is none, and no entry that can be read', () => {
  fc.assert(
    fc.property(payload, fc.nat(400), fc.integer({ min: 1, max: 255 }), (one, place, change) => {
      const bytes = encodeFrames([one], []);
      // Behind the length, wherever it may be.
      const at = 2 + (place % (bytes.length - 2));
      bytes[at] = (bytes[at] ?? 0) ^ change;
      const [frame] = readFrames(bytes).frames;
      expect(frame).toHaveProperty('entry');
      expect(() => JSON.parse(String(frame && 'entry' in frame && frame.entry))).toThrow();
    }),
  );
});

it('without some payloads, everything else stands as it stood', () => {
  fc.assert(
    fc.property(payloads, entries, payloads, fc.nat(40), (gone, after, kept, torn) => {
      const tail = encodeFrames([saltPayload(Buffer.alloc(100))], []).subarray(0, torn);
      const digests = new Set(gone.map(({ reference }) => reference.digest));
      const others = kept.filter(({ reference }) => !digests.has(reference.digest));
      const bytes = Buffer.concat([encodeFrames([...gone, ...others], after), tail]);
      expect(withoutPayloads(bytes, digests)).toEqual(Buffer.concat([encodeFrames(others, after), tail]));
    }),
  );
});

it('takes a payload as long as a frame can be', () => {
  const most = 0xff_ff - 33 - 32;
  const [fits, large] = [most, most + 1].map((length) => saltPayload(Buffer.alloc(length)));
  expect([fits, large].map((one) => one && fitsFrame(one))).toEqual([true, false]);
  expect(fits && readFrames(encodeFrames([fits], [])).frames).toMatchObject([{ payload: fits }]);
});
