/** Payloads beside the log: there, erased by a record that says so, missing, or altered. Only the last breaks integrity. */
import { payloadState } from '../records/payloads.ts';
import type { ReadFile } from '../tree/tiled.ts';
import type { CompletenessFinding } from './completeness.ts';

interface PayloadUse {
  readonly referred: ReadonlyMap<string, { readonly bytes: number; readonly entry: number }>;
  readonly erased: ReadonlySet<string>;
}

export function payloadFindings(
  read: ReadFile,
  { referred, erased }: PayloadUse,
  altered: (what: string) => void,
): readonly CompletenessFinding[] {
  const missing: CompletenessFinding[] = [];
  for (const [digest, { bytes, entry }] of referred) {
    const state = payloadState(read, { digest: digest as `sha256:${string}`, bytes });
    if (state === 'altered') altered(`the payload ${digest} of entry ${entry} is not what was logged`);
    if (state === 'absent' && !erased.has(digest))
      missing.push({
        code: 'payload-missing',
        what: `the payload ${digest} of entry ${entry} is gone, and no record says why`,
      });
  }
  return missing;
}
