/**
 * What says of a request whether it is a canary. The log is committed to it before people are shown the request, by a digest
 * with a salt that comes from a key of the guard's: a later guard finds out what an earlier one was killed with.
 */
import { createHmac } from 'node:crypto';
import { canonical } from '../../kit/canonical.ts';
import { type SaltedPayload, saltPayload } from '../../notary/records/payloads.ts';
import { obtainToken } from '../guard/state/tokens.ts';

/** Of a request, if it is a canary and if it is none. */
export type CanarySecrets = (request: string, canary: boolean) => SaltedPayload;

/** Makes the key where there is none. Errors: `key-file`, `file-unwritable`. */
export function openCanarySecrets(path: string): CanarySecrets {
  return canarySecrets(obtainToken(path));
}

export function canarySecrets(key: string): CanarySecrets {
  return (request, canary) =>
    saltPayload(
      Buffer.from(canonical({ request, canary })),
      createHmac('sha256', key).update(request).digest(),
    );
}

/** What was committed to; undefined where it was made with another key. */
export function committedTo(
  secrets: CanarySecrets,
  { id, commitment }: { readonly id: string; readonly commitment: string },
): { readonly canary: boolean; readonly secret: SaltedPayload } | undefined {
  return [true, false]
    .map((canary) => ({ canary, secret: secrets(id, canary) }))
    .find(({ secret }) => secret.reference.digest === commitment);
}
