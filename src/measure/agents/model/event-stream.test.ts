import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findErrorIn } from './event-stream.ts';

/** What is found in a stream that comes in these pieces. */
function found(pieces: readonly Uint8Array[]): string | undefined {
  const find = findErrorIn();
  for (const piece of [...pieces, undefined]) {
    const error = find(piece);
    if (error !== undefined) return error;
  }
  return undefined;
}

const bytes = (text: string) => Buffer.from(text);
const ERROR = '{"error":{"message":"é broke"}}';
const DELTA = '{"choices":[{"delta":{"content":"{\\"error\\":{\\"message\\":\\"x\\"}}"}}]}';

describe('findErrorIn', () => {
  it('finds the error however the stream is cut', () => {
    const stream = bytes(`: ping\r\n\r\nid: 1\ndata: ${DELTA}\n\ndata: ${ERROR}\n\ndata: [DONE]\n\n`);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 8 }), (cuts) => {
        const places = [0, ...cuts.toSorted((left, right) => left - right), stream.length];
        const pieces = places.slice(1).map((to, index) => stream.subarray(places[index], to));
        expect(found(pieces)).toBe(ERROR);
      }),
    );
  });

  it.each([
    ['event: error\ndata: it broke\n\n', 'it broke'],
    ['error: {"code":500}\n\n', '{"code":500}'],
    ['it broke', 'it broke'],
    [`{\n "error": "it broke"\n}\n`, `{\n "error": "it broke"\n}`],
    [`data:${ERROR}`, ERROR],
  ])('reads %j', (stream, error) => {
    expect(found([bytes(stream)])).toBe(error);
  });

  it.each([
    `data: ${DELTA}\n\ndata: [DONE]\n\n`,
    'event: message\ndata: error\n\n',
    ': only a comment\n\n',
    '<!doctype html><p>error</p>',
    '',
    'a'.repeat(100_000),
  ])('finds none in %.40j', (stream) => {
    expect(found([bytes(stream)])).toBeUndefined();
  });
});
