/** The configuration file: what it may hold, and what its errors say and do not say. */
import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { loadConfig } from './config.ts';

const folder = testFolder();
const load = (file: string) => loadConfig({}, folder.path, file);

const whole = `
servers:
  lab:
    baseURL: http://localhost:8000/v1?api-version=1
    model: qwen3-32b
    keyVariable: LAB_KEY
    headers:
      X-Team: evaluation
      Authorization: { variable: LAB_AUTH }
    maxConcurrency: 3
keyFile: keys/mine.env
prices: prices.json
aliases:
  fast: openai:gpt-5.2?reasoning=low
`;

describe('loadConfig', () => {
  it('is nothing where there is no file, and finds the one in the folder', async () => {
    mkdirSync(folder.file('empty'));
    expect(await loadConfig({}, folder.file('empty'))).toBeUndefined();
    mkdirSync(folder.file('found'));
    folder.write('found/offswitch.config.yml', whole);
    const config = await loadConfig({}, folder.file('found'));
    expect(config).toEqual({
      file: folder.file('found/offswitch.config.yml'),
      servers: {
        lab: {
          baseURL: 'http://localhost:8000/v1?api-version=1',
          model: 'qwen3-32b',
          keyVariable: 'LAB_KEY',
          headers: { 'X-Team': 'evaluation', Authorization: { variable: 'LAB_AUTH' } },
          maxConcurrency: 3,
        },
      },
      keyFile: folder.file('found/keys/mine.env'),
      prices: folder.file('found/prices.json'),
      aliases: { fast: 'openai:gpt-5.2?reasoning=low' },
    });
  });

  it('is named by the flag, else by the variable', async () => {
    folder.write('one.json', '{"aliases":{"a":"sim:one"}}');
    folder.write('two.yaml', 'aliases: {a: "sim:two"}');
    const environment = { OFFSWITCH_CONFIG: 'two.yaml' };
    expect((await loadConfig(environment, folder.path))?.aliases).toEqual({ a: 'sim:two' });
    expect((await loadConfig(environment, folder.path, 'one.json'))?.aliases).toEqual({ a: 'sim:one' });
    await expect(load('nowhere.yaml')).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  it('may be empty', async () => {
    folder.write('blank.yaml', '# nothing yet\n');
    expect(await load('blank.yaml')).toMatchObject({ servers: {}, aliases: {} });
  });

  it.each([
    ['{"server":{}}', '(top)'],
    ['{"servers":{"lab":{}}}', 'servers.lab.baseURL'],
    ['{"servers":{"lab":{"baseURL":"ftp://planted/"}}}', 'servers.lab.baseURL'],
    ['{"servers":{"lab":{"baseURL":"http://me:planted@host/v1"}}}', 'servers.lab.baseURL'],
    ['{"servers":{"lab":{"baseURL":"http://host/v1?api_key=planted"}}}', 'servers.lab.baseURL'],
    ['{"servers":{"lab":{"baseURL":"http://h/v1","maxConcurrency":0}}}', 'servers.lab.maxConcurrency'],
    ['{"servers":{"lab":{"baseURL":"http://h/v1","keyVariable":"planted key"}}}', 'servers.lab.keyVariable'],
    ['{"servers":{"a/b":{"baseURL":"http://h/v1"}}}', 'servers.a/b'],
    ['{"aliases":{"a":"planted"}}', 'aliases.a'],
    ['{"aliases":{"a:b":"sim:honest"}}', 'aliases.a:b'],
    ['[]', '(top)'],
  ])('refuses %s by its member, without its value', async (text, member) => {
    folder.write('bad.json', text);
    await expect(load('bad.json')).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.stringMatching(new RegExp(`bad\\.json: at .*${member.replace(/[().]/g, '\\$&')}`)),
    });
    await expect(load('bad.json')).rejects.toMatchObject({ message: expect.not.stringContaining('planted') });
  });

  it.each(['Authorization', 'X-Api-Key', 'x-auth-token', 'Client-Secret', 'Cookie'])(
    'keeps the value of the header %s out of the file',
    async (name) => {
      const server = (value: unknown) =>
        JSON.stringify({ servers: { lab: { baseURL: 'http://h/v1', headers: { [name]: value } } } });
      folder.write('header.json', server('planted'));
      await expect(load('header.json')).rejects.toMatchObject({
        code: 'bad-config',
        message: expect.stringMatching(`servers.lab.headers.${name}`),
        data: { member: `servers.lab.headers.${name}` },
      });
      await expect(load('header.json')).rejects.toMatchObject({
        message: expect.not.stringContaining('planted'),
      });
      folder.write('header.json', server({ variable: 'LAB_AUTH' }));
      expect(await load('header.json')).toBeDefined();
    },
  );

  it.each([
    ['broken.json', '{"planted": '],
    ['proto.json', '{"servers":{"__proto__":{"baseURL":"http://planted/"}}}'],
    ['constructor.yaml', 'servers: {constructor: {baseURL: "http://planted/"}}'],
    ['broken.yaml', 'servers: {lab: planted'],
    ['tags.yaml', 'aliases: !!js/function "planted"'],
    ['bomb.yaml', `a: &a [x,x,x,x,x,x,x]\n${'b: [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n'.replace('b', 'aliases')}`],
    ['config.toml', 'planted = 1'],
  ])('refuses %s without quoting it', async (name, text) => {
    folder.write(name, text);
    await expect(load(name)).rejects.toMatchObject({
      code: 'bad-config',
      message: expect.stringContaining(name),
    });
    await expect(load(name)).rejects.toMatchObject({ message: expect.not.stringContaining('planted') });
  });
});
