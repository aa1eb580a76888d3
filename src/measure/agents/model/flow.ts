/**
 * How many calls one provider is asked for at once, as a state and what happens to it. Like TCP it feels its way: one
 * more for every full round that went well, or twice as many until the first sign of overload, and half as many after one.
 */

export interface Flow {
  /** Calls allowed at once; whole calls only, the fraction is progress towards the next. At least 1. */
  readonly limit: number;
  /** Never exceeded. */
  readonly most: number;
  readonly inFlight: number;
  /** Calls admitted so far; a call's number is what this was after its admission. */
  readonly admitted: number;
  /** Calls up to this number were on their way when the limit was last halved, and do not halve it again. */
  readonly settled: number;
  /** Until the first sign of overload every round doubles the limit. */
  readonly doubling: boolean;
  /** No call is admitted before this time, in milliseconds. */
  readonly pausedUntil: number;
  /** Whether there ever was a connection. */
  readonly reached: boolean;
}

/** What became of a call. `until`: the time before which the provider wants no further call. */
export type CallEnd =
  | { readonly kind: 'answered' }
  | { readonly kind: 'overloaded'; readonly until?: number }
  /** `unreached`: there was no connection, or it is not known whether there was. */
  | { readonly kind: 'other'; readonly unreached?: true };

/** Errors: none; both numbers are taken as at least 1. */
export function initialFlow(start: number, most: number): Flow {
  const ceiling = Math.max(1, Math.floor(most));
  const limit = Math.min(ceiling, Math.max(1, Math.floor(start)));
  const counts = { inFlight: 0, admitted: 0, settled: 0 };
  return { limit, most: ceiling, ...counts, doubling: true, pausedUntil: 0, reached: false };
}

export function mayAdmit(flow: Flow, now: number): boolean {
  return flow.inFlight < Math.floor(flow.limit) && now >= flow.pausedUntil;
}

/** The state with one call more; its number is `admitted`. */
export function admit(flow: Flow): Flow {
  return { ...flow, inFlight: flow.inFlight + 1, admitted: flow.admitted + 1 };
}

/** The state after the call of this number. */
export function settle(flow: Flow, call: number, end: CallEnd): Flow {
  const reached = flow.reached || end.kind !== 'other' || end.unreached === undefined;
  const rest = { ...flow, inFlight: flow.inFlight - 1, reached };
  if (end.kind === 'other') return rest;
  if (end.kind === 'answered') {
    // A gate that is not full has not shown that more would go well.
    if (flow.inFlight < Math.floor(flow.limit)) return rest;
    const step = flow.doubling ? 1 : 1 / flow.limit;
    return { ...rest, limit: Math.min(flow.most, flow.limit + step) };
  }
  const pausedUntil = Math.max(flow.pausedUntil, end.until ?? 0);
  if (call <= flow.settled) return { ...rest, pausedUntil };
  const limit = Math.max(1, Math.floor(flow.limit / 2));
  return { ...rest, limit, doubling: false, settled: flow.admitted, pausedUntil };
}
