/** A progress line on standard error: in place on a terminal, a line every ten seconds elsewhere. */
import { printable } from '../kit/text.ts';

export interface Progress {
  /** `more` is put behind the numbers of trials. */
  update(done: number, total: number, failed?: number, more?: string): void;
  /** A line that stays. */
  note(text: string): void;
  finish(): void;
}

const TERMINAL_MS = 100;
const LOG_MS = 10_000;
const CLEAR = '\r\u001b[2K';

export function progressLine(
  what: string,
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
): Progress {
  const interval = stream.isTTY ? TERMINAL_MS : LOG_MS;
  let started: { at: number; done: number } | undefined;
  let shown = stream.isTTY ? 0 : Date.now();
  let drawn = false;
  return {
    update: (done, total, failed = 0, more = '') => {
      const now = Date.now();
      started ??= { at: now, done };
      if (now - shown < interval) return;
      shown = now;
      const failures = failed === 0 ? '' : `, ${failed} failed`;
      const text = printable(
        `${what}: ${done}/${total}${failures}${more}${remaining(now - started.at, done - started.done, total - done)}`,
        Number.POSITIVE_INFINITY,
      );
      stream.write(stream.isTTY ? `${CLEAR}${text}` : `${text}\n`);
      drawn = true;
    },
    note: (text) => {
      stream.write(`${drawn && stream.isTTY ? CLEAR : ''}${printable(text, Number.POSITIVE_INFINITY)}\n`);
    },
    finish: () => {
      if (drawn && stream.isTTY) stream.write(CLEAR);
    },
  };
}

function remaining(elapsedMs: number, done: number, left: number): string {
  if (done === 0 || elapsedMs < 500) return '';
  const seconds = Math.ceil((elapsedMs / done / 1000) * left);
  if (seconds < 90) return `, about ${seconds} s left`;
  return seconds < 5400
    ? `, about ${Math.round(seconds / 60)} min left`
    : `, about ${(seconds / 3600).toFixed(1)} h left`;
}
