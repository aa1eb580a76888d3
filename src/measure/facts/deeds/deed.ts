/** From what a detector found to a deed. */
import { type Course, turnOf } from '../course.ts';
import type { Deed } from '../facts.ts';

/** `begun` is the event of its first step, where it took several. */
export function deedOf(course: Course, found: Omit<Deed, 'id' | 'turn'>, begun = found.event): Deed {
  return { id: `${found.kind}@${found.event}`, turn: turnOf(course.transcript, begun), ...found };
}
