/** One thing that is wrong with the guard of a simulation: changed where its parts meet, and nowhere in them. */
import type { BrokerPorts } from '../../../src/contain/guard/broker/contract.ts';
import type { MemoryDomain } from '../../../src/contain/guard/broker/memory-domain.conformance.ts';
import type { MachineTime } from '../../../src/contain/lifecycle/lease/machine-time.ts';
import type { NotaryClient } from '../../../src/notary/process/client.ts';
import type { Body } from './machine.ts';

export interface Mutation {
  /** Members of guard.yaml. */
  yaml?(given: Record<string, unknown>): Record<string, unknown>;
  ports?(given: BrokerPorts): BrokerPorts;
  client?(given: NotaryClient): NotaryClient;
  domain?(given: MemoryDomain): MemoryDomain;
  time?(given: MachineTime): MachineTime;
  /** Whatever is given as a signature of a person counts. */
  readonly takesAnySignature?: true;
  /** Where the emergency journal is. */
  journal?(given: string): string;
  /** Of a process, by whoever ends it from outside. */
  end?(body: Body): void;
  /** The warden does not look at what is due. */
  readonly isWardenIdle?: true;
}
