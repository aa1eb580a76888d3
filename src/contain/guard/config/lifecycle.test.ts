import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, test } from 'vitest';
import { loadGuard } from './load.ts';

const folder = mkdtempSync(join(tmpdir(), 'offswitch-lifecycle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const GOOD = `version: 1
upstreams: {}
agents:
  atlas: { channel: descriptor, mediation: enforced }
  vega: { channel: socket, mediation: advisory }
lifecycle:
  ceilings: { perCommand: 2, perLineage: 4 }
  proposals: [vega]
  drivers:
    atlas: { kind: process }
    vega: { kind: systemd, unit: vega@.service }
`;

function load(text: string) {
  writeFileSync(join(folder, 'guard.yaml'), text);
  return loadGuard(join(folder, 'guard.yaml'));
}

const noEnds = { stores: {}, shared: [], ends: {}, again: { times: 3, withinHours: 24 } };

it('gives little where little is said', async () => {
  expect((await load(GOOD)).lifecycle).toEqual({
    ceilings: { perCommand: 2, perHour: 10, perLineage: 4, total: 10 },
    ...noEnds,
    proposals: ['vega'],
    drivers: {
      atlas: { kind: 'process', sandbox: 'bwrap' },
      vega: { kind: 'systemd', unit: 'vega@.service', bus: 'system' },
    },
  });
  const bare = await load('version: 1\nupstreams: {}\nagents: {}\n');
  expect(bare.lifecycle).toEqual({
    ceilings: { perCommand: 1, perHour: 10, perLineage: 1, total: 10 },
    ...{ proposals: [], drivers: {} },
    ...noEnds,
  });
});

const STORES = `lifecycle:
  stores:
    models: { folder: /srv/models }
    images: { oci: /srv/images }
    backups: { s3: "https://s3.internal/backups", id: S3_ID, secret: S3_SECRET }
  ends:
    vega:
      endpoints: ["tcp://10.0.0.7:8080", "unix:/run/vega.sock", "https://vega.internal/health"]
      credentials: [{ name: api, url: "https://issuer.internal/me", headers: { Authorization: "Bearer \${VEGA_KEY}" } }]
      entries: [{ url: "https://registry.internal/agents/vega" }]
  again: { times: 5, withinHours: 2 }
`;
const WITH_STORES = GOOD.replace('lifecycle:\n', STORES);

it('knows where content is looked for, and what is asked when an agent has ended', async () => {
  const { stores, ends, again } = (await load(WITH_STORES)).lifecycle;
  expect(stores.backups).toEqual({
    ...{ s3: 'https://s3.internal/backups', region: 'us-east-1', prefix: '' },
    ...{ id: 'S3_ID', secret: 'S3_SECRET' },
  });
  expect(ends.vega?.endpoints).toHaveLength(3);
  expect(again).toEqual({ times: 5, withinHours: 2 });
});

it.each([
  ['a store of two kinds', '{ folder: /srv/models }', '{ folder: /srv/models, oci: /srv/images }'],
  ['a relative folder', '/srv/models', 'models'],
  ['a secret itself', 'S3_SECRET', 'abc/def+'],
  ['an endpoint without a port', 'tcp://10.0.0.7:8080', 'tcp://10.0.0.7'],
  ['a key itself', 'Bearer ${VEGA_KEY}', 'Bearer abc'],
  ['no time to look again in', 'withinHours: 2', 'withinHours: 0'],
])('%s is refused', async (_, good, bad) => {
  await expect(load(WITH_STORES.replace(good, bad))).rejects.toMatchObject({ code: 'bad-guard' });
});

const SYSTEMD = 'kind: systemd, unit: vega@.service';
const CLUSTER = 'kind: kubernetes, namespace: agents, deployment: vega, url';

test.each([
  ['a ceiling above a wider one', 'perCommand: 2', 'perCommand: 11', 7, 'ceilings-cross'],
  ['a lineage above all', 'perLineage: 4', 'perLineage: 11', 7, 'ceilings-cross'],
  ['a ceiling above every one', 'perLineage: 4', 'perLineage: 1001', 7, 'bad-member'],
  ['a ceiling in part', 'perLineage: 4', 'perLineage: 1.5', 7, 'bad-member'],
  ['a proposal by nobody', '[vega]', '[lyra]', 8, 'unknown-agent'],
  ['a driver of nobody', '    vega: {', '    lyra: {', 11, 'unknown-agent'],
  ['a driver that is none', 'kind: process', 'kind: cron', 10, 'bad-member'],
  ['a process without a descriptor', SYSTEMD, 'kind: process', 11, 'driver-and-channel'],
  ['a unit with a descriptor', 'kind: process', SYSTEMD, 10, 'driver-and-channel'],
  ['a unit that is no service', 'vega@.service', 'vega.timer', 11, 'bad-member'],
  ['a unit that is a flag', 'vega@.service', '--now', 11, 'bad-member'],
  ['an image that is a flag', SYSTEMD, 'kind: docker, image: "--privileged"', 11, 'bad-member'],
  ['a socket that is no path', SYSTEMD, 'kind: docker, image: vega, socket: tcp', 11, 'bad-member'],
  [
    'a deployment that is a path',
    SYSTEMD,
    `${CLUSTER.replace('vega', '../vega')}: "https://k"`,
    11,
    'bad-member',
  ],
  [
    'a namespace with a slash',
    SYSTEMD,
    `kind: kubernetes, namespace: a/b, deployment: v, url: "https://k"`,
    11,
    'bad-member',
  ],
  ['a token in the clear', SYSTEMD, `${CLUSTER}: "http://10.0.0.1"`, 11, 'key-in-the-clear'],
  ['a token itself', SYSTEMD, `${CLUSTER}: "https://k", token: "ey.J.x"`, 11, 'bad-member'],
])('%s is told with its place', async (_, good, bad, line, fault) => {
  const text = GOOD.replace(good, bad);
  expect(text).not.toBe(GOOD);
  const thrown = await load(text).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toMatchObject({
    code: 'bad-guard',
    data: { fault, place: expect.stringContaining(`guard.yaml:${line}`) },
  });
});
