/** Payloads beside the log: there, erased by a record that says so, missing, or altered. Only the last breaks integrity. */
import { type PayloadReference, payloadState } from '../records/payloads.ts';
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
  for (const { entry, ...reference } of referred.values()) {
    const { digest } = reference;
    const state = payloadState(read, reference);
    if (state === 'altered') altered(`the payload ${digest} of entry ${entry} is not what was logged`);
    if (state === 'absent' && !erased.has(digest))
      missing.push({
        code: 'payload-missing',
        what: `the payload ${digest} of entry ${entry} is gone, and no record says why`,
      });
  }
  return missing;
}
