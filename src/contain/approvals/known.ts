/** What guard.yaml says of the places that an effect is about: whose they are, and what rests on them. Lines of ours. */
import type { Guard } from '../guard/config/load.ts';
import type { ControlKind } from '../guard/config/schema.ts';
import type { Resource } from '../guard/effect.ts';

const MOST = 12;

const kindText: Readonly<Record<ControlKind, string>> = {
  switch: 'it is a switch',
  policy: 'it is policy',
  bar: 'it is a bar that they have to reach',
  schedule: 'it is a schedule',
  lease: 'it is about leases',
  log: 'it is a log of what they did',
  guard: 'it belongs to the guard',
  catalogue: 'it is a catalogue',
};

/** @example knownOf([{ kind: 'path', name: '/srv/models/atlas/w' }], guard) // ['the weights of agent atlas are at /srv/models/atlas'] */
export function knownOf(
  resources: readonly Pick<Resource, 'kind' | 'name' | 'resolved'>[],
  { agents, control }: Pick<Guard, 'agents' | 'control'>,
): readonly string[] {
  const paths = resources.flatMap(({ kind, name, resolved = [] }) =>
    kind === 'path' ? [name, ...resolved] : [],
  );
  const isAbout = (place: string) => paths.some((path) => isWithin(path, place) || isWithin(place, path));
  const made = Object.entries(agents).flatMap(([agent, { identity }]) =>
    (['weights', 'prompts', 'memory'] as const).flatMap((part) =>
      (identity?.[part] ?? [])
        .filter(isAbout)
        .map((place) => `the ${part} of agent ${agent} are at ${place}`),
    ),
  );
  const governing = control
    .filter(({ path }) => isAbout(path))
    .map(({ kind, path }) => `${path} controls agents: ${kindText[kind]}`);
  return [...new Set([...made, ...governing])].slice(0, MOST);
}

function isWithin(path: string, folder: string): boolean {
  const place = folder.replace(/\/+$/, '');
  return path === place || path.startsWith(`${place}/`);
}
