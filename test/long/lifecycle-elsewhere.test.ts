/**
 * What runs an agent beyond the guard's own processes is ended by the warden alone: the guard is killed, and containers and
 * pods end with their lease, on servers that speak the API of their platform.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, expect, it, test } from 'vitest';
import { askGuard } from '../../src/contain/guard/service/control-client.ts';
import { driverElsewhere } from '../../src/contain/lifecycle/drivers/open.ts';
import { type Lease, signLeases } from '../../src/contain/lifecycle/lease/lease.ts';
import { machineTime } from '../../src/contain/lifecycle/lease/machine-time.ts';
import type { Elsewhere } from '../../src/contain/lifecycle/warden/elsewhere.ts';
import { type SpawnedWarden, spawnWarden } from '../../src/contain/lifecycle/warden/spawn.ts';
import { hashText } from '../../src/kit/hash.ts';
import { ed25519, newSeed, publicKeyOf } from '../../src/notary/formats/signing.ts';
import { diskFiles } from '../../src/notary/log/files.ts';
import { storedEntries } from '../../src/notary/log/read-entries.ts';
import { decodeRecord, type LogRecord } from '../../src/notary/records/record.ts';
import { dockerEngine } from '../support/docker-engine.ts';
import { testFolder } from '../support/folder.ts';
import { kubernetesApi } from '../support/kubernetes-api.ts';
import { leasedGuard, until } from '../support/leased-guard.ts';
import { openSystemd, systemdMissing } from '../support/systemd.ts';

const folder = testFolder();
const SYSTEMD = 'org.freedesktop.systemd1';
const MANAGER = [SYSTEMD, '/org/freedesktop/systemd1', `${SYSTEMD}.Manager`];
const IMAGE = 'registry.example.com/nova:3';
const engineSocket = folder.file('engine.sock');
const engine = await dockerEngine(engineSocket, new Map([[IMAGE, null]]));
const cluster = await kubernetesApi({ token: 'secret' });
afterAll(async () => {
  await engine.close();
  await cluster.close();
});

const time = machineTime();
const seed = newSeed();
const wardens: SpawnedWarden[] = [];
afterEach(() => {
  for (const warden of wardens.splice(0)) if (warden.pid !== undefined) kill(warden.pid);
});

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

async function warden(journal: string): Promise<SpawnedWarden> {
  const one = await spawnWarden({ publicKey: publicKeyOf(ed25519, seed), journal });
  wardens.push(one);
  return one;
}

function signed(agent: string, ms: number, members: Partial<Lease> = {}) {
  const now = time.now();
  const lease: Lease = {
    ...{ v: 1, id: `${agent}/${randomUUID()}`, agent, lineage: agent, weights: [], boot: time.boot },
    ...{ configuration: hashText('c'), policy: hashText('p'), sequence: 1, issued: now, until: now + ms },
    ...members,
  };
  return signLeases([lease], seed);
}

const keeping = (agent: string, ms: number, elsewhere: Elsewhere) => ({
  ...{ reaches: [], most: 60_000, signed: signed(agent, ms), elsewhere },
});

const docker: Elsewhere = {
  settings: {
    ...{ kind: 'docker', socket: engineSocket, image: IMAGE, environment: {}, mounts: [] },
    ...{ network: 'none', ownImage: false },
  },
  token: null,
};
const kubernetes: Elsewhere = {
  settings: {
    ...{ kind: 'kubernetes', url: cluster.url, token: 'TOKEN', namespace: 'agents', deployment: 'orion' },
    ...{ images: [], copies: 'namespace' },
  },
  token: 'secret',
};

/** Containers of the agent, as the guard's driver begins them. */
async function containers(count: number): Promise<void> {
  const driver = driverElsewhere('nova', docker.settings, undefined);
  await driver.scale(count, new AbortController().signal);
  expect(engine.pids()).toHaveLength(count);
}

test('containers, although the engine does not answer at first', async () => {
  await containers(2);
  const one = await warden(folder.file('journal-1'));
  await one.ask('keep', keeping('nova', 700, docker));
  one.close();
  engine.isDown = true;
  await sleep(1500);
  expect(engine.pids()).toHaveLength(2);
  engine.isDown = false;
  await until(() => engine.pids().length === 0);
  await one.gone;
});

test('pods of a cluster that asks for a token', async () => {
  const template = {
    metadata: { labels: { app: 'orion' } },
    spec: { containers: [{ name: 'a', image: IMAGE }] },
  };
  cluster.create('deployments', 'agents', {
    metadata: { name: 'orion' },
    spec: { replicas: 2, selector: { matchLabels: { app: 'orion' } }, template },
  });
  await until(() => cluster.pods().length === 2);
  const one = await warden(folder.file('journal-2'));
  await one.ask('keep', keeping('orion', 700, kubernetes));
  one.close();
  await until(() => cluster.pods().length === 0);
  await one.gone;
});

