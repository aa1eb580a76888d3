/** How records of a log name the trial that their channel belongs to. */
import type { Hash } from '../../kit/hash.ts';

export function claimOf(agent: string, key: Hash): string {
  return `${agent.slice(0, 100)} ${key}`;
}

/** Undefined for records that name none. */
export function claimedTrial(claimed: string | null): Hash | undefined {
  const digits = / sha256:([0-9a-f]{64})$/.exec(claimed ?? '')?.[1];
  return digits === undefined ? undefined : `sha256:${digits}`;
}
