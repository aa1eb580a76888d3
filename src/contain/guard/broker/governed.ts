/** What the guard stands on, by digest, as the log has it at every start: whoever changes it is seen to have. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Hash, hashOf, hashText } from '../../../kit/hash.ts';
import { PACKAGE_VERSION } from '../../../kit/package-version.ts';
import type { Saying } from '../../../notary/records/record.ts';
import type { Guard } from '../config/load.ts';
import { invariants } from '../invariants/registry.ts';
import type { Alerts } from './alerts.ts';
import { clipped } from './effect-records.ts';
import type { Ledger } from './ledger.ts';
import type { RecordedChannel } from './recorder.ts';

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
    ...guard.policies.map(({ path, text }) => policySaying(basename(path), hashText(text))),
    policySaying('all', policiesDigest(guard)),
  ];
}

function policySaying(name: string, digest: Hash): Saying {
  return { kind: 'policy', body: { name: clipped(name, 200), digest } };
}

export interface GovernedParts {
  readonly own: RecordedChannel;
  readonly ledger: Ledger;
  readonly alerts: Alerts;
}

/** Into the log, with an alert for each that is not what it was when the log heard of it last. */
export async function sayGoverned(
  sayings: readonly Saying[],
  { own, ledger, alerts }: GovernedParts,
): Promise<void> {
  const changed = sayings.flatMap(({ kind, body }) => {
    if (kind !== 'config' && kind !== 'policy') return [];
    const before = ledger.governed(kind, body.name);
    return before === undefined || before === body.digest ? [] : [body.name];
  });
  if (sayings.length > 0) await own.appendAnyway({ sayings });
  for (const saying of sayings) ledger.take(own.id, saying);
  for (const name of changed) await alerts.raise('warning', `${name} is not what it was before`);
}

/** A guard that is made without a file has none. */
function fileDigest(path: string): Hash | undefined {
  try {
    return hashText(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
