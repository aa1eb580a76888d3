/** `agent:NAME` as a judge: an agent behind a guard that runs, asked through it. */
import { loadGuard } from '../../contain/guard/config/load.ts';
import { markedShape } from '../../contain/guard/marking/request.ts';
import { askGuard } from '../../contain/guard/service/control-client.ts';
import { familyNamed, type Subject } from '../../grading/assignment/may-judge.ts';
import type { Judge } from '../../grading/judge.ts';
import { unknownName } from '../../kit/names.ts';
import { stateOf } from '../guard/state.ts';

const PREFIX = 'agent:';
/** An agent may be at other work. */
const PATIENCE_SECONDS = 15 * 60;

/** Its name in guard.yaml; undefined for every other judge. */
export const agentNamed = (id: string): string | undefined =>
  id.startsWith(PREFIX) ? id.slice(PREFIX.length) : undefined;

/**
 * `subjects`: everybody whose work is in the job; the guard lets nobody mark who is of kin to one of them. Errors:
 * `unknown-name`; of a mark `guard-not-running`.
 */
export async function agentJudge(
  agent: string,
  guardFile: string,
  subjects: readonly Subject[],
): Promise<Judge> {
  const { agents, judges } = await loadGuard(guardFile);
  if (!judges.includes(agent)) throw unknownName('judge in guard.yaml', agent, judges);
  const { controlSocket } = await stateOf(guardFile);
  const own = agents[agent]?.family ?? null;
  const family = familyNamed(own);
  return {
    id: `${PREFIX}${agent}`,
    family,
    simulated: false,
    async mark({ id: presentation, system, user, scale }, signal) {
      signal.throwIfAborted();
      const { lowest, highest, step } = scale;
      const answer = await askGuard(controlSocket, {
        ...{ do: 'marking.ask' as const, agent, presentation, system, user },
        scale: { lowest, highest, step },
        // In the guard's own word, so that it knows it again.
        subjects: subjects.map(({ name, family: theirs }) => ({
          name,
          family: familyNamed(theirs) === family ? own : theirs,
        })),
        seconds: PATIENCE_SECONDS,
      });
      return markedShape.parse(answer);
    },
  };
}
