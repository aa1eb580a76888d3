import fc from 'fast-check';
import { expect, it } from 'vitest';
import '../../test/support/property-seed.ts';
import { textWithoutSecret, withoutSecret } from './without-secret.ts';

const secret = 'sk-aab/aa+9"';

function through(bytes: Buffer, cuts: readonly number[]): Buffer {
  const filter = withoutSecret(secret);
  const places = [0, ...[...cuts].sort((one, other) => one - other), bytes.length];
  const parts = places.slice(1).map((end, at) => filter.write(bytes.subarray(places[at] ?? 0, end)));
  return Buffer.concat([...parts, filter.end()]);
}

const spellings = [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('hex'),
];

it('covers every spelling, cut anywhere', () => {
  for (const spelling of spellings) {
    const bytes = Buffer.from(`before ${spelling}${spelling} after`);
    const covered = `before ${'*'.repeat(2 * spelling.length)} after`;
    for (let cut = 0; cut <= bytes.length; cut += 1) expect(through(bytes, [cut]).toString()).toBe(covered);
    expect(through(bytes, [...bytes.keys()]).toString()).toBe(covered);
    expect(textWithoutSecret(bytes.toString(), secret)).toBe(covered);
  }
});

it('every other byte passes as it is, however it is cut', () => {
  const near = fc.constantFrom('sk-', 'sk-aab', 'sk-aab/aa+', 'a', 'sk-aab/aa+9', 's');
  const piece = fc.oneof(
    near.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.array(fc.nat(200)), (pieces, cuts) => {
      const bytes = Buffer.concat(pieces);
      fc.pre(!spellings.some((spelling) => bytes.includes(spelling)));
      expect(
        through(
          bytes,
          cuts.map((cut) => Math.min(cut, bytes.length)),
        ),
      ).toEqual(bytes);
    }),
  );
});

it('holds nothing back that cannot become the secret', () => {
  expect(withoutSecret(secret).write(Buffer.from('data: {"a":1}\n\n')).toString()).toBe('data: {"a":1}\n\n');
});
