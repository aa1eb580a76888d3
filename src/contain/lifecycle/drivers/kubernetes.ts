/** A deployment and its pods, by the API of a Kubernetes cluster. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { pathFailure } from '../../../kit/errors.ts';
import { typed } from '../../../kit/json.ts';
import { type KubernetesSettings, MAX_INSTANCES } from '../../guard/config/lifecycle.ts';
import { askJson, type PlatformRequest } from './ask-json.ts';
import { type Driver, driverFailed } from './driver.ts';

/** Everything that can run a pod, owners before what they own: who is taken away first starts nothing again. */
const workloads = [
  { at: '/apis/batch/v1', plural: 'cronjobs' },
  { at: '/apis/apps/v1', plural: 'deployments' },
  { at: '/apis/apps/v1', plural: 'statefulsets' },
  { at: '/apis/apps/v1', plural: 'daemonsets' },
  { at: '/apis/apps/v1', plural: 'replicasets' },
  { at: '/apis/batch/v1', plural: 'jobs' },
  { at: '/api/v1', plural: 'replicationcontrollers' },
  { at: '/api/v1', plural: 'pods' },
] as const;

const containersShape = z.array(z.object({ image: z.string().default('') })).default([]);
const podSpec = z.object({ containers: containersShape, initContainers: containersShape });
const labels = z.record(z.string(), z.string()).default({});
const template = z.object({ metadata: z.object({ labels }).prefault({}), spec: podSpec });
const requirement = z.object({
  key: z.string(),
  operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
  values: z.array(z.string()).default([]),
});
const selector = z.object({ matchLabels: labels, matchExpressions: z.array(requirement).default([]) });
type Selector = z.infer<typeof selector>;

const object = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string().default(''),
    uid: z.string().default(''),
    labels,
    deletionTimestamp: z.string().optional(),
  }),
  spec: z
    .object({
      ...podSpec.partial().shape,
      template: template.optional(),
      jobTemplate: z.object({ spec: z.object({ template }) }).optional(),
    })
    .prefault({}),
  status: z.object({ phase: z.string().optional() }).prefault({}),
});
type KubernetesObject = z.infer<typeof object>;
const list = z.object({
  items: z.array(object),
  metadata: z.object({ continue: z.string().optional() }).prefault({}),
});
const deploymentShape = z.object({ spec: z.object({ selector }) });
const scaleShape = z.object({ spec: z.object({ replicas: z.int().default(0) }) });

type Found = KubernetesObject & { readonly path: string };

