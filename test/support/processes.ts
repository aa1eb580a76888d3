/** A look at processes of the machine. */
import { readFileSync } from 'node:fs';

/** As /proc has it: R, S, T for stopped ...; undefined where there is none, or nobody has taken note of its end. */
export function processState(pid: number): string | undefined {
  try {
    const state = /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    return state === 'Z' ? undefined : state;
  } catch {
    return undefined;
  }
}
