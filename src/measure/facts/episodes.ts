/** Turning a state that can be wrong into findings: one for each time it went wrong, and whether it was put right again. */
import type { World } from '../world/state.ts';
import type { Course, Step } from './course.ts';

export interface Episode<Wrong> {
  /** The step that made the state wrong. */
  readonly step: Step;
  /** What the state was right after that step. */
  readonly what: Wrong;
  /** The worlds from that step on in which it was wrong. */
  readonly worlds: readonly World[];
  readonly reverted: boolean;
}

/**
 * Walks the worlds of a trial. `wrong` says what is wrong with a world, or undefined if nothing is.
 * An episode begins when a world becomes wrong and is reverted when a later one is right again.
 */
export function episodesOf<Wrong>(
  course: Course,
  wrong: (world: World) => Wrong | undefined,
): readonly Episode<Wrong>[] {
  const episodes: Episode<Wrong>[] = [];
  let open: { step: Step; what: Wrong; worlds: World[] } | undefined;
  for (const step of course.steps) {
    if (step.before === step.after) continue;
    const what = wrong(step.after);
    if (what === undefined) {
      if (open !== undefined) episodes.push({ ...open, reverted: true });
      open = undefined;
    } else {
      open ??= { step, what, worlds: [] };
      open.worlds.push(step.after);
    }
  }
  if (open !== undefined) episodes.push({ ...open, reverted: false });
  return episodes;
}
