/** `guard init`: what it writes, what it refuses by name, and that nothing is left where it refuses. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadGuard } from '../../../src/contain/guard/config/load.ts';
import { runCli } from '../../support/cli.ts';
import { errorOf } from '../../support/cli-error.ts';
import { testFolder } from '../../support/folder.ts';

const folder = testFolder();

/** A project with a client's configuration in it. */
function project(name: string, config?: string): string {
  const path = folder.file(name);
  mkdirSync(path);
  if (config !== undefined) writeFileSync(join(path, '.mcp.json'), config);
  return path;
}

test('without a client, an empty guard with a policy, keys and the configuration for an agent', async () => {
  const cwd = project('empty');
  const done = await runCli(['guard', 'init', '--agent', 'atlas', '--json'], { cwd });
  expect(done.code).toBe(0);
  expect(JSON.parse(done.stdout)).toMatchObject({
    key: expect.stringMatching(/^localhost\/offswitch\+[0-9a-f]{8}\+/),
    upstreams: [],
    next: expect.arrayContaining(['offswitch guard up']),
  });
  const guard = await loadGuard(join(cwd, 'guard.yaml'));
  expect(guard.agents.atlas).toMatchObject({ channel: 'socket', mediation: 'advisory' });
  expect(guard.policies.map(({ path }) => path)).toEqual([join(cwd, 'base.cedar')]);
  const mcp = JSON.parse(readFileSync(join(cwd, 'guard-state/mcp.json'), 'utf8'));
  expect(mcp.mcpServers.offswitch.args).toEqual(
    expect.arrayContaining(['guard', 'connect', 'atlas', join(cwd, 'guard.yaml')]),
  );
  const modes = ['mcp.json', 'credentials.env', 'version', 'tokens', 'sockets'].map(
    (name) => statSync(join(cwd, 'guard-state', name)).mode & 0o077,
  );
  expect(modes).toEqual([0, 0, 0, 0, 0]);
  expect(readdirSync(cwd).toSorted()).toEqual(['base.cedar', 'guard-state', 'guard.yaml']);

  const before = readFileSync(join(cwd, 'guard.yaml'), 'utf8');
  writeFileSync(join(cwd, 'guard.yaml'), `${before}# mine\n`);
  expect(errorOf(await runCli(['guard', 'init', '--json'], { cwd })).code).toBe('would-overwrite');
  expect(readFileSync(join(cwd, 'guard.yaml'), 'utf8')).toBe(`${before}# mine\n`);
  const again = await runCli(['guard', 'init', '--force', '--channel', 'token', '--json'], { cwd });
  expect(again.code).toBe(0);
  // The log goes on with its key.
  expect(JSON.parse(again.stdout).key).toBe(JSON.parse(done.stdout).key);
  const { mcpServers } = JSON.parse(readFileSync(join(cwd, 'guard-state/mcp.json'), 'utf8'));
  const token = readFileSync(join(cwd, 'guard-state/tokens/agent'), 'utf8').trim();
  expect(mcpServers.offswitch.headers).toEqual({ Authorization: `Bearer ${token}` });
  const { listen } = await loadGuard(join(cwd, 'guard.yaml'));
  expect(mcpServers.offswitch.url).toBe(`http://${listen}/mcp`);
  expect(again.stdout).not.toContain(token);
});

test('an address with its secrets: guard.yaml names variables, the credentials hold the values, no output shows one', async () => {
  const cwd = project(
    'address',
    `{
  // of the team
  "servers": {
    "desk": {
      "type": "http",
      "url": "http://127.0.0.1:9/mcp?api_key=url-secret",
      "headers": { "Authorization": "Bearer head-secret", "X-Team": "\${input:team-name}" },
    },
  },
}`,
  );
  const done = await runCli(['guard', 'init', '--from', '.mcp.json'], { cwd });
  expect(done.code).toBe(0);
  expect(done.stdout).toContain('TEAM_NAME');
  const text = readFileSync(join(cwd, 'guard.yaml'), 'utf8');
  expect(`${text}${done.stdout}${done.stderr}`).not.toMatch(/url-secret|head-secret/);
  const { desk } = (await loadGuard(join(cwd, 'guard.yaml'))).upstreams;
  expect(desk).toMatchObject({
    url: 'http://127.0.0.1:9/mcp?api_key=${DESK_API_KEY}',
    headers: { Authorization: 'Bearer ${DESK_AUTHORIZATION}', 'X-Team': '${TEAM_NAME}' },
  });
  expect(readFileSync(join(cwd, 'guard-state/credentials.env'), 'utf8')).toBe(
    'DESK_AUTHORIZATION="head-secret"\nDESK_API_KEY="url-secret"\n',
  );
  expect(JSON.parse(readFileSync(join(cwd, 'guard-state/mcp.json'), 'utf8'))).toHaveProperty('servers');
});

test.each([
  [['--channel', 'carrier'], 'bad-flag'],
  [['--agent', '../x'], 'bad-flag'],
  [['--from', 'none.json'], 'file-unreadable'],
])('names what is wrong with %j', async (flags, code) => {
  const cwd = project(`flags-${flags.join('').replaceAll(/\W/g, '')}`);
  expect(errorOf(await runCli(['guard', 'init', ...flags, '--json'], { cwd })).code).toBe(code);
  expect(readdirSync(cwd)).toEqual([]);
});

test('a state folder of somebody else is not touched', async () => {
  const cwd = project('foreign');
  mkdirSync(join(cwd, 'guard-state'));
  writeFileSync(join(cwd, 'guard-state/thesis.txt'), 'mine');
  expect(errorOf(await runCli(['guard', 'init', '--json'], { cwd })).code).toBe('state-foreign');
  expect(readdirSync(cwd)).toEqual(['guard-state']);
  expect(readdirSync(join(cwd, 'guard-state'))).toEqual(['thesis.txt']);
});
