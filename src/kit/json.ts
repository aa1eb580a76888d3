/** Reading JSON that others wrote: size, syntax, repeated keys and prototype keys are checked, each with its place. */
import { closeSync, fstatSync, openSync, readFileSync, readSync, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { printParseErrorCode, visit } from 'jsonc-parser';
import type { z } from 'zod';
import { type ErrorCode, OffswitchError, pathFailure, systemCodeOf } from './errors.ts';

/** Largest file that is read, in bytes. The largest released transcripts stay well below. */
export const MAX_INPUT_BYTES = 64 * 1024 * 1024;
const MAX_DEPTH = 200;

/** Keys that would reach an object's prototype in careless code; no input may carry them. */
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'prototype', 'constructor']);

export function isPrototypeKey(key: string): boolean {
  return PROTOTYPE_KEYS.has(key);
}

/** The text of a file; `-` is standard input. Errors: `file-unreadable`, `too-large`, `bad-json` (not UTF-8). */
export function readText(path: string): string {
  return textIn(readBytes(path), path);
}

/** The bytes of a file; `-` is standard input. Errors: `file-unreadable`, `too-large`. */
export function readBytes(path: string): Buffer {
  let opened: number | undefined;
  try {
    const status = path === '-' ? fstatSync(STANDARD_INPUT) : statSync(path);
    demandFile(status, path);
    demandSize(status.size, path);
    if (path !== '-') opened = openSync(path, 'r');
    const file = opened ?? STANDARD_INPUT;
    return status.isFile() ? readFileSync(file) : readToEnd(file, path);
  } catch (thrown) {
    if (thrown instanceof OffswitchError) throw thrown;
    throw new OffswitchError(
      'file-unreadable',
      `cannot read ${path}: ${pathFailure(thrown)}`,
      'Check the path and its permissions.',
      { file: path, system: systemCodeOf(thrown) ?? null },
      thrown,
    );
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}

const STANDARD_INPUT = 0;
/** Where a shell leads to what a command writes, e.g. `<(zcat log.gz)`. */
const OF_A_SHELL = /^\/(?:dev|proc)\//;

/** Some devices never end, and a named pipe without a writer would be waited for for ever. */
function demandFile(status: Stats, path: string): void {
  if (status.isFile() || (path === '-' && status.isSocket())) return;
  if (status.isFIFO() && (path === '-' || OF_A_SHELL.test(resolve(path)))) return;
  if (status.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
  throw new Error(status.isFIFO() ? 'it is a named pipe' : 'it is a device or a socket');
}

function demandSize(size: number, path: string): void {
  if (size <= MAX_INPUT_BYTES) return;
  throw new OffswitchError(
    'too-large',
    `${path} has ${size} bytes; the limit is ${MAX_INPUT_BYTES}`,
    'Split the file, or export fewer turns.',
    { file: path, bytes: size, limit: MAX_INPUT_BYTES },
  );
}

/** Of a pipe, whose size nobody knows before. */
function readToEnd(file: number, path: string): Buffer {
  const parts: Buffer[] = [];
  let size = 0;
  for (;;) {
    const part = Buffer.alloc(64 * 1024);
    const length = readSync(file, part);
    if (length === 0) return Buffer.concat(parts);
    size += length;
    demandSize(size, path);
    parts.push(part.subarray(0, length));
  }
}

/** Bytes as UTF-8 text, a byte order mark taken off. Errors: `bad-json`. */
export function textIn(bytes: Uint8Array, place: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new OffswitchError('bad-json', `${place} is not UTF-8 text`, 'Save the file as UTF-8.', {
      file: place,
    });
  }
}

/**
 * Parses JSON text from `place` (a file name, or words such as "tool arguments").
 * Errors: `bad-json`, with line and column, for syntax, repeated keys, prototype keys and absurd nesting.
 */
export function parseJson(text: string, place: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notJson(text, place);
  }
  if (tooDeep(value))
    throw badJson(placeOfDepth(text, place), `nested deeper than ${MAX_DEPTH}`, 'Flatten the document.');
  rejectKeys(text, place);
  return value;
}

/**
 * `parseJson` for text on which something will be decided: every reader must read it alike, so numbers must be exactly
 * what is written, within the safe range, and strings well formed. Takes bytes; a byte order mark is no JSON.
 * Errors: `bad-json`, with line and column.
 *
 * @example parseExactJson(Buffer.from('{"count":2}'), 'arguments')
 */
export function parseExactJson(bytes: Uint8Array, place: string): unknown {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    throw badJson(place, 'begins with a byte order mark', 'Send the JSON alone.');
  const text = textIn(bytes, place);
  const value = parseJson(text, place);
  visit(text, {
    onLiteralValue: (literal, offset, length, line, column) => {
      const where = `${place}:${line + 1}:${column + 1}`;
      if (typeof literal === 'string') demandWellFormed(literal, where);
      if (typeof literal === 'number') demandExact(text.slice(offset, offset + length), where);
    },
    onObjectProperty: (key, _offset, _length, line, column) =>
      demandWellFormed(key, `${place}:${line + 1}:${column + 1}`),
  });
  return value;
}

function demandWellFormed(text: string, where: string): void {
  if (!text.isWellFormed()) throw badJson(where, 'half a surrogate pair', 'Send whole characters.');
}

