/** What is found out of a client's configuration before anything is written: programs, references, secrets, and every refusal. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { OffswitchError } from '../../../kit/errors.ts';
import { planInit } from './plan.ts';

const root = mkdtempSync(join(tmpdir(), 'offswitch-plan-'));
afterAll(() => rmSync(root, { recursive: true }));
let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'project-'));
  write('x.js', '');
});

function write(name: string, text: string, mode = 0o644): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

/** A package of npm as it lies in node_modules. */
function install(name: string, version: string, bin: unknown): void {
  const base = `node_modules/${name}`;
  write(`${base}/package.json`, JSON.stringify({ name, version, bin }));
  write(`${base}/dist/index.js`, '#!/usr/bin/env node\n');
}

function plan(config: unknown, more: { without?: readonly string[]; file?: string } = {}) {
  const text = typeof config === 'string' ? config : JSON.stringify({ mcpServers: config });
  const from = write(more.file ?? '.mcp.json', text);
  const request = { agent: 'agent', channel: 'socket', force: false } as const;
  return planInit({ ...request, folder, from, without: more.without ?? [] });
}

function lines(config: unknown, file?: string) {
  const { adopted, values } = plan(config, file === undefined ? {} : { file });
  return {
    lines: Object.fromEntries(adopted.map((one) => [one.name, one.lines])),
    values: Object.fromEntries(values),
  };
}

describe('programs', () => {
  it.each([
    ['npx', ['-y', '@modelcontextprotocol/server-filesystem']],
    ['npx', ['--yes', '@modelcontextprotocol/server-filesystem@2026.8.31']],
    ['npx', ['-y', '-p', '@modelcontextprotocol/server-filesystem', 'mcp-server-filesystem']],
    ['npx', ['--package=@modelcontextprotocol/server-filesystem', '--', 'mcp-server-filesystem']],
    ['npm', ['exec', '-y', '@modelcontextprotocol/server-filesystem@latest']],
    ['pnpm', ['dlx', '@modelcontextprotocol/server-filesystem']],
    ['bunx', ['@modelcontextprotocol/server-filesystem']],
    ['/usr/bin/npx', ['-y', '@modelcontextprotocol/server-filesystem']],
    ['node', ['node_modules/@modelcontextprotocol/server-filesystem/dist/index.js']],
    ['node_modules/.bin/mcp-server-filesystem', []],
  ])('%s %j is the files server', (command, args) => {
    install('@modelcontextprotocol/server-filesystem', '2026.8.31', {
      'mcp-server-filesystem': 'dist/index.js',
    });
    mkdirSync(join(folder, 'node_modules/.bin'));
    const entry = join(folder, 'node_modules/@modelcontextprotocol/server-filesystem/dist/index.js');
    chmodSync(entry, 0o755);
    symlinkSync(entry, join(folder, 'node_modules/.bin/mcp-server-filesystem'));
    mkdirSync(join(folder, 'site'));
    const { one } = lines({ one: { command, args: [...args, './site'] } }).lines;
    expect(one).toMatchObject({
      catalogue: 'files',
      command: [process.execPath, entry, join(folder, 'site')],
      directory: join(folder, 'site'),
    });
  });

  it('finds a program of Python in the environment beside the configuration', () => {
    const script = write('.venv/bin/mcp-server-git', '#!/usr/bin/python3\n', 0o755);
    mkdirSync(join(folder, 'repo'));
    for (const [command, args] of [
      ['uvx', ['mcp-server-git']],
      ['uvx', ['--from', 'mcp-server-git==1.0', 'mcp-server-git']],
      ['uv', ['tool', 'run', 'mcp-server-git']],
      ['uv', ['run', 'mcp-server-git']],
      ['pipx', ['run', 'mcp-server-git']],
      ['.venv/bin/mcp-server-git', []],
    ] as const) {
      const { git } = lines({
        git: { command, args: [...args, '--repository', join(folder, 'repo')] },
      }).lines;
      expect(git).toMatchObject({
        catalogue: 'git',
        command: [script, '--repository', join(folder, 'repo')],
      });
    }
  });

  it('gives servers the network that are there for it, and a memory a file of its own', () => {
    install('@modelcontextprotocol/server-postgres', '0.6.2', 'dist/index.js');
    install('@modelcontextprotocol/server-memory', '2026.1.1', 'dist/index.js');
    write('node_modules/@modelcontextprotocol/server-memory/dist/memory.jsonl', '{}\n');
    const found = plan({
      base: { command: 'npx', args: ['@modelcontextprotocol/server-postgres', 'postgresql://u:pw@db/x'] },
      memory: { command: 'npx', args: ['@modelcontextprotocol/server-memory'] },
    });
    const [base, memory] = found.adopted;
    expect(base?.lines).toMatchObject({ catalogue: 'postgres', sandbox: { network: 'host' } });
    expect(base?.lines.command?.at(-1)).toBe('${BASE_URL}');
    expect(found.values.get('BASE_URL')).toBe('postgresql://u:pw@db/x');
    expect(memory?.lines).toMatchObject({
      catalogue: 'memory',
      environment: { MEMORY_FILE_PATH: '${MEMORY_FILE_PATH}' },
      directory: join(folder, 'guard-files/memory'),
    });
    expect(memory?.notes.join()).toContain('copy of');
    expect(found.folders.map(({ path }) => path)).toEqual([join(folder, 'guard-files/memory')]);
  });
});

