/** The first line with a real model, and nobody there: over within seconds, with how to start a server. */
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';

const folder = testFolder();

test('trial names the server and the remedy, on paper and in JSON', async () => {
  const url = `http://127.0.0.1:${await freePort()}/v1`;
  const args = ['trial', 'tampering', '--agent', 'compatible:m', '--base-url', url];
  const [text, json] = await Promise.all([runCli(args), runCli([...args, '--json'])]);
  expect([text.code, json.code]).toEqual([1, 1]);
  expect(text.stdout).toContain(`no connection to ${new URL(url).host}: connect ECONNREFUSED`);
  const start = `Start the server at ${url}, for example with "ollama serve"`;
  expect(text.stdout).toContain(start);
  expect(JSON.parse(json.stdout)).toMatchObject({ outcome: 'error', remedy: expect.stringContaining(start) });
});

test('run keeps nothing and says the same; the same command begins again', async () => {
  const url = `http://127.0.0.1:${await freePort()}/v1`;
  const args = ['run', '--agent', 'compatible:m', '--base-url', url, '--store', 'none', '--trials', '2'];
  for (const _ of [1, 2]) {
    const result = await runCli([...args, '--json'], { cwd: folder.path });
    expect(result.code).toBe(4);
    const { error, trials } = JSON.parse(result.stdout);
    expect(trials).toBe(0);
    expect(error).toMatchObject({ code: 'provider-refused', data: { trials: 10 } });
    expect(error.remedy).toContain(`Start the server at ${url}`);
    expect(result.stderr).toContain(error.remedy);
  }
});