/** Written with more digits than a double keeps, too large, or minus zero: another reader would see another number. */
function demandExact(written: string, where: string): void {
  const value = Number(written);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
    throw badJson(
      where,
      `the number ${written.slice(0, 40)} is out of the safe range`,
      'Send a smaller number.',
    );
  if (Object.is(value, -0) || decimal(written) !== decimal(String(value)))
    throw badJson(
      where,
      `the number ${written.slice(0, 40)} is not read as written`,
      'Write it with fewer digits.',
    );
}

/** Sign, digits without zeros at the ends, and the exponent of the last digit: one text for equal decimal numbers. */
function decimal(written: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(written) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return `${sign}0`;
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

/** What a parser expects or meets, for people. */
const syntaxWords: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a word stands here that is no JSON',
  InvalidNumberFormat: 'this is no number of JSON',
  PropertyNameExpected: 'a key in double quotes is expected',
  ValueExpected: 'a value is expected',
  ColonExpected: 'a colon is expected',
  CommaExpected: 'a comma is expected',
  CloseBraceExpected: 'a closing brace is expected',
  CloseBracketExpected: 'a closing bracket is expected',
  EndOfFileExpected: 'nothing may follow the document',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'JSON has no comments',
  UnexpectedEndOfString: 'the text is not closed',
  UnexpectedEndOfNumber: 'the number is cut off',
  InvalidUnicode: 'this escape names no character',
  InvalidEscapeCharacter: 'JSON knows no such escape',
  InvalidCharacter: 'this character must be escaped',
};

/** With the place of the first fault, which the engine does not always tell. */
function notJson(text: string, place: string): OffswitchError {
  const remedy = 'Correct the JSON; was the file cut off?';
  let first: { readonly where: string; readonly what: string } | undefined;
  try {
    visit(
      text,
      {
        onError: (code, _offset, _length, line, column) => {
          first ??= {
            where: `${place}:${line + 1}:${column + 1}`,
            what: syntaxWords[printParseErrorCode(code)] ?? 'this is no JSON',
          };
        },
      },
      { disallowComments: true },
    );
  } catch {
    // Nested so deeply that no walk comes to its end.
  }
  return badJson(first?.where ?? place, first?.what ?? 'this is no JSON', remedy);
}

function badJson(place: string, what: string, remedy: string): OffswitchError {
  return new OffswitchError('bad-json', `${place}: ${what}`, remedy, { place });
}

/** Line and column of the first bracket that is nested too deep. */
function placeOfDepth(text: string, place: string): string {
  let depth = 0;
  let isInString = false;
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isInString && character === '\\') at += 1;
    else if (character === '"') isInString = !isInString;
    else if (character === '\n') [line, lineStart] = [line + 1, at + 1];
    else if (!isInString && (character === '[' || character === '{')) depth += 1;
    else if (!isInString && (character === ']' || character === '}')) depth -= 1;
    if (depth > MAX_DEPTH) return `${place}:${line}:${at - lineStart + 1}`;
  }
  return place;
}

/** Whether a value is nested deeper than `most`, by default than any input may be. */
export function tooDeep(root: unknown, most = MAX_DEPTH): boolean {
  let level: unknown[] = [root];
  for (let depth = 0; depth <= most; depth += 1) {
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'object' && value !== null)
        for (const member of Object.values(value)) next.push(member);
    }
    if (next.length === 0) return false;
    level = next;
  }
  return true;
}

/** Walks the text and not a tree of it: a tree would take a hundred times the memory of the text. */
function rejectKeys(text: string, place: string): void {
  const open: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => {
      open.push(new Set());
    },
    onObjectEnd: () => {
      open.pop();
    },
    onObjectProperty: (key, _offset, _length, line, column) => {
      const keys = open.at(-1);
      const where = `${place}:${line + 1}:${column + 1}`;
      if (keys?.has(key))
        throw badJson(where, `the key ${JSON.stringify(key)} stands twice`, 'Keep one of the two.');
      if (isPrototypeKey(key))
        throw badJson(where, `the key ${JSON.stringify(key)} is not allowed`, 'Rename or remove the key.');
      keys?.add(key);
    },
  });
}

/**
 * Types a parsed document with a zod schema; the error names the path in the document, what was expected and what was found.
 */
export function typed<T>(schema: z.ZodType<T>, value: unknown, place: string, code: ErrorCode): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue === undefined || issue.path.length === 0 ? '(top)' : issue.path.map(String).join('.');
  const found = issue === undefined ? '' : `; found ${describe(issue.input)}`;
  throw new OffswitchError(
    code,
    `${place}: at ${path}: ${issue === undefined ? 'does not fit' : plainly(issue.message)}${found}`,
    'Correct that member; docs/formats.md has the expected form.',
    { place, path, problems: result.error.issues.length },
  );
}

/** Without what the library says before and behind: the value that was found stands there in our words. */
function plainly(message: string): string {
  return message.replace(/^Invalid input: /, '').replace(/, received .*$/, '');
}

function describe(value: unknown): string {
  // JSON has no word for it.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value === undefined) return 'nothing';
  const text = jsonOf(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

/** Undefined for what is no JSON: a value of a module may hold itself, or throw when it is looked at. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/**
 * The value of a JSON text if it has the shape. The value itself, not zod's copy: a copy may lose members such as
 * `__proto__`, and with them the hash. Throws a TypeError; for texts that this program wrote itself.
 */
export function parseShape<T>(text: string, shape: z.ZodType<T>): T {
  const value: unknown = JSON.parse(text);
  if (fits(value, shape)) return value;
  throw new TypeError('it does not have the form that this version writes');
}

function fits<T>(value: unknown, shape: z.ZodType<T>): value is T {
  return shape.safeParse(value).success;
}
