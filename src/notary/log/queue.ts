/**
 * The queue before the disk: bounded. What does not fit waits; what waits too long, or finds too many waiting, is denied
 * by name. Nothing is ever dropped.
 */
import { OffswitchError } from '../../kit/errors.ts';

export interface QueueLimits {
  /** Bytes of entries that may be on their way to the disk. */
  readonly bytes: number;
  /** Appends that may wait for room. */
  readonly waiting: number;
  /** Milliseconds that one may wait. */
  readonly patience: number;
}

export const defaultQueueLimits: QueueLimits = { bytes: 16 * 1024 * 1024, waiting: 1024, patience: 2000 };

export interface AdmissionQueue {
  /** Resolves when there is room for so many bytes, which are then taken. Errors: `log-busy`, or what `close` got. */
  admit(bytes: number): Promise<void> | undefined;
  release(bytes: number): void;
  /** Everybody who waits, now and later, gets this error. */
  close(error: OffswitchError): void;
  /** How many were denied so far. */
  readonly denied: number;
}

interface Waiting {
  readonly bytes: number;
  readonly enter: () => void;
  readonly refuse: (error: OffswitchError) => void;
}

export function admissionQueue(limits: QueueLimits): AdmissionQueue {
  const waiting: Waiting[] = [];
  let taken = 0;
  let denied = 0;
  let closed: OffswitchError | undefined;

  /** One that is larger than the whole queue goes alone. */
  const fits = (bytes: number) => taken === 0 || taken + bytes <= limits.bytes;

  function admitWaiting(): void {
    for (let first = waiting[0]; first !== undefined && fits(first.bytes); first = waiting[0]) {
      waiting.shift();
      taken += first.bytes;
      first.enter();
    }
  }

  function wait(bytes: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const one: Waiting = {
        bytes,
        enter: () => {
          clearTimeout(timer);
          resolve();
        },
        refuse: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(one), 1);
        denied += 1;
        reject(busy(`nothing was written for ${limits.patience} ms`));
        admitWaiting();
      }, limits.patience);
      waiting.push(one);
    });
  }

  return {
    get denied() {
      return denied;
    },
    admit(bytes) {
      if (closed !== undefined) return Promise.reject(closed);
      if (waiting.length === 0 && fits(bytes)) {
        taken += bytes;
        return undefined;
      }
      if (waiting.length < limits.waiting) return wait(bytes);
      denied += 1;
      return Promise.reject(busy(`${waiting.length} appends wait already`));
    },
    release(bytes) {
      taken -= bytes;
      admitWaiting();
    },
    close(error) {
      closed = error;
      for (const { refuse } of waiting.splice(0)) refuse(error);
    },
  };
}

function busy(what: string): OffswitchError {
  return new OffswitchError(
    'log-busy',
    `the log does not keep up with what is handed to it: ${what}`,
    'What was to be logged must not be done. Ask for less at once, or move the log to a faster disk.',
  );
}
