/** A message is one line for every reader of lines, whatever stands in it. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineOf, linesOf } from './lines.ts';

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

async function read(parts: readonly (string | Buffer)[], most = 100): Promise<readonly string[]> {
  const stream = new PassThrough();
  for (const part of parts) stream.write(part);
  stream.end();
  const lines: string[] = [];
  for await (const line of linesOf(stream, most)) lines.push(line);
  return lines;
}

it('is read line by line, however it was cut on its way', async () => {
  const text = lineOf({ text: 'é\u2028€\r' }) + lineOf([1]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(Buffer.byteLength(text))), async (cuts) => {
      const bytes = Buffer.from(text);
      const places = [0, ...cuts.toSorted((one, other) => one - other), bytes.length];
      const parts = places.slice(1).map((to, at) => bytes.subarray(places[at], to));
      expect(await read(parts)).toEqual(text.trimEnd().split('\n'));
    }),
    { numRuns: 100 },
  );
});

it('a line that is longer than it may be is an error, after those before it; what has no end is none', async () => {
  await expect(read(['ok\n', 'x'.repeat(101)])).rejects.toMatchObject({ code: 'too-large' });
  await expect(read([`${'x'.repeat(101)}\n`])).rejects.toMatchObject({ code: 'too-large' });
  expect(await read([`${'x'.repeat(100)}\n`, 'rest'])).toEqual(['x'.repeat(100)]);
});

it('whoever reads slowly keeps the source waiting, and loses nothing', async () => {
  const stream = new PassThrough();
  const sent = Array.from({ length: 5000 }, (_, at) => `line ${at}`);
  stream.end(`${sent.join('\n')}\n`);
  const lines: string[] = [];
  for await (const line of linesOf(stream, 100)) {
    lines.push(line);
    if (lines.length % 1000 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect(lines).toEqual(sent);
});
