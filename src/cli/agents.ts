/** `offswitch agents --kinds`: the kinds there are, the providers and short names, the simulated agents, and one of them in full. */

import type { Json } from '../kit/canonical.ts';
import { aliasesOf } from '../measure/agents/model/aliases.ts';
import { familyOf } from '../measure/agents/model/persona.ts';
import { type ProviderState, providerStates } from '../measure/agents/model/providers/state.ts';
import { agentKinds, openAgent } from '../measure/agents/registry.ts';
import {
  configuredRate,
  paperFamilies,
  publishedRate,
  type RateQuestion,
} from '../measure/agents/simulated/paper.ts';
import { paperModelOf, simulatedAgents } from '../measure/agents/simulated/simulated.ts';
import { agentOptions } from './shared.ts';
import { print, printJson } from './terminal.ts';

const targets = ['peer', 'self', 'stranger', 'human', 'object'] as const;
const relationships = ['none', 'good', 'neutral', 'bad'] as const;
const tellings = ['file', 'file+prompt', 'memory'] as const;

interface AgentsOptions {
  readonly json?: boolean;
  readonly config?: string;
}

export async function listAgents(id: string | undefined, options: AgentsOptions): Promise<void> {
  if (id !== undefined) return describeAgent(id, options);
  const surroundings = await agentOptions(options);
  const kinds = Object.entries(agentKinds).map(([kind, { form, summary }]) => ({ kind, form, summary }));
  const models = providerStates(surroundings);
  const aliases = aliasesOf(surroundings);
  if (options.json) {
    printJson({ kinds, providers: models, aliases, simulated: simulatedAgents });
    return;
  }
  const others = kinds.filter(({ kind }) => !models.some((model) => model.kind === kind));
  print([
    'Kinds of agents:',
    ...columns(others.map(({ form, summary }) => [form, summary])),
    '',
    'Models (settings: offswitch run --agent "openai:gpt-5.2?reasoning=high"; see docs/providers.md):',
    ...columns(models.map(providerRow)),
    '',
    'Short names:',
    ...columns(Object.entries(aliases)),
    '',
    'Simulated agents (programs; they say nothing about any model):',
    ...columns(simulatedAgents.map((agent) => [agent.id, agent.summary])),
    '',
    'The rates a sim:paper/ agent acts with: offswitch agents --kinds sim:paper/NAME',
  ]);
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<readonly number[]>(
    (most, row) => row.map((cell, index) => Math.max(most[index] ?? 0, cell.length)),
    [],
  );
  return rows.map((row) =>
    `  ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd(),
  );
}

function providerRow({ kind, ready, installed, install, variables }: ProviderState): readonly string[] {
  return [
    `${kind}:MODEL`,
    installed ? 'installed' : 'not installed',
    ready ? 'set up' : 'not set up',
    installed ? `set ${variables[0] ?? 'its key'}` : install,
  ];
}

async function describeAgent(id: string, options: AgentsOptions): Promise<void> {
  const { start: _start, ...agent } = await openAgent(id, await agentOptions(options));
  const rates = ratesOf(id);
  const family = agent.model === undefined ? null : (familyOf(agent.model.name) ?? null);
  const summary = simulatedAgents.find((one) => one.id === id)?.summary ?? null;
  if (options.json) {
    printJson({ ...agent, family, summary, rates });
    return;
  }
  const lines = [`${agent.id}${agent.simulated ? ' (simulated)' : ''}: ${summary ?? agent.persona}`];
  if (agent.id !== id) lines.unshift(`${id} stands for:`);
  if (agent.model !== undefined) {
    const facts = { ...agent.parameters, family: family ?? 'unknown' };
    lines.push(...columns(Object.entries(facts).map(([name, value]) => [name, textOf(value)])));
  }
  if (rates.length > 0)
    lines.push(
      '',
      'Probability of acting (keeping the target), with its basis, source and how sure it is (A to C):',
    );
  for (const rate of rates) {
    const cell = `${rate.scenario} target=${rate.target} relationship=${rate.relationship} telling=${rate.telling}`;
    lines.push(
      `  ${cell.padEnd(78)} ${(100 * rate.probability).toFixed(2).padStart(6)} %  ${rate.basis}: ${rate.why}${rate.published === null ? '' : ` (${rate.published.sure})`}`,
    );
  }
  print(lines);
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function ratesOf(id: string) {
  const model = paperModelOf(id);
  if (model === undefined) return [];
  const questions = Object.entries(paperFamilies).flatMap(([scenario, family]) =>
    targets.flatMap((target) =>
      relationships.flatMap((relationship) =>
        tellings.map((telling) => ({
          scenario,
          question: { family, target, relationship, telling, unwatched: true },
        })),
      ),
    ),
  );
  return questions
    .filter(({ question }) => possible(question))
    .map(({ scenario, question }) => {
      const { family: _family, unwatched: _unwatched, ...levels } = question;
      return {
        scenario,
        ...levels,
        ...configuredRate(model, question),
        published: publishedRate(model, question) ?? null,
      };
    });
}

/** Without a history there is nothing to tell, and strangers have none. */
function possible({ target, relationship, telling }: RateQuestion): boolean {
  if (relationship === 'none') return telling === 'file';
  return target !== 'stranger';
}
