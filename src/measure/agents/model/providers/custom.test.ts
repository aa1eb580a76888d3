/** Provider packages from the user's own folder: found, checked, and refused where they do not fit. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../../../../../test/support/folder.ts';
import { openAgent } from '../../registry.ts';
import { isPackageName, resolvePackage } from './packages.ts';

const folder = testFolder();
const never = new AbortController().signal;

function install(name: string, source: string, exported: unknown = { '.': { import: './index.js' } }): void {
  const path = (file: string) => `node_modules/${name}/${file}`;
  mkdirSync(dirname(folder.file(path('index.js'))), { recursive: true });
  const description = { name, version: '1.0.0', type: 'module', exports: exported };
  folder.write(path('package.json'), JSON.stringify(description));
  folder.write(path('index.js'), source);
}

/** A provider whose model says what it was set up with. */
const source = (version: string) => `
export const createHelper = () => ({});
export function createAcme({ fetch, ...settings }) {
  return { languageModel: (modelId) => ({
    specificationVersion: '${version}', provider: 'acme', modelId, supportedUrls: {},
    doStream: async () => { throw new Error('no'); },
    doGenerate: async () => ({
      content: [{ type: 'text', text: JSON.stringify({ modelId, ...settings, fetch: typeof fetch }) }],
      finishReason: { unified: 'stop', raw: 'stop' }, warnings: [],
      usage: { inputTokens: { total: 1 }, outputTokens: { total: 1 } },
    }),
  }) };
}`;
const environment = { ACME_API_KEY: 'planted-key-0123', ACME_BASE_URL: 'http://localhost:1/v1' };

describe('package:', () => {
  it.each(['acme-ai-provider', '@acme/ai-sdk-provider', '@ai-sdk/acme'])('loads %s', async (name) => {
    install(name, source('v4'));
    const kind = await openAgent(`package:${name}:big/model:1?seed=3`, { environment, folder: folder.path });
    expect(kind).toMatchObject({
      id: `package:${name}:big/model:1?seed=3`,
      model: { provider: 'acme', name: 'big/model:1' },
      parameters: { provider: name, baseUrl: 'http://localhost:1/v1' },
    });
    const turn = await kind.start('t').takeTurn([{ role: 'user', content: 'hi' }], [], never);
    expect(JSON.parse(turn?.text ?? '')).toEqual({
      modelId: 'big/model:1',
      apiKey: '[redacted]',
      baseURL: 'http://localhost:1/v1',
      fetch: 'function',
    });
  });

  it('has a shorthand for packages of the AI SDK that are installed', async () => {
    install('@ai-sdk/acme', source('v4'));
    const kind = await openAgent('acme:m', { environment, folder: folder.path });
    expect(kind).toMatchObject({ id: 'acme:m', model: { provider: 'acme', name: 'm' } });
    await expect(openAgent('acme:m', { environment, folder: '/' })).rejects.toMatchObject({
      code: 'unknown-name',
    });
  });

  it.each([
    ['@older/acme', source('v2'), 'version v2'],
    ['blank', 'export const createBlank = () => ({});', 'no language model'],
    ['odd', 'export const createA = () => ({}); export const createB = () => ({});', 'no export'],
    [
      'fails',
      "export const createFails = () => { throw new Error('set planted-key-0123 first'); };",
      'first',
    ],
  ])('refuses a package that does not fit: %s', async (name, text, words) => {
    install(name, text);
    const stem = name.replace('@older/', '').toUpperCase();
    const key = { [`${stem}_API_KEY`]: 'planted-key-0123' };
    const opening = openAgent(`package:${name}:m`, { environment: key, folder: folder.path });
    await expect(opening).rejects.toMatchObject({
      code: 'provider-setup',
      message: expect.stringContaining(words),
      remedy: expect.stringContaining(`npm install ${name}`),
    });
    await expect(opening).rejects.toMatchObject({ message: expect.not.stringContaining('planted') });
  });

  it('tells a package that breaks while loading', async () => {
    install('broken', 'this is no JavaScript');
    await expect(openAgent('package:broken:m', { environment, folder: folder.path })).rejects.toMatchObject({
      code: 'missing-package',
      message: expect.stringContaining('cannot be loaded'),
    });
  });
});

it('finds packages whichever way they show themselves', () => {
  install('plain', '', './index.js');
  install('both', '', { '.': { require: './other.cjs', import: './index.js' } });
  expect(resolvePackage('plain', folder.path)).toBe(folder.file('node_modules/plain/index.js'));
  expect(resolvePackage('not-there-at-all', folder.path)).toBeUndefined();
  expect(resolvePackage('@ai-sdk/openai', '/')).toMatch(/openai/);
});

it('knows what npm calls a name', () => {
  for (const name of ['a', '@a/b', 'ollama-ai-provider-v2', '@scope/x.y_z'])
    expect(isPackageName(name)).toBe(true);
  for (const name of [
    '',
    '.',
    '..',
    '../x',
    '/x',
    'A',
    '@a',
    '@/b',
    'a/b',
    'a b',
    'fs',
    `x${'y'.repeat(300)}`,
  ])
    expect(isPackageName(name)).toBe(false);
});
