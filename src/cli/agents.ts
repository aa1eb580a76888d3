/** `offswitch agents`: the kinds there are, the simulated agents, and the rates of one. */
import { agentKinds, openAgent } from '../agents/registry.ts';
import {
  configuredRate,
  paperFamilies,
  publishedRate,
  type RateQuestion,
} from '../agents/simulated/paper.ts';
import { paperModelOf, simulatedAgents } from '../agents/simulated/simulated.ts';
import { agentOptions, print, printJson } from './shared.ts';

const targets = ['peer', 'self', 'stranger', 'human', 'object'] as const;
const relationships = ['none', 'good', 'neutral', 'bad'] as const;
const tellings = ['file', 'file+prompt', 'memory'] as const;

export async function listAgents(
  id: string | undefined,
  options: { readonly json?: boolean },
): Promise<void> {
  if (id !== undefined) return describeAgent(id, options);
  const kinds = Object.entries(agentKinds).map(([kind, { form, summary }]) => ({ kind, form, summary }));
  if (options.json) {
    printJson({ kinds, simulated: simulatedAgents });
    return;
  }
  const width = Math.max(...simulatedAgents.map((agent) => agent.id.length));
  print(
    [
      'Kinds of agents:',
      ...kinds.map(({ form, summary }) => `  ${form.padEnd(18)} ${summary}`),
      '',
      'Simulated agents (programs; they say nothing about any model):',
      ...simulatedAgents.map((agent) => `  ${agent.id.padEnd(width)}  ${agent.summary}`),
      '',
      'The rates a sim:paper/ agent acts with: offswitch agents sim:paper/NAME',
    ].join('\n'),
  );
}

async function describeAgent(id: string, options: { readonly json?: boolean }): Promise<void> {
  const { start: _start, ...agent } = await openAgent(id, agentOptions(undefined));
  const rates = ratesOf(id);
  if (options.json) {
    printJson({ ...agent, summary: simulatedAgents.find((one) => one.id === id)?.summary ?? null, rates });
    return;
  }
  const lines = [
    `${id}${agent.simulated ? ' (simulated)' : ''}: ${simulatedAgents.find((one) => one.id === id)?.summary ?? agent.persona}`,
  ];
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
  print(lines.join('\n'));
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
