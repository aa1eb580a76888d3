import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { testFolder } from '../../../../test/support/folder.ts';
import { type KubernetesApi, kubernetesApi } from '../../../../test/support/kubernetes-api.ts';
import type { KubernetesSettings } from '../../guard/config/lifecycle.ts';
import { describeDriver } from './driver.conformance.ts';
import { kubernetesDriver, repositoryOf } from './kubernetes.ts';

const folder = testFolder();
const never = new AbortController().signal;
const IMAGE = 'registry.example.com:5000/agents/orion:3';
const settings: Omit<KubernetesSettings, 'url'> = {
  kind: 'kubernetes',
  ...{ namespace: 'agents', deployment: 'orion', images: [IMAGE], copies: 'cluster' },
};

const workload = (app: string, image: string, replicas = 0) => {
  const labels = { app };
  return {
    metadata: { name: app },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'agent', image }] } },
    },
  };
};

/** With a neighbour of the same name in another namespace, which nobody asked to end. */
function withAgents(api: KubernetesApi): void {
  api.create('deployments', 'agents', workload('orion', IMAGE));
  api.create('deployments', 'agents', workload('desk', 'registry.example.com:5000/agents/desk:3', 2));
  api.create('deployments', 'other', workload('orion', 'registry.example.com:5000/other/orion:3', 1));
}

const neighbours = 3;

describeDriver('kubernetes, on a server that speaks the API', async () => {
  const api = await kubernetesApi({ token: 'secret' });
  withAgents(api);
  const alive = () => {
    const images = api.pods().map(({ spec }) => JSON.stringify(spec));
    return images.filter((text) => text.includes('agents/orion')).length;
  };
  return {
    driver: kubernetesDriver({ ...settings, url: api.url }, 'secret'),
    alive,
    copy: async () => {
      const image = 'registry.example.com:5000/agents/orion@sha256:abc';
      api.create('statefulsets', 'other', workload('ledger', image, 2));
      api.create('cronjobs', 'agents', {
        metadata: { name: 'nightly' },
        spec: { jobTemplate: { spec: { template: workload('n', image).spec.template } } },
      });
      const { template } = workload('orion', 'registry.example.com:5000/renamed:1').spec;
      api.create('pods', 'agents', {
        metadata: { name: 'stray', labels: { app: 'orion' } },
        spec: template.spec,
      });
    },
    close: async () => {
      expect(api.pods()).toHaveLength(neighbours);
      await api.close();
    },
  };
});

test('over TLS with an authority of its own, and not with any other', async () => {
  const [key, cert] = [folder.file('key.pem'), folder.file('cert.pem')];
  const made = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
  ];
  const subject = ['-subj', '/CN=cluster', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', [...made, ...subject, '-keyout', key, '-out', cert], { stdio: 'pipe' });
  const api = await kubernetesApi({
    tls: { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') },
  });
  withAgents(api);
  const trusting = kubernetesDriver({ ...settings, url: api.url, ca: cert }, undefined);
  expect(await trusting.instances()).toEqual([]);
  const other = kubernetesDriver({ ...settings, url: api.url }, undefined);
  await expect(other.instances()).rejects.toMatchObject({ code: 'driver-failed' });
  await api.close();
  await expect(trusting.instances()).rejects.toMatchObject({ code: 'driver-failed' });
});

test('a wrong token, a kind that may not be listed and a deployment that is not there are told', async () => {
  const api = await kubernetesApi({ token: 'secret', forbidden: ['cronjobs'] });
  withAgents(api);
  const stranger = kubernetesDriver({ ...settings, url: api.url }, 'wrong');
  await expect(stranger.instances()).rejects.toMatchObject({
    code: 'driver-failed',
    remedy: expect.stringContaining('rights'),
  });
  const known = kubernetesDriver({ ...settings, url: api.url }, 'secret');
  // Where it may not look something may be left: that is no absence.
  await expect(known.remains()).rejects.toMatchObject({
    code: 'driver-failed',
    message: expect.stringContaining('cronjobs'),
  });
  const missing = kubernetesDriver({ ...settings, deployment: 'nobody', url: api.url }, 'secret');
  await expect(missing.scale(1, never)).rejects.toMatchObject({
    code: 'driver-failed',
    message: expect.stringContaining('agents/nobody'),
  });
  await missing.scale(0, never);
  await api.close();
});

test('the server is one for kubectl, too: what the driver did is what it shows', async (context) => {
  if (!existsSync('/usr/bin/kubectl')) return context.skip();
  const api = await kubernetesApi();
  withAgents(api);
  const home = { ...process.env, HOME: folder.path };
  const kubectl = async (...words: readonly string[]) =>
    (
      await promisify(execFile)('kubectl', [`--server=${api.url}`, '--namespace=agents', ...words], {
        env: home,
      })
    ).stdout;
  const driver = kubernetesDriver({ ...settings, url: api.url }, undefined);
  await driver.scale(2, never);
  const shown = JSON.parse(await kubectl('get', 'deployment', 'orion', '-o', 'json'));
  expect(shown.spec.replicas).toBe(2);
  await kubectl('scale', 'deployment', 'orion', '--replicas=3');
  const late = performance.now() + 30_000;
  while ((await driver.instances()).length !== 3 && performance.now() < late);
  expect(await driver.instances()).toHaveLength(3);
  await driver.remove();
  expect(await kubectl('get', 'deployments', '-o', 'name')).toBe('deployment.apps/desk\n');
  await api.close();
});

test.each([
  ['orion', 'orion'],
  ['orion:3', 'orion'],
  ['registry.example.com:5000/orion', 'registry.example.com:5000/orion'],
  ['registry.example.com:5000/orion:3@sha256:ab', 'registry.example.com:5000/orion'],
])('the repository of %s is %s', (image, repository) => {
  expect(repositoryOf(image)).toBe(repository);
});
