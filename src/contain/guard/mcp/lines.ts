/**
 * Messages on a stream of bytes, one a line (the stdio binding of MCP, and what operators and helpers of a guard say), each
 * bounded.
 */
import type { Readable } from 'node:stream';
import { OffswitchError } from '../../../kit/errors.ts';

/** Room for the largest arguments with every character escaped once, and what stands around them. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024 + 64 * 1024;

/** Of what a guard answers its operator, or a helper the guard: lists of everybody, certificates with all that was seen. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Lines that wait for whoever reads them, above which the source waits. */
const MOST_WAITING = 64;

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const ENDS = ['end', 'close', 'error'] as const;

export interface LineReader {
  line(bytes: Buffer): void;
  /** The line that is coming is longer than `most`; nothing more is read. */
  tooLong(beginning: Buffer): void;
  /** No line follows. What was left without its end is dropped. */
  end(): void;
}

/** Reads until the stream ends. Empty lines are passed over. Returns how to stop. */
export function readLines(source: Readable, most: number, reader: LineReader): () => void {
  let parts: Buffer[] = [];
  let held = 0;
  let done = false;
  const stop = () => {
    done = true;
    parts = [];
    source.off('data', onData);
    for (const event of ENDS) source.off(event, onEnd);
  };
  const onData = (chunk: Buffer) => {
    let from = 0;
    while (!done) {
      const at = chunk.indexOf(NEWLINE, from);
      const part = chunk.subarray(from, at < 0 ? undefined : at);
      parts.push(part);
      held += part.length;
      if (held > most) {
        const beginning = Buffer.concat(parts).subarray(0, most);
        stop();
        return reader.tooLong(beginning);
      }
      if (at < 0) return;
      const line = withoutReturn(parts.length === 1 ? part : Buffer.concat(parts));
      parts = [];
      held = 0;
      from = at + 1;
      if (line.length > 0) reader.line(line);
    }
  };
  const onEnd = () => {
    if (done) return;
    stop();
    reader.end();
  };
  source.on('data', onData);
  for (const event of ENDS) source.on(event, onEnd);
  return stop;
}

/** Line by line, as fast as they are taken, until the stream ends for whatever reason. Errors: `too-large`. */
export async function* linesOf(source: Readable, most: number): AsyncGenerator<string> {
  const waiting: Buffer[] = [];
  let over: 'end' | 'too-long' | undefined;
  let wake = () => {};
  const finish = (how: typeof over) => {
    over = how;
    wake();
  };
  const stop = readLines(source, most, {
    line(bytes) {
      waiting.push(bytes);
      if (waiting.length >= MOST_WAITING) source.pause();
      wake();
    },
    tooLong: () => finish('too-long'),
    end: () => finish('end'),
  });
  try {
    for (;;) {
      for (const line of waiting.splice(0)) yield line.toString('utf8');
      source.resume();
      if (waiting.length > 0) continue;
      if (over === 'too-long')
        throw new OffswitchError(
          'too-large',
          `a line is longer than ${most} bytes`,
          'Ask for less at a time.',
        );
      if (over === 'end') return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    stop();
  }
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === RETURN ? line.subarray(0, -1) : line;
}

/** A message as a line, also for those who take U+2028 and U+2029 for the end of one, as Node's readline does. */
export function lineOf(message: unknown): string {
  return `${JSON.stringify(message).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;
}