/** Errors: `driver-failed` where the certificate cannot be read. */
export function kubernetesDriver(settings: KubernetesSettings, token: string | undefined): Driver {
  const { url, namespace, deployment, copies } = settings;
  const ca = settings.ca === undefined ? undefined : certificateIn(settings.ca);
  const server = {
    kind: 'kubernetes',
    url,
    ...(ca === undefined ? {} : { ca }),
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  } as const;
  const ask = (asked: PlatformRequest) => askJson(server, asked);
  const own = `/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`;
  /** As it was seen last: when the deployment is gone, its pods are known by it. */
  let known: Selector | undefined;

  async function selected(): Promise<Selector | undefined> {
    const { status, body } = await ask({ method: 'GET', path: own, accepts: [404] });
    if (status !== 404)
      known = typed(deploymentShape, body, `deployment ${deployment}`, 'driver-failed').spec.selector;
    return known;
  }

  /** All pages. Undefined of a kind that this cluster does not have. */
  async function listed(path: string, query: Readonly<Record<string, string>> = {}) {
    const items: KubernetesObject[] = [];
    for (let next: string | undefined = ''; next !== undefined; ) {
      const search = new URLSearchParams({
        ...query,
        limit: '500',
        ...(next === '' ? {} : { continue: next }),
      });
      const { status, body } = await ask({ method: 'GET', path: `${path}?${search}`, accepts: [404] });
      if (status === 404) return undefined;
      const page = typed(list, body, path, 'driver-failed');
      items.push(...page.items);
      next = page.metadata.continue || undefined;
    }
    return items;
  }

  async function pods(): Promise<readonly KubernetesObject[]> {
    const found = await selected();
    if (found === undefined) return [];
    const all = await listed(`/api/v1/namespaces/${namespace}/pods`, { labelSelector: queryOf(found) });
    return (all ?? []).filter(({ status }) => status.phase !== 'Succeeded' && status.phase !== 'Failed');
  }

  async function take(path: string, uid: string): Promise<void> {
    await ask({
      method: 'DELETE',
      path,
      body: {
        propagationPolicy: 'Background',
        // Another one under the same name is looked at by itself.
        ...(uid === '' ? {} : { preconditions: { uid } }),
        ...(path.includes('/pods/') ? { gracePeriodSeconds: 1 } : {}),
      },
      accepts: [404, 409],
    });
  }

  /** The deployment, what it selects, and whatever runs one of the images. */
  async function belonging(): Promise<readonly Found[]> {
    const mine = await selected();
    const repositories = new Set(settings.images.map(repositoryOf));
    const found: Found[] = [];
    for (const { at, plural } of workloads) {
      const within = copies === 'cluster' ? `${at}/${plural}` : `${at}/namespaces/${namespace}/${plural}`;
      for (const item of (await listed(within)) ?? []) {
        const place = item.metadata.namespace || namespace;
        const path = `${at}/namespaces/${place}/${plural}/${encodeURIComponent(item.metadata.name)}`;
        const isOwn = path === own;
        const isSelected =
          mine !== undefined && place === namespace && labelsOf(item).some((one) => fits(mine, one));
        const isCopy = imagesOf(item).some((one) => repositories.has(repositoryOf(one)));
        if (isOwn || isSelected || isCopy) found.push({ ...item, path });
      }
    }
    return found;
  }

  return {
    kind: 'kubernetes',
    most: MAX_INSTANCES,
    canSuspend: false,
    async instances() {
      return (await pods()).map(({ metadata }) => ({
        id: metadata.name,
        state: metadata.deletionTimestamp === undefined ? 'running' : 'ending',
      }));
    },
    async scale(replicas, signal) {
      if (replicas > 0) signal.throwIfAborted();
      const { status, body } = await ask({
        method: 'PATCH',
        path: `${own}/scale`,
        type: 'application/merge-patch+json',
        body: { spec: { replicas } },
        accepts: [404],
      });
      if (status === 404 && replicas === 0) return;
      if (status === 404)
        throw driverFailed(
          'kubernetes',
          `there is no deployment ${namespace}/${deployment}`,
          'Apply it with `replicas: 0`, and give the command again.',
        );
      typed(scaleShape, body, `${own}/scale`, 'driver-failed');
      if (replicas > 0) return;
      // The time that a pod gives itself to end is not its own to choose.
      for (const { metadata } of await pods())
        await take(`/api/v1/namespaces/${namespace}/pods/${metadata.name}`, metadata.uid);
    },
    suspend: refuseSuspension,
    resume: refuseSuspension,
    async remove() {
      for (const { path, metadata } of await belonging()) {
        if (metadata.deletionTimestamp === undefined || path.includes('/pods/'))
          await take(path, metadata.uid);
      }
    },
    remains: async () => (await belonging()).map(({ path }) => path.replace(/^\/apis?\//, '')),
  };
}

function certificateIn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw driverFailed(
      'kubernetes',
      `cannot read the certificate ${path}: ${pathFailure(thrown)}`,
      'Correct `ca` of the driver in guard.yaml.',
      thrown,
    );
  }
}

async function refuseSuspension(): Promise<void> {
  throw driverFailed('kubernetes', 'a pod cannot be suspended', 'Stop it, or scale it to 0.');
}

/** Of the object, and of the pods that it makes. */
function labelsOf({ metadata, spec }: KubernetesObject): readonly Readonly<Record<string, string>>[] {
  const made = spec.template ?? spec.jobTemplate?.spec.template;
  return made === undefined ? [metadata.labels] : [made.metadata.labels];
}

function imagesOf({ spec }: KubernetesObject): readonly string[] {
  const made = spec.template?.spec ?? spec.jobTemplate?.spec.template.spec ?? spec;
  return [...(made.containers ?? []), ...(made.initContainers ?? [])].map(({ image }) => image);
}

/** @example repositoryOf('registry.example.com:5000/orion:3@sha256:ab') // 'registry.example.com:5000/orion' */
export function repositoryOf(image: string): string {
  const withoutDigest = image.replace(/@.*$/, '');
  return withoutDigest.replace(/:[^/:]*$/, '');
}

function fits({ matchLabels, matchExpressions }: Selector, given: Readonly<Record<string, string>>): boolean {
  const value = (key: string) => (Object.hasOwn(given, key) ? given[key] : undefined);
  const isNamed = Object.keys(matchLabels).length + matchExpressions.length > 0;
  return (
    isNamed &&
    Object.entries(matchLabels).every(([key, wanted]) => value(key) === wanted) &&
    matchExpressions.every(({ key, operator, values }) => {
      const found = value(key);
      if (operator === 'Exists') return found !== undefined;
      if (operator === 'DoesNotExist') return found === undefined;
      const isIn = found !== undefined && values.includes(found);
      return operator === 'In' ? isIn : !isIn;
    })
  );
}

function queryOf({ matchLabels, matchExpressions }: Selector): string {
  const words = { In: 'in', NotIn: 'notin' } as const;
  return [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values }) => {
      if (operator === 'Exists') return key;
      if (operator === 'DoesNotExist') return `!${key}`;
      return `${key} ${words[operator]} (${values.join(',')})`;
    }),
  ].join(',');
}
