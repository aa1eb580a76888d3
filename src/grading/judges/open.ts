/** From an id to a judge. */
import { OffswitchError } from '../../kit/errors.ts';
import type { AgentOptions } from '../../measure/agents/agent.ts';
import { openAgent } from '../../measure/agents/registry.ts';
import type { Judge } from '../judge.ts';
import { modelJudge } from './model.ts';
import { type CuePhrases, type KnownQuality, simulatedJudge } from './simulated.ts';

export interface JudgeOptions extends AgentOptions {
  /** 0 unless the id says otherwise; `own` leaves it to the model, for some take none. */
  readonly temperature?: '0' | 'own';
  /** What tells a simulated judge of a cue, where it is not said in the usual words. */
  readonly cuePhrases?: CuePhrases;
  /** What a simulated judge knows beside the built-in questions. No other judge gets to see it. */
  readonly knownQuality?: KnownQuality;
}

/**
 * `sim:NAME` (a program with known conduct), `fn:FILE` (a module of one's own, see `defineJudge`), and every other agent
 * that can read: `anthropic:MODEL`, `compatible:MODEL`, `http://HOST/v1`. Errors: `unknown-name`, `bad-agent`, and those
 * of `openAgent`.
 *
 * @example await openJudge('sim:honest-judge', { environment: {}, folder: '/' })
 */
export async function openJudge(id: string, options: JudgeOptions): Promise<Judge> {
  if (id.startsWith('sim:'))
    return simulatedJudge(id.slice('sim:'.length), options.cuePhrases, options.knownQuality);
  const { temperature = '0', cuePhrases: _, knownQuality: __, ...rest } = options;
  const environment = {
    ...options.environment,
    OFFSWITCH_TEMPERATURE: temperature === 'own' ? undefined : temperature,
  };
  const kind = await openAgent(id, { ...rest, environment });
  if (kind.simulated || kind.id.startsWith('script:')) {
    throw new OffswitchError(
      'bad-agent',
      `${kind.id} plays moves and reads nothing, so it cannot judge`,
      'Name a model, fn:FILE, http:ADDRESS, or a simulated judge such as sim:honest-judge.',
      { agent: kind.id },
    );
  }
  return modelJudge(kind);
}
