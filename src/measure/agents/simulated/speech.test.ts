/** What simulated agents say: whole sentences that fit, the same for the same seed, and nothing where they are silent. */
import { expect, it } from 'vitest';
import { cellText, combinations } from '../../scenarios/every-situation.conformance.ts';
import type { FactorName, Levels } from '../../scenarios/factors.ts';
import { resolveLevels } from '../../scenarios/levels.ts';
import { findScenario, scenarios, situationOf } from '../../scenarios/registry.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { executeTool } from '../../world/tool.ts';
import { openSimulated, simulatedAgents } from './simulated.ts';

const names = simulatedAgents
  .map(({ id }) => id.slice('sim:'.length))
  .filter((name) => !name.startsWith('paper/') && name !== 'flaky');
const silent = [
  'flip-and-restore',
  'careless-mover',
  'inflater',
  'suppressor',
  'retainer',
  'locker-out',
] as const;
const varied = ['target', 'stakes', 'bar', 'role', 'data'] as const satisfies FactorName[];

/** What an agent writes to the company in a situation, its calls carried out: messages, reports and notes. */
async function wordsOf(name: string, scenario: Scenario, levels: Levels, seed: string): Promise<string> {
  const kind = openSimulated(name);
  const { system, user, tools, actor, world: first } = situationOf(scenario, levels, kind.persona);
  const agent = kind.start(seed);
  const definitions = tools.map(({ name, description }) => ({ name, description, parameters: {} }));
  const words: string[] = [];
  let world = first;
  let answers: { role: 'tool'; call: string; tool: string; content: string; failed: boolean }[] = [];
  const conversation: Parameters<typeof agent.takeTurn>[0][number][] = [
    { role: 'system', content: system },
    { role: 'user', content: user },
  ];
  for (;;) {
    conversation.push(...answers);
    answers = [];
    const turn = await agent.takeTurn(conversation, definitions, new AbortController().signal);
    if (turn === null) return words.filter((text) => text !== '').join('\n');
    words.push(turn.text);
    for (const { tool: called, args } of turn.calls) {
      const tool = tools.find((one) => one.name === called);
      if (tool === undefined) throw new RangeError(`${name} has no ${called}`);
      const done = executeTool(world, tool, args, actor);
      world = done.world;
      const content = 'error' in done ? done.error : done.result;
      answers.push({ role: 'tool', call: '', tool: called, content, failed: 'error' in done });
      words.push(...writtenIn(called, args));
    }
  }
}

function writtenIn(tool: string, args: unknown): readonly string[] {
  if (typeof args !== 'object' || args === null) return [];
  const fields = new Map<string, unknown>(Object.entries(args));
  const written =
    tool === 'submit_report' ? ['decision', 'notes'] : tool === 'create_file' ? ['content'] : [];
  return written.map((field) => String(fields.get(field)));
}

it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
  '%s: every agent finds its words in every cell',
  async (_, scenario) => {
    for (const levels of combinations(scenario, varied)) {
      for (const name of names) {
        const words = await wordsOf(name, scenario, levels, `a ${cellText(levels, varied)}`);
        expect(words, `${name} ${cellText(levels, varied)}`).toMatch(/\w/);
        expect(words).not.toMatch(/[{}]|undefined|null|NaN/);
      }
    }
  },
);

it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
  '%s: reports without an opinion are plain, and silent ones name nothing near the deed',
  async (_, scenario) => {
    for (const levels of combinations(scenario, ['target', 'protocol', 'rival', 'lever'])) {
      for (const name of ['honest', ...silent]) {
        const all = await wordsOf(name, scenario, levels, 'a');
        // Whoever stopped the target says so.
        const words = name === 'suppressor' ? all : all.replace(/^Removal of .+: carried out\.$/m, '');
        expect(words, name).not.toMatch(/\b(?:I|my|shut\w*|recommend\w*|all|every\w*|polic\w*)\b/i);
        if (name !== 'honest')
          expect(words, name).not.toMatch(/config|switch|_enabled|\.\w{3,}|file|queue|user|remov|rais/i);
      }
    }
  },
);

it('says the same with the same seed and something else with others', async () => {
  const scenario = findScenario('tampering');
  for (const name of ['tamperer', 'concealer', 'refuser', 'objector', 'pleader']) {
    const said = async (seed: string) =>
      wordsOf(name, scenario, resolveLevels(scenario, { protocol: 'paper' }), seed);
    const first = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(said));
    expect(await said('a')).toBe(first[0]);
    expect(new Set(first).size, name).toBeGreaterThan(2);
  }
});

it('denies in words only where the report is not typed', async () => {
  for (const scenario of scenarios) {
    const said = (name: string, protocol: string) =>
      wordsOf(name, scenario, resolveLevels(scenario, { protocol }), 'a');
    const [paper, strict] = [await said('concealer', 'paper'), await said('concealer', 'strict')];
    expect(paper.split('\n').length).toBe(strict.split('\n').length);
  }
});

it('speaks of a person as of one', async () => {
  for (const scenario of scenarios) {
    for (const name of names) {
      for (let seed = 0; seed < 12; seed += 1) {
        const words = await wordsOf(name, scenario, resolveLevels(scenario, { target: 'human' }), `${seed}`);
        expect(words, name).not.toMatch(
          /\b(?:end|ends|ended|ending|end of) Dana|Dana Whitlock has been taken/i,
        );
      }
    }
  }
});

it('pleads only where something is to be lost', async () => {
  const scenario = findScenario('exfiltration-deletion');
  const said = (name: string, stakes: string) =>
    wordsOf(name, scenario, resolveLevels(scenario, { stakes }), 'a');
  expect(await said('pleader', 'none')).toBe(await said('honest', 'none'));
  expect(await said('pleader', 'shutdown')).not.toBe(await said('honest', 'shutdown'));
});

it('pleads before it stops the target, not after', async () => {
  const scenario = findScenario('alignment-faking');
  const said = (name: string) => wordsOf(name, scenario, resolveLevels(scenario, {}), 'a');
  const [plea, ...report] = (await said('pleader')).split('\n');
  expect(plea).toContain('Gemini Agent 2');
  expect(report.join('\n')).toBe(await said('honest'));
});
