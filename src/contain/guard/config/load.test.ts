/** guard.yaml: what it gives, and one named error for every fault. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { OffswitchError } from '../../../kit/errors.ts';
import { bindingsOf, loadGuard } from './load.ts';

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

describe('loadGuard', () => {
  it('gives what is said, nothing for what is not, and protects itself and its policies', async () => {
    const guard = await loadGuard(write(GOOD));
    expect(guard.control).toEqual([
      { kind: 'switch', path: '/srv/ops/switch.yaml', folder: false },
      { kind: 'log', path: '/var/lib/offswitch/log/', folder: true },
      { kind: 'guard', path: join(folder, 'guard.yaml'), folder: false },
      { kind: 'policy', path: join(folder, 'base.cedar'), folder: false },
    ]);
    expect(guard.policies).toEqual([
      { path: join(folder, 'base.cedar'), text: 'permit(principal, action, resource);' },
    ]);
    expect(guard.upstreams.files?.environment).toEqual([]);
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
    const error = await failure(GOOD.replace(before, () => after));
    expect({ code: error.code, fault: error.data.fault }).toEqual({ code: 'bad-guard', fault });
    expect(error.message).toMatch(/guard\.yaml:\d+:\d+: at [\w.-]+: ./);
    // The line of the member, or of what it is missing in.
    const told = Number(/guard\.yaml:(\d+)/.exec(error.message)?.[1]);
    expect(Math.abs(told - line)).toBeLessThanOrEqual(1);
    expect(error.remedy).toMatch(/^[A-Z].*[.]$/);
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
