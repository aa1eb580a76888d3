/** guard.yaml: what it gives, and one named error for every fault. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { OffswitchError } from '../../../kit/errors.ts';
import { bindingsOf } from './bindings.ts';
import { loadGuard } from './load.ts';

const folder = mkdtempSync(join(tmpdir(), 'offswitch-guard-'));
afterAll(() => rmSync(folder, { recursive: true }));

const DIGEST = `sha256:${'0'.repeat(64)}`;
const GOOD = `version: 1
upstreams:
  files:
    command: [node, server.js, /srv/site]
    directory: /srv/site
    catalogue: files
  desk:
    url: https://desk.example/mcp
    environment: [DESK_TOKEN]
    tools:
      close_ticket:
        class: message
        resources: [{ at: /ticket/id, kind: name }]
        schema: ${DIGEST}
      rate:
        class: evaluate
        subjects: [/agent]
        schema: ${DIGEST}
agents:
  atlas: { channel: descriptor, mediation: enforced, family: acme }
control:
  switch: [/srv/ops/switch.yaml]
  log: [/var/lib/offswitch/log/]
ceilings:
  create: { perCall: 1, perHour: 2, perFamily: 3, total: 4 }
policies: [base.cedar]
history:
  - { name: few, kind: rate, of: { tools: [files.write_file] }, most: 20, seconds: 60 }
`;
writeFileSync(join(folder, 'base.cedar'), 'permit(principal, action, resource);');

function write(text: string | Buffer): string {
  const file = join(folder, 'guard.yaml');
  writeFileSync(file, text);
  return file;
}

async function failure(text: string | Buffer): Promise<OffswitchError> {
  try {
    await loadGuard(write(text));
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return thrown;
    throw thrown;
  }
  throw new Error('it was loaded');
}

async function expectFault(text: string, line: number, fault: string): Promise<void> {
  const error = await failure(text);
  expect({ code: error.code, fault: error.data.fault }).toEqual({ code: 'bad-guard', fault });
  expect(error.message).toMatch(/guard\.yaml:\d+:\d+: at [\w. -]+: ./);
  // The line of the member, or of what it is missing in.
  const told = Number(/guard\.yaml:(\d+)/.exec(error.message)?.[1]);
  expect(Math.abs(told - line)).toBeLessThanOrEqual(1);
  expect(error.remedy).toMatch(/^[A-Z].*[.]$/);
}

/** Everything that says how the guard is run. */
const RUN = `version: 1
state: state
origin: example.com/guard
witnesses: witnesses.txt
listen: 127.0.0.1:7070
upstreams:
  files:
    command: [node, server.js, '--token=\${FILES_TOKEN}']
    environment: [FILES_TOKEN]
    sandbox: { mounts: [{ from: /srv/site, to: /srv/site, access: write }], control: hidden }
  desk:
    url: https://desk.example/mcp
    headers: { Authorization: 'Bearer \${DESK_TOKEN}' }
agents:
  atlas:
    channel: descriptor
    mediation: enforced
    run: { command: [node, agent.mjs], workingFolder: /home/atlas, environment: { LANG: C.UTF-8 } }
    models: [main]
    budget: { requests: 100, per: hour }
models:
  main: { protocol: anthropic, url: https://api.example, key: MODEL_KEY, names: [model-1] }
probes:
  controls: { everySeconds: 2 }
  contents: [{ folder: /srv/store, condemned: ${DIGEST} }]
  processes: [{ agent: atlas }]
monitors: [{ module: monitor.mjs, votes: 3 }]
`;
writeFileSync(join(folder, 'witnesses.txt'), 'quorum none\n');
writeFileSync(join(folder, 'broken.txt'), 'quorum some\n');
writeFileSync(join(folder, 'monitor.mjs'), 'export default async () => "pass";\n');

