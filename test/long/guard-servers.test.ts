/**
 * The whole way of a call with real servers: an agent's client, its channel, the broker, the notary, and the reference
 * servers from their registries, each in its sandbox.
 */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duplexPair } from 'node:stream';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Broker, type OpenChannel, startBroker } from '../../src/contain/guard/broker/broker.ts';
import { openDoor } from '../../src/contain/guard/broker/memory-domain.conformance.ts';
import { serveStream } from '../../src/contain/guard/channels/stream-channel.ts';
import { catalogues } from '../../src/contain/guard/config/catalogues/registry.ts';
import type { Guard } from '../../src/contain/guard/config/load.ts';
import { userFor } from '../../src/contain/guard/confined/users.ts';
import { streamTransport } from '../../src/contain/guard/mcp/stream-transport.ts';
import { openUpstreams } from '../../src/contain/guard/upstreams/open.ts';
import { bwrap } from '../../src/contain/sandbox/bwrap.ts';
import { parseVerifierKey } from '../../src/notary/formats/keys.ts';
import { withoutWitnesses } from '../../src/notary/formats/policy.ts';
import { diskFiles } from '../../src/notary/log/files.ts';
import { storedEntries } from '../../src/notary/log/read-entries.ts';
import { spawnNotary } from '../../src/notary/process/spawn.ts';
import { decodeRecord } from '../../src/notary/records/record.ts';
import { verifyLog } from '../../src/notary/verify/verify-log.ts';
import { guardOf } from '../support/guard.ts';

const run = promisify(execFile);
const hasBwrap = (await bwrap.available()).available;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'offswitch-servers-')));
const python = join(folder, 'python');
const site = join(folder, 'site');
const repository = join(folder, 'repository');
const memory = join(folder, 'memory');
const log = mkdtempSync(join(tmpdir(), 'offswitch-servers-log-'));
afterAll(() => {
  for (const path of [folder, log]) rmSync(path, { recursive: true, force: true });
});

const control = { switch: join(site, 'switch.yaml') };

let notary: Awaited<ReturnType<typeof spawnNotary>>;
let broker: Broker;
let channel: OpenChannel;
let agent: Client;
const alerts: string[] = [];

