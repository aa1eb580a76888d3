import fc from 'fast-check';
import { expect, it } from 'vitest';
import '../../test/support/property-seed.ts';
import { eventReader } from './events.ts';

function readInParts(bytes: Buffer, cuts: readonly number[]): readonly string[] {
  const reader = eventReader();
  const places = [0, ...[...cuts].sort((one, other) => one - other), bytes.length];
  return places.slice(1).flatMap((end, at) => reader.write(bytes.subarray(places[at] ?? 0, end)));
}

const stream = Buffer.from(
  '\ufeff: comment\r\nevent: a\r\ndata: {"text":"é 漢 😀"}\r\n\r\ndata:one\ndata: two\n\nid: 7\nretry: 1\n\rdata\r\rdata: [DONE]\n\n',
);
const events = ['{"text":"é 漢 😀"}', 'one\ntwo', '', '[DONE]'];

it('reads the data of events with every end of line', () => {
  expect(eventReader().write(stream)).toEqual(events);
});

it('reads the same wherever the bytes are cut', () => {
  for (let first = 0; first <= stream.length; first += 1)
    for (let second = first; second <= stream.length; second += 7)
      expect(readInParts(stream, [first, second])).toEqual(events);
  expect(readInParts(stream, [...stream.keys()])).toEqual(events);
});

it('an event that is not closed is none', () => {
  expect(eventReader().write(Buffer.from('data: {"a":1}\n'))).toEqual([]);
  expect(eventReader().write(Buffer.from('event: ping\n\n'))).toEqual([]);
});

it('gives back any data, cut anywhere', () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ''));
  const end = fc.constantFrom('\n', '\r\n', '\r');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.array(line, { minLength: 1, maxLength: 3 }), end), { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(400)),
      (sent, cuts) => {
        const text = sent.map(([lines, ending]) => {
          const written = lines.map((each) => `data: ${each}${ending}`).join('');
          return `${written}${ending}`;
        });
        const bytes = Buffer.from(`${text.join('')}: last\n`);
        const within = cuts.map((cut) => Math.min(cut, bytes.length));
        expect(readInParts(bytes, within)).toEqual(sent.map(([lines]) => lines.join('\n')));
      },
    ),
  );
});
