/** Payloads beside the log: there, erased by a record that says so, missing, or altered. Only the last breaks integrity. */
import { packsFrom } from '../formats/pack.ts';
import { type PayloadReference, payloadState, SALT_BYTES, stateOf } from '../records/payloads.ts';
import type { ReadFile } from '../tree/tiled.ts';
import type { CompletenessFinding } from './completeness.ts';

export interface PayloadUse {
  /** By digest, with the first entry that refers to it. */
  readonly referred: Map<string, PayloadReference & { readonly entry: number }>;
  readonly erased: Set<string>;
}

export function payloadFindings(
  read: ReadFile,
  { referred, erased }: PayloadUse,
  altered: (what: string) => void,
): readonly CompletenessFinding[] {
  const missing: CompletenessFinding[] = [];
  const packed = new Set<string>();
  for (const { path, payloads, whole } of packsFrom(read)) {
    if (!whole || payloads.includes(undefined)) altered(`the pack ${path} has what is no payload`);
    for (const payload of payloads) {
      if (payload === undefined) continue;
      packed.add(payload.digest);
      const { entry, bytes } = referred.get(payload.digest) ?? {};
      const state = stateOf(payload.bytes, {
        digest: payload.digest,
        bytes: bytes ?? payload.bytes.length - SALT_BYTES,
      });
      if (state === 'altered')
        altered(
          `the payload ${payload.digest} of ${entry === undefined ? path : `entry ${entry}`} is not what was logged`,
        );
    }
  }
  for (const { entry, ...reference } of referred.values()) {
    const { digest } = reference;
    const own = payloadState(read, reference);
    const state = own === 'absent' && packed.has(digest) ? 'present' : own;
    if (state === 'altered') altered(`the payload ${digest} of entry ${entry} is not what was logged`);
    if (state === 'absent' && !erased.has(digest))
      missing.push({
        code: 'payload-missing',
        what: `the payload ${digest} of entry ${entry} is gone, and no record says why`,
      });
  }
  return missing;
}
