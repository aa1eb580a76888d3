/**
 * Which lease an agent lives under now, from one warden to the next: a warden that outlives its guard ends nobody whom the next
 * guard let live again. Only genuine leases count, so that whoever can write the files prolongs nothing.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../../kit/files.ts';
import { isGenuine, type SignedLeases, signedLeases } from '../lease/lease.ts';
import type { MachineTime } from '../lease/machine-time.ts';

export interface Handover {
  /** This lease is the newest of the agent. A full disk keeps nobody from ending it. */
  note(agent: string, signed: SignedLeases): void;
  /** Whether the agent has another lease than this one, which holds at this moment. */
  livesOn(agent: string, lease: string): boolean;
}

export const noHandover: Handover = { note: () => undefined, livesOn: () => false };

export function openHandover(folder: string, publicKey: Uint8Array, { now, boot }: MachineTime): Handover {
  const placeOf = (agent: string) => join(folder, `${encodeURIComponent(agent)}.json`);
  return {
    note(agent, signed) {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeWhole(placeOf(agent), JSON.stringify(signed));
      } catch {
        // The next warden then ends it with the old lease, which is the safe side.
      }
    },
    livesOn(agent, lease) {
      try {
        const signed = signedLeases.parse(JSON.parse(readFileSync(placeOf(agent), 'utf8')));
        if (!isGenuine(signed, publicKey)) return false;
        const at = now();
        return signed.leases.some(
          (one) =>
            one.agent === agent &&
            one.id !== lease &&
            one.boot === boot &&
            one.issued <= at &&
            at < one.until,
        );
      } catch {
        return false;
      }
    },
  };
}
