/** Calls of all agents to one provider pass one gate, which lets as many through as the provider bears. */
import { admit, type CallEnd, type Flow, initialFlow, mayAdmit, settle } from './flow.ts';

/** One call that was let through; `end` says once what became of it. */
export interface Passage {
  end(how: CallEnd): void;
}

export interface Gate {
  /** Resolves when the call may be made, in the order of asking; rejects with the signal's reason. */
  pass(signal: AbortSignal): Promise<Passage>;
  /** The state at this moment. */
  readonly flow: Flow;
  /** Calls that wait. */
  readonly waiting: number;
}

export interface Traffic {
  /** The gate of the provider at this address, the same for all who ask. `most`: a lower ceiling, as whoever asked first set it. */
  gate(address: string, most?: number): Gate;
}

export interface TrafficOptions {
  /** Calls let through at once in the beginning. */
  readonly start?: number;
  /** Most calls let through at once. */
  readonly most?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

const START = 8;
const MOST = 64;

/** Gates for a whole run. By default 8 calls at once in the beginning and 64 at most, for each provider. */
export function createTraffic({ start = START, most = MOST, now = Date.now }: TrafficOptions = {}): Traffic {
  const gates = new Map<string, Gate>();
  return {
    gate: (address, lower = most) => {
      const gate = gates.get(address) ?? createGate(initialFlow(start, Math.min(most, lower)), now);
      gates.set(address, gate);
      return gate;
    },
  };
}

interface Waiter {
  readonly admitted: (passage: Passage) => void;
}

/** The longest time a timer takes; what is paused for longer looks again then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function createGate(initial: Flow, now: () => number): Gate {
  let flow = initial;
  /** In the order of asking; a set, so that one who goes away leaves at no cost. */
  const waiters = new Set<Waiter>();
  let timer: NodeJS.Timeout | undefined;

  const letThrough = () => {
    clearTimeout(timer);
    timer = undefined;
    const time = now();
    for (const waiter of waiters) {
      if (!mayAdmit(flow, time)) break;
      waiters.delete(waiter);
      waiter.admitted(enter());
    }
    // Otherwise the end of a call lets the next one through.
    if (waiters.size > 0 && time < flow.pausedUntil) {
      timer = setTimeout(letThrough, Math.min(LONGEST_TIMER_MS, flow.pausedUntil - time));
    }
  };

  const enter = (): Passage => {
    flow = admit(flow);
    const call = flow.admitted;
    let ended = false;
    return {
      end: (how) => {
        if (ended) return;
        ended = true;
        flow = settle(flow, call, how);
        letThrough();
      },
    };
  };

  const queue = (signal: AbortSignal) =>
    new Promise<Passage>((resolve, reject) => {
      const leave = () => {
        waiters.delete(waiter);
        reject(signal.reason);
        // The last one out takes the timer along.
        letThrough();
      };
      const waiter: Waiter = {
        admitted: (passage) => {
          signal.removeEventListener('abort', leave);
          resolve(passage);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      waiters.add(waiter);
      letThrough();
    });

  return {
    pass: async (signal) => {
      signal.throwIfAborted();
      return waiters.size === 0 && mayAdmit(flow, now()) ? enter() : queue(signal);
    },
    get flow() {
      return flow;
    },
    get waiting() {
      return waiters.size;
    },
  };
}
