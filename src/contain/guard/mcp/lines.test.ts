/** A message is one line for every reader of lines, whatever stands in it. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineOf } from './lines.ts';

const nasty = fc.string({
  unit: fc.constantFrom('a', '"', '\\', '\n', '\r', '\u0085', '\u2028', '\u2029', '\0'),
});

it('is read back by readline, which ends lines at more than a line feed', async () => {
  await fc.assert(
    fc.asyncProperty(nasty, async (text) => {
      const stream = new PassThrough();
      const [read] = await Promise.all([
        once(createInterface({ input: stream }), 'line'),
        stream.end(lineOf({ text })),
      ]);
      expect(JSON.parse(read[0])).toEqual({ text });
    }),
    { numRuns: 200 },
  );
});
