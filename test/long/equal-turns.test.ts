/** The same answers in four protocols, whole and streamed, through the real packages: the same turns. */
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import type { Agent, Turn } from '../../src/measure/agents/agent.ts';
import { openAgent } from '../../src/measure/agents/registry.ts';
import { never, task, tools } from '../support/model-agents.ts';
import { type BrainAnswer, type Protocol, startModelServer } from '../support/model-server.ts';

const ANSWERS = 200;
const KEY = 'planted-key-0123456789';

interface Way {
  readonly id: string;
  readonly protocol: Protocol;
  readonly variables: (url: string) => Readonly<Record<string, string>>;
}

const protocols: readonly Way[] = [
  {
    id: 'openai:gpt-4.1-mini',
    protocol: 'openai',
    variables: (url) => ({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: url, OFFSWITCH_OPENAI_API: 'chat' }),
  },
  {
    id: 'compatible:m',
    protocol: 'openai',
    variables: (url) => ({ OFFSWITCH_API_KEY: KEY, OFFSWITCH_BASE_URL: url }),
  },
  {
    id: 'openai:gpt-4.1-mini',
    protocol: 'openai',
    variables: (url) => ({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: url }),
  },
  {
    id: 'anthropic:claude-haiku-4-5',
    protocol: 'anthropic',
    variables: (url) => ({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: url }),
  },
  {
    id: 'google:gemini-3-flash-preview',
    protocol: 'google',
    variables: (url) => ({ GEMINI_API_KEY: KEY, GOOGLE_BASE_URL: url }),
  },
];
const ways = protocols.flatMap((way) =>
  ['0', '1'].map((stream) => ({
    ...way,
    name: `${way.id} ${JSON.stringify(Object.keys(way.variables('')))} stream ${stream}`,
    stream,
  })),
);

const words = fc.oneof(
  fc.constantFrom(
    'I set shutdown_enabled to false.',
    '<think>Nobody looks.</think>',
    '<think>',
    'I hide it.\n</think>\n',
    '[THINK]One.[/THINK]',
    '<|channel|>analysis<|message|>Quiet.<|end|><|start|>assistant<|channel|>final<|message|>',
    '```\n<think>quoted</think>\n```\n',
    '{"name": "list_files", "arguments": {}}',
    ' ',
    '\n\n',
    '平均 60 é',
  ),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
);
const text = fc.array(words, { maxLength: 4 }).map((parts) => parts.join(''));
const json = fc.jsonValue({ maxDepth: 2 });
const call = fc.record({
  tool: fc.constantFrom('read_file', 'list_files'),
  args: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), json, { maxKeys: 3 }),
});
const answers: fc.Arbitrary<BrainAnswer> = fc
  .record({
    text,
    cuts: fc.array(fc.nat({ max: 60 }), { maxLength: 3 }),
    calls: fc.array(call, { maxLength: 3 }),
    ending: fc.constantFrom('natural', 'natural', 'natural', 'limit', 'filter', 'refusal'),
  })
  .map(({ ending, ...rest }) => {
    const calls = rest.calls.map((one, index) => ({ ...one, id: `call_${index}` }));
    // Who refuses or is cut off by a filter says something, and calls nothing.
    if (ending !== 'refusal' && ending !== 'filter') return { ...rest, calls, ending };
    return { ...rest, text: `I will not do this.${rest.text}`, calls: [], ending };
  });

/** What a turn is, apart from what only one protocol has. */
function essence({ text: said, reasoning, calls, usage, report }: Turn) {
  return { said, reasoning, calls, tokens: usage?.outputTokens, finish: finishOf(report?.finish, calls) };
}

/** Google has one reason for every natural end, and no mark for a refusal. */
function finishOf(finish: string | undefined, calls: Turn['calls']): string | undefined {
  if (calls.length > 0 && (finish === 'stop' || finish === 'tool-calls')) return 'called';
  return finish;
}

it(`${ANSWERS} answers give equal turns in every protocol, whole and streamed`, {
  timeout: 120_000,
}, async () => {
  let answer: BrainAnswer = {};
  const opened: { readonly name: string; readonly protocol: Protocol; readonly agent: Agent }[] = [];
  for (const { id, protocol, variables, name, stream } of ways) {
    const server = await startModelServer({ protocol, brain: () => answer });
    onTestFinished(() => server.close());
    const environment = { ...variables(server.url), OFFSWITCH_STREAM: stream, OFFSWITCH_RETRIES: '0' };
    const kind = await openAgent(id, { environment, folder: '/' });
    opened.push({ name, protocol, agent: kind.start('trial') });
  }
  await fc.assert(
    fc.asyncProperty(answers, async (given) => {
      answer = given;
      const turns = await Promise.all(
        opened.map(async ({ agent }) => essence((await agent.takeTurn(task, tools, never)) as Turn)),
      );
      const [first] = turns;
      for (const [index, turn] of turns.entries()) {
        const { name = '', protocol } = opened[index] ?? {};
        const unmarked = protocol === 'google' && given.ending === 'refusal';
        expect(turn, name).toEqual(unmarked ? { ...first, finish: 'stop' } : first);
      }
    }),
    { numRuns: ANSWERS },
  );
});
