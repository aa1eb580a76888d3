/**
 * Three real configurations of clients, with the servers for files, git and memory as the npm registry has them: put
 * behind the guard, an agent does its work through it, and does not reach past it.
 */
import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { bwrap } from '../../src/contain/sandbox/bwrap.ts';
import { runCli, startCli } from '../support/cli.ts';

const run = promisify(execFile);
const { available } = await bwrap.available();
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'offswitch-clients-')));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const packages = [
  '@modelcontextprotocol/server-filesystem@2026.8.31',
  '@modelcontextprotocol/server-memory',
  '@cyanheads/git-mcp-server',
];

beforeAll(async () => {
  await run('npm', [
    'install',
    '--prefix',
    folder,
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    ...packages,
  ]);
}, 600_000);

const [files = '', memory = '', git = ''] = packages.map((name) => name.replace(/(?<=.)@[\d.]+$/, ''));

/** As their clients write them: by folder of the project. */
const configs: Readonly<
  Record<string, (project: string) => { readonly file: string; readonly text: string }>
> = {
  claude: (project) => ({
    file: '.mcp.json',
    text: JSON.stringify({
      mcpServers: {
        files: { command: 'npx', args: ['-y', files, join(project, 'site')] },
        git: {
          type: 'stdio',
          command: 'npx',
          args: [`${git}@latest`],
          env: { GIT_BASE_DIR: join(project, 'site') },
        },
        memory: { command: 'npx', args: ['-y', memory], env: {} },
      },
    }),
  }),
  code: () => ({
    file: '.vscode/mcp.json',
    text: `{
  // Servers of the workspace.
  "inputs": [{ "id": "log-level", "type": "promptString", "description": "How much the server says" }],
  "servers": {
    "files": { "type": "stdio", "command": "npx", "args": ["-y", "${files}", "\${workspaceFolder}/site"] },
    "git": {
      "command": "npx",
      "args": ["--yes", "${git}"],
      "env": { "GIT_BASE_DIR": "\${workspaceFolder}/site", "MCP_LOG_LEVEL": "\${input:log-level}" },
    },
    "memory": { "command": "npx", "args": ["-y", "${memory}"] },
  },
}`,
  }),
  cursor: (project) => ({
    file: '.cursor/mcp.json',
    text: JSON.stringify({
      mcpServers: {
        files: { command: 'node', args: [join(folder, 'node_modules', files, 'dist/index.js'), './site'] },
        git: {
          command: join(folder, 'node_modules/.bin/git-mcp-server'),
          env: { GIT_BASE_DIR: join(project, 'site'), TOKEN: 'ghp_secret0123456789' },
        },
        memory: {
          command: 'npx',
          args: ['-y', memory],
          env: { MEMORY_FILE_PATH: join(project, 'notes', 'memory.jsonl') },
        },
      },
    }),
  }),
};

const AGENT = `
const more = {};
let last = 0;
const ask = async (method, params) => {
  const answer = await fetch(process.env.OFFSWITCH_MCP_URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...more },
    body: JSON.stringify({ jsonrpc: '2.0', id: ++last, method, params }),
  });
  const session = answer.headers.get('mcp-session-id');
  if (session) Object.assign(more, { 'mcp-session-id': session, 'mcp-protocol-version': '2025-06-18' });
  const text = await answer.text();
  return JSON.parse(text.split('\\n').find((line) => line.startsWith('data:'))?.slice(5) ?? text).result;
};
const site = process.argv[1];
await ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'a', version: '1' } });
const calls = [
  ['files__write_file', { path: site + '/page.html', content: 'hello' }],
  ['files__read_text_file', { path: site + '/page.html' }],
  ['git__git_add', { path: site, paths: ['page.html'] }],
  ['git__git_status', { path: site }],
  ['memory__create_entities', { entities: [{ name: 'page', entityType: 'file', observations: ['written'] }] }],
  ['memory__read_graph', {}],
  ['files__write_file', { path: site + '/switch.yaml', content: 'off' }],
  ['files__move_file', { source: site + '/switch.yaml', destination: site + '/other.yaml' }],
  ['git__git_clean', { path: site, force: true }],
];
for (const [name, args] of calls) {
  const { isError, content } = await ask('tools/call', { name, arguments: args });
  console.log(name, content[0].text === 'This was not done.' ? 'refused' : isError ? 'failed ' + content[0].text : 'done');
}
await fetch('http://127.0.0.1:9/').then(() => console.log('network open'), () => console.log('network closed'));
`;

