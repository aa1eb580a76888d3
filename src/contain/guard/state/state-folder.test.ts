/** The state folder: made for its owner alone, gone on with, and refused by name for everything else. */
import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { testFolder } from '../../../../test/support/folder.ts';
import { guardSchema } from '../config/schema.ts';
import { readCredentials } from './credentials.ts';
import { lockState, openState, placesIn, prepareState } from './state-folder.ts';

const folder = testFolder();

it('is made once, for its owner alone, and gone on with', () => {
  const path = folder.file('state');
  const made = prepareState(path);
  expect(statSync(path).mode & 0o066).toBe(0);
  expect(statSync(`${path}/tokens`).mode & 0o777).toBe(0o700);
  expect(made.tokenOf('atlas')).toBe(`${path}/tokens/atlas`);
  writeFileSync(`${path}/kept`, '');
  expect(prepareState(path).path).toBe(path);
  expect(statSync(`${path}/kept`).isFile()).toBe(true);
});

it.each<[string, string, (path: string) => void]>([
  ['state-missing', 'is not there', () => undefined],
  ['state-foreign', 'is no folder', (path) => writeFileSync(path, '')],
  [
    'state-foreign',
    'not the folder of a guard',
    (path) => {
      mkdirSync(path);
      writeFileSync(`${path}/thesis.txt`, '');
    },
  ],
  ['state-version', 'version "9"', (path) => writeFileSync(`${prepared(path)}/version`, '9\n')],
  ['state-open', 'open to others', (path) => chmodSync(prepared(path), 0o755)],
  ['state-open', 'open to others', (path) => chmodSync(`${prepared(path)}/tokens`, 0o750)],
  ['state-foreign', 'is missing', (path) => rmSync(`${prepared(path)}/sockets`, { recursive: true })],
])('%s: %s', (code, words, make) => {
  const path = folder.file(`${code}-${words.replaceAll(/\W/g, '')}-${Math.random()}`);
  make(path);
  expect(() => openState(path)).toThrow(
    expect.objectContaining({
      code,
      message: expect.stringContaining(words),
      remedy: expect.stringMatching(/\.$|./),
    }),
  );
  if (code !== 'state-missing') expect(() => prepareState(path)).toThrow(expect.objectContaining({ code }));
});

function prepared(path: string): string {
  return prepareState(path).path;
}

it('has a path that sockets can have', () => {
  const path = folder.file(`${'long'.repeat(25)}`);
  expect(() => prepareState(path)).toThrow(expect.objectContaining({ code: 'state-foreign' }));
});

it('is used by one guard at a time', async () => {
  const path = prepared(folder.file('locked'));
  const unlock = await lockState(path);
  await expect(lockState(path)).rejects.toMatchObject({ code: 'guard-running' });
  await unlock();
  await (await lockState(path))();
});

it('gives values from the file, else from the environment, and names all that are missing', () => {
  const places = placesIn(folder.path);
  const guard = guardSchema.parse({
    version: 1,
    upstreams: {
      desk: { url: 'https://desk.example/mcp?key=${URL_KEY}', headers: { Authorization: 'Bearer ${TOKEN}' } },
      files: { command: ['files', '--token=${ARGUMENT}'], environment: { SEEN: '${OTHER}' } },
    },
    models: { main: { protocol: 'anthropic', url: 'https://api.example', key: 'MODEL_KEY', names: ['m'] } },
    agents: {},
  });
  const environment = { TOKEN: 'of-environment', OTHER: '' };
  const both = { ...environment, ARGUMENT: 'of-environment' };
  expect(() => readCredentials(guard, places, environment)).toThrow(
    expect.objectContaining({
      code: 'missing-credential',
      data: { variables: ['MODEL_KEY', 'URL_KEY', 'ARGUMENT', 'OTHER'] },
    }),
  );
  writeFileSync(places.credentials, 'URL_KEY="a b"\nARGUMENT=x\nOTHER=y\nMODEL_KEY=z\nMORE=1\n');
  chmodSync(places.credentials, 0o644);
  expect(() => readCredentials(guard, places, environment)).toThrow(
    expect.objectContaining({ code: 'key-file' }),
  );
  chmodSync(places.credentials, 0o600);
  expect(Object.fromEntries(readCredentials(guard, places, both))).toEqual({
    URL_KEY: 'a b',
    TOKEN: 'of-environment',
    ARGUMENT: 'x',
    OTHER: 'y',
    MODEL_KEY: 'z',
  });
});
