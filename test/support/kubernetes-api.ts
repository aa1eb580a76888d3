/**
 * A server that speaks the part of the Kubernetes API that runs workloads: objects with owners and selectors, the scale
 * of deployments, deletion with preconditions and grace, pages, tokens, and the controllers behind it.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;

interface Meta extends Json {
  name: string;
  namespace: string;
  uid: string;
  labels: Record<string, string>;
  deletionTimestamp?: string;
  ownerReferences?: { uid: string }[];
}

interface Stored {
  readonly plural: string;
  readonly metadata: Meta;
  spec: Json;
  status: Json;
}

export interface KubernetesApi {
  readonly url: string;
  /** Of pods that live, in any namespace. */
  pods(): readonly Stored[];
  objects(plural: string): readonly Stored[];
  create(plural: string, namespace: string, object: { metadata: Partial<Meta>; spec: Json }): Stored;
  close(): Promise<void>;
}

export interface KubernetesOptions {
  readonly token?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Kinds that the token may not touch. */
  readonly forbidden?: readonly string[];
  /** How long a second of grace takes, in milliseconds. */
  readonly secondMs?: number;
}

const groups: Readonly<
  Record<string, { readonly version: string; readonly kind: string; readonly short: string }>
> = {
  pods: { version: 'v1', kind: 'Pod', short: 'po' },
  replicationcontrollers: { version: 'v1', kind: 'ReplicationController', short: 'rc' },
  deployments: { version: 'apps/v1', kind: 'Deployment', short: 'deploy' },
  replicasets: { version: 'apps/v1', kind: 'ReplicaSet', short: 'rs' },
  statefulsets: { version: 'apps/v1', kind: 'StatefulSet', short: 'sts' },
  daemonsets: { version: 'apps/v1', kind: 'DaemonSet', short: 'ds' },
  jobs: { version: 'batch/v1', kind: 'Job', short: 'job' },
  cronjobs: { version: 'batch/v1', kind: 'CronJob', short: 'cj' },
};
const TICK_MS = 10;

class Refused extends Error {
  readonly status: number;
  readonly reason: string;
  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

export async function kubernetesApi(options: KubernetesOptions = {}): Promise<KubernetesApi> {
  const { token, tls, forbidden = [], secondMs = 20 } = options;
  const stored = new Map<string, Stored>();
  let version = 1;
  const keyOf = (plural: string, namespace: string, name: string) => `${plural}/${namespace}/${name}`;
  const of = (plural: string) => [...stored.values()].filter((one) => one.plural === plural);

  function create(
    plural: string,
    namespace: string,
    object: { metadata: Partial<Meta>; spec: Json },
  ): Stored {
    const { metadata, spec } = object;
    const name = metadata.name ?? `${String(metadata.generateName ?? 'x-')}${randomUUID().slice(0, 5)}`;
    const key = keyOf(plural, namespace, name);
    if (stored.has(key)) throw new Refused(409, 'AlreadyExists', `${plural} "${name}" already exists`);
    const one: Stored = {
      plural,
      metadata: {
        creationTimestamp: '2026-01-01T00:00:00Z',
        labels: {},
        ...metadata,
        name,
        namespace,
        uid: randomUUID(),
      },
      spec: structuredClone(spec),
      status: {},
    };
    stored.set(key, one);
    return one;
  }

  function remove({ plural, metadata }: Stored): void {
    stored.delete(keyOf(plural, metadata.namespace, metadata.name));
  }

  function replicate(owner: Stored, plural: string): void {
    const count = Number(owner.spec.replicas ?? 1);
    const { template, selector } = owner.spec as {
      template: { metadata?: Json; spec: Json };
      selector: Json;
    };
    const owned = of(plural).filter(({ metadata }) =>
      metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid),
    );
    const alive = owned.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    if (plural === 'replicasets') {
      const [set] = alive;
      if (set !== undefined) set.spec.replicas = count;
    } else for (const extra of alive.slice(count)) end(extra, 30);
    const wanted = plural === 'replicasets' ? 1 : count;
    for (let number = alive.length; number < wanted; number += 1)
      create(plural, owner.metadata.namespace, {
        metadata: {
          generateName: `${owner.metadata.name}-`,
          labels: { ...(template.metadata?.labels as Record<string, string>) },
          ownerReferences: [{ uid: owner.metadata.uid }],
        },
        spec: plural === 'replicasets' ? { replicas: count, selector, template } : template.spec,
      });
    if (plural === 'pods') owner.status = { replicas: alive.length, readyReplicas: alive.length };
  }

