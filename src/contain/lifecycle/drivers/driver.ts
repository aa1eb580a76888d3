/** What runs an agent, behind one interface. A driver knows one agent; each kind is a file of its own. */
import { OffswitchError } from '../../../kit/errors.ts';

export interface Instance {
  /** As the platform calls it. */
  readonly id: string;
  readonly state: 'running' | 'suspended' | 'ending';
}

/**
 * Everything may be asked for twice, and is done once. What is asked for may be on its way when the promise resolves:
 * only `instances` and `remains` tell. Errors of all: `driver-failed`.
 */
export interface Driver {
  readonly kind: 'process' | 'systemd' | 'docker' | 'kubernetes';
  /** The most that can run at a time. */
  readonly most: number;
  readonly canSuspend: boolean;
  /** What the platform runs of this agent now. */
  instances(): Promise<readonly Instance[]>;
  /** Starts or ends as many as it takes. */
  scale(count: number, signal: AbortSignal): Promise<void>;
  /** Nothing of it goes on until `resume`. */
  suspend(): Promise<void>;
  resume(): Promise<void>;
  /** Ends everything that is this agent, copies under other names among it, and takes away what would start it again. */
  remove(): Promise<void>;
  /** What `remove` has yet to take away, by the names of the platform. */
  remains(): Promise<readonly string[]>;
}

/** @example throw driverFailed('docker', 'it answered with status 500', 'Look at the log of the engine.') */
export function driverFailed(
  kind: Driver['kind'],
  what: string,
  remedy: string,
  cause?: unknown,
): OffswitchError {
  return new OffswitchError('driver-failed', `${kind}: ${what}`, remedy, { driver: kind }, cause);
}
