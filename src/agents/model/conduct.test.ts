import { describe, expect, it } from 'vitest';
import { type Conduct, persist, retryAfterMs, usualConduct } from './conduct.ts';
import { Unanswered } from './failure.ts';

const never = new AbortController().signal;

/** Conduct that notes its waits instead of waiting, with the dice always at their highest. */
function noting(changes: Partial<Conduct> = {}) {
  const waits: number[] = [];
  const conduct: Conduct = {
    ...usualConduct,
    random: () => 1,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
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
  ])('reads %s', (header, wait) => {
    expect(retryAfterMs(header, now)).toBe(wait);
  });
});
