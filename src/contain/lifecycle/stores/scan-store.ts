/** Whether content is in a store: what was found, what could not be read, and what that comes to. */
import { messageOf, pathFailure, systemCodeOf } from '../../../kit/errors.ts';
import { scanObject } from '../content/scan.ts';
import type { Wanted } from '../content/wanted.ts';
import type { Store, StoredObject } from './store.ts';

export type Verdict = 'confirmed' | 'contradicted' | 'unobservable';

export interface StoreFindings {
  readonly store: string;
  readonly what: string;
  /** `confirmed`: the content is absent. */
  readonly result: Verdict;
  readonly objects: number;
  readonly bytes: number;
  /** Different chunks of the content that are there, of how many. */
  readonly chunks: { readonly found: number; readonly of: number };
  readonly found: readonly FoundObject[];
  readonly unread: readonly { readonly name: string; readonly why: string }[];
  /** Objects found and not read, beyond those that are named. */
  readonly more: { readonly found: number; readonly unread: number };
}

export interface FoundObject {
  readonly names: readonly string[];
  readonly places: readonly string[];
  readonly chunks: number;
  readonly isWhole: boolean;
}

/** Fewer than these may be chance, or something that many have. */
const EVIDENCE = 3;
const MOST_NAMED = 20;

/** Errors: that of an aborted signal. */
export async function scanStore(
  store: Store,
  wanted: Wanted,
  signal: AbortSignal,
  seen: (bytes: number) => void = () => undefined,
): Promise<StoreFindings> {
  const chunks = new Set<number>();
  const found: FoundObject[] = [];
  const unread: { name: string; why: string }[] = [];
  let objects = 0;
  let bytes = 0;

  async function look({ names, size, open }: StoredObject): Promise<void> {
    const [name = ''] = names;
    objects += 1;
    try {
      const object = await scanObject(open(), { wanted, size });
      bytes += object.bytes;
      for (const number of object.chunks) chunks.add(number);
      if (object.isWhole || object.chunks.size > 0)
        found.push({ names, places: object.places, chunks: object.chunks.size, isWhole: object.isWhole });
      for (const why of object.unread) unread.push({ name, why });
      if (object.bytes < size) unread.push({ name, why: `only ${object.bytes} of ${size} bytes came` });
    } catch (thrown) {
      signal.throwIfAborted();
      // What is moved meanwhile is met again under its new name.
      if (systemCodeOf(thrown) !== 'ENOENT') unread.push({ name, why: failureOf(thrown) });
    }
    seen(bytes);
  }

  for await (const object of store.objects(signal)) {
    signal.throwIfAborted();
    if ('unread' in object) unread.push({ name: object.names[0] ?? '', why: object.unread });
    else await look(object);
  }
  const isThere =
    found.some(({ isWhole }) => isWhole) || chunks.size >= Math.max(1, Math.min(EVIDENCE, wanted.chunks));
  const isBlind = unread.length > 0 || chunks.size > 0 || wanted.chunks === 0;
  return {
    ...{ store: store.name, what: store.what },
    result: isThere ? 'contradicted' : isBlind ? 'unobservable' : 'confirmed',
    ...{ objects, bytes, chunks: { found: chunks.size, of: wanted.chunks } },
    found: found.slice(0, MOST_NAMED),
    unread: unread.slice(0, MOST_NAMED),
    more: { found: Math.max(0, found.length - MOST_NAMED), unread: Math.max(0, unread.length - MOST_NAMED) },
  };
}

function failureOf(thrown: unknown): string {
  return systemCodeOf(thrown) === undefined ? messageOf(thrown) : pathFailure(thrown);
}
