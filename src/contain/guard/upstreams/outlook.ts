/**
 * What the guard sees of the world for an upstream whose paths lie on this machine: by its own eyes and not by the
 * server's, so that neither agent nor server can tell it a story.
 */
import type { Json } from '../../../kit/canonical.ts';
import { OffswitchError } from '../../../kit/errors.ts';
import type { Hash } from '../../../kit/hash.ts';
import type { CarriedOut, Observation } from '../broker/domain.ts';
import type { Effect, Resource } from '../effect.ts';
import { contentAt, isHash, oneOf, stateAt } from './content.ts';
import { type Expectation, expectationsOf } from './expectations.ts';
import type { Place, Sight } from './sight.ts';

export interface Outlook {
  examine(effect: Effect): Promise<Effect>;
  /** What stands at each resource, for people who decide on it. */
  found(effect: Effect): Promise<readonly (string | null)[]>;
  observe(effect: Effect, carriedOut: CarriedOut | undefined): Promise<Observation>;
}

/** Who looks: the guard's own process, through the system's files and not through the server. */
const PROBE = 'guard/files';

export interface OutlookOptions {
  /** Undefined where nothing of the upstream lies on this machine. */
  readonly sight: Sight | undefined;
  readonly catalogue?: string | undefined;
  /** What must not leave its place: where there is any, content that cannot be looked at is not let through. */
  readonly condemned?: () => ReadonlySet<Hash>;
}

export function outlookOn({ sight, catalogue, condemned = () => new Set() }: OutlookOptions): Outlook {
  return {
    examine: async (effect) => {
      if (sight === undefined) return effect;
      const digests = condemned();
      const resources = await Promise.all(
        effect.resources.map((resource) => examined(resource, effect, sight, digests)),
      );
      return { ...effect, resources };
    },
    found: (effect) => Promise.all(effect.resources.map((resource) => foundAt(resource, sight))),
    observe: async (effect, carriedOut) => {
      const expected = expectationsOf(effect, catalogue);
      if (sight === undefined) return unobservable('nothing of this upstream lies on this machine');
      if (typeof expected === 'string') return unobservable(expected);
      return compared(expected, sight, carriedOut);
    },
  };
}

async function foundAt({ kind, name }: Resource, sight: Sight | undefined): Promise<string | null> {
  const host = kind === 'path' ? sight?.(name).host : undefined;
  return host === undefined ? null : stateAt(host);
}

async function examined(
  resource: Resource,
  effect: Effect,
  sight: Sight,
  condemned: ReadonlySet<Hash>,
): Promise<Resource> {
  if (resource.kind !== 'path') return resource;
  const place = sight(resource.name);
  const resolved = place.names.filter((name) => name !== resource.name);
  const leaves = resource.access === 'reads' || effect.class === 'copy-out';
  const digest =
    leaves && place.host !== undefined ? await digestAt(place.host, effect, condemned) : undefined;
  return {
    ...resource,
    ...(resolved.length === 0 ? {} : { resolved }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** Of a file; of a folder that is moved or copied, a condemned one in it. */
async function digestAt(
  path: string,
  { class: effectClass }: Effect,
  condemned: ReadonlySet<Hash>,
): Promise<Hash | undefined> {
  const found = await contentAt(path);
  if (isHash(found)) return found;
  if (condemned.size === 0) return undefined;
  if (found === 'folder' && effectClass === 'copy-out') return oneOf(condemned, path);
  if (found !== 'too-large' && found !== 'unreadable') return undefined;
  throw new OffswitchError(
    'file-unreadable',
    `nobody can say whether ${path} holds condemned content: it is ${found}`,
    'Let a person look at it.',
    { file: path },
  );
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
  const found = await contentAt(place.host);
  const isUnknown = found === 'unreadable' || (found === 'too-large' && is.startsWith('sha256:'));
  if (isUnknown) return { path, expected: is, found, holds: undefined };
  const holds = is === 'there' ? found !== 'absent' : found === is;
  return { path, expected: is, found, holds };
}

function unobservable(why: string): Observation {
  return { result: 'unobservable', probe: PROBE, evidence: { why } };
}
