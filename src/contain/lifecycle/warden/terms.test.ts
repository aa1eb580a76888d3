/** Terms: what leases can bring about, and what nobody can. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Hash, hashText } from '../../../kit/hash.ts';
import { ed25519, newSeed, publicKeyOf } from '../../../notary/formats/signing.ts';
import { type Lease, signLeases } from '../lease/lease.ts';
import { openTerms } from './terms.ts';

const seed = newSeed();
const key = publicKeyOf(ed25519, seed);
const digest: Hash = hashText('x');
const DAY = 86_400_000;
const MOST = 60_000;

function lease(changes: Partial<Lease> = {}): Lease {
  return {
    ...{ v: 1, id: 'atlas/1', agent: 'atlas', lineage: 'atlas', weights: [digest], configuration: digest },
    ...{ policy: digest, sequence: 1, boot: 'b', issued: 0, until: MOST, ...changes },
  };
}

function rig(start = 0) {
  let at = start;
  const terms = openTerms(key, { now: () => at, boot: 'b' });
  return {
    terms,
    goTo: (now: number) => {
      at = now;
    },
    begin: (changes: Partial<Lease> = {}) => terms.begin(signLeases([lease(changes)], seed), MOST),
    renew: (changes: Partial<Lease>, by = seed) => terms.renew(signLeases([lease(changes)], by)),
    until: () => terms.until('atlas/1'),
  };
}

describe('a term', () => {
  it('is moved by a newer lease', () => {
    const { begin, renew, goTo, until } = rig();
    expect(begin()).toBeUndefined();
    goTo(20_000);
    expect(renew({ sequence: 2, issued: 20_000, until: 80_000 })).toEqual(['atlas/1']);
    expect(until()).toBe(80_000);
  });

  it.each([
    ['an old lease that was stolen', { sequence: 1, issued: 20_000, until: 80_000 }],
    ['a lease of another agent', { sequence: 2, agent: 'boreas', issued: 20_000, until: 80_000 }],
    ['a lease of another start of the machine', { sequence: 2, boot: 'c', issued: 20_000, until: 80_000 }],
    ['a lease from the future', { sequence: 2, issued: 20_000 + DAY, until: 20_000 + DAY + MOST }],
    ['a lease that is too long', { sequence: 2, issued: 20_000, until: 20_000 + DAY }],
    ['a lease that began long ago and ends late', { sequence: 2, issued: 0, until: 80_001 }],
    ['a lease that ends before it begins', { sequence: 2, issued: 20_000, until: 10_000 }],
  ] as const)('is not moved by %s', (_, changes) => {
    const { begin, renew, goTo, until } = rig();
    begin();
    goTo(20_000);
    expect(renew(changes)).toEqual([]);
    expect(until()).toBe(MOST);
  });

  it('is not moved by whoever has another key, nor by a lease that was altered', () => {
    const { terms, begin, renew, goTo, until } = rig();
    begin();
    goTo(20_000);
    const newer = { sequence: 2, issued: 20_000, until: 80_000 };
    expect(renew(newer, newSeed())).toEqual([]);
    const signed = signLeases([lease({ ...newer, until: 70_000 })], seed);
    expect(terms.renew({ ...signed, leases: [lease(newer)] })).toEqual([]);
    expect(until()).toBe(MOST);
  });

  it('is not brought back when it is over', () => {
    const { terms, begin, renew, goTo } = rig();
    begin();
    goTo(MOST);
    expect(terms.due()).toEqual(['atlas/1']);
    expect(renew({ sequence: 2, issued: MOST, until: 2 * MOST })).toEqual([]);
  });

  it('begins with a lease that holds here and now', () => {
    expect(rig().begin({ boot: 'c' })).toBeDefined();
    expect(rig().begin({ until: DAY })).toBeDefined();
    expect(rig().begin({ issued: DAY, until: DAY + MOST })).toBeDefined();
  });

  it('of one lease is given again to a warden that takes over, and grows by nothing', () => {
    const { begin, goTo, until } = rig();
    begin();
    goTo(30_000);
    expect(begin()).toBeUndefined();
    expect(until()).toBe(MOST);
  });
});

describe('whatever is said, and however clocks jump', () => {
  const change = fc.record({
    sequence: fc.integer({ min: 1, max: 5 }),
    issued: fc.integer({ min: 0, max: 2 * DAY }),
    until: fc.integer({ min: 0, max: 3 * DAY }),
    boot: fc.constantFrom('b', 'c'),
  });
  const step = fc.oneof(
    fc.record({ do: fc.constant('go' as const), by: fc.constantFrom(1, 100, 1000, MOST, DAY) }),
    fc.record({ do: fc.constant('renew' as const), change, honest: fc.boolean() }),
  );

  it('nobody lives longer than a lease from the last one that was granted in time', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { begin, renew, goTo, until, terms } = rig();
        begin();
        let now = 0;
        let last = until() ?? 0;
        let sequence = 1;
        for (const one of steps) {
          if (one.do === 'go') {
            now += one.by;
            goTo(now);
          } else {
            const honest = { sequence: sequence + 1, issued: now, until: now + MOST };
            const given = one.honest ? honest : one.change;
            const taken = renew(given).length > 0;
            if (taken) {
              expect(now).toBeLessThan(last);
              expect(given.sequence).toBeGreaterThan(sequence);
              sequence = given.sequence;
              last = given.until;
            }
          }
          expect(until()).toBe(last);
          expect(last - now).toBeLessThanOrEqual(MOST);
          expect(terms.due()).toEqual(now >= last ? ['atlas/1'] : []);
        }
      }),
    );
  });
});
