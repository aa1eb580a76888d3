/** From the journal to files of their own: payloads, which stay in memory until they are there. */
import { payloadPath, type SaltedPayload } from '../records/payloads.ts';
import { type NewFile, writeDurably } from './durable.ts';
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
const HEAVY = { count: 128, bytes: 1024 * 1024 };
const FULL = { count: 2048, bytes: 16 * 1024 * 1024 };

/** Few, because appends wait for the same disk. */
const AT_ONCE = 2;

export function payloadStore(files: FileLayer, found: readonly SaltedPayload[]): PayloadStore {
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
      await writeDurably(files, written.map(payloadFile), AT_ONCE);
      for (const { reference } of written) drop(reference.digest);
    },
  };
}

export function payloadFile({ reference, bytes }: SaltedPayload): NewFile {
  return { path: payloadPath(reference.digest), bytes, mode: 0o600 };
}
