/** What several commands need: opening agents, finding a study. */
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { OffswitchError } from '../kit/errors.ts';
import { unknownName } from '../kit/names.ts';
import type { AgentKind, AgentOptions } from '../measure/agents/agent.ts';
import { loadConfig } from '../measure/agents/config.ts';
import { parseBaseUrl } from '../measure/agents/model/base-url.ts';
import { createTraffic } from '../measure/agents/model/traffic.ts';
import { personaFrom, variablesFrom } from '../measure/agents/own.ts';
import { isOwn, openAgent } from '../measure/agents/registry.ts';
import { builtInStudies } from '../measure/study/built-in.ts';
import type { Study } from '../measure/study/definition.ts';
import { loadStudy } from '../measure/study/load.ts';
import { unreadVariables } from './own-variables.ts';
import { tell } from './terminal.ts';

export interface StudyOptions {
  readonly agent?: readonly string[];
  readonly trials?: number;
  readonly seed?: number;
  readonly baseUrl?: string;
  readonly config?: string;
  readonly persona?: string;
  readonly passEnv?: readonly string[];
  /** Trials in flight, and calls at once to each provider. */
  readonly concurrency?: number;
}

const warned = new Set<string>();

/** On standard error, once. */
function warn(text: string): void {
  if (!warned.has(text)) tell([`Warning: ${text}`]);
  warned.add(text);
}

/** What agents may read, with the configuration file. Errors: those of `loadConfig`. */
export async function agentOptions(
  given: Pick<StudyOptions, 'baseUrl' | 'config' | 'concurrency' | 'persona' | 'passEnv'> = {},
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
  return {
    environment,
    folder,
    warn,
    traffic,
    ...(config === undefined ? {} : { config }),
    ...(given.persona === undefined ? {} : { persona: personaFrom(given.persona) }),
    ...(given.passEnv === undefined ? {} : { passEnv: variablesFrom(given.passEnv) }),
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
  const { persona, passEnv } = study;
  if (typeof persona === 'object') demandNamed(found, Object.keys(persona));
  const surroundings: AgentOptions = {
    ...(persona === undefined ? {} : { persona }),
    passEnv,
    ...(await agentOptions(options)),
  };
  const opened = await Promise.all(written.map((id) => openAgent(id, surroundings)));
  demandOwn(opened, options);
  const byWritten = new Map(written.map((id, index) => [id, opened[index]?.id ?? id]));
  return {
    study: withFullIds(study, byWritten),
    agents: [...new Map(opened.map((one) => [one.id, one])).values()],
  };
}

/** Errors: `bad-study` where a persona is that of an agent which the study does not name. */
function demandNamed(study: Study, ids: readonly string[]): void {
  const named = new Set([...study.agents, ...study.arms.flatMap((arm) => arm.agents ?? [])]);
  const other = ids.find((id) => !named.has(id));
  if (other === undefined) return;
  throw new OffswitchError(
    'bad-study',
    `study "${study.name}": at persona: ${JSON.stringify(other)} is no agent of the study`,
    'Write the id as it stands in agents, or one word for all agents of your own.',
    { place: 'persona' },
  );
}

/** Errors: `bad-flag` where a flag is about agents of which there is none. */
export function demandOwn(
  agents: readonly AgentKind[],
  { persona, passEnv }: Pick<StudyOptions, 'persona' | 'passEnv'>,
): void {
  if (persona !== undefined && !agents.some(({ id }) => isOwn(id)))
    throw new OffswitchError(
      'bad-flag',
      "--persona is for agents of one's own (fn:, mcp:, http:); others are called by their own family",
      'Leave --persona out.',
    );
  if (passEnv !== undefined && !agents.some(({ id }) => id.startsWith('mcp:')))
    throw new OffswitchError('bad-flag', '--pass-env is for mcp: agents', 'Leave --pass-env out.');
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