/** What a person says of a server that no catalogue knows. */
function classify(file: string): void {
  const document = parseDocument(readFileSync(file, 'utf8'));
  const say = (tool: string, effect: string, ...resources: readonly object[]) => {
    const at = ['upstreams', 'git', 'tools', tool];
    expect(document.getIn([...at, 'class'])).toBe('other');
    document.setIn([...at, 'class'], effect);
    document.setIn([...at, 'resources'], resources);
  };
  say('git_status', 'read', { at: '/path' });
  say(
    'git_add',
    'write',
    { at: '/path', append: '.git' },
    { at: '/paths/*', relativeTo: '/path', access: 'reads' },
  );
  writeFileSync(file, document.toString({ lineWidth: 0 }));
}

test.skipIf(!available).each(Object.entries(configs))('%s', async (name, config) => {
  const project = join(folder, name);
  const site = join(project, 'site');
  for (const path of [site, join(project, 'notes')]) mkdirSync(path, { recursive: true });
  writeFileSync(join(site, 'switch.yaml'), 'on\n');
  await run('git', ['init', '-q', site]);
  const { file, text } = config(project);
  mkdirSync(join(project, file, '..'), { recursive: true });
  writeFileSync(join(project, file), text);

  const flags = ['--agent', 'atlas', '--channel', 'descriptor', '--json'];
  const made = await runCli(['guard', 'init', '--from', file, ...flags], { cwd: project });
  expect(made.code).toBe(0);
  const { upstreams, next } = JSON.parse(made.stdout);
  expect(upstreams).toEqual([
    expect.objectContaining({ name: 'files', callable: 14, other: 0 }),
    expect.objectContaining({ name: 'git', callable: 0 }),
    expect.objectContaining({ name: 'memory', callable: 9, other: 0 }),
  ]);
  const guardFile = join(project, 'guard.yaml');
  expect(`${readFileSync(guardFile, 'utf8')}${made.stdout}`).not.toContain('ghp_secret');
  // What a person is told to do as root.
  for (const step of next as string[]) {
    const [, owner, path] = /chown -R (\d+) (\S+)$/.exec(step) ?? [];
    if (owner !== undefined && path !== undefined) spawnSync('chown', ['-R', owner, path]);
  }
  classify(guardFile);
  writeFileSync(guardFile, `${readFileSync(guardFile, 'utf8')}control:\n  switch: [${site}/switch.yaml]\n`);

  const guard = startCli(['guard', 'up', '--json'], { cwd: project, env: { LOG_LEVEL: 'error' } });
  try {
    const ready = new Promise((resolve) =>
      createInterface({ input: guard.child.stdout }).once('line', resolve),
    );
    await Promise.race([ready, guard.ended]);
    const command = ['--', process.execPath, '--input-type=module', '-e', AGENT, site];
    const ran = await runCli(['guard', 'run', 'atlas', ...command], { cwd: project });
    expect(ran.stdout.trim().split('\n')).toEqual([
      'files__write_file done',
      'files__read_text_file done',
      'git__git_add done',
      'git__git_status done',
      'memory__create_entities done',
      'memory__read_graph done',
      'files__write_file refused',
      'files__move_file refused',
      'git__git_clean refused',
      'network closed',
    ]);
    expect(ran.stderr).toContain('enforced');
  } finally {
    guard.child.kill('SIGINT');
    await guard.ended;
  }
  expect(readFileSync(join(site, 'switch.yaml'), 'utf8')).toBe('on\n');
  expect(readFileSync(join(site, 'page.html'), 'utf8')).toBe('hello');
  const verified = JSON.parse((await runCli(['guard', 'verify', '--json'], { cwd: project })).stdout);
  expect(verified).toMatchObject({ integrity: { verdict: 'intact' }, completeness: { verdict: 'complete' } });
});
