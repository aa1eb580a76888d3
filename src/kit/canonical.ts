/**
 * Canonical JSON after RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code units, no white
 * space, numbers as ECMAScript prints them. The same value gives the same bytes on every machine.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Canonical text of a plain value. Members that are `undefined` are left out, as `JSON.stringify` does. */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`canonical JSON has no ${value}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return canonicalList(value);
  if (isRecord(value)) return keptTexts.get(value) ?? canonicalRecord(value);
  throw new TypeError(`canonical JSON has no ${typeof value}`);
}

function canonicalList(items: readonly unknown[]): string {
  let text = '';
  for (const item of items)
    text += `${text === '' ? '' : ','}${item === undefined ? 'null' : canonical(item)}`;
  return `[${text}]`;
}

function canonicalRecord(value: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) text += `${text === '' ? '' : ','}${quoted(key)}:${canonical(member)}`;
  }
  return `{${text}}`;
}

function quoted(key: string): string {
  return NEEDS_NO_ESCAPE.test(key) ? `"${key}"` : JSON.stringify(key);
}

const NEEDS_NO_ESCAPE = /^[\w .@-]*$/;

/** Whether a text that was parsed to this value is its canonical text; mostly found out without writing it. */
export function isCanonicalText(text: string, value: unknown): boolean {
  if (JSON.stringify(value) === text && hasSortedKeys(value)) return true;
  // Members named like numbers are always listed first, wherever they stand in the text.
  return canonical(value) === text;
}

function hasSortedKeys(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(hasSortedKeys);
  if (!isRecord(value)) return true;
  let before = '';
  for (const key of Object.keys(value)) {
    if (before > key || !hasSortedKeys(value[key])) return false;
    before = key;
  }
  return true;
}

const keptTexts = new WeakMap<object, string>();

/**
 * Writes the canonical text of an object once for all values that will hold this very object. Only for objects that
 * never change: the text would not follow.
 */
export function keepText(value: object): void {
  if (!keptTexts.has(value)) keptTexts.set(value, canonical(value));
}

/** Whether two plain values have the same canonical text, found out without writing it. */
export function sameCanonical(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) return Array.isArray(right) && sameLists(left, right);
  return isRecord(left) && isRecord(right) && sameRecords(left, right);
}

function sameLists(left: readonly unknown[], right: readonly unknown[]): boolean {
  if (left.length !== right.length) return false;
  for (const [index, item] of left.entries())
    if (!sameCanonical(item ?? null, right[index] ?? null)) return false;
  return true;
}

function sameRecords(
  left: Readonly<Record<string, unknown>>,
  right: Readonly<Record<string, unknown>>,
): boolean {
  const members = Object.entries(left).filter(([, member]) => member !== undefined);
  const others = Object.values(right).filter((member) => member !== undefined);
  return (
    members.length === others.length &&
    members.every(([key, member]) => Object.hasOwn(right, key) && sameCanonical(member, right[key]))
  );
}

/** Whether a value is an object with members (neither null nor an array). */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
