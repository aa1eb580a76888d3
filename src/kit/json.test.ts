/** Reading what others wrote: every kind of broken document is named with its place. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonical } from './canonical.ts';
import { OffswitchError } from './errors.ts';
import { isPrototypeKey, MAX_INPUT_BYTES, parseJson, parseShape, readText, typed } from './json.ts';

const folder = mkdtempSync(join(tmpdir(), 'offswitch-json-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function failure(act: () => unknown): OffswitchError {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}

describe('readText', () => {
  it('reads UTF-8, with or without a byte order mark', () => {
    expect(readText(file('plain.json', '{"a":"é"}'))).toBe('{"a":"é"}');
    expect(readText(file('marked.json', '\ufeff{}'))).toBe('{}');
  });

  it('refuses bytes that are not UTF-8', () => {
    const path = file('latin1.json', Buffer.from([0x22, 0xe9, 0x22]));
    expect(failure(() => readText(path))).toMatchObject({ code: 'bad-json', data: { file: path } });
  });

  it('refuses what is too large without reading it', () => {
    // A sparse file of a terabyte: reading it would end the process.
    const path = file('huge.json', '');
    truncateSync(path, 2 ** 40);
    const error = failure(() => readText(path));
    expect(error).toMatchObject({ code: 'too-large', data: { bytes: 2 ** 40, limit: MAX_INPUT_BYTES } });
    expect(error.exitCode).toBe(2);
  });

  it.skipIf(!existsSync('/dev/zero'))('reads no device: some never end', () => {
    expect(failure(() => readText('/dev/zero')).code).toBe('file-unreadable');
  });

  it('says why a file cannot be read', () => {
    const missing = join(folder, 'nowhere.json');
    expect(failure(() => readText(missing))).toMatchObject({
      code: 'file-unreadable',
      data: { system: 'ENOENT' },
    });
    expect(failure(() => readText(folder))).toMatchObject({
      code: 'file-unreadable',
      data: { system: 'EISDIR' },
    });
    execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', join(folder, 'pipe')]);
    expect(failure(() => readText(join(folder, 'pipe')))).toMatchObject({
      code: 'file-unreadable',
      message: expect.stringContaining('named pipe'),
    });
  });
});

describe('parseJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        if (hasPrototypeKey(value)) return;
        expect(canonical(parseJson(text, 'x'))).toBe(canonical(JSON.parse(text)));
      }),
    );
  });

  it.each([
    ['a repeated key', '{"a":1,\n  "b":{"c":1, "c":2}}', '2:15', '"c" stands twice'],
    ['a repeated key behind an escape', '{"a":1,"\\u0061":2}', '1:8', '"a" stands twice'],
    ['a repeated key in a list', '[{"x":1},\r\n{"x":1,"y":2,"x":3}]', '2:14', '"x" stands twice'],
    ['__proto__', '{"args":\n{"__proto__":{"admin":true}}}', '2:2', '"__proto__" is not allowed'],
    ['__proto__ behind an escape', '{"\\u005f_proto__":1}', '1:2', '"__proto__" is not allowed'],
    ['constructor', '[\n\n   {"constructor":1}]', '3:5', '"constructor" is not allowed'],
    ['prototype', '{"prototype":1}', '1:2', '"prototype" is not allowed'],
  ])('names %s with line and column', (_, text, place, what) => {
    const error = failure(() => parseJson(text, 'doc.json'));
    expect(error.code).toBe('bad-json');
    expect(error.message).toContain(`doc.json:${place}: the key ${what}`);
  });

  it('lets a key stand in two objects, and a prototype name stand as a value', () => {
    expect(parseJson('[{"a":1},{"a":{"a":"__proto__"}}]', 'x')).toEqual([
      { a: 1 },
      { a: { a: '__proto__' } },
    ]);
  });

  it.each([
    ['truncated', '{"turns":[{"text":"a', '1:19'],
    ['empty', '', '1:1'],
    ['with a trailing comma', '[1,]', '1:4'],
    ['with a comment', '{} // done', '1:4'],
    ['two documents', '{}{}', '1:3'],
    ['wrong in a later line', '{\n "a": 1,\n "b": [1 2]}', '3:10'],
    ['with a raw control character', '"a\u0001b"', '1:1'],
  ])('refuses a document that is %s', (_, text, where) => {
    expect(failure(() => parseJson(text, 'doc.json'))).toMatchObject({
      code: 'bad-json',
      data: { place: `doc.json:${where}` },
    });
  });

  it('takes nesting up to 200 levels and refuses more, however much', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(parseJson(nested(200), 'x')).toBeTypeOf('object');
    for (const depth of [250, 100_000]) {
      expect(failure(() => parseJson(nested(depth), 'x')).message).toContain('nested deeper than 200');
    }
  });
});

describe('typed', () => {
  it('names a number that JSON has no word for, in no words of a library', () => {
    const { message } = failure(() => typed(z.number(), Number.NaN, 'doc', 'bad-study'));
    expect(message).toBe('doc: at (top): expected number; found NaN');
  });

  const schema = z.strictObject({ turns: z.array(z.object({ text: z.string() })) });

  it('gives the typed value', () => {
    expect(typed(schema, { turns: [{ text: 'a' }] }, 'x', 'bad-script')).toEqual({ turns: [{ text: 'a' }] });
  });

  it('names the path in the document, what was expected and what was found', () => {
    const error = failure(() =>
      typed(schema, { turns: [{ text: 'a' }, { text: 7 }] }, 'doc.json', 'bad-script'),
    );
    expect(error.code).toBe('bad-script');
    expect(error.message).toMatch(/^doc\.json: at turns\.1\.text: .*expected string.*; found 7$/);
    expect(error.data).toEqual({ place: 'doc.json', path: 'turns.1.text', problems: 1 });
  });

  it('speaks of the top and of nothing where there is no path and no value', () => {
    expect(failure(() => typed(schema, [], 'x', 'bad-script')).message).toContain('at (top)');
    expect(failure(() => typed(schema, {}, 'x', 'bad-script')).message).toContain('found nothing');
  });

  it('clips what it found', () => {
    const error = failure(() => typed(z.number(), 'x'.repeat(10_000), 'doc', 'bad-script'));
    expect(error.message.length).toBeLessThan(200);
  });
});

describe('parseShape', () => {
  const shape = z.object({ a: z.number() });

  it('gives the value itself, members unknown to the shape included', () => {
    const value = parseShape('{"a":1,"__proto__":{"b":2}}', shape);
    expect(canonical(value)).toBe('{"__proto__":{"b":2},"a":1}');
  });

  it('throws on another form', () => {
    expect(() => parseShape('{"a":"1"}', shape)).toThrow(TypeError);
    expect(() => parseShape('{', shape)).toThrow(SyntaxError);
  });
});

it('knows the keys that reach a prototype', () => {
  expect(['__proto__', 'prototype', 'constructor'].every(isPrototypeKey)).toBe(true);
  expect(['proto', '__PROTO__', '', 'toString'].some(isPrototypeKey)).toBe(false);
});

function hasPrototypeKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, member]) => isPrototypeKey(key) || hasPrototypeKey(member));
}