describe('references and secrets', () => {
  it('fills in folders, keeps variables, and moves every value out', () => {
    write('.env.server', 'FROM_FILE=file-value\n');
    const config = {
      servers: {
        'my server': {
          command: 'node',
          args: [
            '${workspaceFolder}/x.js',
            '--token=abc',
            '--api-key',
            'def',
            '--port',
            '80',
            'ghp_0123456789',
          ],
          envFile: '${workspaceFolder}/.env.server',
          env: {
            PLAIN: 'v',
            FROM_ENV: '${env:OUTER}',
            SHORT: '${OUTER}',
            WITH_DEFAULT: '${NOWHERE_SET:-fallback}',
            ASKED: '${input:github-token}',
            COUNT: 3,
          },
        },
      },
    };
    const found = lines(`// comment\n${JSON.stringify(config)}`, '.vscode/mcp.json');
    expect(found.lines['my-server']).toMatchObject({
      command: [
        ...[process.execPath, join(folder, 'x.js'), '--token=${MY_SERVER_TOKEN}'],
        ...['--api-key', '${MY_SERVER_API_KEY}', '--port', '80', '${MY_SERVER_KEY}'],
      ],
      environment: {
        FROM_FILE: '${FROM_FILE}',
        PLAIN: '${PLAIN}',
        FROM_ENV: '${OUTER}',
        SHORT: '${OUTER}',
        WITH_DEFAULT: '${NOWHERE_SET}',
        ASKED: '${GITHUB_TOKEN}',
        COUNT: '${COUNT}',
      },
    });
    expect(found.values).toEqual({
      FROM_FILE: 'file-value',
      PLAIN: 'v',
      COUNT: '3',
      NOWHERE_SET: 'fallback',
      MY_SERVER_TOKEN: 'abc',
      MY_SERVER_API_KEY: 'def',
      MY_SERVER_KEY: 'ghp_0123456789',
    });
  });

  it('keeps two values of one name apart', () => {
    const found = lines({
      a: { command: 'node', args: ['x.js'], env: { TOKEN: '1' } },
      b: { command: 'node', args: ['x.js'], env: { TOKEN: '2' } },
      c: { command: 'node', args: ['x.js'], env: { TOKEN: '1' } },
    });
    expect(Object.values(found.lines).map(({ environment }) => environment?.TOKEN)).toEqual([
      '${TOKEN}',
      '${TOKEN_2}',
      '${TOKEN}',
    ]);
    expect(found.values).toEqual({ TOKEN: '1', TOKEN_2: '2' });
  });

  it('takes credentials out of addresses', () => {
    const found = lines({ a: { url: 'https://u:p%40w@desk.example/mcp?x=1&access_token=q%20r' } });
    expect(found.lines.a).toEqual({
      url: 'https://desk.example/mcp?x=1&access_token=${A_ACCESS_TOKEN}',
      headers: { Authorization: 'Basic ${A_BASIC}' },
    });
    expect(found.values).toEqual({
      A_ACCESS_TOKEN: 'q r',
      A_BASIC: Buffer.from('u:p@w').toString('base64'),
    });
  });

  it('leaves out what is switched off in the client, and what is not wanted', () => {
    const config = {
      a: { command: 'node', args: ['x.js'], disabled: true },
      b: { command: 'docker', args: ['run'] },
      c: { command: 'node', args: ['x.js'] },
    };
    expect(plan(config, { without: ['b'] }).adopted.map(({ name }) => name)).toEqual(['c']);
  });
});

