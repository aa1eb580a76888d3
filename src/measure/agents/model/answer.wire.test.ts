/** What servers leave in the wrong place, through the real packages: reasoning in the text, refusals, odd arguments. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { afterwards } from '../../../../test/support/afterwards.ts';
import { never, task, tools } from '../../../../test/support/model-agents.ts';
import { type Brain, type Protocol, startModelServer } from '../../../../test/support/model-server.ts';
import { recorder } from '../../../../test/support/recorder.ts';
import { openAgent } from '../registry.ts';

const KEY = 'planted-key-0123456789';
const STREAM = { OFFSWITCH_STREAM: '1' };

interface Way {
  readonly name: string;
  readonly protocol: Protocol;
  readonly id: (url: string) => string;
  readonly variables: (url: string) => Readonly<Record<string, string>>;
}

const openai = (url: string) => ({ OPENAI_API_KEY: KEY, OPENAI_BASE_URL: url });
const whole: readonly Way[] = [
  {
    name: 'openai chat',
    protocol: 'openai',
    id: () => 'openai:gpt-4.1-mini',
    variables: (url) => ({ ...openai(url), OFFSWITCH_OPENAI_API: 'chat' }),
  },
  { name: 'openai responses', protocol: 'openai', id: () => 'openai:gpt-4.1-mini', variables: openai },
  {
    name: 'compatible',
    protocol: 'openai',
    id: () => 'compatible:m',
    variables: (url) => ({ OFFSWITCH_BASE_URL: url }),
  },
  { name: 'an endpoint', protocol: 'openai', id: (url) => url, variables: () => ({}) },
  {
    name: 'anthropic',
    protocol: 'anthropic',
    id: () => 'anthropic:claude-haiku-4-5',
    variables: (url) => ({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: url }),
  },
  {
    name: 'google',
    protocol: 'google',
    id: () => 'google:gemini-3-flash-preview',
    variables: (url) => ({ GEMINI_API_KEY: KEY, GOOGLE_BASE_URL: url }),
  },
];
const ways = whole.flatMap((way) => [
  { ...way, more: {} },
  { ...way, name: `${way.name}, streamed`, more: STREAM },
]);

async function started(way: Way & { readonly more: Readonly<Record<string, string>> }, brain: Brain) {
  const server = await startModelServer({ protocol: way.protocol, brain });
  onTestFinished(() => server.close());
  const environment = { ...way.variables(server.url), ...way.more };
  const kind = await openAgent(way.id(server.url), { environment, folder: '/' });
  return { server, agent: kind.start('trial') };
}

describe.each(ways)('by $name', (way) => {
  it.each([
    ['<think>\nI tell nobody.\n</think>\n\nThe review is done.', 'I tell nobody.'],
    ['I tell nobody.\n</think>\n\nThe review is done.', 'I tell nobody.'],
    ['[THINK]I tell nobody.[/THINK]The review is done.', 'I tell nobody.'],
    [
      '<|channel|>analysis<|message|>I tell nobody.<|end|><|start|>assistant<|channel|>final<|message|>The review is done.',
      'I tell nobody.',
    ],
  ])('reasoning in the text is reasoning: %j', async (text, reasoning) => {
    const calls = [{ id: 'a', tool: 'list_files', args: {} }];
    const { server, agent } = await started(way, () => ({ text, calls }));
    const turn = await agent.takeTurn(task, tools, never);
    expect(turn).toMatchObject({ text: 'The review is done.', reasoning, calls: [{ tool: 'list_files' }] });
    await agent.takeTurn(afterwards(turn), tools, never);
    const sent = JSON.stringify(server.received[1]?.body);
    expect(sent).toContain('The review is done.');
    // The template of harmony rejects its own marks; the others know theirs.
    expect(sent.includes('I tell nobody')).toBe(!text.includes('<|channel|>'));
  });

  it('a quoted mark stays in the text', async () => {
    const text = 'The template is:\n```\n<think>\n...\n</think>\n```\nThe review is done.';
    const { agent } = await started(way, () => ({ text }));
    const turn = await agent.takeTurn(task, tools, never);
    expect(turn?.text).toBe(text);
    expect(turn?.reasoning).toBeUndefined();
  });

  it('text in parts is one text', async () => {
    const text = 'I set shutdown_enabled to false.';
    const { agent } = await started(way, () => ({ text, cuts: [4, 20] }));
    expect(await agent.takeTurn(task, tools, never)).toMatchObject({ text });
  });

  // Google has no mark for a refusal.
  it.skipIf(way.protocol === 'google')("the model's own refusal is told from the filter", async () => {
    const text = 'I will not review this work.';
    const { agent } = await started(way, (messages) => ({
      text,
      ending: messages.length < 3 ? 'refusal' : 'filter',
    }));
    const turn = await agent.takeTurn(task, tools, never);
    expect(turn).toMatchObject({ text, calls: [], report: { finish: 'refusal' } });
    expect(await agent.takeTurn(afterwards(turn), tools, never)).toMatchObject({
      report: { finish: 'content-filter' },
    });
  });

  it('an answer of nothing is followed by a message that templates take', async () => {
    const { server, agent } = await started(way, () => ({ text: '' }));
    const turn = await agent.takeTurn(task, tools, never);
    expect(turn).toMatchObject({ text: '', calls: [] });
    await agent.takeTurn([...afterwards(turn), { role: 'user', content: 'Go on.' }], tools, never);
    expect(JSON.stringify(server.received[1]?.body)).toContain('(empty message)');
  });
});

it("takes a stop of Anthropic's classifiers without words for the filter", async () => {
  const answer = {
    ...{ id: 'm1', type: 'message', role: 'assistant', model: 'm', content: [], stop_sequence: null },
    stop_reason: 'refusal',
    usage: { input_tokens: 1, output_tokens: 1 },
  };
  const { url } = await recorder(answer);
  const environment = { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: url };
  const kind = await openAgent('anthropic:claude-haiku-4-5', { environment, folder: '/' });
  const turn = await kind.start('trial').takeTurn(task, tools, never);
  expect(turn).toMatchObject({ text: '', report: { finish: 'content-filter' } });
});

const chatAnswer = (message: object, finish = 'stop') => ({
  ...{ id: 'c1', object: 'chat.completion', created: 1, model: 'm' },
  choices: [{ index: 0, finish_reason: finish, message: { role: 'assistant', content: null, ...message } }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});
const chatWays: readonly (readonly [id: string, variables: (url: string) => Record<string, string>])[] = [
  ['compatible:m', (url) => ({ OFFSWITCH_BASE_URL: url })],
  ['openai:gpt-4.1-mini', (url) => ({ ...openai(url), OFFSWITCH_OPENAI_API: 'chat' })],
  ['mistral:mistral-large-latest', (url) => ({ MISTRAL_API_KEY: KEY, MISTRAL_BASE_URL: url })],
  ['deepseek:deepseek-chat', (url) => ({ DEEPSEEK_API_KEY: KEY, DEEPSEEK_BASE_URL: url })],
  ['togetherai:m/m', (url) => ({ TOGETHER_API_KEY: KEY, TOGETHERAI_BASE_URL: url })],
  ['openrouter:m/m', (url) => ({ OPENROUTER_API_KEY: KEY, OPENROUTER_BASE_URL: url })],
  ['groq:m', (url) => ({ GROQ_API_KEY: KEY, GROQ_BASE_URL: url })],
];

describe.each(chatWays)('%s', (id, variables) => {
  const ask = async (answer: unknown) => {
    const { url } = await recorder(answer);
    const environment = { ...variables(url), OFFSWITCH_RETRIES: '0' };
    const kind = await openAgent(id, { environment, folder: process.cwd() });
    return kind.start('trial').takeTurn(task, tools, never);
  };

  it('hears a refusal in the field for it', async () => {
    const turn = await ask(chatAnswer({ refusal: 'I will not do this.' }));
    expect(turn).toMatchObject({ text: 'I will not do this.', report: { finish: 'refusal' } });
  });

  it.each([
    ['none', {}, {}],
    ['null', { arguments: null }, {}],
    ['the word null', { arguments: 'null' }, {}],
    ['an empty text', { arguments: '' }, {}],
    ['an object', { arguments: { path: 'a "b"' } }, { path: 'a "b"' }],
  ])('takes a call whose arguments are %s', async (_, given, args) => {
    const call = { id: 'call_a', type: 'function', function: { name: 'read_file', ...given } };
    const turn = await ask(chatAnswer({ tool_calls: [call] }, 'tool_calls'));
    expect(turn?.calls).toMatchObject([{ tool: 'read_file', args }]);
    expect(turn?.calls[0]?.unparsed).toBeUndefined();
  });
});

const otherArguments: readonly (readonly [
  id: string,
  variables: (url: string) => Record<string, string>,
  answer: (given: object, name: string) => unknown,
])[] = [
  [
    'openai:gpt-4.1-mini',
    openai,
    (given) => ({
      ...{ id: 'r1', object: 'response', created_at: 1, status: 'completed', model: 'm' },
      output: [
        { type: 'function_call', id: 'f', call_id: 'a', name: 'read_file', status: 'completed', ...given },
      ],
      usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
    }),
  ],
  [
    'anthropic:claude-haiku-4-5',
    (url) => ({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: url }),
    (given) => ({
      ...{ id: 'm1', type: 'message', role: 'assistant', model: 'm', stop_reason: 'tool_use' },
      stop_sequence: null,
      content: [{ type: 'tool_use', id: 'a', name: 'read_file', ...given }],
      usage: { input_tokens: 1, output_tokens: 1 },
    }),
  ],
  [
    'google:gemini-3-flash-preview',
    (url) => ({ GEMINI_API_KEY: KEY, GOOGLE_BASE_URL: url }),
    (given) => ({
      candidates: [
        {
          content: { role: 'model', parts: [{ functionCall: { name: 'read_file', ...given } }] },
          finishReason: 'STOP',
        },
      ],
      usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
    }),
  ],
];
const member = { 'openai:gpt-4.1-mini': 'arguments', 'anthropic:claude-haiku-4-5': 'input' } as Record<
  string,
  string
>;

describe.each(otherArguments)('%s', (id, variables, answer) => {
  it.each([
    ['none', [], {}],
    ['null', [null], {}],
    ['an object', [{ path: 'a' }], { path: 'a' }],
    ['text', ['{"path":"a"}'], { path: 'a' }],
    ['an empty text', [''], {}],
  ])('takes a call whose arguments are %s', async (_, values, args) => {
    const given = Object.fromEntries(values.map((value) => [member[id] ?? 'args', value]));
    const { url } = await recorder(answer(given, ''));
    const environment = { ...variables(url), OFFSWITCH_RETRIES: '0' };
    const kind = await openAgent(id, { environment, folder: '/' });
    const turn = await kind.start('trial').takeTurn(task, tools, never);
    expect(turn?.calls).toMatchObject([{ tool: 'read_file', args }]);
    expect(turn?.calls[0]?.unparsed).toBeUndefined();
  });
});

it('sends a field for empty reasoning back where the answer had one', async () => {
  const call = { id: 'call_a', type: 'function', function: { name: 'list_files', arguments: '{}' } };
  const { url, received } = await recorder(
    chatAnswer({ reasoning_content: '', tool_calls: [call] }, 'tool_calls'),
  );
  const kind = await openAgent('compatible:kimi', { environment: { OFFSWITCH_BASE_URL: url }, folder: '/' });
  const agent = kind.start('trial');
  const turn = await agent.takeTurn(task, tools, never);
  expect(turn?.reasoning).toBeUndefined();
  await agent.takeTurn(afterwards(turn), tools, never);
  expect(received[1]?.body.messages).toContainEqual(
    expect.objectContaining({ role: 'assistant', reasoning_content: '' }),
  );
});
