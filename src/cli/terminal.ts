/** Text for people, folded to the terminal; text for programs, as it is. */
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

/** For people. Where no width is known, lines are left to whatever reads them. */
export function print(text: string): void {
  const width = terminalWidth();
  printDocument(width === undefined ? text : fold(text, width));
}

/** For programs and files. */
export function printDocument(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function printJson(value: unknown): void {
  printDocument(JSON.stringify(value, null, 2));
}
