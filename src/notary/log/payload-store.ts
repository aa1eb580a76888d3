/** From the journal into packs: payloads, which stay in memory until they are there. */
import { encodePack, packPath } from '../formats/pack.ts';
import type { SaltedPayload } from '../records/payloads.ts';
import { writeDurably } from './durable.ts';
import type { FileLayer } from './files.ts';

export interface PayloadStore {
  /** Whether so many are held that they should be written, or must be before more is taken. */
  readonly load: 'light' | 'heavy' | 'full';
  add(payloads: readonly SaltedPayload[]): void;
  /** What is held is not written any more. */
  drop(digest: string): void;
  /** Writes what is held. Not to be called again before it is done. */
  write(): Promise<void>;
}

/** Payloads held, and bytes of them. */
const HEAVY = { count: 2048, bytes: 2 * 1024 * 1024 };
const FULL = { count: 16_384, bytes: 16 * 1024 * 1024 };

/** `packs`: how many there are. `found`: payloads that are in none of them. */
export function payloadStore(
  files: FileLayer,
  { packs, payloads: found }: { readonly packs: number; readonly payloads: readonly SaltedPayload[] },
): PayloadStore {
  let next = packs;
  const held = new Map<string, SaltedPayload>();
  let bytes = 0;

  function add(payloads: readonly SaltedPayload[]): void {
    for (const payload of payloads) {
      if (held.has(payload.reference.digest)) continue;
      held.set(payload.reference.digest, payload);
      bytes += payload.bytes.length;
    }
  }

  function drop(digest: string): void {
    bytes -= held.get(digest)?.bytes.length ?? 0;
    held.delete(digest);
  }

  const isAt = (limit: typeof FULL) => held.size >= limit.count || bytes >= limit.bytes;

  add(found);
  return {
    get load() {
      if (isAt(FULL)) return 'full';
      return isAt(HEAVY) ? 'heavy' : 'light';
    },
    add,
    drop,
    async write() {
      const written = [...held.values()];
      if (written.length === 0) return;
      await writeDurably(files, [{ path: packPath(next), bytes: encodePack(written), mode: 0o600 }]);
      next += 1;
      for (const { reference } of written) drop(reference.digest);
    },
  };
}
