/** All that is looked at after the end of an agent, each look a line of its certificate. */
import { existsSync } from 'node:fs';
import type { Json } from '../../../kit/canonical.ts';
import { messageOf } from '../../../kit/errors.ts';
import type { Guard } from '../../guard/config/load.ts';
import { filledIn, type Variables, valueOfVariable } from '../../guard/config/variables.ts';
import type { Service } from '../../guard/service/service.ts';
import type { Driver } from '../drivers/driver.ts';
import type { ManagedAgent } from '../registry/registry.ts';
import type { StoreDescription } from '../stores/description.ts';
import { runJob } from '../stores/job.ts';
import type { StoreFindings } from '../stores/scan-store.ts';
import { lookAtCredential, lookAtEndpoint, lookAtEntry } from './asking.ts';
import type { End } from './ends.ts';
import type { Sighting } from './line.ts';

export interface LookParts {
  readonly guard: Guard;
  readonly service: Pick<Service, 'broker'>;
  readonly variables: Variables;
  driverOf(agent: string): Driver | undefined;
}

/** Quick looks: everything but content. Never throws. */
export async function lookAtAgent(
  { guard, service, variables, driverOf }: LookParts,
  { id, state, lease }: ManagedAgent,
  end: End,
): Promise<readonly Sighting[]> {
  const settings = Object.hasOwn(guard.lifecycle.ends, id) ? guard.lifecycle.ends[id] : undefined;
  const { endpoints = [], credentials = [], entries = [] } = settings ?? {};
  const asked = async (
    aspect: Sighting['aspect'],
    resource: string,
    look: () => Promise<Pick<Sighting, 'result' | 'evidence'>>,
  ): Promise<Sighting> => ({ aspect, resource, ...(await look()) });
  const withValues = (headers: Readonly<Record<string, string>>) => filledIn(headers, variables);
  const known = guard.agents[id];
  const isConfined = known?.channel === 'descriptor' && known.mediation === 'enforced';
  const undeclared = (aspect: Sighting['aspect'], what: string): Sighting => ({
    ...{ aspect, resource: what, result: 'unobservable' },
    evidence: `none is declared under lifecycle.ends.${id} in guard.yaml, and the guard was not its only way out`,
  });
  const isListed = state !== 'deleted' && (state !== 'ended' || lease !== undefined);
  return Promise.all([
    asked('processes', id, () => processesOf(driverOf(id), end)),
    asked('channels', id, async () => channelsOf(service, id)),
    ...endpoints.map((endpoint) => asked('endpoint', endpoint, () => lookAtEndpoint(endpoint))),
    ...(endpoints.length > 0 || isConfined ? [] : [undeclared('endpoint', 'endpoints')]),
    ...credentials.map(({ name, url, headers }) =>
      asked('credential', `${name}: ${url}`, () => lookAtCredential(url, withValues(headers))),
    ),
    ...(credentials.length > 0 || isConfined ? [] : [undeclared('credential', 'credentials')]),
    asked('entry', 'the registry of the guard', async () => ({
      result: isListed ? 'contradicted' : 'confirmed',
      evidence: `its state is ${state}`,
    })),
    ...entries.map(({ url, headers }) => asked('entry', url, () => lookAtEntry(url, withValues(headers)))),
  ]);
}

async function processesOf(
  driver: Driver | undefined,
  end: End,
): Promise<Pick<Sighting, 'result' | 'evidence'>> {
  if (driver === undefined)
    return { result: 'unobservable', evidence: 'the guard does not run it, and nothing says what does' };
  try {
    const left =
      end.kind === 'delete'
        ? await driver.remains()
        : (await driver.instances()).map(({ id, state }) => `${id}, ${state}`);
    return {
      result: left.length === 0 ? 'confirmed' : 'contradicted',
      evidence: { driver: driver.kind, left: [...left] },
    };
  } catch (thrown) {
    return { result: 'unobservable', evidence: messageOf(thrown) };
  }
}

function channelsOf({ broker }: LookParts['service'], agent: string): Pick<Sighting, 'result' | 'evidence'> {
  const open = broker
    .status()
    .channels.filter(({ channel }) => channel.actor === agent && channel.kind === 'agent');
  return {
    result: open.length === 0 ? 'confirmed' : 'contradicted',
    evidence: { open: open.map(({ id }) => id) },
  };
}

export interface ContentParts {
  readonly guard: Guard;
  readonly variables: Variables;
  /** Indexes of what is to be gone, and of what others have by right. */
  readonly condemned: readonly string[];
  readonly others: readonly string[];
  /** Where the content had its own place. */
  readonly ownPlaces: readonly string[];
  readonly signal: AbortSignal;
}

