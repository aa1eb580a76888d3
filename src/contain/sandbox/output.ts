/** What a confined program prints: bounded while it is read, escaped when it is shown. */
import { PassThrough, type Readable } from 'node:stream';
import { printable } from '../../kit/text.ts';

/**
 * The first `limit` bytes of a stream, kept until somebody reads them, so that nobody has to. The rest is read and
 * dropped, and `beyond` is called at the first byte of it.
 */
export function boundedOutput(source: Readable, limit: number, beyond: () => void): Readable {
  const kept = new PassThrough();
  let seen = 0;
  source.on('data', (chunk: Buffer) => {
    const room = limit - seen;
    seen += chunk.length;
    if (room > 0) kept.write(chunk.subarray(0, room));
    if (room < chunk.length && room >= 0) beyond();
  });
  source.on('error', () => kept.end());
  source.on('close', () => kept.end());
  return kept;
}

/**
 * What has been printed, as lines that are safe on a terminal.
 *
 * @example printedOutput(Buffer.from('\u001b[2Jgone')) // ['\\u001b[2Jgone']
 */
export function printedOutput(output: Buffer, lines = 20): readonly string[] {
  const all = output.toString('utf8').split('\n');
  if (all.at(-1) === '') all.pop();
  const shown = all.slice(0, lines).map((line) => printable(line));
  return all.length > lines ? [...shown, `... ${all.length - lines} more lines`] : shown;
}
