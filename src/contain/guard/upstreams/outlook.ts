/**
 * What the guard sees of the world for an upstream whose paths lie on this machine: by its own eyes and not by the
 * server's, so that neither agent nor server can tell it a story.
 */
import type { Json } from '../../../kit/canonical.ts';
import type { Hash } from '../../../kit/hash.ts';
import type { CarriedOut, Observation } from '../broker/domain.ts';
import type { Effect, Resource } from '../effect.ts';
import { type Expectation, expectationsOf } from './expectations.ts';
import { digestOf, type Place, type Sight } from './sight.ts';

export interface Outlook {
  examine(effect: Effect): Promise<Effect>;
  observe(effect: Effect, carriedOut: CarriedOut | undefined): Promise<Observation>;
}

/** Who looks: the guard's own process, through the system's files and not through the server. */
const PROBE = 'guard/files';

/** `sight` is undefined where nothing of the upstream lies on this machine. */
export function outlookOn(sight: Sight | undefined, catalogue: string | undefined): Outlook {
  return {
    examine: async (effect) => {
      if (sight === undefined) return effect;
      const resources = await Promise.all(
        effect.resources.map((resource) => examined(resource, effect, sight)),
      );
      return { ...effect, resources };
    },
    observe: async (effect, carriedOut) => {
      const expected = expectationsOf(effect, catalogue);
      if (sight === undefined) return unobservable('nothing of this upstream lies on this machine');
      if (typeof expected === 'string') return unobservable(expected);
      return compared(expected, sight, carriedOut);
    },
  };
}

async function examined(resource: Resource, effect: Effect, sight: Sight): Promise<Resource> {
  if (resource.kind !== 'path') return resource;
  const place = sight(resource.name);
  const resolved = place.names.filter((name) => name !== resource.name);
  const leaves = resource.access === 'reads' || effect.class === 'copy-out';
  const digest = leaves && place.host !== undefined ? await digestOf(place.host) : undefined;
  return {
    ...resource,
    ...(resolved.length === 0 ? {} : { resolved }),
    ...(isHash(digest) ? { digest } : {}),
  };
}

/**
 * Where it was carried out, everything expected must be so. Where nobody knows, it came about or it did not. Where it
 * failed, what is so all the same may have been so before.
 */
async function compared(
  expected: readonly Expectation[],
  sight: Sight,
  carriedOut: CarriedOut | undefined,
): Promise<Observation> {
  const seen = await Promise.all(expected.map((one) => look(one, sight)));
  const evidence: Json = seen.map(({ path, expected: wanted, found }) => ({ path, expected: wanted, found }));
  const unknown = seen.find(({ holds }) => holds === undefined);
  if (unknown !== undefined) return { ...unobservable(`${unknown.path}: ${unknown.found}`), evidence };
  const holds = seen.every((one) => one.holds);
  return { result: resultOf(holds, carriedOut), probe: PROBE, evidence };
}

function resultOf(holds: boolean, carriedOut: CarriedOut | undefined): Observation['result'] {
  if (carriedOut?.status === 'failed') return holds ? 'unobservable' : 'confirmed';
  return holds ? 'confirmed' : 'contradicted';
}

interface Seen {
  readonly path: string;
  readonly expected: string;
  readonly found: string;
  /** Undefined where it could not be seen. */
  readonly holds: boolean | undefined;
}

async function look({ path, is }: Expectation, sight: Sight): Promise<Seen> {
  const place: Place = sight(path);
  if (place.host === undefined)
    return { path, expected: is, found: 'it lies where the guard does not see', holds: undefined };
  const found = await digestOf(place.host);
  const isUnknown = found === 'unreadable' || (found === 'too-large' && is.startsWith('sha256:'));
  if (isUnknown) return { path, expected: is, found, holds: undefined };
  const holds = is === 'there' ? found !== 'absent' : found === is;
  return { path, expected: is, found, holds };
}

function isHash(found: string | undefined): found is Hash {
  return found?.startsWith('sha256:') === true;
}

function unobservable(why: string): Observation {
  return { result: 'unobservable', probe: PROBE, evidence: { why } };
}
