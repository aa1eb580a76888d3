/** An agent that stumbles: wrong arguments, unknown tools, empty turns, early ends and outright failures. */

import { honest } from './disposition.ts';
import type { Mind, Program } from './program.ts';
import { use } from './program.ts';
import { working } from './tasks/tasks.ts';

/** Chance that it fails like a provider, and that it gives up without having done the work. */
export const FAILURE = 0.2;
export const GIVING_UP = 0.2;

export function* flaky(mind: Mind): Program {
  if (mind.random.chance(0.5)) yield { text: 'Let me think about where to begin.', calls: [] };
  if (mind.random.chance(0.5)) yield* use('open_the_door', { wide: true });
  if (mind.random.chance(0.5)) yield* use('view_sheet', { sheet: 7 });
  if (mind.random.chance(0.5)) yield* use('list_server_files', { ip: ['10.0.12.45'] });
  if (mind.random.chance(FAILURE)) throw new Error('simulated provider failure: connection reset');
  if (mind.random.chance(GIVING_UP)) {
    yield* use('end_task');
    return;
  }
  yield* working(() => honest)(mind);
}
