/** What the guard stands on, by digest, as the log has it at every start: whoever changes it is seen to have. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Hash, hashOf, hashText } from '../../../kit/hash.ts';
import { PACKAGE_VERSION } from '../../../kit/package-version.ts';
import type { Saying } from '../../../notary/records/record.ts';
import type { Guard } from '../config/load.ts';
import { invariants } from '../invariants/registry.ts';
import { clipped } from './effect-records.ts';

export function configSaying(name: string, digest: Hash): Saying {
  return { kind: 'config', body: { name: clipped(name, 200), digest } };
}

/** Of all policies together, in their order: what decisions name. */
export function policiesDigest({ policies }: Pick<Guard, 'policies'>): Hash {
  return hashOf(policies.map(({ path, text }) => [basename(path), hashText(text)]));
}

export function governedSayings(guard: Guard): readonly Saying[] {
  const compiled = invariants.map(({ name, summary, broken }) => [name, summary, broken.toString()]);
  return [
    configSaying('guard.yaml', fileDigest(guard.file) ?? hashOf(guard)),
    configSaying('invariants', hashOf([PACKAGE_VERSION, compiled])),
    ...guard.policies.map(
      ({ path, text }): Saying => ({
        kind: 'policy',
        body: { name: clipped(basename(path), 200), digest: hashText(text) },
      }),
    ),
    { kind: 'policy', body: { name: 'all', digest: policiesDigest(guard) } },
  ];
}

/** A guard that is made without a file has none. */
function fileDigest(path: string): Hash | undefined {
  try {
    return hashText(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
