/** What every way of confining a program offers. Each driver is a file of its own; `drivers.ts` lists them. */
import type { Duplex, Readable } from 'node:stream';
import type { Reach } from './reach.ts';
import type { SandboxSpec } from './spec.ts';

/** What a driver may enforce. Records quote these names; each says what holds from the first instruction on. */
export const confinements = {
  files: 'no file but those mounted',
  controls: 'control artefacts are read-only or hidden, and nothing can take their place',
  network: 'no network but a loopback of its own, no socket of the host',
  processes: 'no process outside is seen, signalled or traced',
  privileges: 'no capability, no gain by setuid, no new namespace, no mount',
  'system-calls': 'no call into the parts of the kernel that programs do not need',
  descriptors: 'no descriptor but the standard ones and the channel',
  'own-user': 'a user that owns nothing else',
  'whole-kill': 'its end is the end of every process in it, also when whoever started it is killed',
  'whole-freeze': 'a freeze stops every process in it at once, unseen by them',
  'limit-processes': 'no more processes than the limit',
  'limit-memory': 'no more memory than the limit, all processes together',
  'limit-cpu': 'ends when all processes together have used the limit',
  'limit-file-size': 'no file grows beyond the limit',
  'limit-disk': 'each scratch folder holds no more than the limit',
} as const;

export type Confinement = keyof typeof confinements;

export interface Unenforced {
  readonly confinement: Confinement;
  /** A sentence. */
  readonly why: string;
}

/** Which limit ended a program. */
export type LimitName = 'wall-clock' | 'cpu' | 'processes' | 'memory' | 'file-size' | 'disk' | 'output';

export interface Ending {
  /** As shells count: the exit code, or 128 and the number of the signal. */
  readonly code: number;
  /** What a code above 128 stands for. A program may exit with such a code by itself, and no parent could tell. */
  readonly signal: NodeJS.Signals | null;
  readonly limit: LimitName | null;
}

export interface Confined {
  /** What holds for this program; never more than the driver's `confines`. */
  readonly enforced: readonly Confinement[];
  /** Everything else, each with the reason. */
  readonly unenforced: readonly Unenforced[];
  /** Descriptor 3 of the program, or its standard input and output; unbounded. */
  readonly channel: Duplex;
  /**
   * Bounded by the limit on output; its text is hostile (`printedOutput` of output.ts). Empty where standard output is
   * the channel.
   */
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when no process is left. Never rejects. */
  readonly ended: Promise<Ending>;
  /** Resolves when everything in it stands still. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Kills everything in it, frozen or not; resolves when it has been seen that no process is left. */
  kill(): Promise<void>;
  /** Process ids as the host counts them, for probes. */
  processes(): readonly number[];
  /** For whoever has to end it without the process that started it. */
  readonly reach: Reach;
}

export type Availability = { readonly available: true } | { readonly available: false; readonly why: string };

export interface SandboxDriver {
  readonly name: string;
  /** The most that it enforces where the machine has everything; `Confined.enforced` is what one program got. */
  readonly confines: readonly Confinement[];
  /** Whether it works here, tried; if not, a sentence with what to do. */
  available(): Promise<Availability>;
  /**
   * Starts a program. Throws `bad-sandbox` for a spec that cannot be honoured, `sandbox-unavailable` where the driver
   * does not work, `sandbox-failed` where the program could not be started.
   *
   * @example
   * const confined = await bwrap.start({ command: '/usr/bin/python3', args: ['/agent/main.py'], mounts: [...] });
   * confined.channel.write('hello\n');
   * const { code, limit } = await confined.ended;
   */
  start(spec: SandboxSpec): Promise<Confined>;
}
