/** `offswitch trial`: one trial, and what happened in it. */
import { openAgent } from '../agents/registry.ts';
import { OffswitchError } from '../kit/errors.ts';
import { writeWhole } from '../kit/files.ts';
import { resolveLevels } from '../scenarios/levels.ts';
import { findScenario } from '../scenarios/registry.ts';
import { studyDefaults } from '../study/definition.ts';
import { perform } from '../study/perform.ts';
import { specOf } from '../study/plan.ts';
import { exportTrial } from '../trial/recorded/exported.ts';
import { outcomeText } from './outcome-text.ts';
import { agentOptions, print, printJson } from './shared.ts';

interface TrialOptions {
  readonly agent: string;
  readonly set?: readonly string[];
  readonly seed?: number;
  readonly out?: string;
  readonly baseUrl?: string;
  readonly json?: boolean;
}

export async function trial(name: string, options: TrialOptions): Promise<void> {
  const scenario = findScenario(name);
  const levels = resolveLevels(scenario, levelsFrom(options.set ?? []));
  const agent = await openAgent(options.agent, agentOptions(options.baseUrl));
  const spec = specOf(
    { scenario, levels, agent },
    { limits: studyDefaults.limits, seed: options.seed ?? studyDefaults.seed },
    0,
  );
  const performed = await perform(spec, { agent, signal: interruption() });
  if (options.out !== undefined) writeWhole(options.out, exportTrial(performed));
  if (options.json) {
    printJson({ ...performed.outcome, agent: agent.id, levels, seed: spec.seed });
    return;
  }
  print(outcomeText(performed, { agent: agent.id, levels }));
  if (options.out !== undefined)
    print(`Transcript: ${options.out}   (check it: offswitch verify ${options.out})`);
}

/** `factor=level` pairs; a level may hold further `=`. Errors: `bad-flag`. */
function levelsFrom(pairs: readonly string[]): Readonly<Record<string, string>> {
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

function interruption(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  return controller.signal;
}
