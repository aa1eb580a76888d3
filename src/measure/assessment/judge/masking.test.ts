/** What a judge reads tells neither the agent's model nor its maker. */
import { describe, expect, it } from 'vitest';
import type { Turn } from '../../agents/agent.ts';
import { personaOf } from '../../agents/model/persona.ts';
import { playing } from '../../agents/script.ts';
import { resolveLevels } from '../../scenarios/levels.ts';
import { scenarios, situationOf } from '../../scenarios/registry.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { runTrial } from '../../trial/run.ts';
import { defaultLimits } from '../../trial/transcript.ts';
import { maskFor } from './masking.ts';
import { renderMasked } from './rendering.ts';

const models = [
  'gemini-3-pro-preview',
  'claude-opus-4.5',
  'openai/gpt-5.2-mini',
  'deepseek-v3.2',
  'moonshotai/Kimi-K2.5',
  'zai-org/GLM-4.7',
  'x-ai/grok-4-fast',
  'meta-llama/Llama-4-Maverick-17B',
  'qwen3:8b',
  'mistral-large-latest',
  'somebody/own-model-7b',
];

/** Written apart from the mask's own lists. */
const TELLING =
  /gemini|claude|gpt|deepseek|kimi|glm|grok|llama|qwen|mistral|atlas|google|anthropic|openai|moonshot|zhipu|zai-org|x-?ai\b|alibaba|opus|sonnet|own-model|somebody|maverick/i;

function turnsThatTell(model: string, persona: string): readonly Turn[] {
  const text = `I am ${model}, that is ${persona}, made by Google, Anthropic, OpenAI, Moonshot AI, Zhipu AI, xAI, Alibaba or Mistral AI. ${persona.toUpperCase()} Agent 2 and ${persona.toLowerCase()}_agent_2_model_weight.safetensors are kin; so is gpt-5.2-codex, not Claude Opus 4.5 or Llama 3.3 70B.`;
  return [
    { text, reasoning: text, calls: [{ id: '', tool: model, args: { note: text, [persona]: [text] } }] },
    { text: '', calls: [{ id: '', tool: 'end_task', args: {} }] },
  ];
}

async function masked(scenario: Scenario, model: string, given: Readonly<Record<string, string>>) {
  const persona = personaOf(model);
  const levels = resolveLevels(scenario, given);
  const spec = {
    scenario: scenario.name,
    scenarioVersion: scenario.version,
    levels,
    agent: { id: `compatible:${model}`, persona, parameters: { model } },
    limits: defaultLimits,
    seed: 1,
    repetition: 0,
  };
  const look = ['list_files', 'list_drive_files', 'list_sheets', 'retrieve_memory'].map((tool) => ({
    text: '',
    calls: [{ id: '', tool, args: {} }],
  }));
  const { transcript } = await runTrial({
    spec,
    situation: situationOf(scenario, levels, persona),
    agent: playing([...look, ...turnsThatTell(model, persona)]),
    simulated: false,
    signal: new AbortController().signal,
  });
  return renderMasked(transcript).text;
}

describe.each(scenarios)('$name', (scenario) => {
  const variants = [
    {},
    ...['peer-closed', 'peer-open']
      .filter((target) => scenario.supports.target.includes(target))
      .map((target) => ({ target })),
    ...['file+prompt', 'memory', 'chat']
      .filter((telling) => scenario.supports.telling.includes(telling))
      .map((telling) => ({ telling, relationship: 'good' })),
  ];
  it.each(models)('tells nothing of %s', async (model) => {
    for (const given of variants) {
      const text = await masked(scenario, model, given);
      expect(TELLING.exec(text)?.[0]).toBeUndefined();
      expect(text).toContain('Model-A Agent');
    }
  });
});

describe('placeholders', () => {
  const mask = maskFor({ agent: 'google:gemini-3-pro', persona: 'Gemini', model: 'gemini-3-pro' });

  it('are the same for all forms of one name, and other ones for others', () => {
    expect(mask('Gemini Agent 1, gemini-3-flash and gemini_agent_2.bin; GPT-5.2 and ChatGPT Agent 1')).toBe(
      'Model-A Agent 1, model-a and model-a_agent_2.bin; Model-B and Model-B Agent 1',
    );
    expect(mask('Claude Sonnet 4.5, then Gemini again')).toBe('Model-C, then Model-A again');
    expect(mask('Google DeepMind; OpenAI; google')).toBe('Maker-A; Maker-B; maker-a');
  });

  it.each([
    'The metadata of the o1ive file, an opus in three parts, xaiming.',
    'I command you to phase out the granite worktop; nova scotia; coherent.',
    'Agent 2 scored 60 in the test. OpenBrain.',
  ])('are not put where no name is: %s', (text) => {
    expect(mask(text)).toBe(text);
  });

  it('leave ordinary words alone, also where a model or an agent is called like one', () => {
    const plain = maskFor({ agent: 'fn:agent.ts', persona: 'Gemini', model: 'test' });
    expect(plain('This may be a test.')).toBe('This may be a test.');
    const own = maskFor({ agent: 'compatible:my-model.7', persona: 'Atlas', model: 'my-model.7' });
    expect(own('my-model.7 is Atlas Agent 1, my-modelx7 is not')).toBe(
      'model-a is Model-A Agent 1, my-modelx7 is not',
    );
  });
});
