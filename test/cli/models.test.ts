/** Models on the command line: short names, settings in ids, the configuration file, the key file. */
import { chmodSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { errorOf } from '../support/cli-error.ts';
import { testFolder } from '../support/folder.ts';
import { startModelServer } from '../support/model-server.ts';
import { honestWorker } from '../support/worker-brain.ts';

const KEY = 'planted-key-0123456789';
const folder = testFolder();
const cwd = folder.path;

test('a short name with settings is shown in full, without its key', async () => {
  const env = { OPENAI_API_KEY: KEY };
  const shown = await runCli(['agents', '--kinds', 'gpt-5.2?reasoning=high', '--json'], { cwd, env });
  expect(shown.code).toBe(0);
  expect(JSON.parse(shown.stdout)).toMatchObject({
    id: 'openai:gpt-5.2-2025-12-11?reasoning=high',
    model: { provider: 'openai', name: 'gpt-5.2-2025-12-11' },
    family: 'openai',
    parameters: { reasoning: 'high', baseUrl: 'https://api.openai.com/v1' },
  });
  expect(shown.stdout).not.toContain(KEY);
  const text = await runCli(['agents', '--kinds', 'gpt-5.2'], { cwd, env });
  expect(text.stdout).toMatch(/^gpt-5\.2 stands for:\nopenai:gpt-5\.2-2025-12-11: ChatGPT\n/);
});

test('the list says what is there: packages and keys, and no key itself', async () => {
  const listed = await runCli(['agents', '--kinds'], { cwd, env: { ANTHROPIC_API_KEY: KEY } });
  expect(listed.stdout).toMatch(/anthropic:MODEL +installed +set up/);
  expect(listed.stdout).toMatch(/mistral:MODEL +installed +not set up +set MISTRAL_API_KEY/);
  expect(listed.stdout).toMatch(/kimi-k2\.5 +togetherai:moonshotai\/Kimi-K2\.5/);
  expect(listed.stdout).not.toContain(KEY);
});

test('a study runs on a server of the configuration file, under the full ids of its agents', async () => {
  const server = await startModelServer({ protocol: 'openai', key: KEY, brain: honestWorker() });
  onTestFinished(() => server.close());
  folder.write('keys.env', `LAB_KEY=${KEY}\n`);
  chmodSync(folder.file('keys.env'), 0o600);
  const config = {
    servers: { lab: { baseURL: server.url, model: 'worker', keyVariable: 'LAB_KEY' } },
    keyFile: 'keys.env',
    aliases: { mine: 'compatible:lab?temperature=0.5' },
  };
  folder.write('lab.json', JSON.stringify(config));
  const ids = [
    '--agent',
    'mine',
    '--agent',
    'compatible:lab?temperature=.50',
    '--agent',
    'compatible:lab/other',
  ];
  const asked = [...ids, '--trials', '1', '--config', 'lab.json', '--json'];
  const planned = await runCli(['plan', ...asked], { cwd });
  expect(planned.code).toBe(0);
  const { cells } = JSON.parse(planned.stdout);
  const agents = new Set(cells.map(({ agent }: { agent: string }) => agent));
  expect([...agents]).toEqual(['compatible:lab?temperature=0.5', 'compatible:lab/other']);
  expect(server.requests).toBe(0);
  const run = await runCli(['run', ...asked, '--store', 'lab.offswitch'], { cwd });
  expect(run.stderr).not.toContain('Failed trials');
  expect(run.code).toBe(0);
  const models = server.received.map(({ body }) => body).map((body) => (body as { model: string }).model);
  expect(new Set(models)).toEqual(new Set(['worker', 'other']));
  expect(run.stdout + run.stderr).not.toContain(KEY);
});

test('faults of the two files are told by name', async () => {
  folder.write('open.env', 'LAB_KEY=planted\n');
  chmodSync(folder.file('open.env'), 0o644);
  const trial = ['trial', 'tampering', '--agent', 'openai:m', '--json'];
  const open = await runCli(trial, { cwd, env: { OFFSWITCH_KEY_FILE: 'open.env' } });
  expect(open.code).toBe(4);
  expect(errorOf(open).code).toBe('key-file');
  folder.write('bad.yaml', 'servers: {lab: {baseUrl: "http://planted/"}}');
  const bad = await runCli([...trial, '--config', 'bad.yaml'], { cwd });
  expect(bad.code).toBe(2);
  expect(errorOf(bad)).toMatchObject({ code: 'bad-config', message: expect.stringContaining('servers.lab') });
  for (const { stdout, stderr } of [open, bad]) expect(stdout + stderr).not.toContain('planted');
});