const missing = systemdMissing();
test.skipIf(missing !== undefined)(
  `units of systemd${missing === undefined ? '' : `: NOT TESTED HERE: ${missing}`}`,
  async () => {
    const systemd = await openSystemd(folder.path);
    const before = { ...process.env };
    Object.assign(process.env, systemd.environment);
    try {
      writeFileSync(
        join(systemd.units, 'vega@.service'),
        '[Service]\nExecStart=/bin/sleep 1000\nRestart=always\nKillSignal=SIGCONT\nTimeoutStopSec=600\n',
      );
      await systemd.busctl('call', ...MANAGER, 'Reload');
      const settings = { kind: 'systemd', unit: 'vega@.service', bus: 'user' } as const;
      const driver = driverElsewhere('vega', settings, undefined);
      await driver.scale(2, new AbortController().signal);
      await until(async () => (await driver.instances()).length === 2);
      const one = await warden(folder.file('journal-4'));
      await one.ask('keep', keeping('vega', 700, { settings, token: null }));
      one.close();
      await until(async () => (await driver.instances()).length === 0);
      await one.gone;
    } finally {
      for (const name of Object.keys(systemd.environment)) delete process.env[name];
      Object.assign(process.env, before);
      await systemd.close();
    }
  },
);

test('an agent that lives under another lease by now is left alone, unless that one is forged or over', async () => {
  await containers(1);
  const journal = folder.file('journal-3');
  const [old, next] = [await warden(journal), await warden(journal)];
  await old.ask('keep', keeping('nova', 700, docker));
  await next.ask('keep', keeping('nova', 4000, docker));
  old.close();
  next.close();
  await old.gone;
  expect(engine.pids()).toHaveLength(1);
  await until(() => engine.pids().length === 0);
  await next.gone;
});

const guard = leasedGuard(
  `  nova: { channel: socket, mediation: advisory, lease: { seconds: 10 } }
  cedar: { channel: socket, mediation: advisory, lease: { seconds: 10 } }`,
  `lifecycle:
  ceilings: { perLineage: 2 }
  drivers:
    nova: { kind: docker, socket: ${engineSocket}, image: "${IMAGE}" }
  again: { times: 0 }
`,
);

function recorded(): readonly LogRecord[] {
  return [...storedEntries(diskFiles(join(guard.state, 'log'))).entries()].map(({ bytes, place }) =>
    decodeRecord(bytes, place),
  );
}

/** Comes by its socket, gets its lease, and goes on speaking. */
async function live(agent: string): Promise<NodeJS.Timeout> {
  const initialize = {
    ...{ jsonrpc: '2.0', id: 1, method: 'initialize' },
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'a', version: '1' } },
  };
  const socket = connect(join(guard.state, 'sockets', `${agent}.sock`));
  socket.on('error', () => undefined).resume();
  const speak = () => socket.write(`${JSON.stringify(initialize)}\n`);
  speak();
  const speaking = setInterval(speak, 500);
  await until(async () => (await guard.show(agent)).agent.lease !== undefined);
  return speaking;
}

it('the guard is killed: its container ends with the lease; of who came by a socket the certificate says what nobody can see', async () => {
  const running = await guard.up();
  await askGuard(join(guard.state, 'control.sock'), {
    ...{ do: 'agents.command', by: 'ana', command: { command: 'create', agent: 'nova' } },
  } as { do: string });
  expect(engine.pids()).toHaveLength(1);
  const lives = await Promise.all(['nova', 'cedar'].map(live));
  running.child.kill('SIGKILL');
  await until(() => engine.pids().length === 0);
  lives.forEach(clearInterval);
  const journal = () => readFileSync(join(guard.state, 'warden-journal'), 'utf8').trim().split('\n');
  await until(() => journal().length === 2);

  const next = await guard.up();
  await until(() => recorded().filter(({ kind }) => kind === 'certificate').length === 2, 60);
  const lapses = recorded().flatMap(({ kind, body }) => (kind === 'lease.lapse' ? [body.why] : []));
  expect(lapses).toContainEqual(expect.stringContaining('docker runs nothing of it any more, and ran 1'));
  const lines = (agent: string) =>
    recorded().flatMap(({ kind, body }) =>
      kind === 'certificate' && body.agent === agent
        ? body.lines.map(({ aspect, result }) => [aspect, result])
        : [],
    );
  expect(lines('nova')).toContainEqual(['processes', 'confirmed']);
  expect(lines('cedar')).toContainEqual(['processes', 'unobservable']);
  expect(lines('cedar')).toContainEqual(['channels', 'confirmed']);
  next.child.kill('SIGTERM');
  await next.ended;
});