  function end(one: Stored, seconds: number): void {
    if (one.plural !== 'pods' || seconds === 0) {
      remove(one);
      return;
    }
    one.metadata.deletionTimestamp ??= new Date().toISOString();
    setTimeout(() => remove(one), seconds * secondMs).unref();
  }

  const controllers = setInterval(() => {
    for (const one of of('deployments')) replicate(one, 'replicasets');
    for (const one of [...of('replicasets'), ...of('statefulsets')]) replicate(one, 'pods');
    for (const one of of('pods')) one.status = { phase: 'Running' };
    const uids = new Set([...stored.values()].map(({ metadata }) => metadata.uid));
    for (const one of stored.values()) {
      const owners = one.metadata.ownerReferences ?? [];
      if (owners.length > 0 && owners.every(({ uid }) => !uids.has(uid))) end(one, 30);
    }
  }, TICK_MS);

  function shown({ plural, metadata, spec, status }: Stored): Json {
    const { version: apiVersion, kind } = groups[plural] ?? { version: 'v1', kind: 'Pod' };
    return { apiVersion, kind, metadata: { ...metadata, resourceVersion: String(version) }, spec, status };
  }

  function scaleOf(one: Stored): Json {
    const replicas = Number(one.spec.replicas ?? 1);
    const metadata = {
      name: one.metadata.name,
      namespace: one.metadata.namespace,
      resourceVersion: String(version),
    };
    return {
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata,
      spec: { replicas },
      status: { replicas },
    };
  }

  function listOf(plural: string, namespace: string | undefined, query: URLSearchParams): Json {
    const matches = selectorOf(query.get('labelSelector') ?? '');
    const names = (query.get('fieldSelector') ?? '').match(/metadata\.name=(.+)/)?.[1];
    const found = of(plural).filter(
      ({ metadata }) =>
        (namespace === undefined || metadata.namespace === namespace) &&
        matches(metadata.labels) &&
        (names === undefined || metadata.name === names),
    );
    const from = Number(query.get('continue') ?? 0);
    const limit = Math.min(Number(query.get('limit') ?? 500), 2) || 2;
    const page = query.has('limit') ? found.slice(from, from + limit) : found;
    const rest = query.has('limit') && from + limit < found.length ? { continue: String(from + limit) } : {};
    const { version: apiVersion, kind } = groups[plural] ?? { version: 'v1', kind: '' };
    return {
      apiVersion,
      kind: `${kind}List`,
      metadata: { resourceVersion: String(version), ...rest },
      items: page.map(shown),
    };
  }

  function ofObject(method: string, one: Stored, body: Json, scale: boolean): Json {
    version += 1;
    if (method === 'GET') return scale ? scaleOf(one) : shown(one);
    if (method === 'PATCH' || method === 'PUT') {
      const spec = body.spec as Json | undefined;
      const replicas = spec?.replicas;
      if (replicas !== undefined && (!Number.isInteger(replicas) || Number(replicas) < 0))
        throw new Refused(422, 'Invalid', 'spec.replicas: must be greater than or equal to 0');
      Object.assign(one.spec, scale ? { replicas } : spec);
      return scale ? scaleOf(one) : shown(one);
    }
    if (method !== 'DELETE') throw new Refused(405, 'MethodNotAllowed', method);
    const uid = (body.preconditions as Json | undefined)?.uid;
    if (uid !== undefined && uid !== one.metadata.uid)
      throw new Refused(409, 'Conflict', 'the UID does not match');
    const seconds = Number(body.gracePeriodSeconds ?? 30);
    if (body.propagationPolicy === 'Orphan')
      for (const child of stored.values()) child.metadata.ownerReferences = [];
    end(one, seconds);
    return shown(one);
  }