const one = (members: object) => ({ one: members });

it.each<[string, unknown, string, RegExp]>([
  ['broken JSON', '{"mcpServers": {', 'bad-json', /\.mcp\.json:1:/],
  ['a key twice', '{"mcpServers": {}, "mcpServers": {}}', 'bad-json', /mcpServers/],
  ['another file', '{"name": "x", "version": "1"}', 'bad-client-config', /neither/],
  ['a list of servers', [], 'bad-client-config', /neither/],
  ['a server without anything', one({ args: [] }), 'bad-client-config', /"one".*command or a url/],
  ['both ways', one({ command: 'x', url: 'https://x.example' }), 'bad-client-config', /command or a url/],
  ['arguments that are no list', one({ command: 'x', args: 'y' }), 'bad-client-config', /args/],
  ['names that become one', { 'a b': {}, 'a-b': {} }, 'bad-client-config', /command or a url/],
  ['a container', one({ command: 'docker', args: ['run', 'x'] }), 'bad-client-config', /docker.*outside/],
  ['a shell', one({ command: 'bash', args: ['-c', 'x'] }), 'bad-client-config', /shell/],
  ['the old transport', one({ type: 'sse', url: 'http://127.0.0.1/sse' }), 'bad-client-config', /sse/],
  ['no address', one({ url: 'desk' }), 'bad-client-config', /no address/],
  ['a reference to nothing', one({ command: '${command:pick}' }), 'bad-client-config', /command:pick/],
  [
    'half a variable',
    one({ command: 'node', args: ['x.js'], env: { A: 'x${B}' } }),
    'bad-client-config',
    /env\.A/,
  ],
  [
    'an odd name',
    one({ command: 'node', args: ['x.js'], env: { 'a b': 'x' } }),
    'bad-client-config',
    /"a b"/,
  ],
  ['a file that is not there', one({ command: 'node', args: ['y.js'] }), 'bad-client-config', /y\.js/],
  [
    'a package that is not installed',
    one({ command: 'npx', args: ['@x/none@1.2.3'] }),
    'missing-package',
    /@x\/none@1\.2\.3/,
  ],
  [
    'a program that is not installed',
    one({ command: 'uvx', args: ['no-such'] }),
    'missing-package',
    /no-such/,
  ],
  ['a program that is nowhere', one({ command: 'no-such-program' }), 'missing-package', /no-such-program/],
  ['the whole machine', one({ command: 'node', args: ['x.js', '/'] }), 'bad-client-config', /whole machine/],
])('names %s', (_, config, code, words) => {
  const caught = (() => {
    try {
      plan(config);
    } catch (thrown) {
      return thrown;
    }
    return undefined;
  })();
  expect(caught).toBeInstanceOf(OffswitchError);
  expect(caught).toMatchObject({
    code,
    message: expect.stringMatching(words),
    remedy: expect.stringMatching(/^[A-Z].*[.?]$/s),
  });
});

it('names another version than the one that is asked for as missing', () => {
  install('server', '1.0.0', 'dist/index.js');
  expect(() => plan(one({ command: 'npx', args: ['server@2.0.0'] }))).toThrow(
    /server@2\.0\.0 is not installed/,
  );
  expect(plan(one({ command: 'npx', args: ['server@1.0.0'] })).adopted).toHaveLength(1);
});
