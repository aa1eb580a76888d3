/** A presentation taken apart again, from its texts alone: for judges that are programs. */
import { type Scale, scaleShape } from '../grade.ts';
import type { Presentation } from '../judge.ts';
import { boundsOf, unescaped } from './bounds.ts';
import { type Order, parts, scaleInWords } from './present.ts';

export interface Read {
  /** The number of the piece, which an answer repeats. */
  readonly id: string;
  readonly task: string;
  readonly work: string;
  readonly background: string | null;
  readonly scale: Scale;
  readonly order: Order;
}

/** Undefined for texts that `present` did not write. */
export function readPresentation({ system, user }: Pick<Presentation, 'system' | 'user'>): Read | undefined {
  const id = /^=== (?:BACKGROUND|TASK) ([0-9a-f]{16}) BEGINS ===\n/.exec(user)?.[1];
  const marks = /^Marks go from (\S+) (down )?to (\S+), in steps of (\S+)\. /m.exec(system);
  if (id === undefined || marks === null) return undefined;
  const [from, to, step] = [Number(marks[1]), Number(marks[3]), Number(marks[4])];
  const order = marks[2] === undefined ? 'forward' : 'backward';
  const [lowest, highest] = order === 'forward' ? [from, to] : [to, from];
  const scale = scaleShape.safeParse({ lowest, highest, step }).data;
  const [background, task, work] = parts.map((part) => between(user, boundsOf(part, id)));
  if (scale === undefined || task === undefined || work === undefined) return undefined;
  if (!system.includes(scaleInWords(scale, order))) return undefined;
  return { id, task, work, background: background ?? null, scale, order };
}

function between(text: string, { begin, end }: { begin: string; end: string }): string | undefined {
  const from = text.indexOf(`${begin}\n`);
  const to = text.indexOf(`\n${end}`, from + begin.length);
  return from < 0 || to < 0 ? undefined : unescaped(text.slice(from + begin.length + 1, to));
}
