import { getEventListeners } from 'node:events';
import { APICallError } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import { type Conduct, generousGate, persist, retryAfterMs, usualConduct } from './conduct.ts';
import { Unanswered } from './failure.ts';
import { createTraffic } from './traffic.ts';

const never = new AbortController().signal;

/** Conduct that notes its waits instead of waiting, with the dice always at their highest. */
function noting(changes: Partial<Conduct> = {}) {
  const waits: number[] = [];
  let time = 0;
  const conduct: Conduct = {
    ...usualConduct,
    gate: generousGate(),
    random: () => 1,
    now: () => time,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
      time += milliseconds;
    },
    ...changes,
  };
  return { conduct, waits };
}

async function failing(): Promise<never> {
  throw new Unanswered('empty', 'nothing');
}

describe('persist', () => {
  it('doubles the bound of its waits up to the longest and gives up after six calls', async () => {
    const { conduct, waits } = noting({ longestWaitMs: 3000 });
    const outcome = await persist(failing, conduct, never);
    expect(outcome).toMatchObject({ answered: false, attempts: 6, failure: { kind: 'empty' } });
    expect(waits).toEqual([500, 1000, 2000, 3000, 3000]);
  });

  it('draws each wait between nothing and the bound', async () => {
    const { conduct, waits } = noting({ random: () => 0.25, attempts: 3 });
    await persist(failing, conduct, never);
    expect(waits).toEqual([125, 250]);
  });

  it('does not call again where that cannot help', async () => {
    const { conduct, waits } = noting();
    const outcome = await persist(() => Promise.reject(new Error('bad request')), conduct, never);
    expect(outcome).toMatchObject({ answered: false, attempts: 1, failure: { kind: 'unexpected' } });
    expect(waits).toEqual([]);
  });

  it('cuts off a call that heeds no signal, and calls again', async () => {
    const { conduct } = noting({ deadlineMs: 1, attempts: 2 });
    const outcome = await persist(() => new Promise(() => {}), conduct, never);
    expect(outcome).toMatchObject({ answered: false, attempts: 2, failure: { kind: 'deadline' } });
  });

  it('rejects with the reason of the abort, in a call and in a wait', async () => {
    const reason = new Error('enough');
    const duringCall = new AbortController();
    const { conduct } = noting();
    const call = persist(() => new Promise(() => {}), conduct, duringCall.signal);
    duringCall.abort(reason);
    await expect(call).rejects.toBe(reason);

    const duringWait = new AbortController();
    const sleep: Conduct['sleep'] = (_, signal) => {
      duringWait.abort(reason);
      return usualConduct.sleep(3_600_000, signal);
    };
    await expect(persist(failing, { ...conduct, sleep }, duringWait.signal)).rejects.toBe(reason);
    await expect(persist(failing, conduct, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

function refusal(status: number, headers: Record<string, string> = {}) {
  const given = {
    message: 'no',
    url: '',
    requestBodyValues: {},
    responseHeaders: headers,
    responseBody: '{}',
  };
  return () => Promise.reject(new APICallError({ ...given, statusCode: status }));
}

describe('the time for a turn', () => {
  it('ends the calls once the next could only be made after it', async () => {
    const { conduct, waits } = noting({ retryTimeMs: 4000 });
    const outcome = await persist(failing, conduct, never);
    expect(waits).toEqual([500, 1000, 2000]);
    expect(outcome).toMatchObject({ attempts: 4, because: 'the 4 s of OFFSWITCH_RETRY_TIME are used up' });
  });

  it('holds the calls themselves, too', async () => {
    let time = 0;
    const slow = async () => {
      time += 3000;
      throw new Unanswered('empty', 'nothing');
    };
    const { conduct } = noting({ retryTimeMs: 5000, now: () => time });
    expect(await persist(slow, conduct, never)).toMatchObject({ attempts: 2 });
  });

  it.each([
    [
      'an hour',
      { 'retry-after': '3600' },
      1,
      'it asks for a wait of 3600 s, beyond the 300 s of OFFSWITCH_RETRY_TIME',
    ],
    [
      'a year as a date',
      { 'retry-after': 'Fri, 01 Jan 1971 00:00:00 GMT' },
      1,
      expect.stringContaining('31536000 s'),
    ],
    ['a number without end', { 'retry-after': '9'.repeat(400) }, 1, expect.stringContaining('more seconds')],
    ['less than nothing', { 'retry-after': '-7' }, 6, undefined],
    ['soon', { 'retry-after': 'soon' }, 6, undefined],
  ])('is not left for a provider that asks for %s', async (_, headers, attempts, because) => {
    const { conduct } = noting();
    const outcome = await persist(refusal(429, headers), conduct, never);
    expect(outcome).toMatchObject({ answered: false, attempts });
    expect('because' in outcome ? outcome.because : undefined).toEqual(because);
  });

  it('keeps to the finer of two waits', async () => {
    const { conduct, waits } = noting({ attempts: 2 });
    await persist(refusal(429, { 'retry-after': '2', 'retry-after-ms': '1500' }), conduct, never);
    expect(waits).toEqual([1500]);
  });
});

describe('the gate', () => {
  it('is not held in a wait, and closes to all while the provider wants no call', async () => {
    let time = 0;
    const now = () => time;
    const gate = createTraffic({ start: 4, most: 4, now }).gate('');
    const seen: unknown[] = [];
    const sleep = async (milliseconds: number) => {
      seen.push([gate.flow.inFlight, gate.flow.pausedUntil, gate.flow.limit]);
      time += milliseconds;
    };
    const { conduct } = noting({ gate, now, sleep, attempts: 2 });
    await persist(refusal(429, { 'retry-after': '9' }), conduct, never);
    expect(seen).toEqual([[0, 9000, 2]]);
  });

  it('does not close to all for the time of an absurd wait', async () => {
    const { conduct } = noting();
    await persist(refusal(503, { 'retry-after': '31536000' }), conduct, never);
    expect(conduct.gate.flow.pausedUntil).toBe(0);
  });

  it('takes no time from a call', async () => {
    const gate = createTraffic({ start: 1, most: 1 }).gate('');
    const first = await gate.pass(never);
    const { conduct } = noting({ gate, deadlineMs: 20 });
    const call = persist(async () => 'yes', conduct, never);
    await new Promise((resolve) => setTimeout(resolve, 60));
    first.end({ kind: 'answered' });
    expect(await call).toMatchObject({ answered: true, retries: 0 });
  });

  it('is left by a trial whose time is up, and nothing stays behind', async () => {
    const gate = createTraffic({ start: 1, most: 1 }).gate('');
    const first = await gate.pass(never);
    const limit = new AbortController();
    const waiting = persist(async () => 'yes', noting({ gate }).conduct, limit.signal);
    const reason = new Error('time is up');
    limit.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect([gate.waiting, gate.flow.inFlight]).toEqual([0, 1]);
    expect(getEventListeners(limit.signal, 'abort')).toEqual([]);
    first.end({ kind: 'other' });
    expect(gate.flow.inFlight).toBe(0);
  });
});

describe('retryAfterMs', () => {
  const now = Date.UTC(2025, 0, 1, 12, 0, 0);

  it.each([
    ['0', 0],
    ['120', 120_000],
    ['0.5', 500],
    ['Wed, 01 Jan 2025 12:00:30 GMT', 30_000],
    ['Wed, 01 Jan 2025 11:00:00 GMT', 0],
    ['soon', undefined],
    ['-5x', undefined],
    ['-5', undefined],
    ['Wednesday, 01-Jan-25 12:00:30 GMT', 30_000],
    ['2025-01-01T12:00:30Z', undefined],
    ['', undefined],
  ])('reads %s', (header, wait) => {
    expect(retryAfterMs(header, now)).toBe(wait);
  });
});

function unreachable(): Promise<never> {
  const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
  return Promise.reject(new TypeError('fetch failed', { cause }));
}

describe('a server that is not there', () => {
  it('is given up within seconds where it never was reached', async () => {
    const { conduct, waits } = noting();
    const outcome = await persist(unreachable, conduct, never);
    expect(outcome).toMatchObject({ attempts: 3, neverReached: true, failure: { kind: 'unreached' } });
    expect(waits).toEqual([500, 1000]);
  });

  it('is waited for where it was there before', async () => {
    const { conduct } = noting();
    await persist(async () => 'yes', conduct, never);
    const outcome = await persist(unreachable, conduct, never);
    expect(outcome).toMatchObject({ attempts: 6 });
    expect(outcome).not.toHaveProperty('neverReached');
  });
});

describe('a wait of nothing', () => {
  it.each([
    { 'retry-after': '0' },
    { 'retry-after': '-1' },
    { 'retry-after': 'Wed, 31 Dec 1969 00:00:00 GMT' },
    { 'retry-after-ms': '0' },
    { 'retry-after-ms': '0', 'retry-after': '0' },
    { 'retry-after-ms': '1' },
  ])('is the usual one at least: %j', async (headers) => {
    const { conduct, waits } = noting({ attempts: 4 });
    await persist(refusal(429, headers), conduct, never);
    expect(waits).toEqual([500, 1000, 2000]);
  });
});

it('counts calls that are given up on their way, and no others', async () => {
  let abandoned = 0;
  const stop = new AbortController();
  const gate = createTraffic({ start: 1, most: 1 }).gate('');
  const { conduct } = noting({
    gate,
    abandoned: () => {
      abandoned += 1;
    },
  });
  const both = [1, 2].map(() => persist(() => new Promise(() => {}), conduct, stop.signal));
  await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort(new Error('stop'));
  await Promise.allSettled(both);
  expect(abandoned).toBe(1);
});
