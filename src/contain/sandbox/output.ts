/** What a confined program prints: bounded while it is read, escaped when it is shown. */
import { PassThrough, type Readable } from 'node:stream';
import { printable } from '../../kit/text.ts';

export interface BoundedOutput {
  readonly stream: Readable;
  /** There was more. */
  exceeded(): boolean;
}

/** The first `limit` bytes of a stream, kept until somebody reads them, so that nobody has to. The rest is dropped. */
export function boundedOutput(source: Readable, limit: number): BoundedOutput {
  const stream = new PassThrough();
  let seen = 0;
  source.on('data', (chunk: Buffer) => {
    const room = limit - seen;
    seen += chunk.length;
    if (room > 0) stream.write(chunk.subarray(0, room));
  });
  source.on('error', () => stream.end());
  source.on('close', () => stream.end());
  return { stream, exceeded: () => seen > limit };
}

export function noOutput(): BoundedOutput {
  return { stream: new PassThrough().end(), exceeded: () => false };
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
