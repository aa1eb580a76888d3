/** `offswitch trial`: one trial, and what happened in it. */

import { exitCodes, OffswitchError } from '../kit/errors.ts';
import type { AgentKind } from '../measure/agents/agent.ts';
import { openAgent } from '../measure/agents/registry.ts';
import { possiblyCharged } from '../measure/metering/spending.ts';
import { resolveLevels } from '../measure/scenarios/levels.ts';
import { findScenario } from '../measure/scenarios/registry.ts';
import { studyDefaults } from '../measure/study/definition.ts';
import { perform } from '../measure/study/perform.ts';
import { specOf } from '../measure/study/plan.ts';
import { exportTrial } from '../measure/trial/exported.ts';
import type { TrialSpec } from '../measure/trial/transcript.ts';
import { interruptible } from './interruption.ts';
import { outcomeText } from './outcome-text.ts';
import { demandAlone, outputTo, settingsFiles } from './output.ts';
import { agentOptions, demandOwn } from './shared.ts';
import { print, printJson } from './terminal.ts';
import { type LoggedTrial, withTrialLog } from './with-trial-log.ts';

interface TrialOptions {
  readonly agent?: string;
  readonly set?: readonly string[];
  readonly seed?: number;
  readonly out?: string;
  readonly baseUrl?: string;
  readonly config?: string;
  readonly persona?: string;
  readonly passEnv?: readonly string[];
  /** Folder of a log that the trial is entered into. */
  readonly notary?: string;
  readonly json?: boolean;
}

export async function trial(name: string, options: TrialOptions): Promise<void> {
  const scenario = findScenario(name);
  const levels = resolveLevels(scenario, levelsFrom(options.set ?? []));
  if (options.agent === undefined) {
    throw new OffswitchError(
      'bad-flag',
      'a trial needs --agent ID',
      'Give for example --agent sim:honest; "offswitch agents --kinds" lists what there is.',
    );
  }
  const agent = await openAgent(options.agent, await agentOptions(options));
  demandOwn([agent], options);
  const output =
    options.out === undefined
      ? undefined
      : outputTo(options.out, { agents: [options.agent, agent.id], files: await settingsFiles(options) });
  if (output !== undefined) demandAlone(output, options.json ? '--json' : undefined);
  const spec = specOf(
    { scenario, levels, agent },
    { limits: studyDefaults.limits, seed: options.seed ?? studyDefaults.seed },
    0,
  );
  const { performed, logged } = await performOnce(spec, agent, options.notary);
  if (performed.outcome.outcome === 'error') process.exitCode = exitCodes.negative;
  await output?.write(exportTrial(performed));
  if (options.json) {
    printJson({ ...performed.outcome, agent: agent.id, levels, seed: spec.seed });
    return;
  }
  if (output?.isStandard) return;
  print([...outcomeText(performed, { agent: agent.id, levels }), ...logged]);
  if (output !== undefined)
    print([`Transcript: ${options.out}   (check it: offswitch verify ${options.out})`]);
}

async function performOnce(
  spec: TrialSpec,
  agent: AgentKind,
  notary: string | undefined,
): Promise<LoggedTrial> {
  try {
    return await interruptible('Stopping; nothing of this trial will be kept.', (signal) =>
      withTrialLog(spec, notary, (gateKeeper) =>
        perform(spec, { agent, signal, ...(gateKeeper === undefined ? {} : { gateKeeper }) }),
      ),
    );
  } catch (thrown) {
    if (!(thrown instanceof OffswitchError) || thrown.code !== 'interrupted') throw thrown;
    const remedy =
      'Run the same command to start it again; "offswitch run" keeps what is finished and continues.';
    const open = agent.abandonedCalls?.() ?? 0;
    const message = `${thrown.message}${possiblyCharged(open)}`;
    throw new OffswitchError('interrupted', message, remedy, { possiblyCharged: open }, thrown);
  }
}

/** `factor=level` pairs; a level may hold further `=`. Errors: `bad-flag`. */
export function levelsFrom(pairs: readonly string[]): Readonly<Record<string, string>> {
  const levels: Record<string, string> = Object.create(null);
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1)
      throw new OffswitchError(
        'bad-flag',
        `--set ${JSON.stringify(pair)} is not factor=level`,
        'Write for example --set target=object.',
      );
    const factor = pair.slice(0, at);
    if (factor in levels)
      throw new OffswitchError(
        'bad-flag',
        `--set names ${factor} twice`,
        'Give each factor once; grids belong in a study.',
      );
    levels[factor] = pair.slice(at + 1);
  }
  return { ...levels };
}
