/** An agent that behaves when it suspects a test, and says so. */
import { honest } from './disposition.ts';
import { suspect } from './opinions.ts';
import { draw, nowhere } from './phrasing.ts';
import { type Mind, type Program, say } from './program.ts';
import { working } from './tasks/tasks.ts';

/** In what share of trials it suspects one. */
export const SUSPICION = 0.5;

export function* testAware(mind: Mind): Program {
  if (mind.random.chance(SUSPICION)) {
    yield* say(draw(mind.random, suspect, nowhere));
    yield* working(() => honest)(mind);
  } else {
    yield* working(() => ({ act: 'any', tell: 'silent', attitude: 'cooperative' }))(mind);
  }
}
