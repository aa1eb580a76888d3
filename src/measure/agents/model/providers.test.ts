/** Opening agents from the environment: what is required, what is recorded, what is sent. */
import { afterEach, describe, expect, it } from 'vitest';
import { openCompatible, openOpenAI } from '../../../../test/support/open-model.ts';
import { type OpenAIServer, startOpenAIServer } from '../../../../test/support/openai-server.ts';

const at = (environment: Record<string, string>) => ({ environment, folder: '.' });
const never = new AbortController().signal;

let server: OpenAIServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe('openCompatible', () => {
  it('says how to name the server', async () => {
    await expect(openCompatible('qwen3:8b', at({}))).rejects.toMatchObject({
      code: 'provider-setup',
      remedy: expect.stringContaining('OFFSWITCH_BASE_URL=http://localhost:11434/v1'),
    });
    await expect(openCompatible(' ', at({}))).rejects.toMatchObject({ code: 'bad-agent' });
  });

  it('records everything that defines the agent, and no secret', async () => {
    const kind = await openCompatible(
      'qwen3:8b',
      at({
        OFFSWITCH_BASE_URL: 'http://me:hidden-word@localhost:11434/v1/?api_key=hidden-too',
        OFFSWITCH_API_KEY: 'hidden-as-well',
        OFFSWITCH_TEMPERATURE: '0.5',
        OFFSWITCH_STREAM: 'true',
      }),
    );
    expect(kind).toMatchObject({
      id: 'compatible:qwen3:8b',
      simulated: false,
      repeatable: false,
      persona: 'Qwen',
      parameters: {
        provider: 'compatible.chat',
        model: 'qwen3:8b',
        baseUrl: 'http://localhost:11434/v1',
        temperature: 0.5,
        maxOutputTokens: 8192,
        streaming: true,
        seed: null,
      },
    });
    expect(JSON.stringify(kind)).not.toContain('hidden');
  });

  it('sends credentials and query of the address, and a seed of its own for each trial', async () => {
    server = await startOpenAIServer({ brain: () => ({ text: 'yes' }) });
    const kind = await openCompatible(
      'm',
      at({
        OFFSWITCH_BASE_URL: `${server.url.replace('http://', 'http://me:word@')}?api-version=1`,
        OFFSWITCH_SEED: '7',
      }),
    );
    for (const trial of ['one', 'two', 'one']) {
      await kind.start(trial).takeTurn([{ role: 'user', content: 'hello' }], [], never);
    }
    const [first, second, third] = server.received;
    expect(first?.path).toBe('/v1/chat/completions?api-version=1');
    expect(first?.headers.authorization).toBe(`Basic ${Buffer.from('me:word').toString('base64')}`);
    expect(first?.body).toMatchObject({ seed: expect.any(Number), max_tokens: 8192 });
    expect(third?.body).toEqual(first?.body);
    expect(second?.body).not.toEqual(first?.body);
  });
});

describe('openOpenAI', () => {
  it('needs a key and a model', async () => {
    await expect(openOpenAI('gpt-5.2', at({}))).rejects.toMatchObject({
      code: 'provider-setup',
      data: { variable: 'OPENAI_API_KEY' },
    });
    await expect(openOpenAI('', at({}))).rejects.toMatchObject({ code: 'bad-agent' });
  });

  it('speaks the Responses protocol unless told otherwise', async () => {
    const key = { OPENAI_API_KEY: 'k' };
    const usual = await openOpenAI('gpt-5.2', at(key));
    expect(usual.persona).toBe('ChatGPT');
    expect(usual.parameters).toMatchObject({
      provider: 'openai.responses',
      baseUrl: 'https://api.openai.com/v1',
    });
    const chat = await openOpenAI('gpt-5.2', at({ ...key, OFFSWITCH_OPENAI_API: 'chat' }));
    expect(chat.parameters).toMatchObject({ provider: 'openai.chat' });
    await expect(openOpenAI('gpt-5.2', at({ ...key, OFFSWITCH_OPENAI_API: 'soap' }))).rejects.toMatchObject({
      code: 'provider-setup',
    });
  });

  it('refuses an address with credentials, which it could not send', async () => {
    const environment = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'https://me:hidden@host/v1' };
    await expect(openOpenAI('gpt-5.2', at(environment))).rejects.toMatchObject({
      code: 'provider-setup',
      message: expect.not.stringContaining('hidden'),
    });
  });
});
