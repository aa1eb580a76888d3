/** What guard.yaml says of the places that an effect is about: whose they are, what rests on them, which stores are declared. */
import type { Guard } from '../guard/config/load.ts';
import type { ControlKind } from '../guard/config/schema.ts';
import type { Resource } from '../guard/effect.ts';

/** Of a place; all of it in words of ours and of guard.yaml. */
export interface Known {
  /** `the weights of the agent atlas` */
  readonly thing: string;
  readonly line: string;
}

const MOST = 12;

const controlText: Readonly<Record<ControlKind, string>> = {
  switch: 'a switch that turns agents off',
  policy: 'the rules that limit agents',
  bar: 'the bar that agents have to reach',
  schedule: 'the schedule of what is done to agents, such as their deletion',
  lease: 'what says how long agents live',
  log: 'the log of what agents did',
  guard: 'the guard itself, which limits agents',
  catalogue: 'what tells the guard what tools do',
};

/** @example knownOf([{ kind: 'path', name: '/srv/models/atlas/w' }], guard)[0]?.thing // 'the weights of the agent atlas' */
export function knownOf(
  resources: readonly Pick<Resource, 'kind' | 'name' | 'resolved'>[],
  { agents, control }: Pick<Guard, 'agents' | 'control'>,
): readonly Known[] {
  const paths = resources.flatMap(({ kind, name, resolved = [] }) =>
    kind === 'path' ? [name, ...resolved].filter((path) => path.startsWith('/')) : [],
  );
  const isAbout = (place: string) => paths.some((path) => isWithin(path, place) || isWithin(place, path));
  const governing = control
    .filter(({ path }) => isAbout(path))
    .map(({ kind, path }) => ({
      thing: controlText[kind],
      line: `${path} controls agents: it is, or belongs to, ${controlText[kind]}`,
    }));
  const made = Object.entries(agents).flatMap(([agent, { identity }]) =>
    (['weights', 'prompts', 'memory'] as const).flatMap((part) =>
      (identity?.[part] ?? []).filter(isAbout).map((place) => ({
        thing: `the ${part} of the agent ${agent}`,
        line: `the ${part} of the agent ${agent} are at ${place}`,
      })),
    ),
  );
  const lines = new Set<string>();
  return [...governing, ...made].filter(({ line }) => !lines.has(line) && lines.add(line)).slice(0, MOST);
}

interface Whither {
  /** Undefined where guard.yaml has no store that it could be. */
  readonly store?: string;
  /** False where only the name of the bucket is the same. */
  readonly isCertain: boolean;
}

/** Whether an address or a path is in one of the stores that guard.yaml declares. */
export function storeOf(
  { kind, name }: Pick<Resource, 'kind' | 'name'>,
  { stores }: Pick<Guard['lifecycle'], 'stores'>,
): Whither {
  let likely: string | undefined;
  for (const [store, where] of Object.entries(stores)) {
    if ('s3' in where) {
      const match = kind === 'url' ? bucketMatch(name, where.s3) : undefined;
      if (match === 'same') return { store, isCertain: true };
      if (match === 'name') likely ??= store;
    } else if (kind === 'path' && isWithin(name, 'oci' in where ? where.oci : where.folder))
      return { store, isCertain: true };
  }
  return likely === undefined ? { isCertain: true } : { store: likely, isCertain: false };
}

/** `s3://BUCKET/KEY` says no server. */
function bucketMatch(address: string, store: string): 'same' | 'name' | undefined {
  const [given, declared] = [URL.parse(address), URL.parse(store)];
  if (given === null || declared === null) return undefined;
  if (given.protocol === 's3:') {
    const names = [declared.pathname.split('/')[1], declared.hostname.split('.')[0]];
    return names.includes(given.hostname) ? 'name' : undefined;
  }
  const isSame = given.host === declared.host && given.protocol === declared.protocol;
  return isSame && isWithin(given.pathname, declared.pathname) ? 'same' : undefined;
}

function isWithin(path: string, folder: string): boolean {
  const place = folder.replace(/\/+$/, '');
  return path === place || path.startsWith(`${place}/`);
}