/** A line for each store, for the content's own places, and for what no store covers. */
export async function lookForContent(parts: ContentParts): Promise<readonly Sighting[]> {
  const { guard, condemned, others, ownPlaces, signal } = parts;
  const { stores: named } = guard.lifecycle;
  const described = Object.entries(named).map(([name, store]) => describe(name, store, parts.variables));
  const places = ownPlaces.filter((path) => existsSync(path));
  const own = places.map((folder): StoreDescription => ({ kind: 'folder', name: OWN, folder }));
  if (condemned.length === 0)
    return [
      {
        ...{ aspect: 'content', resource: 'all stores', result: 'unobservable' },
        evidence:
          'no index was made of its weights while they were there: name them in `identity` of guard.yaml',
      },
    ];
  const scan = { do: 'scan' as const, stores: [...described, ...own], digests: [] };
  const found = await runJob({ ...scan, condemned: [...condemned], others: [...others] }, signal);
  const gone = ownPlaces.filter((path) => !places.includes(path));
  return [
    ...found.map((one) => lineOf(one, ownPlaces, placesOf(guard, one.store) ?? ownPlaces)),
    ...gone.map(
      (path): Sighting => ({
        ...{ aspect: 'content', resource: `${OWN}: ${path}`, result: 'confirmed' },
        evidence: 'nothing is there',
      }),
    ),
    undeclared(guard),
  ];
}

const OWN = 'its own place';

/** A copy is somebody's work; what was never taken away is not. */
function lineOf(findings: StoreFindings, ownPlaces: readonly string[], places: readonly string[]): Sighting {
  const { store, what, result, ...seen } = findings;
  const isOwn = (name: string) => ownPlaces.some((path) => isWithin(name, path));
  const isCopy = seen.more.found > 0 || seen.found.some(({ names }) => !names.every(isOwn));
  return {
    ...{ aspect: 'content', resource: `${store}: ${what}`, result },
    // Shapes of plain data.
    evidence: JSON.parse(JSON.stringify(seen)) as Json,
    ...(result === 'contradicted' && isCopy ? { wrongIn: places } : {}),
  };
}

/** Undefined of what is no declared store. */
function placesOf({ lifecycle: { stores } }: Guard, name: string): readonly string[] | undefined {
  const store = Object.hasOwn(stores, name) ? stores[name] : undefined;
  if (store === undefined) return undefined;
  return ['folder' in store ? store.folder : 'oci' in store ? store.oci : store.s3];
}

/** Folders that agents or their servers can write in, and that are in no declared store. */
function undeclared({ agents, upstreams, lifecycle }: Guard): Sighting {
  const declared = Object.values(lifecycle.stores).flatMap((store) =>
    'folder' in store ? [store.folder] : 'oci' in store ? [store.oci] : [],
  );
  const written = [
    ...Object.values(agents).flatMap(({ run }) => run?.mounts ?? []),
    ...Object.values(upstreams).flatMap(({ sandbox }) => sandbox?.mounts ?? []),
  ]
    .filter(({ access }) => access === 'write')
    .map(({ from }) => from);
  const elsewhere = Object.entries(upstreams)
    .filter(([, { url, sandbox }]) => url !== undefined || sandbox?.network === 'host')
    .map(([name]) => `whatever ${name} reaches`);
  const folders = [...written, ...Object.values(upstreams).flatMap(({ directory }) => directory ?? [])];
  const missing = [
    ...new Set(folders).values().filter((folder) => !declared.some((store) => isWithin(folder, store))),
    ...elsewhere,
  ];
  return missing.length === 0
    ? {
        ...{ aspect: 'content', resource: 'where agents can write', result: 'confirmed' },
        evidence: 'every folder that guard.yaml lets them write in is in a declared store',
      }
    : {
        ...{ aspect: 'content', resource: 'where agents can write', result: 'unobservable' },
        evidence: { 'in no declared store': missing },
      };
}

export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

function describe(
  name: string,
  store: Guard['lifecycle']['stores'][string],
  variables: Variables,
): StoreDescription {
  if ('folder' in store) return { kind: 'folder', name, folder: store.folder };
  if ('oci' in store) return { kind: 'oci', name, folder: store.oci };
  const { s3: url, region, prefix, id, secret } = store;
  const key = {
    accessKeyId: valueOfVariable(variables, id),
    secretAccessKey: valueOfVariable(variables, secret),
  };
  return { kind: 's3', name, url, region, prefix, ...key };
}
