/** Servers of the configuration file: model, key, headers, and what is kept from sight. */
import { describe, expect, it } from 'vitest';
import { recorder } from '../../../../../test/support/recorder.ts';
import { openAgent } from '../../registry.ts';

const never = new AbortController().signal;

async function lab(id: string, server: object, environment: Readonly<Record<string, string>>) {
  const { url, received } = await recorder();
  const config = {
    file: 'offswitch.config.yaml',
    servers: { lab: { baseURL: `${url}?api-version=2`, headers: {}, ...server } },
    aliases: {},
  };
  const kind = await openAgent(id, { environment, folder: '/', config });
  const turn = await kind.start('t').takeTurn([{ role: 'user', content: 'hi' }], [], never);
  expect(turn?.text).toBe('hello');
  return { kind, sent: received[0], url };
}

describe('compatible:SERVER', () => {
  it('asks the server of that name, with its own key and headers', async () => {
    const server = {
      model: 'qwen3-32b',
      keyVariable: 'LAB_KEY',
      headers: { 'X-Team': 'evaluation', 'X-Auth-Token': { variable: 'LAB_TOKEN' } },
    };
    const environment = {
      LAB_KEY: 'planted-key-0123',
      LAB_TOKEN: 'planted token 4567',
      OFFSWITCH_API_KEY: 'planted-other-89',
      OFFSWITCH_BASE_URL: 'http://127.0.0.1:1/v1',
    };
    const { kind, sent, url } = await lab('compatible:lab', server, environment);
    expect(sent?.path).toBe('/base/chat/completions?api-version=2');
    expect(sent?.headers).toMatchObject({
      authorization: 'Bearer planted-key-0123',
      'x-team': 'evaluation',
      'x-auth-token': 'planted token 4567',
    });
    expect(sent?.body).toMatchObject({ model: 'qwen3-32b' });
    expect(kind).toMatchObject({
      id: 'compatible:lab',
      model: { provider: 'compatible', name: 'qwen3-32b' },
    });
    expect(kind.parameters).toMatchObject({ model: 'qwen3-32b', baseUrl: url });
    expect(JSON.stringify(kind)).not.toContain('planted');
  });

  it('takes another model after a slash, and sends no key of another server', async () => {
    const { sent } = await lab('compatible:lab/a/b:c', {}, { OFFSWITCH_API_KEY: 'planted-other-89' });
    expect(sent?.body).toMatchObject({ model: 'a/b:c' });
    expect(sent?.headers).not.toHaveProperty('authorization');
  });

  it('names what is missing', async () => {
    await expect(lab('compatible:lab', {}, {})).rejects.toMatchObject({
      code: 'bad-config',
      data: { member: 'servers.lab.model' },
    });
    const server = { model: 'm', headers: { Cookie: { variable: 'LAB_COOKIE' } } };
    for (const environment of [{}, { LAB_COOKIE: 'planted\nline' }])
      await expect(lab('compatible:lab', server, environment)).rejects.toMatchObject({
        code: 'provider-setup',
        data: { variable: 'LAB_COOKIE' },
        message: expect.not.stringContaining('planted'),
      });
  });

  it('sends the headers of OFFSWITCH_HEADERS by the environment, and hides their values', async () => {
    const { url, received } = await recorder({
      id: 'c',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      choices: [
        { index: 0, message: { role: 'assistant', content: 'planted-word-1 said' }, finish_reason: 'stop' },
      ],
    });
    const environment = { OFFSWITCH_BASE_URL: url, OFFSWITCH_HEADERS: '{"X-Gate":"Bearer planted-word-1"}' };
    const kind = await openAgent('compatible:m', { environment, folder: '/' });
    const turn = await kind.start('t').takeTurn([{ role: 'user', content: 'hi' }], [], never);
    expect(received[0]?.headers['x-gate']).toBe('Bearer planted-word-1');
    expect(turn?.text).toBe('[redacted] said');
  });
});
