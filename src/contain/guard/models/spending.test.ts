import { expect, it } from 'vitest';
import { testFolder } from '../../../../test/support/folder.ts';
import { openSpending, type Reservation, type Spending } from './spending.ts';

const folder = testFolder();
const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 1);

function at(name: string): { readonly open: () => Spending; clock: number } {
  const one = { clock: START, open: () => openSpending(folder.file(name), () => one.clock) };
  return one;
}

const wanted = (id: string, members: Partial<Reservation> = {}): Reservation => ({
  ...{ id, agent: 'atlas', model: 'main', inputTokens: 10, outputTokens: 20, isOpen: false },
  ...members,
});

it('what is reserved counts until it is settled or given back', () => {
  const spending = at('counts').open();
  const budget = { outputTokens: 50, per: 'all' } as const;
  expect(spending.reserve(wanted('a'), budget)).toBe(undefined);
  expect(spending.reserve(wanted('b'), budget)).toBe(undefined);
  expect(spending.reserve(wanted('c'), budget)).toBe(
    'outputTokens: 40 of 50 in all are spent or reserved, and 20 more are asked for',
  );
  expect(spending.reserve(wanted('c', { agent: 'borea' }), budget)).toBe(undefined);
  spending.settle('a', { inputTokens: 1, outputTokens: 2, isExact: true });
  spending.release('b');
  expect(spending.reserve(wanted('d', { outputTokens: 48 }), budget)).toBe(undefined);
  expect(spending.reserve(wanted('e', { outputTokens: 1 }), budget)).toContain('50 of 50');
  spending.close();
});

it.each(['requests', 'inputTokens', 'outputTokens'] as const)(
  'a budget of no %s lets nothing through',
  (name) => {
    const spending = at(`none-${name}`).open();
    expect(spending.reserve(wanted('a', { isOpen: true }), { [name]: 0, per: 'hour' })).toContain(name);
    spending.close();
  },
);

it('after a restart, what had left counts in full, and what had not is given back', () => {
  const file = at('restart');
  const budget = { outputTokens: 100, per: 'all' } as const;
  let spending = file.open();
  for (const id of ['reserved', 'sent', 'settled']) spending.reserve(wanted(id), budget);
  spending.send('sent');
  spending.send('settled');
  spending.settle('settled', { inputTokens: 1, outputTokens: 5, isExact: true });
  // As a process leaves it that was killed.
  const after = file.open();
  expect(['reserved', 'sent', 'settled', 'unknown'].map((id) => after.stateOf(id))).toEqual([
    'released',
    'settled',
    'settled',
    undefined,
  ]);
  expect(after.reserve(wanted('next', { outputTokens: 76 }), budget)).toContain('25 of 100');
  expect(after.since('main', 0)).toEqual({ requests: 2, inputTokens: 11, outputTokens: 25, isExact: false });
  after.close();
  spending.close();
  // What is older is counted together, and still counts for all time.
  file.clock += 100 * HOUR;
  for (let time = 0; time < 3; time += 1) {
    spending = file.open();
    expect(spending.reserve(wanted('next', { outputTokens: 76 }), budget)).toContain('25 of 100');
    expect(spending.reserve(wanted(`hour-${time}`), { outputTokens: 20, per: 'hour' })).toBe(undefined);
    spending.release(`hour-${time}`);
    spending.close();
    file.clock += 50 * HOUR;
  }
});

it('a file that is none is one error, and stays as it is', () => {
  const path = folder.write('damaged.sqlite', 'this is no database, and long enough to look at '.repeat(20));
  expect(() => openSpending(path, () => START)).toThrow(expect.objectContaining({ code: 'file-unwritable' }));
});
