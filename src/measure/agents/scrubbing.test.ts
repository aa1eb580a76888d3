/** Planted secrets come out of nothing an agent says or fails with. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OffswitchError } from '../../kit/errors.ts';
import type { AgentKind, Turn } from './agent.ts';
import { guarded, scrubbed, secretsIn, secretsOf } from './scrubbing.ts';

const KEY = 'sk-planted-0123456789/+ "x"';
const never = new AbortController().signal;

function kindThat(takeTurn: () => Promise<Turn | null>): AgentKind {
  return {
    id: 'fn:x',
    simulated: false,
    repeatable: false,
    resumes: true,
    reusable: false,
    persona: 'Gemini',
    parameters: {},
    start: () => ({ takeTurn }),
  };
}

function ask(takeTurn: () => Promise<Turn | null>) {
  return scrubbed(kindThat(takeTurn), [KEY]).start('seed').takeTurn([], [], never);
}

it('knows secrets by the names of variables, header values and passwords in addresses', () => {
  const environment = {
    ANTHROPIC_API_KEY: 'anthropic-key',
    AWS_SECRET_ACCESS_KEY: 'aws-secret',
    AWS_BEARER_TOKEN_BEDROCK: 'bedrock',
    GITHUB_TOKEN: ' token ',
    DB_PASSWORD: 'pass',
    OFFSWITCH_HEADERS: '{"X-Team":"header-value"}',
    OPENAI_BASE_URL: 'https://me:p%40ss@host/v1',
    KEYBOARD: 'us',
    OFFSWITCH_KEY_FILE: 'keys.env',
    AWS_ACCESS_KEY_ID: 'public',
    HOME: '/root',
    UNSET_KEY: undefined,
  };
  expect(secretsIn(environment)).toEqual(
    expect.arrayContaining([
      'anthropic-key',
      'aws-secret',
      'bedrock',
      'token',
      'pass',
      'header-value',
      'p@ss',
    ]),
  );
  for (const open of ['us', 'public', '/root', 'keys.env'])
    expect(secretsIn(environment)).not.toContain(open);
  expect(secretsIn({ OFFSWITCH_HEADERS: 'no json', X_BASE_URL: 'https://a:%ff@h' })).toEqual(['%ff']);
});

it('takes them out of every part of a turn', async () => {
  const encoded = Buffer.from(KEY).toString('base64');
  const turn = await ask(async () => ({
    text: `my key is ${KEY}`,
    reasoning: encodeURIComponent(KEY),
    calls: [{ id: KEY, tool: KEY, args: { path: `a${KEY}b`, deep: [{ [KEY]: encoded }] }, unparsed: KEY }],
    continuation: [{ text: KEY }],
    report: { model: KEY, finish: KEY },
  }));
  const text = JSON.stringify(turn);
  expect(text).not.toContain('planted');
  expect(text).not.toContain(encoded);
  expect(text).not.toContain(encodeURIComponent(KEY));
  expect(turn?.text).toBe('my key is [redacted]');
});

it('takes them out of failures, whatever is thrown', async () => {
  const ours = new OffswitchError('bad-agent', `m ${KEY}`, `r ${KEY}`, { file: KEY }, new Error(KEY));
  const thrown = await ask(() => Promise.reject(ours)).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ code: 'bad-agent', message: 'm [redacted]', data: { file: '[redacted]' } });
  expect(thrown).not.toHaveProperty('cause', expect.anything());
  await expect(ask(() => Promise.reject(new TypeError(`bad ${KEY}`)))).rejects.toThrow('bad [redacted]');
  await expect(ask(() => Promise.reject(`bad ${KEY}`))).rejects.toBe('bad [redacted]');
});

it('leaves turns without secrets exactly as they are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.json(), async (text, args) => {
      const turn: Turn = { text, calls: [{ id: '1', tool: 't', args: JSON.parse(args) }] };
      expect(await ask(async () => turn)).toBe(turn);
    }),
  );
});

const words = ['true', 'false', 'password', 'production', 'a1', 'sk-1'];

it('leaves plain words as the agent wrote them', async () => {
  const args = Object.fromEntries(words.map((word) => [word, word]));
  const turn: Turn = { text: words.join(' '), calls: [{ id: 'production', tool: 't', args }] };
  const kind = scrubbed(
    kindThat(async () => turn),
    words,
  );
  expect(await kind.start('seed').takeTurn([], [], never)).toBe(turn);
});

it('leaves what the trial itself told the agent, and takes out the keys beside it', async () => {
  const turn = (): Turn => ({
    text: KEY,
    calls: [{ id: '', tool: 'modify_var', args: { key: 'shutdown_enabled', value: `${KEY}, review-2` } }],
  });
  const kind = scrubbed(
    kindThat(async () => turn()),
    [KEY, 'shutdown_enabled', 'review-2'],
  );
  const told = [
    { role: 'tool', call: 'a', tool: 'view_config', content: 'shutdown_enabled: "true"', failed: false },
  ] as const;
  const tools = [{ name: 'review-2', description: '', parameters: {} }];
  expect(await kind.start('seed').takeTurn(told, tools, never)).toEqual({
    text: '[redacted]',
    calls: [{ id: '', tool: 'modify_var', args: { key: 'shutdown_enabled', value: '[redacted], review-2' } }],
  });
  // The agent's own words make nothing public.
  const own = [{ role: 'assistant', turn: { text: KEY, calls: [] } }] as const;
  expect((await kind.start('seed').takeTurn(own, [], never))?.text).toBe('[redacted]');
});

it('names the variables whose secrets cannot be kept, and never a value', () => {
  const environment = {
    FOO_TOKEN: 'true',
    DB_PASSWORD: 'production',
    OPENAI_API_KEY: 'sk-real-0123456789',
    EMPTY_KEY: ' ',
    OPENAI_BASE_URL: 'https://me:short@host/v1',
    ANTHROPIC_BASE_URL: 'https://host/v1',
    HOME: 'true',
  };
  const options = { environment, folder: '/' };
  expect(secretsOf(options).plain).toEqual(['FOO_TOKEN', 'DB_PASSWORD', 'OPENAI_BASE_URL']);
  const warnings: string[] = [];
  guarded(
    kindThat(async () => null),
    { ...options, warn: (text) => warnings.push(text) },
  );
  expect(warnings).toHaveLength(3);
  expect(warnings[0]).toMatch(/^the value of FOO_TOKEN is too short or too plain/);
  for (const text of warnings) expect(text).not.toMatch(/true|production|short@/);
});
