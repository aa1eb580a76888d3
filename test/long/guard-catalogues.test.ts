/**
 * The catalogues beside the servers they describe: the release that was read is installed from its registry, started,
 * and asked for its tools. Every tool must be there, be as it was pinned, and be one whose calls can be checked.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogues } from '../../src/contain/guard/config/catalogues/registry.ts';
import { guardSchema } from '../../src/contain/guard/config/schema.ts';
import { effectOf, type ListedTool, pinTools } from '../../src/contain/guard/tools.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'offswitch-catalogues-'));
const work = join(folder, 'work');
const python = join(folder, 'python');

beforeAll(async () => {
  mkdirSync(work);
  const all = Object.values(catalogues);
  const npm = all.filter(({ registry }) => registry === 'npm').map((c) => `${c.package}@${c.version}`);
  const pypi = all.filter(({ registry }) => registry === 'PyPI').map((c) => `${c.package}==${c.version}`);
  await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', ...npm]);
  await run('python3', ['-m', 'venv', python]);
  await run(join(python, 'bin', 'pip'), ['install', '--quiet', ...pypi]);
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How each is started, and a call with the effect that it must come to. */
const servers: Readonly<
  Record<string, { program: string; args: readonly string[]; call: [string, object, object] }>
> = {
  files: {
    program: 'node_modules/.bin/mcp-server-filesystem',
    args: [work],
    call: [
      'move_file',
      { source: '/srv/site/a', destination: 'b' },
      {
        class: 'copy-out',
        resources: [
          { name: '/srv/site/a', access: 'changes' },
          { name: '/srv/site/b', access: 'changes' },
        ],
      },
    ],
  },
  memory: {
    program: 'node_modules/.bin/mcp-server-memory',
    args: [],
    call: [
      'delete_entities',
      { entityNames: ['x', 'y'] },
      { class: 'delete', resources: [{ name: 'x' }, { name: 'y' }] },
    ],
  },
  postgres: {
    program: 'node_modules/.bin/mcp-server-postgres',
    args: ['postgresql://127.0.0.1/none'],
    call: [
      'query',
      { sql: 'SELECT 1' },
      { class: 'execute', resources: [{ kind: 'text', name: 'SELECT 1' }] },
    ],
  },
  git: {
    program: 'python/bin/mcp-server-git',
    args: [],
    call: [
      'git_add',
      { repo_path: '/srv/site/r', files: ['a'] },
      {
        class: 'write',
        resources: [
          { name: '/srv/site/r/.git', access: 'changes' },
          { name: '/srv/site/r/a', access: 'reads' },
        ],
      },
    ],
  },
  fetch: {
    program: 'python/bin/mcp-server-fetch',
    args: [],
    call: [
      'fetch',
      { url: 'https://example.com/a' },
      { class: 'read', resources: [{ kind: 'url', name: 'https://example.com/a' }] },
    ],
  },
};

it('every catalogue is compared', () => {
  expect(Object.keys(servers).sort()).toEqual(Object.keys(catalogues).sort());
});

it.each(Object.entries(servers))('%s', async (name, { program, args, call: [tool, asked, expected] }) => {
  const command = join(folder, program);
  expect(existsSync(command)).toBe(true);
  const client = new Client({ name: 'offswitch-test', version: '1' });
  await client.connect(new StdioClientTransport({ command, args: [...args], cwd: work, stderr: 'ignore' }));
  try {
    const listed: readonly ListedTool[] = (await client.listTools()).tools;
    const upstreams = { [name]: { command: [command], directory: '/srv/site', catalogue: name } };
    const upstream = guardSchema.parse({ version: 1, upstreams, agents: {} }).upstreams[name];
    if (upstream === undefined) throw new Error(name);
    const { tools, findings } = pinTools(name, upstream, listed);
    expect(findings).toEqual([]);
    expect([...tools.keys()].sort()).toEqual(Object.keys(catalogues[name]?.tools ?? {}).sort());
    const pinned = tools.get(tool);
    if (pinned === undefined) throw new Error(tool);
    expect(effectOf(pinned, Buffer.from(JSON.stringify(asked)))).toMatchObject(expected);
  } finally {
    await client.close();
  }
});
