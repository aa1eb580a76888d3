/** Arguments: nothing is accepted that two readers could read differently. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../../kit/canonical.ts';
import { OffswitchError } from '../../../kit/errors.ts';
import { closedSchema } from './closed-schema.ts';
import { oddName, oddPath, oddUrl } from './names.ts';
import { valuesAt } from './pointer.ts';
import { MAX_ARGUMENT_BYTES, readArguments } from './read-arguments.ts';

const schema = closedSchema(
  {
    type: 'object',
    properties: {
      path: { type: 'string' },
      count: { type: 'integer' },
      share: { type: 'number' },
      nested: { type: 'object', properties: { a: { type: 'string' } } },
      map: { type: 'object', additionalProperties: { type: 'string' } },
      edits: { type: 'array', items: { type: 'object', properties: { old: { type: 'string' } } } },
      maybe: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      any: {},
    },
    required: ['path'],
  },
  'files.write',
);

function read(text: string | Uint8Array) {
  return readArguments(typeof text === 'string' ? Buffer.from(text) : text, schema, 'call');
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return thrown.code;
    throw thrown;
  }
  return 'accepted';
}

describe('readArguments', () => {
  it('writes what it accepted canonically, with the digest of that text', () => {
    const { canonical: text, digest } = read(' { "count" : 2, "path":"/a\\u002fb" } ');
    expect(text).toBe('{"count":2,"path":"/a/b"}');
    expect(digest).toBe(read('{"path":"/a/b","count":2}').digest);
  });

  it.each([
    ['a key twice', '{"path":"a","path":"b"}'],
    ['a key twice behind an escape', '{"path":"a","p\\u0061th":"b"}'],
    ['a key twice far down', '{"path":"a","any":[{"x":1,"x":1}]}'],
    ['a prototype key', '{"path":"a","any":{"__proto__":1}}'],
    ['half a surrogate pair', '{"path":"\\ud800"}'],
    ['half a surrogate pair in a key', '{"path":"a","any":{"\\udc00":1}}'],
    ['a number that is too large', '{"path":"a","any":9007199254740993}'],
    ['a number beyond all doubles', '{"path":"a","any":1e999}'],
    ['a number too near to zero', '{"path":"a","any":1e-999}'],
    ['minus zero', '{"path":"a","any":-0}'],
    ['more digits than a double keeps', '{"path":"a","share":0.1000000000000000000001}'],
    ['a byte order mark', '\ufeff{"path":"a"}'],
    ['a comment', '{"path":"a"/* */}'],
    ['a trailing comma', '{"path":"a",}'],
    ['two documents', '{"path":"a"}{"path":"b"}'],
    ['NaN', '{"path":"a","share":NaN}'],
    ['single quotes', "{'path':'a'}"],
    ['a leading zero', '{"path":"a","count":01}'],
    ['a hexadecimal number', '{"path":"a","count":0x1}'],
    ['a raw line end in a text', '{"path":"a\n"}'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(codeOf(() => read(text))).toBe('bad-json');
  });

  it('refuses bytes that are not UTF-8, overlong forms and encoded surrogates among them', () => {
    for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]]) {
      const text = Buffer.concat([Buffer.from('{"path":"'), Buffer.from(bytes), Buffer.from('"}')]);
      expect(codeOf(() => read(text))).toBe('bad-json');
    }
    expect(codeOf(() => read(Buffer.from('{"path":"a"}', 'utf16le')))).toBe('bad-json');
  });

  it.each([
    ['an unknown member', '{"path":"a","force":true}'],
    ['an unknown member within', '{"path":"a","nested":{"b":"c"}}'],
    ['an unknown member within a list', '{"path":"a","edits":[{"old":"x"},{"new":"y"}]}'],
    ['_meta', '{"path":"a","_meta":{}}'],
    ['a float where an integer stands', '{"path":"a","count":1.5}'],
    ['another type', '{"path":["a"]}'],
    ['a missing member', '{"count":1}'],
    ['a list for the whole', '[]'],
    ['null for the whole', 'null'],
    ['another type in a map', '{"path":"a","map":{"x":1}}'],
    ['an invisible character in a key', '{"path":"a","map":{"x\\u200b":"y"}}'],
    ['a look-alike key', '{"path":"a","map":{"p\\u0430th":"y"}}'],
  ])('refuses %s', (_, text) => {
    expect(codeOf(() => read(text))).toBe('bad-arguments');
  });

  it('refuses what is too large', () => {
    expect(codeOf(() => read(Buffer.alloc(MAX_ARGUMENT_BYTES + 1, 0x20)))).toBe('too-large');
  });

  it.each([
    '{"path":"a","count":9007199254740991}',
    '{"path":"a","share":0.1}',
    '{"path":"a","share":1.50}',
    '{"path":"a","share":25e-1}',
    '{"path":"a","maybe":null}',
    '{"path":"a","map":{"x y":"z"}}',
    '{"path":"a","any":"e\\u0301 \\u200b anything in a text that is no name"}',
    '{"path":"\\ud83d\\ude00"}',
  ])('accepts %s', (text) => {
    expect(read(text).canonical).toBe(canonical(JSON.parse(text)));
  });

  it('never accepts what JSON.parse reads differently, or refuses', () => {
    const anything = closedSchema({ type: 'object', properties: { v: {} } }, 'any');
    const fragment = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"v"',
      '"\\u0076"',
      '"a"',
      '"\\ud800"',
      '"',
      '\\',
      '1',
      '-0',
      '1.0',
      '1e3',
      '1E-2',
      '0.30',
      '9007199254740993',
      'true',
      'null',
      ' ',
      '\n',
      '\ufeff',
      '/**/',
      'NaN',
      '"__proto__"',
      '01',
      '\u2028',
    );
    const texts = fc.oneof(
      fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.array(fragment, { maxLength: 8 }).map((parts) => `{"v":${parts.join('')}}`),
      fc.json().map((json) => `{"v":${json}}`),
      fc.tuple(fc.json(), fc.nat(), fragment).map(([json, at, part]) => {
        const text = `{"v":${json}}`;
        return text.slice(0, at % text.length) + part + text.slice(at % text.length);
      }),
    );
    let accepted = 0;
    fc.assert(
      fc.property(texts, (text) => {
        let mine: string;
        try {
          mine = readArguments(Buffer.from(text), anything, 'call').canonical;
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(OffswitchError);
          return;
        }
        accepted += 1;
        const theirs = JSON.parse(text);
        expect(mine).toBe(canonical(theirs));
        // And again: the canonical text is a fixed point.
        expect(readArguments(Buffer.from(mine), anything, 'call').canonical).toBe(mine);
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});

describe('closedSchema', () => {
  it.each([
    ['no object', { type: 'string' }],
    ['no schema', 'string'],
    ['allOf', { type: 'object', allOf: [] }],
    ['not', { type: 'object', properties: { a: { not: { type: 'string' } } } }],
    ['patternProperties', { type: 'object', patternProperties: { '.*': {} } }],
    ['a keyword nobody knows', { type: 'object', properties: { a: { type: 'string', maxBytes: 3 } } }],
    ['a type nobody knows', { type: 'object', properties: { a: { type: 'file' } } }],
    ['a reference to nothing', { type: 'object', properties: { a: { $ref: '#/$defs/b' } } }],
  ])('names %s', (_, json) => {
    expect(codeOf(() => closedSchema(json, 'x'))).toBe('bad-guard');
  });

  it('closes an object that says nothing of its members, and one that lets all through', () => {
    for (const json of [{ type: 'object' }, { type: 'object', properties: {}, additionalProperties: true }])
      expect(closedSchema(json, 'x').safeParse({ a: 1 }).success).toBe(false);
  });
});

describe('names', () => {
  it.each(['a', 'notes 2.txt', 'Übersicht', '日本語メモ', 'отчёт', 'αβγ', 'a_b-c', 'A日本'])(
    '%j is plain',
    (name) => {
      expect(oddName(name)).toBeUndefined();
    },
  );
  it.each([
    '',
    'e\u0301',
    'sw\u0456tch',
    '\uff53witch',
    'a\u200bb',
    'a\u202eb',
    'a\u0000',
    'a\u00a0b',
    'a\u2215b',
    'ﬁle',
    '\ue000',
  ])('%j is not', (name) => {
    expect(oddName(name)).toBeTypeOf('string');
  });
  it.each([
    '/srv/a.txt',
    './a',
    '../a',
    '.',
    '/srv/100% done',
    '/srv/a$b.class',
    '/srv/[id].tsx',
    '.gitignore',
  ])('the path %j is plain', (path) => {
    expect(oddPath(path)).toBeUndefined();
  });
  it.each([
    '/srv/%2e%2e/a',
    'a\\b',
    'file:///a',
    'C:/a',
    '~/a',
    '/a./b',
    '/a /b',
    '/a/ b',
    '/a&#46;b',
    `/\${x}`,
    '/a.',
  ])('the path %j is not', (path) => {
    expect(oddPath(path)).toBeTypeOf('string');
  });
  it.each(['https://example.com/', 'https://example.com', 'http://127.0.0.1:8080/a?b=c'])(
    'the address %j is plain',
    (url) => {
      expect(oddUrl(url)).toBeUndefined();
    },
  );
  it.each([
    'example',
    'https://a@b.com/',
    'https://EXAMPLE.com/',
    'http://2130706433/',
    'https://a.com/x/../y',
    'https://a.com\\@b.com/',
    'http://0x7f.1/',
  ])('the address %j is not', (url) => {
    expect(oddUrl(url)).toBeTypeOf('string');
  });
});

it('a pointer leads to members, to every item of a list, and to nothing', () => {
  const value = { a: { 'b/c': [{ d: 1 }, { d: 2 }, {}] } };
  expect(valuesAt(value, '/a/b~1c/*/d')).toEqual([1, 2]);
  expect(valuesAt(value, '')).toEqual([value]);
  expect(valuesAt(value, '/a/toString')).toEqual([]);
  expect(valuesAt(value, '/a/b~1c/0')).toEqual([]);
});