  function answer(method: string, url: URL, body: Json): Json {
    const { pathname: path, searchParams } = url;
    const known = discovery(path);
    if (known !== undefined) return known;
    const [, group = '', namespace, plural = '', name, scale] =
      /^\/(api\/v1|apis\/\w+\/v1)(?:\/namespaces\/([^/]+))?\/(\w+)(?:\/([^/]+))?(\/scale)?$/.exec(path) ?? [];
    const wanted = groups[plural];
    if (wanted === undefined || !group.endsWith(wanted.version))
      throw new Refused(404, 'NotFound', 'the server could not find the requested resource');
    if (forbidden.includes(plural)) throw new Refused(403, 'Forbidden', `${plural} is forbidden`);
    if (name === undefined) {
      if (method === 'POST')
        return shown(create(plural, namespace ?? 'default', body as { metadata: Partial<Meta>; spec: Json }));
      return listOf(plural, namespace, searchParams);
    }
    const one = stored.get(keyOf(plural, namespace ?? '', decodeURIComponent(name)));
    if (one === undefined) throw new Refused(404, 'NotFound', `${plural} "${name}" not found`);
    return ofObject(method, one, body, scale !== undefined);
  }

  const handle = async (request: IncomingMessage): Promise<readonly [number, Json]> => {
    try {
      if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
        throw new Refused(401, 'Unauthorized', 'Unauthorized');
      let text = '';
      for await (const chunk of request) text += String(chunk);
      const url = new URL(request.url ?? '/', 'http://cluster');
      return [200, answer(request.method ?? 'GET', url, text === '' ? {} : JSON.parse(text))];
    } catch (thrown) {
      const { status, reason } =
        thrown instanceof Refused ? thrown : { status: 500, reason: 'InternalError' };
      const failure = {
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        message: String(thrown),
        reason,
        code: status,
      };
      return [status, failure];
    }
  };
  const listener: Parameters<typeof createServer>[1] = (request, response) => {
    void handle(request).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  };
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    pods: () => of('pods'),
    objects: of,
    create,
    async close() {
      clearInterval(controllers);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What clients ask for before anything else. */
function discovery(path: string): Json | undefined {
  if (path === '/version') return { major: '1', minor: '32', gitVersion: 'v1.32.0' };
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  const named = ['apps', 'batch'].map((name) => {
    const version = { groupVersion: `${name}/v1`, version: 'v1' };
    return { name, versions: [version], preferredVersion: version };
  });
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: named };
  const [, version] =
    /^\/(?:apis\/(\w+\/v1)|api\/v1)$/.exec(path) === null ? [] : [0, path.replace(/^\/apis?\//, '')];
  if (version === undefined) return undefined;
  const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update'];
  const resources = Object.entries(groups)
    .filter(([, group]) => group.version === version)
    .flatMap(([name, { kind, short }]) => [
      { name, singularName: kind.toLowerCase(), namespaced: true, kind, verbs, shortNames: [short] },
      ...(name === 'deployments'
        ? [
            {
              name: `${name}/scale`,
              namespaced: true,
              group: 'autoscaling',
              version: 'v1',
              kind: 'Scale',
              verbs,
            },
          ]
        : []),
    ]);
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: version, resources };
}

function selectorOf(text: string): (labels: Readonly<Record<string, string>>) => boolean {
  const parts = text === '' ? [] : text.split(/,(?![^(]*\))/);
  const tests = parts.map((part) => {
    const [, key = '', word, list = ''] = /^(\S+) (in|notin) \((.*)\)$/.exec(part) ?? [];
    if (word !== undefined)
      return (labels: Readonly<Record<string, string>>) =>
        list.split(',').includes(labels[key] ?? '\0') === (word === 'in');
    const [name = '', value] = part.split(/==?/);
    if (value !== undefined) return (labels: Readonly<Record<string, string>>) => labels[name] === value;
    if (name.startsWith('!')) return (labels: Readonly<Record<string, string>>) => !(name.slice(1) in labels);
    return (labels: Readonly<Record<string, string>>) => name in labels;
  });
  return (labels) => tests.every((test) => test(labels));
}
