/** The quick check says what the schema says, for every kind of record and for whatever may stand in one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonical, isRecord } from '../../kit/canonical.ts';
import { everyKind, ORIGIN } from '../sample-log.conformance.ts';
import { recordKinds } from './kinds.ts';
import { quickCheck } from './quick-check.ts';

const digest = `sha256:${'0'.repeat(64)}` as const;
const root = Buffer.alloc(32).toString('base64');
const signature = Buffer.alloc(64).toString('base64');
/** A body of every kind, the notary's own included. */
const bodies: readonly { readonly kind: string; readonly body: object }[] = [
  ...everyKind({ digest, bytes: 1 }),
  {
    kind: 'boot',
    body: {
      ...{ origin: ORIGIN, key: 'k', software: 's', size: 0, root },
      ...{ previous: 'none', heartbeat_ms: 1 },
    },
  },
  { kind: 'key', body: { old: 'a', new: 'b', signed_by_old: signature, signed_by_new: signature } },
  { kind: 'heartbeat', body: { size: 1, root, witnessed: 0 } },
  {
    kind: 'gap',
    body: { channel: 'c', from: 1, to: 2, reason: 'denied', bytes: 0, digest: null },
  },
  { kind: 'checkpoint.publish', body: { size: 1, root, cosigned_by: ['w'] } },
  { kind: 'payload.erase', body: { digest, by: 'kim', reason: 'asked' } },
];

/** What may stand in the place of any member. */
const instead = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, '', 'x', 'none', 'write', 'x'.repeat(200), 'x'.repeat(201), 'x'.repeat(4097)],
    ...[0, -0, 1, -1, 0.5, 2 ** 53, 2 ** 53 - 1, 1e300],
    ...[
      digest,
      `${digest}\n`,
      digest.toUpperCase(),
      root,
      signature,
      '2026-11-26T12:00:00.000Z',
      '2026-11-26',
    ],
    ...[[], ['x'], ['x', 1], Array(64).fill('x'), Array(65).fill('x'), {}, { digest, bytes: 1 }, [{}]],
    ...[
      { bytes: 1, digest },
      { bytes: -1, digest },
      { bytes: 1, digest, more: 1 },
    ],
  ),
  fc.jsonValue(),
);

const ordered = (value: unknown): unknown => JSON.parse(canonical(value));

function isOrdered(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isOrdered);
  if (!isRecord(value)) return true;
  const names = Object.keys(value);
  return names.join() === names.toSorted().join() && Object.values(value).every(isOrdered);
}

/** Some members of the value, at any depth, are others, gone, or more. */
function altered(value: unknown, choose: (most: number) => number, other: () => unknown): unknown {
  if (choose(9) === 0) return other();
  if (Array.isArray(value)) return value.map((item) => altered(item, choose, other));
  if (!isRecord(value)) return value;
  const members = Object.entries(value).flatMap(([name, member]): [string, unknown][] =>
    choose(14) === 0 ? [] : [[name, altered(member, choose, other)]],
  );
  if (choose(14) === 0) members.push([choose(1) === 0 ? 'more' : 'toString', other()]);
  if (choose(14) === 0) members.reverse();
  return Object.fromEntries(members);
}

describe('the quick check', () => {
  it('is quick for every kind: no record needs the schema', () => {
    expect(new Set(bodies.map(({ kind }) => kind))).toEqual(new Set(Object.keys(recordKinds)));
    for (const [kind, shape] of Object.entries(recordKinds)) {
      const check = quickCheck(shape);
      for (const { body } of bodies.filter((one) => one.kind === kind))
        expect(check(ordered(body)), kind).toBe(true);
    }
  });

  it('says of records and of what is none what the schema and the order of members say', () => {
    let [yes, no] = [0, 0];
    for (const { kind, body } of bodies) {
      const shape = recordKinds[kind as keyof typeof recordKinds];
      const check = quickCheck(shape);
      fc.assert(
        fc.property(fc.infiniteStream(fc.nat(1000)), fc.infiniteStream(instead), (numbers, others) => {
          const choose = (most: number) => (numbers.next().value ?? 0) % (most + 1);
          const value = altered(ordered(body), choose, () => others.next().value);
          const expected = shape.safeParse(value).success && isOrdered(value);
          expect(check(value)).toBe(expected);
          if (expected) yes += 1;
          else no += 1;
        }),
        { numRuns: 300 },
      );
    }
    expect([yes > 500, no > 500]).toEqual([true, true]);
  });

  it.each<[string, z.ZodType, unknown]>([
    ['a refinement', z.string().refine(() => true), 'x'],
    ['a pattern that remembers', z.string().regex(/x/g), 'x'],
    ['a number', z.number(), 1],
    ['members that may be more', z.object({ a: z.string() }), { a: 'x' }],
    ['a member that may be missing', z.strictObject({ a: z.string().optional() }), { a: 'x' }],
    ['a union', z.union([z.string(), z.null()]), 'x'],
    ['a change of the value', z.string().trim(), 'x'],
    ['an upper bound', z.int().max(5), 1],
    ['a bound that is not reached', z.int().gt(0), 1],
  ])('leaves to the schema what it does not understand: %s', (_, schema, value) => {
    expect(schema.safeParse(value).success).toBe(true);
    expect(quickCheck(schema)(value)).toBe(false);
  });
});
