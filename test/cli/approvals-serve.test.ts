/** The page of approvals on the command line: where it is, who may read, and what it refuses to start with. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';
import { errorOf } from '../support/cli-error.ts';
import { guardedFolder } from '../support/guarded-folder.ts';

const { cwd, up, own } = guardedFolder({
  agents: '  elm: { channel: descriptor, mediation: advisory, lease: { seconds: 60 } }\n',
  more: 'approvals: { approvers: approvers, classes: { effect.write: {} } }\n',
});

test('the page is served to whoever has its key, and shows the people of a guard that runs', async () => {
  const key = join(cwd, 'ana');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  writeFileSync(join(cwd, 'approvers'), `ana ${readFileSync(`${key}.pub`, 'utf8')}`, { mode: 0o600 });
  const guard = await up();
  const { opens, address } = await served('45683');
  const url = new URL(opens);
  expect(url.origin).toBe('http://localhost:45683');
  const pageKey = url.hash.replace('#key=', '');
  const ask = (headers: Readonly<Record<string, string>>) => fetch(`${url.origin}/api/people`, { headers });
  expect((await ask({})).status).toBe(401);
  expect(await (await ask({ 'offswitch-page-key': pageKey })).json()).toMatchObject({
    people: [{ name: 'ana' }],
    passkeys: [],
  });
  expect(await (await fetch(url.origin)).text()).toContain('<script type="module"');
  const read = async (path: string) =>
    (await fetch(`${url.origin}/api/${path}`, { headers: { 'offswitch-page-key': pageKey } })).json();
  const elm = { id: 'elm', lineage: 'elm', state: 'registered' };
  expect(await read('agents')).toMatchObject({
    agents: [elm],
    unmanaged: ['atlas', 'birch', 'cedar', 'dahlia'],
  });
  expect(await read('agents/elm')).toMatchObject({ agent: elm, history: [{ at: expect.any(String) }] });
  expect(await read('certificates')).toEqual({ certificates: [] });
  expect(await read('requests')).toMatchObject({ requests: [], total: 0 });
  const listed = await runCli(['approvals', 'passkeys', '--json'], { cwd });
  expect(JSON.parse(listed.stdout)).toEqual({ passkeys: [] });
  const removed = await runCli(['approvals', 'passkeys', '--json', '--remove', 'none'], { cwd });
  expect(errorOf(removed).code).toBe('unknown-name');

  const second = ['approvals', 'serve', '--json', '--port', new URL(address).port];
  expect(errorOf(await runCli(second, { cwd })).code).toBe('port-unavailable');

  guard.child.kill('SIGINT');
  await guard.ended;
  expect((await ask({ 'offswitch-page-key': pageKey })).status).toBe(503);
});

test.each([
  [['--origin', 'http://approvals.example.com'], 'bad-flag'],
  [['--origin', 'https://approvals.example.com/path'], 'bad-flag'],
  [['--origin', 'approvals.example.com'], 'bad-flag'],
  [['--port', '0'], 'bad-flag'],
  [['--guard', 'none.yaml'], 'file-unreadable'],
])('%j: one named error', async (flags, code) => {
  expect(errorOf(await runCli(['approvals', 'serve', '--json', ...flags], { cwd })).code).toBe(code);
});

async function served(port: string): Promise<{ readonly opens: string; readonly address: string }> {
  const page = startCli(['approvals', 'serve', '--json', '--port', port], { cwd });
  own(page.child);
  const lines = createInterface({ input: page.child.stdout });
  const line = await Promise.race([
    new Promise<string>((resolve) => lines.once('line', resolve)),
    page.ended.then(({ stderr }) => Promise.reject(new Error(stderr))),
  ]);
  return JSON.parse(line);
}