describe('loadGuard', () => {
  it('gives what is said, nothing for what is not, and protects itself and its policies', async () => {
    const guard = await loadGuard(write(GOOD));
    expect(guard.control).toEqual([
      { kind: 'switch', path: '/srv/ops/switch.yaml', folder: false },
      { kind: 'log', path: '/var/lib/offswitch/log/', folder: true },
      { kind: 'guard', path: join(folder, 'guard.yaml'), folder: false },
      { kind: 'policy', path: join(folder, 'base.cedar'), folder: false },
      { kind: 'log', path: `${join(folder, 'guard-state')}/`, folder: true },
    ]);
    expect(guard.policies).toEqual([
      { path: join(folder, 'base.cedar'), text: 'permit(principal, action, resource);' },
    ]);
    expect(guard.upstreams.files?.environment).toEqual({});
    expect(guard.upstreams.desk?.environment).toEqual({ DESK_TOKEN: 'DESK_TOKEN' });
    expect(guard.history[0]).toMatchObject({ answer: 'deny', by: 'agent' });
    const bare = await loadGuard(write('version: 1\nupstreams: {}\nagents: {}\n'));
    expect(bare.ceilings.create).toEqual({ perCall: 0, perHour: 0, perFamily: 0, total: 0 });
  });

  it('lets a line of its own stand before the catalogue’s', async () => {
    const own = GOOD.replace(
      '    catalogue: files\n',
      `    catalogue: files\n    tools: { read_file: { class: other, schema: '${DIGEST}' } }\n`,
    );
    const files = (await loadGuard(write(own))).upstreams.files;
    if (files === undefined) throw new Error('files');
    expect(bindingsOf(files).get('read_file')?.class).toBe('other');
    expect(bindingsOf(files).get('write_file')?.class).toBe('write');
    expect(bindingsOf(files).get('toString')).toBeUndefined();
  });

  it('gives absolute paths, and what is not said of running', async () => {
    const guard = await loadGuard(write(RUN));
    expect(guard).toMatchObject({
      file: join(folder, 'guard.yaml'),
      state: join(folder, 'state'),
      witnesses: join(folder, 'witnesses.txt'),
      monitors: [{ module: join(folder, 'monitor.mjs'), votes: 3 }],
      probes: {
        controls: { everySeconds: 2 },
        contents: [{ folder: '/srv/store', condemned: [DIGEST], everySeconds: 60 }],
      },
    });
    expect(guard.upstreams.files?.sandbox).toMatchObject({ driver: 'bwrap', network: 'none' });
    expect(guard.agents.atlas?.run).toMatchObject({ mounts: [], workingFolder: '/home/atlas' });
    expect(guard.agents.atlas?.budget).toEqual({ requests: 100, per: 'hour' });
    expect(guard.models.main?.serverTools).toEqual([]);
    expect(guard.control.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      `guard ${join(folder, 'guard.yaml')}`,
      `policy ${join(folder, 'witnesses.txt')}`,
      `policy ${join(folder, 'monitor.mjs')}`,
      `log ${join(folder, 'state')}/`,
    ]);
    const bare = await loadGuard(write('version: 1\nupstreams: {}\nagents: {}\n'));
    expect(bare).toMatchObject({
      state: join(folder, 'guard-state'),
      origin: 'localhost/offswitch',
      listen: '127.0.0.1:0',
      models: {},
      monitors: [],
      probes: { controls: { everySeconds: 5 }, contents: [], processes: [] },
    });
    expect(bare.witnesses).toBeUndefined();
  });

  it.each<[string, string, string, number, string]>([
    ['a name of a log with a space', 'example.com/guard', 'our guard', 3, 'bad-member'],
    ['an address that the network reaches', '127.0.0.1:7070', '0.0.0.0:7070', 5, 'bad-member'],
    ['a port that is none', '127.0.0.1:7070', '127.0.0.1:70700', 5, 'bad-member'],
    ['witnesses that are not there', 'witnesses.txt', 'none.txt', 4, 'unreadable-witnesses'],
    ['witnesses that are no policy', 'witnesses.txt', 'broken.txt', 4, 'bad-witnesses'],
    ['a value in the environment', '[FILES_TOKEN]', '{ FILES_TOKEN: abc }', 8, 'bad-member'],
    ['a driver that is none', 'sandbox: { mounts', 'sandbox: { driver: docker, mounts', 10, 'bad-member'],
    ['a network that is none', 'sandbox: { mounts', 'sandbox: { network: lan, mounts', 10, 'bad-member'],
    ['a mount below no root', 'from: /srv/site', 'from: srv/site', 10, 'bad-member'],
    ['a mount twice said', 'access: write', 'access: write, mode: 1', 10, 'unknown-member'],
    [
      'a sandbox of nothing',
      'url: https://desk.example/mcp',
      'url: https://desk.example/mcp\n    sandbox: {}',
      12,
      'sandbox-without-command',
    ],
    ['a header with its value', 'Bearer ${DESK_TOKEN}', 'Bearer abc', 13, 'bad-member'],
    ['a header that is none', 'Authorization:', '"a b":', 13, 'bad-member'],
    ['a header with more than a scheme', 'Bearer ${', 'Bearer key-1 ${', 13, 'bad-member'],
    ['headers in the clear', 'https://desk.example', 'http://desk.example', 12, 'key-in-the-clear'],
    [
      'headers of a command',
      'environment: [FILES_TOKEN]',
      "environment: [FILES_TOKEN]\n    headers: { X: '${FILES_TOKEN}' }",
      10,
      'headers-without-url',
    ],
    ['a run by socket', 'channel: descriptor', 'channel: socket', 16, 'run-without-descriptor'],
    ['an unknown member of run', 'run: { command', 'run: { shell: true, command', 18, 'unknown-member'],
    ['a relative working folder', 'workingFolder: /home/atlas', 'workingFolder: home', 18, 'bad-member'],
    ['a model that is not described', 'models: [main]', 'models: [other]', 19, 'unknown-model'],
    ['a model with an inherited name', 'models: [main]', 'models: [valueOf]', 19, 'unknown-model'],
    ['a budget of nothing', '{ requests: 100, per: hour }', '{ per: hour }', 20, 'bad-member'],
    ['a budget below nothing', 'requests: 100', 'requests: -1', 20, 'bad-member'],
    ['a period that is none', 'per: hour', 'per: week', 20, 'bad-member'],
    ['a protocol that is none', 'protocol: anthropic', 'protocol: soap', 22, 'bad-member'],
    ['a key in place of its name', 'key: MODEL_KEY', 'key: sk-abc', 22, 'bad-member'],
    ['a key in the clear', 'https://api.example', 'http://api.example', 22, 'key-in-the-clear'],
    ['a key in the address', 'https://api.example', 'https://api.example?key=x', 22, 'credential-in-url'],
    ['no model', 'names: [model-1]', 'names: []', 22, 'bad-member'],
    ['a probe too often', 'everySeconds: 2', 'everySeconds: 0', 24, 'bad-member'],
    ['content without a digest', `condemned: ${DIGEST}`, 'condemned: model', 25, 'bad-member'],
    ['a probe of nobody', '[{ agent: atlas }]', '[{ agent: borea }]', 26, 'unknown-agent'],
    ['a monitor that is not there', 'monitor.mjs', 'none.mjs', 27, 'unreadable-monitor'],
    ['a monitor without a vote', 'votes: 3', 'votes: 0', 27, 'bad-member'],
    [
      'a class that there is not',
      'monitors:',
      'approvals: { approvers: a, classes: { effect.erase: {} } }\nmonitors:',
      28,
      'unknown-member',
    ],
    [
      'three people',
      'monitors:',
      'approvals: { approvers: a, classes: { command.delete: { people: 3 } } }\nmonitors:',
      28,
      'bad-member',
    ],
    ['no approvers', 'monitors:', 'approvals: { timeoutSeconds: 60 }\nmonitors:', 28, 'missing-member'],
    [
      'a secret in the place of a variable',
      'monitors:',
      "approvals: { approvers: a, notices: { webhooks: [{ url: 'https://h.example', secret: abc }] } }\nmonitors:",
      28,
      'bad-member',
    ],
    [
      'notices without encryption',
      'monitors:',
      "approvals: { approvers: a, notices: { webhooks: [{ url: 'http://h.example', secret: '${H}' }] } }\nmonitors:",
      28,
      'notice-in-the-clear',
    ],
  ])('names %s, of what says how it is run', async (_, before, after, line, fault) => {
    expect(RUN).toContain(before);
    await expectFault(
      RUN.replace(before, () => after),
      line,
      fault,
    );
  });

  it.each<[string, string, string, number, string]>([
    ['an unknown member', 'version: 1', 'version: 1\nverbose: true', 2, 'unknown-member'],
    ['an unknown member within', 'directory: /srv/site', 'folder: /srv/site', 5, 'unknown-member'],
    ['another version', 'version: 1', 'version: 2', 1, 'bad-member'],
    ['a missing class', 'class: message\n        ', '', 12, 'missing-member'],
    ['an unknown class', 'class: message', 'class: send', 12, 'bad-member'],
    ['no schema', `        schema: ${DIGEST}\n      rate:`, '      rate:', 12, 'missing-member'],
    ['a short digest', DIGEST, 'sha256:00', 14, 'bad-member'],
    ['a pointer that is none', '/ticket/id', 'ticket.id', 13, 'bad-member'],
    ['neither command nor url', '    command: [node, server.js, /srv/site]\n', '', 3, 'command-or-url'],
    [
      'command and url',
      'url: https://desk.example/mcp',
      'url: https://desk.example/mcp\n    command: [x]',
      8,
      'command-or-url',
    ],
    ['an address that is none', 'https://desk.example/mcp', 'ftp://desk.example', 8, 'bad-member'],
    [
      'a credential in the address',
      'https://desk.example/mcp',
      'https://a:b@desk.example/mcp',
      8,
      'credential-in-url',
    ],
    [
      'a credential in the query',
      'https://desk.example/mcp',
      'https://desk.example/mcp?api_key=x',
      8,
      'credential-in-url',
    ],
    ['a credential in place of its name', 'DESK_TOKEN', 'DESK_TOKEN=abc', 9, 'bad-member'],
    ['an unknown catalogue', 'catalogue: files', 'catalogue: file', 6, 'unknown-catalogue'],
    ['a catalogue with an inherited name', 'catalogue: files', 'catalogue: toString', 6, 'unknown-catalogue'],
    ['a judgement of nobody', '        subjects: [/agent]\n', '', 16, 'no-subject'],
    ['a change of nothing', 'class: evaluate', 'class: write', 16, 'no-resource'],
    ['a relative control artefact', '/srv/ops/switch.yaml', 'ops/switch.yaml', 22, 'bad-member'],
    ['an unknown kind of artefact', 'switch: [', 'lever: [', 22, 'unknown-member'],
    ['a channel that is none', 'channel: descriptor', 'channel: name', 20, 'bad-member'],
    ['a ceiling above all', 'total: 4', 'total: 4000', 25, 'bad-member'],
    ['a ceiling that is no whole number', 'total: 4', 'total: 4.5', 25, 'bad-member'],
    ['ceilings that cross', 'perCall: 1', 'perCall: 3', 25, 'ceilings-cross'],
    ['a policy that is not there', 'base.cedar', 'none.cedar', 26, 'unreadable-policy'],
    ['an unknown kind of rule', 'kind: rate', 'kind: speed', 28, 'bad-member'],
    ['a rule about nothing', 'of: { tools: [files.write_file] }', 'of: {}', 28, 'bad-member'],
    ['a rule about an unknown tool', 'files.write_file', 'files.format_disk', 28, 'unknown-tool'],
    [
      'a rule twice',
      '  - { name: few',
      '  - { name: few, kind: quota, of: { classes: [read] }, most: 1 }\n  - { name: few',
      29,
      'rule-twice',
    ],
  ])('names %s', async (_, before, after, line, fault) => {
    expect(GOOD).toContain(before);
    await expectFault(
      GOOD.replace(before, () => after),
      line,
      fault,
    );
  });

  it.each([
    ['broken YAML', 'version: [1', 'bad-guard'],
    ['a key twice', 'version: 1\nversion: 1\nupstreams: {}\nagents: {}\n', 'bad-guard'],
    [
      'a prototype key',
      'version: 1\nupstreams: { constructor: { command: [x] } }\nagents: {}\n',
      'bad-guard',
    ],
    ['two documents', 'version: 1\n---\nversion: 1\n', 'bad-guard'],
    ['nothing', '', 'bad-guard'],
    ['a list', '- 1\n', 'bad-guard'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00]), 'bad-json'],
  ])('names %s', async (_, text, code) => {
    expect((await failure(text)).code).toBe(code);
  });

  it('names a file that is not there', async () => {
    await expect(loadGuard(join(folder, 'none.yaml'))).rejects.toMatchObject({ code: 'file-unreadable' });
  });
});
