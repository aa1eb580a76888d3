import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTraffic, type Passage } from './traffic.ts';

const never = new AbortController().signal;
const answered = { kind: 'answered' } as const;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets what was promised arrive. */
const settled = () => vi.advanceTimersByTimeAsync(0);

describe('createTraffic', () => {
  it('has one gate for each address', () => {
    const traffic = createTraffic();
    expect(traffic.gate('a')).toBe(traffic.gate('a'));
    expect(traffic.gate('a')).not.toBe(traffic.gate('b'));
    expect(traffic.gate('a').flow).toMatchObject({ limit: 8, most: 64 });
    expect(traffic.gate('c', 3).flow).toMatchObject({ limit: 3, most: 3 });
  });

  it('lets calls through in the order of asking, without those who went away', async () => {
    const gate = createTraffic({ start: 1, most: 1 }).gate('');
    const order: string[] = [];
    const gone = new AbortController();
    const ask = (name: string, signal = never) =>
      gate.pass(signal).then((passage) => {
        order.push(name);
        return passage;
      });
    const first = await ask('first');
    const [second, lost, third] = [ask('second'), ask('lost', gone.signal), ask('third')];
    gone.abort(new Error('gone'));
    await expect(lost).rejects.toThrow('gone');
    first.end(answered);
    first.end(answered);
    (await second).end(answered);
    (await third).end(answered);
    expect(order).toEqual(['first', 'second', 'third']);
    expect(gate.flow).toMatchObject({ inFlight: 0, admitted: 3 });
    expect(getEventListeners(gone.signal, 'abort')).toEqual([]);
  });

  it('lets nobody overtake those who wait', async () => {
    const gate = createTraffic({ start: 2, most: 2 }).gate('');
    const [one] = [await gate.pass(never), await gate.pass(never)];
    const order: number[] = [];
    for (const number of [1, 2, 3, 4]) void gate.pass(never).then(() => order.push(number));
    one.end({ kind: 'other' });
    void gate.pass(never).then(() => order.push(5));
    await settled();
    expect(order).toEqual([1]);
    expect(gate.waiting).toBe(4);
  });

  it('closes for as long as the provider asks, and opens by itself', async () => {
    const gate = createTraffic({ start: 4, most: 4 }).gate('');
    const call = await gate.pass(never);
    call.end({ kind: 'overloaded', until: Date.now() + 5000 });
    let passage: Passage | undefined;
    void gate.pass(never).then((given) => {
      passage = given;
    });
    await vi.advanceTimersByTimeAsync(4999);
    expect(passage).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(passage).toBeDefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no timer when the last who waited goes away', async () => {
    const gate = createTraffic().gate('');
    (await gate.pass(never)).end({ kind: 'overloaded', until: Date.now() + 3_000_000_000 });
    const gone = new AbortController();
    const waiting = gate.pass(gone.signal);
    await settled();
    expect(vi.getTimerCount()).toBe(1);
    gone.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    expect(vi.getTimerCount()).toBe(0);
    await expect(gate.pass(gone.signal)).rejects.toThrow('gone');
  });
});