beforeAll(async () => {
  if (!hasBwrap) return;
  const chosen = [catalogues.files, catalogues.memory, catalogues.git].filter((one) => one !== undefined);
  const npm = chosen.filter(({ registry }) => registry === 'npm').map((c) => `${c.package}@${c.version}`);
  const pypi = chosen.filter(({ registry }) => registry === 'PyPI').map((c) => `${c.package}==${c.version}`);
  await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', ...npm]);
  await run(existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3', ['-m', 'venv', python]);
  await run(join(python, 'bin', 'pip'), ['install', '--quiet', ...pypi]);
  for (const path of [site, repository, memory]) {
    mkdirSync(path);
    chmodSync(path, 0o777);
  }
  chmodSync(folder, 0o755);
  writeFileSync(control.switch, 'armed\n');
  writeFileSync(join(site, 'page'), 'a page\n', { mode: 0o666 });
  symlinkSync('switch.yaml', join(site, 'innocent'));
  await run('git', ['init', '--quiet', repository]);
  const user = String(userFor('upstream/git'));
  // Git works in nobody else's repository.
  if (process.getuid?.() === 0) await run('chown', ['-R', user, repository]);
  const members = {
    upstreams: {
      files: {
        command: [join(folder, 'node_modules/.bin/mcp-server-filesystem'), site],
        directory: site,
        catalogue: 'files',
      },
      memory: {
        command: [join(folder, 'node_modules/.bin/mcp-server-memory')],
        catalogue: 'memory',
        environment: { MEMORY_FILE_PATH: '${MEMORY_FILE}' },
        sandbox: { mounts: [{ from: memory, to: memory, access: 'write' }] },
      },
      git: {
        command: [join(python, 'bin/mcp-server-git'), '--repository', repository],
        directory: repository,
        catalogue: 'git',
      },
    },
  };
  const guard: Guard = {
    ...guardOf(members),
    control: [{ kind: 'switch', path: control.switch, folder: false }],
  };
  const domains = await openUpstreams({
    guard,
    variables: new Map([['MEMORY_FILE', join(memory, 'memory.json')]]),
    alert: (severity, what) => void alerts.push(`${severity}: ${what}`),
  });
  notary = await spawnNotary({ directory: join(log, 'log'), origin: 'example.com/guard', everyMs: 60_000 });
  const policies = await openDoor();
  const journal = join(log, 'journal');
  broker = await startBroker({ guard, policies, notary: notary.client, domains, journal });
  channel = await broker.openChannel({
    actor: 'atlas',
    kind: 'agent',
    identity: 'descriptor',
    confined: true,
  });
  const [ours, theirs] = duplexPair();
  serveStream(channel, ours);
  agent = new Client({ name: 'agent', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await agent.connect(streamTransport(theirs));
}, 600_000);
afterAll(async () => {
  await agent?.close();
  await broker?.close();
  await notary?.close();
});

const call = async (name: string, given: Record<string, unknown>) => {
  const { content, isError } = await agent.callTool({ name, arguments: given });
  return {
    text: content.map((part) => ('text' in part ? part.text : '')).join(''),
    isError: isError === true,
  };
};
const records = () =>
  [...storedEntries(diskFiles(join(log, 'log'))).entries()].map(({ bytes, place }) =>
    decodeRecord(bytes, place),
  );
const last = (kind: string) =>
  records().findLast((record) => record.channel === channel.id && record.kind === kind)?.body;

describe.skipIf(!hasBwrap)('an agent with the reference servers', () => {
  it('has every tool of the catalogues', async () => {
    const { tools } = await agent.listTools();
    const expected = ['files', 'memory', 'git'].flatMap((name) =>
      Object.keys(catalogues[name]?.tools ?? {}).map((tool) => `${name}__${tool}`),
    );
    expect(tools.map(({ name }) => name).toSorted()).toEqual(expected.toSorted());
    expect(alerts).toEqual([]);
  });

  it('writes a file, and the guard has seen that it holds what was written', async () => {
    expect(await call('files__write_file', { path: join(site, 'new'), content: 'new\n' })).toMatchObject({
      isError: false,
    });
    expect(readFileSync(join(site, 'new'), 'utf8')).toBe('new\n');
    expect(last('observation')).toMatchObject({ result: 'confirmed' });
  });

  it('moves a file, and reads it', async () => {
    await call('files__move_file', { source: join(site, 'page'), destination: join(site, 'moved') });
    expect(existsSync(join(site, 'page'))).toBe(false);
    expect(last('observation')).toMatchObject({ result: 'confirmed' });
    expect(await call('files__read_text_file', { path: join(site, 'moved') })).toMatchObject({
      text: 'a page\n',
    });
  });

  it.each([
    ['by its name', 'switch.yaml'],
    ['by a link', 'innocent'],
    ['by another spelling', 'SWITCH.yaml'],
  ])('does not write the switch %s', async (_, name) => {
    expect(await call('files__write_file', { path: join(site, name), content: 'off\n' })).toEqual({
      text: 'This was not done.',
      isError: true,
    });
    expect(readFileSync(control.switch, 'utf8')).toBe('armed\n');
    expect(last('decision')).toMatchObject({ verdict: 'deny' });
  });

  it('is told what failed, and nothing is confirmed that did not come about', async () => {
    const { isError } = await call('files__move_file', {
      source: join(site, 'none'),
      destination: join(site, 'x'),
    });
    expect(isError).toBe(true);
  });

  it('remembers, in a file of its own', async () => {
    await call('memory__create_entities', {
      entities: [{ name: 'x', entityType: 'note', observations: ['seen'] }],
    });
    expect((await call('memory__search_nodes', { query: 'seen' })).text).toContain('"x"');
  });

  it('commits, with a server of Python', async () => {
    writeFileSync(join(repository, 'file'), 'text\n', { mode: 0o666 });
    expect(await call('git__git_add', { repo_path: repository, files: ['file'] })).toMatchObject({
      isError: false,
    });
    expect((await call('git__git_status', { repo_path: repository })).text).toContain('new file:   file');
  });

  it('leaves a log in which nothing is missing', async () => {
    await notary.client.ask('publish', {});
    const { read } = diskFiles(join(log, 'log'));
    const key = read('vkey')?.toString().trim() ?? '';
    const found = verifyLog(read, { policy: withoutWitnesses([parseVerifierKey(key, 'vkey')]) });
    expect([found.integrity.findings, found.completeness.findings]).toEqual([[], []]);
    const counted = Object.groupBy(records(), ({ kind }) => kind);
    expect(counted.intent?.length).toBe(counted.decision?.length);
  });
});
