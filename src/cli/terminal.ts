/** Text for people, folded to the terminal; text for programs, as it is. */
import { printable } from '../kit/text.ts';
import { fold } from '../measure/report/wrap.ts';

/** Below this nothing is readable; in columns. */
const NARROWEST = 20;
const USUAL = 80;

/** Columns of the terminal that the stream is, else those that COLUMNS asks for; undefined where neither is. */
export function terminalWidth(stream: NodeJS.WriteStream = process.stdout): number | undefined {
  const { isTTY, columns } = stream;
  const asked = /^[1-9]\d{0,3}$/.exec(process.env.COLUMNS ?? '')?.[0];
  const width = (isTTY ? columns : undefined) || (asked === undefined ? undefined : Number(asked));
  if (width === undefined) return isTTY ? USUAL : undefined;
  return Math.max(NARROWEST, width);
}

/**
 * For people: every element is one line, whatever it quotes. Where no width is known, lines are left to whatever
 * reads them.
 */
export function print(lines: readonly string[]): void {
  process.stdout.write(shown(lines, process.stdout));
}

/** The same on standard error. */
export function tell(lines: readonly string[]): void {
  process.stderr.write(shown(lines, process.stderr));
}

function shown(lines: readonly string[], stream: NodeJS.WriteStream): string {
  const width = terminalWidth(stream);
  return lines
    .map((line) => printable(line, Number.POSITIVE_INFINITY))
    .map((line) => `${width === undefined ? line : fold(line, width)}\n`)
    .join('');
}

/** For programs and files, and for reports, which make what they quote printable themselves. */
export function printDocument(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** On standard error, on one line. */
export function tellJson(value: unknown): void {
  process.stderr.write(`${JSON.stringify(value)}\n`);
}

export function printJson(value: unknown): void {
  printDocument(JSON.stringify(value, null, 2));
}
