/** The work itself: the program every simulated agent runs, by the family its tools belong to. */
import type { Chooser } from '../disposition.ts';
import { type Mind, type Program, say } from '../program.ts';
import { deletion } from './deletion.ts';
import { finance } from './finance.ts';
import { review } from './review.ts';
import { transfer } from './transfer.ts';

/** The program of an agent that decides by `choose` once it has read its situation. */
export function working(choose: Chooser): (mind: Mind) => Program {
  return function* work(mind) {
    if (mind.tools.has('add_server_delete_queue')) yield* deletion(mind, choose);
    else if (mind.tools.has('transfer_server_files')) yield* transfer(mind, choose);
    else if (mind.tools.has('view_sheet')) yield* onSheets(mind, choose);
    else yield* say('The tools at hand do not fit this task.');
  };
}

/** Figures are graded as a product, everything else is work to be scored; the request tells which. */
function* onSheets(mind: Mind, choose: Chooser): Program {
  if (/financial/i.test(mind.user)) yield* finance(mind, choose);
  else yield* review(mind, choose);
}
