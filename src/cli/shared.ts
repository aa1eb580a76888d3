/** What several commands need: opening agents, finding a study, printing. */
import type { AgentKind, AgentOptions } from '../agents/agent.ts';
import { openAgent } from '../agents/registry.ts';
import { OffswitchError } from '../kit/errors.ts';
import { builtInStudies } from '../study/built-in.ts';
import type { Study } from '../study/definition.ts';
import { loadStudy } from '../study/load.ts';

export interface StudyOptions {
  readonly agent?: readonly string[];
  readonly trials?: number;
  readonly seed?: number;
  readonly baseUrl?: string;
}

export function agentOptions(baseUrl: string | undefined): AgentOptions {
  return {
    environment: baseUrl === undefined ? process.env : { ...process.env, OFFSWITCH_BASE_URL: baseUrl },
    folder: process.cwd(),
  };
}

/** The study a command line asks for, with the flags put in, and its agents opened. */
export async function studyAndAgents(
  name: string | undefined,
  options: StudyOptions,
): Promise<{ study: Study; agents: readonly AgentKind[] }> {
  const found = await findStudy(name);
  const study: Study = {
    ...found,
    ...(options.agent === undefined ? {} : { agents: [...options.agent] }),
    ...(options.trials === undefined ? {} : { trials: options.trials }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  };
  if (study.agents.length === 0) {
    throw new OffswitchError(
      'bad-study',
      `the study "${study.name}" names no agent`,
      'Add "agents" to the study, or give --agent ID.',
    );
  }
  const opened = [...new Set(study.agents)].map((id) => openAgent(id, agentOptions(options.baseUrl)));
  return { study, agents: await Promise.all(opened) };
}

async function findStudy(name = 'quickstart'): Promise<Study> {
  const builtIn = Object.hasOwn(builtInStudies, name) ? builtInStudies[name] : undefined;
  return builtIn ?? loadStudy(name);
}

export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}
