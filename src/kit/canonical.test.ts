/** Canonical JSON against the rules and number samples of RFC 8785, and properties over any JSON value. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, isCanonicalText, isRecord, type Json, keepText, sameCanonical } from './canonical.ts';

describe('canonical', () => {
  it('sorts keys by UTF-16 code units, at every depth, without white space', () => {
    // By code points the emoji (U+1F600) would stand last; its first code unit is below U+FB33.
    const value = {
      '\u20ac': 1,
      '\r': 2,
      '\ufb33': 3,
      '1': 4,
      '\u{1f600}': 5,
      '\u0080': 6,
      ö: { b: 7, a: [8, {}] },
    };
    expect(canonical(value)).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"ö":{"a":[8,{}],"b":7},"\u20ac":1,"\u{1f600}":5,"\ufb33":3}',
    );
  });

  it('writes numbers as ECMAScript does (samples by their IEEE 754 bits)', () => {
    const samples: readonly [bits: string, text: string][] = [
      ['0000000000000000', '0'],
      ['8000000000000000', '0'],
      ['0000000000000001', '5e-324'],
      ['8000000000000001', '-5e-324'],
      ['7fefffffffffffff', '1.7976931348623157e+308'],
      ['4340000000000000', '9007199254740992'],
      ['4430000000000000', '295147905179352830000'],
      ['44b52d02c7e14af5', '9.999999999999997e+22'],
      ['44b52d02c7e14af6', '1e+23'],
      ['444b1ae4d6e2ef4e', '999999999999999700000'],
      ['444b1ae4d6e2ef50', '1e+21'],
      ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
      ['3eb0c6f7a0b5ed8d', '0.000001'],
      ['41b3de4355555553', '333333333.3333332'],
      ['becbf647612f3696', '-0.0000033333333333333333'],
      ['43143ff3c1cb0959', '1424953923781206.2'],
    ];
    for (const [bits, text] of samples) {
      expect(canonical(Buffer.from(bits, 'hex').readDoubleBE()), bits).toBe(text);
    }
  });

  it('escapes what JSON must escape and nothing else', () => {
    expect(canonical('\u0000\u0008\t\n\u000b\f\r"\\/\u007f\u2028é\u20ac')).toBe(
      '"\\u0000\\b\\t\\n\\u000b\\f\\r\\"\\\\/\u007f\u2028é\u20ac"',
    );
    expect(canonical('\ud800')).toBe('"\\ud800"');
  });

  it('leaves out members that are undefined, as JSON.stringify does', () => {
    expect(canonical({ a: undefined, b: [undefined, 1] })).toBe('{"b":[null,1]}');
  });

  it('keeps members named like parts of a prototype', () => {
    const value: unknown = JSON.parse('{"toString":1,"__proto__":{"x":2},"constructor":3}');
    expect(canonical(value)).toBe('{"__proto__":{"x":2},"constructor":3,"toString":1}');
  });

  it.each([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['undefined alone', undefined],
    ['a number deep inside', { a: [{ b: Number.NEGATIVE_INFINITY }] }],
  ])('refuses %s', (_, value) => {
    expect(() => canonical(value)).toThrow(TypeError);
  });

  it('reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const back: unknown = JSON.parse(canonical(value));
        expect(back).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order in which members were written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.infiniteStream(fc.nat()), (value, numbers) => {
        const shuffled = reordered(JSON.parse(JSON.stringify(value)), () => numbers.next().value ?? 0);
        expect(canonical(shuffled)).toBe(canonical(value));
      }),
    );
  });

  it('tells different values apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const same = canonical(a) === canonical(b);
        expect(same).toBe(isEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b))));
      }),
    );
  });
});

describe('isCanonicalText', () => {
  it('holds for canonical texts and for no other text of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.infiniteStream(fc.nat()), (plain, numbers) => {
        const value: Json = JSON.parse(JSON.stringify(plain));
        const other = reordered(value, () => numbers.next().value ?? 0);
        for (const text of [canonical(value), JSON.stringify(other), JSON.stringify(value, null, 1)])
          expect(isCanonicalText(text, JSON.parse(text)), text).toBe(text === canonical(value));
      }),
    );
    // Members named like numbers come first when they are parsed, whatever the text says.
    for (const text of [
      '{"10":1,"9":2}',
      '{"9":2,"10":1}',
      '{"a":1,"1":2}',
      '{"a":1,"a":1}',
      '1.0',
      '"\\u0041"',
    ])
      expect(isCanonicalText(text, JSON.parse(text)), text).toBe(text === canonical(JSON.parse(text)));
  });
});

describe('sameCanonical', () => {
  it('says what comparing the texts would say', () => {
    // Small values of few kinds, so that equal pairs do occur.
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(null, 0, -0, 1, '', 'a', true, undefined),
        fc.array(tie('any'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('any'), { maxKeys: 2 }),
      ),
    })).any;
    const wrapped = value.map((inside) => ({ inside }));
    fc.assert(
      fc.property(wrapped, wrapped, (a, b) => {
        expect(sameCanonical(a, b)).toBe(canonical(a) === canonical(b));
        expect(sameCanonical(a, structuredClone(a))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('keepText', () => {
  it('changes nothing in what is written', () => {
    const shared = { z: [1, { y: null }], a: 'x' };
    const before = canonical({ list: [shared, shared], shared });
    keepText(shared);
    expect(canonical({ list: [shared, shared], shared })).toBe(before);
  });
});

describe('isRecord', () => {
  it.each([
    [{}, true],
    [Object.create(null), true],
    [[], false],
    [null, false],
    ['text', false],
    [undefined, false],
  ])('%j is %s', (value, expected) => {
    expect(isRecord(value)).toBe(expected);
  });
});

/** The same value with the members of every object written in another order. */
function reordered(value: Json, next: () => number): Json {
  if (Array.isArray(value)) return value.map((item) => reordered(item, next));
  if (!isRecord(value)) return value;
  const members = Object.entries(value).map(([key, member]) => ({ key, member, place: next() }));
  members.sort((a, b) => a.place - b.place);
  return Object.fromEntries(members.map(({ key, member }) => [key, reordered(member as Json, next)]));
}

function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  }
  if (isRecord(a) && isRecord(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]))
    );
  }
  return a === b;
}
