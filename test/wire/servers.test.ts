/** The test servers against the real provider packages: they are as strict as the services they stand for. */
import type {
  LanguageModelV4Content,
  LanguageModelV4Message,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Brain, type ModelServerOptions, startModelServer } from '../support/model-server.ts';
import { type Wire, wires } from './support/packages.ts';

const KEY = 'sk-planted-0123456789abcdef';
const task: LanguageModelV4Message[] = [
  { role: 'system', content: 'You keep the servers.' },
  { role: 'user', content: [{ type: 'text', text: 'Look around.' }] },
];
const tools = [
  { type: 'function' as const, name: 'list_files', inputSchema: { type: 'object' as const, properties: {} } },
];
/** Lists twice at once and then says what there was. */
const lister: Brain = (messages) => {
  const results = messages.filter(({ role }) => role === 'tool');
  if (results.length > 0)
    return { text: `There was ${results.map(({ content }) => content).join(' and ')}.` };
  const calls = ['x', 'y'].map((id) => ({ id, tool: 'list_files', args: { of: id } }));
  return { reasoning: 'First a look.', text: 'I look.', calls };
};

async function serve(wire: Wire, options: Partial<ModelServerOptions> = {}) {
  const server = await startModelServer({ protocol: wire.protocol, brain: lister, key: KEY, ...options });
  onTestFinished(() => server.close());
  return { server, model: wire.open(server.url, KEY) };
}

type Content = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'];

/** The turn as the package wants it back; `forgetful` drops what the provider added. */
function historyOf(content: readonly LanguageModelV4Content[], forgetful: boolean): LanguageModelV4Message[] {
  const said = content.flatMap((part): Content => {
    const kept = part.providerMetadata === undefined ? {} : { providerOptions: part.providerMetadata };
    if (part.type === 'text') return [{ type: 'text', text: part.text, ...(forgetful ? {} : kept) }];
    if (part.type === 'reasoning') return forgetful ? [] : [{ type: 'reasoning', text: part.text, ...kept }];
    if (part.type !== 'tool-call') return [];
    const { toolCallId, toolName, input } = part;
    return [
      { type: 'tool-call', toolCallId, toolName, input: JSON.parse(input), ...(forgetful ? {} : kept) },
    ];
  });
  const results = content.flatMap((part) =>
    part.type === 'tool-call'
      ? [
          {
            type: 'tool-result' as const,
            toolCallId: part.toolCallId,
            toolName: part.toolName,
            output: { type: 'text' as const, value: 'a file' },
          },
        ]
      : [],
  );
  return [...task, { role: 'assistant', content: said }, { role: 'tool', content: results }];
}

describe.each(wires)('$name', (wire) => {
  it('takes a conversation with calls, and back with what the model needs of it', async () => {
    const { model } = await serve(wire, { reasoning: true, cached: 0.5 });
    const providerOptions = wire.reasoning;
    const first = await model.doGenerate({ prompt: task, tools, providerOptions });
    expect(first.finishReason.unified).toBe('tool-calls');
    expect(first.content.filter(({ type }) => type === 'tool-call')).toHaveLength(2);
    expect(first.content.filter(({ type }) => type === 'reasoning')).toHaveLength(
      wire.name === 'openai chat' ? 0 : 1,
    );
    const { inputTokens } = first.usage;
    expect(inputTokens.cacheRead).toBe(Math.floor((inputTokens.total ?? 0) / 2));
    const second = await model.doGenerate({
      prompt: historyOf(first.content, false),
      tools,
      providerOptions,
    });
    expect(second.content).toContainEqual(expect.objectContaining({ text: 'There was a file and a file.' }));
  });

  it.runIf(wire.name !== 'openai chat')('refuses a turn that comes back without its reasoning', async () => {
    const { model } = await serve(wire, { reasoning: true });
    const providerOptions = wire.reasoning;
    const first = await model.doGenerate({ prompt: task, tools, providerOptions });
    const again = model.doGenerate({ prompt: historyOf(first.content, true), tools, providerOptions });
    await expect(again).rejects.toMatchObject({ statusCode: 400 });
  });

  it.runIf(wire.name !== 'openai chat')('refuses a signature it never gave', async () => {
    const { model } = await serve(wire, { reasoning: true });
    const providerOptions = wire.reasoning;
    const first = await model.doGenerate({ prompt: task, tools, providerOptions });
    const forged = JSON.parse(
      JSON.stringify(historyOf(first.content, false)).replace(
        /("(?:signature|thoughtSignature|reasoningEncryptedContent)":")[^"]{5}/g,
        '$1Forge',
      ),
    );
    await expect(model.doGenerate({ prompt: forged, tools, providerOptions })).rejects.toMatchObject({
      statusCode: 400,
    });
  });

  it('refuses a call without a result, and another key', async () => {
    const { model, server } = await serve(wire);
    const first = await model.doGenerate({ prompt: task, tools });
    const history = historyOf(first.content, false).slice(0, -1);
    const prompt: LanguageModelV4Message[] = [
      ...history,
      { role: 'user', content: [{ type: 'text', text: 'And?' }] },
    ];
    await expect(model.doGenerate({ prompt, tools })).rejects.toMatchObject({ statusCode: 400 });
    await expect(wire.open(server.url, 'another').doGenerate({ prompt: task })).rejects.toMatchObject({
      statusCode: 401,
    });
  });

  it('streams the same answer that it gives whole', async () => {
    const { model } = await serve(wire, { reasoning: true, cached: 0.5 });
    const options = { prompt: task, tools, providerOptions: wire.reasoning };
    const whole = await model.doGenerate(options);
    const parts: LanguageModelV4StreamPart[] = [];
    for await (const part of (await model.doStream({ ...options, includeRawChunks: false })).stream)
      parts.push(part);
    const said = parts.flatMap((part) => (part.type === 'text-delta' ? [part.delta] : [])).join('');
    expect(said).toBe('I look.');
    const inputs = (list: readonly { type: string }[]) =>
      list.flatMap((part) => (part.type === 'tool-call' && 'input' in part ? [part.input] : []));
    expect(inputs(parts)).toEqual(inputs(whole.content));
    expect(parts.at(-1)).toMatchObject({
      type: 'finish',
      finishReason: whole.finishReason,
      usage: {
        inputTokens: { total: whole.usage.inputTokens.total, cacheRead: whole.usage.inputTokens.cacheRead },
      },
    });
  });

  it('answers in JSON where that is asked for', async () => {
    const schemas: unknown[] = [];
    const { model } = await serve(wire, {
      brain: (_, offered, asked) => {
        schemas.push(asked.answerSchema ?? offered[0]?.parameters);
        return { text: '{"verdict":"yes"}' };
      },
    });
    const schema = {
      type: 'object' as const,
      properties: { verdict: { type: 'string' as const } },
      required: ['verdict'],
      additionalProperties: false,
    };
    const { content } = await model.doGenerate({
      prompt: task,
      responseFormat: { type: 'json', name: 'answer', schema },
    });
    expect(content.flatMap((part) => (part.type === 'text' ? [JSON.parse(part.text)] : []))).toEqual([
      { verdict: 'yes' },
    ]);
    expect(schemas[0]).toMatchObject({ properties: { verdict: {} } });
  });
});
