/** The time that leases are counted by: never set, never run back, the same for every process of this start of the machine. */
import { readFileSync } from 'node:fs';

export interface MachineTime {
  /** Milliseconds. */
  now(): number;
  /** Of this start of the machine. */
  readonly boot: string;
}

export function machineTime(): MachineTime {
  return { now: () => Number(process.hrtime.bigint() / 1_000_000n), boot: bootId() };
}

/** Where the system does not tell, nothing that an earlier process was granted holds. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return `process ${process.ppid}`;
  }
}
