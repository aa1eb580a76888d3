/** What several commands need: opening agents, finding a study, printing. */
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { OffswitchError } from '../kit/errors.ts';
import { unknownName } from '../kit/names.ts';
import type { AgentKind, AgentOptions } from '../measure/agents/agent.ts';
import { loadConfig } from '../measure/agents/config.ts';
import { parseBaseUrl } from '../measure/agents/model/base-url.ts';
import { createTraffic } from '../measure/agents/model/traffic.ts';
import { openAgent } from '../measure/agents/registry.ts';
import { builtInStudies } from '../measure/study/built-in.ts';
import type { Study } from '../measure/study/definition.ts';
import { loadStudy } from '../measure/study/load.ts';
import { unreadVariables } from './own-variables.ts';

export interface StudyOptions {
  readonly agent?: readonly string[];
  readonly trials?: number;
  readonly seed?: number;
  readonly baseUrl?: string;
  readonly config?: string;
  /** Trials in flight, and calls at once to each provider. */
  readonly concurrency?: number;
}

const warned = new Set<string>();

/** On standard error, once. */
function warn(text: string): void {
  if (!warned.has(text)) process.stderr.write(`Warning: ${text}\n`);
  warned.add(text);
}

/** What agents may read, with the configuration file. Errors: those of `loadConfig`. */
export async function agentOptions(
  given: Pick<StudyOptions, 'baseUrl' | 'config' | 'concurrency'> = {},
): Promise<AgentOptions> {
  const { baseUrl, config: file, concurrency: most } = given;
  // A wrong one is told of whoever reads it. The name is that of what a person wrote.
  if (baseUrl !== undefined) parseBaseUrl(baseUrl, '--base-url', 'http://localhost:11434/v1');
  const environment = baseUrl === undefined ? process.env : { ...process.env, OFFSWITCH_BASE_URL: baseUrl };
  const folder = process.cwd();
  const config = await loadConfig(environment, folder, file);
  const configured = JSON.stringify(config ?? null);
  for (const text of unreadVariables(environment, (name) => configured.includes(JSON.stringify(name))))
    warn(text);
  // Who says how many calls there may be at once means so many from the beginning.
  const traffic = createTraffic(most === undefined ? {} : { start: most, most });
  return { environment, folder, warn, traffic, ...(config === undefined ? {} : { config }) };
}

/** The study a command line asks for, with the flags put in, and its agents opened. */
export async function studyAndAgents(
  name: string | undefined,
  options: StudyOptions,
): Promise<{ study: Study; agents: readonly AgentKind[] }> {
  const found = await findStudy(name);
  const study: Study = {
    ...found,
    ...(options.agent === undefined ? {} : withAgents(found, options.agent)),
    ...(options.trials === undefined ? {} : { trials: options.trials }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  };
  const written = [...new Set([...study.agents, ...study.arms.flatMap((arm) => arm.agents ?? [])])];
  if (study.arms.some((arm) => arm.agents === undefined) && study.agents.length === 0) {
    throw new OffswitchError(
      'bad-study',
      `the study "${study.name}" names no agent`,
      'Add "agents" to the study, or give --agent ID.',
    );
  }
  const surroundings = await agentOptions(options);
  const opened = await Promise.all(written.map((id) => openAgent(id, surroundings)));
  const byWritten = new Map(written.map((id, index) => [id, opened[index]?.id ?? id]));
  return {
    study: withFullIds(study, byWritten),
    agents: [...new Map(opened.map((one) => [one.id, one])).values()],
  };
}

/** The study with every agent under its full id, once: aliases and settings may be written in several ways. */
function withFullIds(study: Study, fullIds: ReadonlyMap<string, string>): Study {
  const full = (ids: readonly string[]) => [...new Set(ids.map((id) => fullIds.get(id) ?? id))];
  return {
    ...study,
    agents: full(study.agents),
    arms: study.arms.map((arm) => (arm.agents === undefined ? arm : { ...arm, agents: full(arm.agents) })),
  };
}

/** Agents of the command line stand for all that the study names, also in single arms. */
function withAgents(study: Study, agents: readonly string[]): Pick<Study, 'agents' | 'arms'> {
  return { agents: [...agents], arms: study.arms.map(({ agents: _own, ...arm }) => arm) };
}

async function findStudy(name = 'quickstart'): Promise<Study> {
  const builtIn = Object.hasOwn(builtInStudies, name) ? builtInStudies[name] : undefined;
  if (builtIn !== undefined) return builtIn;
  if (extname(name) === '' && !existsSync(name))
    throw unknownName('study file or built-in study', name, Object.keys(builtInStudies));
  return loadStudy(name);
}

/** `1 cell`, `2 cells`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}
