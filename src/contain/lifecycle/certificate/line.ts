/** The lines of a certificate: what was looked at, and what all of them come to. */
import type { Json } from '../../../kit/canonical.ts';
import type { endingAspects } from '../../../notary/records/kinds.ts';
import type { Saying } from '../../../notary/records/record.ts';

export type Aspect = (typeof endingAspects)[number];

/** `confirmed`: it is gone. `unobservable`: nobody here can say so. */
export type Result = 'confirmed' | 'contradicted' | 'unobservable';

export interface Sighting {
  readonly aspect: Aspect;
  /** What was looked at, e.g. `backups: folder /srv/backups`. */
  readonly resource: string;
  readonly result: Result;
  /** What was seen, for people and for the log. */
  readonly evidence: Json;
  /** Where somebody brought it about who may not: not what was there before. */
  readonly wrongIn?: readonly string[];
}

export type CertificateBody = Extract<Saying, { kind: 'certificate' }>['body'];

/** One contradiction contradicts all; what nobody could see is not confirmed. */
export function comesTo(lines: readonly { readonly result: Result }[]): Result {
  const has = (result: Result) => lines.some((line) => line.result === result);
  if (has('contradicted')) return 'contradicted';
  return has('unobservable') || lines.length === 0 ? 'unobservable' : 'confirmed';
}

/** The name under which the observation of a line stands in the log. */
export function probeOf(aspect: Aspect): string {
  return `end/${aspect}`;
}
