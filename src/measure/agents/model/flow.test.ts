import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, type CallEnd, type Flow, initialFlow, mayAdmit, settle } from './flow.ts';

const answered: CallEnd = { kind: 'answered' };
const overloaded: CallEnd = { kind: 'overloaded' };

/** As many calls as may be made, and then all of them end in this way. */
function round(flow: Flow, end: CallEnd): Flow {
  let state = flow;
  const calls: number[] = [];
  while (mayAdmit(state, 0)) {
    state = admit(state);
    calls.push(state.admitted);
  }
  // Others follow at once, so that the gate stays full.
  for (const call of calls) {
    state = settle(state, call, end);
    while (mayAdmit(state, 0) && end.kind === 'answered') state = admit(state);
  }
  return { ...state, inFlight: 0 };
}

describe('the flow of calls', () => {
  it('doubles every full round up to the ceiling', () => {
    const limits = [];
    let flow = initialFlow(8, 50);
    for (let count = 0; count < 5; count += 1) {
      limits.push(flow.limit);
      flow = round(flow, answered);
    }
    expect(limits).toEqual([8, 16, 32, 50, 50]);
  });

  it('halves once for all calls on their way, and then grows by about one a round', () => {
    const halved = round(initialFlow(32, 64), overloaded);
    expect(halved).toMatchObject({ limit: 16, doubling: false });
    const after = round(halved, answered);
    expect(after.limit).toBeGreaterThan(16.9);
    expect(after.limit).toBeLessThan(17.1);
    expect(round({ ...halved, limit: 1 }, overloaded).limit).toBe(1);
  });

  it('does not grow where the gate is not full', () => {
    const flow = admit(initialFlow(8, 64));
    expect(settle(flow, 1, answered).limit).toBe(8);
  });

  it('keeps its bounds whatever happens', () => {
    const end = fc.oneof(
      fc.constant(answered),
      fc.constant<CallEnd>({ kind: 'other' }),
      fc
        .option(fc.nat(100), { nil: undefined })
        .map((until): CallEnd => ({ kind: 'overloaded', ...(until === undefined ? {} : { until }) })),
    );
    const step = fc.oneof(fc.constant('ask' as const), fc.tuple(fc.nat(50), end));
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), fc.array(step, { maxLength: 200 }), (start, most, steps) => {
        let flow = initialFlow(start, most);
        const open: number[] = [];
        let time = 0;
        for (const one of steps) {
          const before = flow;
          if (one === 'ask') {
            time += 1;
            if (!mayAdmit(flow, time)) continue;
            expect(flow.inFlight).toBeLessThan(Math.max(1, most));
            flow = admit(flow);
            open.push(flow.admitted);
          } else {
            const [call] = open.splice(one[0] % Math.max(1, open.length), 1);
            if (call === undefined) continue;
            flow = settle(flow, call, one[1]);
            expect(flow.pausedUntil).toBeGreaterThanOrEqual(before.pausedUntil);
            // Never more than one step up, never less than half.
            expect(flow.limit - before.limit).toBeLessThanOrEqual(1);
            expect(flow.limit).toBeGreaterThanOrEqual(Math.floor(before.limit / 2));
            if (one[1].kind === 'overloaded') expect(flow.limit).toBeLessThanOrEqual(before.limit);
          }
          expect(flow.limit).toBeGreaterThanOrEqual(1);
          expect(flow.limit).toBeLessThanOrEqual(flow.most);
          expect(flow.inFlight).toBe(open.length);
        }
      }),
    );
  });

  it('halves at most once between two calls made after it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 64 }),
        fc.array(fc.nat(63), { minLength: 1, maxLength: 64 }),
        (size, order) => {
          let flow = initialFlow(size, 64);
          for (let count = 0; count < size; count += 1) flow = admit(flow);
          const calls = [...new Set(order.map((number) => (number % size) + 1))];
          for (const call of calls) flow = settle(flow, call, overloaded);
          expect(flow.limit).toBe(Math.max(1, Math.floor(size / 2)));
        },
      ),
    );
  });
});
