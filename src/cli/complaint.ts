/** How an error is told: what went wrong with its code, and below it what to do. */
import type { OffswitchError } from '../kit/errors.ts';
import { printable } from '../kit/text.ts';
import { fold } from '../measure/report/wrap.ts';
import { terminalWidth } from './terminal.ts';

/** In UTF-16 units; a message may quote whatever it was given. */
const LONGEST = 2_000;

type Told = Pick<OffswitchError, 'message' | 'remedy'> & { readonly code: string };

/** On standard error. */
export function complain(error: Told): void {
  const width = terminalWidth(process.stderr);
  const text = complaint(error);
  process.stderr.write(`${width === undefined ? text : fold(text, width)}\n`);
}

/** Two lines that no terminal can mistake, whatever they quote. */
export function complaint({ code, message, remedy }: Told): string {
  return `offswitch: ${safe(message)} [${code}]\n  ${safe(remedy)}`;
}

/** Lines of others stay lines, further in than ours. */
function safe(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => printable(line, LONGEST))
    .join('\n    ');
}
