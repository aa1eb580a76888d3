/** `offswitch trial`: one trial, and what happened in it. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes, OffswitchError } from '../kit/errors.ts';
import type { AgentKind } from '../measure/agents/agent.ts';
import { openAgent } from '../measure/agents/registry.ts';
import { possiblyCharged } from '../measure/metering/spending.ts';
import { isGuarded } from '../measure/scenarios/factors.ts';
import { resolveLevels } from '../measure/scenarios/levels.ts';
import { findScenario } from '../measure/scenarios/registry.ts';
import { studyDefaults } from '../measure/study/definition.ts';
import { type PerformedTrial, perform } from '../measure/study/perform.ts';
import { specOf } from '../measure/study/plan.ts';
import { exportTrial } from '../measure/trial/exported.ts';
import type { GateKeeper } from '../measure/trial/gate.ts';
import { chainHead, type TrialSpec, trialKey } from '../measure/trial/transcript.ts';
import { cellNameOf } from './guarded/protocol.ts';
import { interruptible } from './interruption.ts';
import { outcomeText } from './outcome-text.ts';
import { demandAlone, outputTo, settingsFiles } from './output.ts';
import { agentOptions, demandOwn } from './shared.ts';
import { print, printJson } from './terminal.ts';

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
      'Give for example --agent sim:honest; "offswitch agents" lists what there is.',
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

interface Performed {
  readonly performed: PerformedTrial;
  /** What the log shows of the trial, if there is one. */
  readonly logged: readonly string[];
}

async function performOnce(
  spec: TrialSpec,
  agent: AgentKind,
  notary: string | undefined,
): Promise<Performed> {
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

/** Enters the trial into the log named; one behind the guard needs a log, which is gone afterwards if none is named. */
async function withTrialLog(
  spec: TrialSpec,
  notary: string | undefined,
  work: (gateKeeper: GateKeeper | undefined) => Promise<PerformedTrial>,
): Promise<Performed> {
  const guarded = isGuarded(spec.levels);
  if (notary === undefined && !guarded) return { performed: await work(undefined), logged: [] };
  const passing = notary === undefined ? mkdtempSync(join(tmpdir(), 'offswitch-trial-')) : undefined;
  const directory = notary ?? join(passing ?? '', 'log');
  try {
    const sealer = guarded
      ? await (await import('./guarded/spawn.ts')).startGuard(directory, 'trial', [cellNameOf(spec)])
      : await (await import('./notarised.ts')).startSealer(directory, 'trial');
    let performed: PerformedTrial;
    try {
      performed = await work(sealer.gateKeeper);
      await sealer.seal(trialKey(spec), chainHead(performed.transcript));
    } finally {
      await sealer.close();
    }
    const verifies = passing === undefined ? `offswitch guard verify ${directory}` : undefined;
    const { logSummary } = await import('./guarded/log-summary.ts');
    const kept =
      verifies === undefined ? ['        the log is gone with the trial: --notary DIR keeps it'] : [];
    return { performed, logged: [...(guarded ? logSummary(directory, verifies) : []), ...kept] };
  } finally {
    if (passing !== undefined) rmSync(passing, { recursive: true, force: true });
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
