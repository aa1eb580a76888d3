/** Numbers that survive being written as JSON and read again: finite ones, and whole ones up to 2^53 - 1. */

/** Whether all numbers in a plain value are such. */
export function hasExactNumbers(value: unknown): boolean {
  if (typeof value === 'number') return isExact(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(hasExactNumbers);
}

/** A finite number with a fraction is as exact as it gets; a large whole one may stand for another. */
export function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

/**
 * A plain value as text, also where JSON has no form for one of its numbers: an infinite one is written as the
 * numeral that is read as such.
 *
 * @example writtenAnyway({ a: -Infinity }) // '{"a":-1e999}'
 */
export function writtenAnyway(value: unknown): string {
  if (typeof value === 'number') {
    return Number.isFinite(value) || Number.isNaN(value) ? String(value) : value > 0 ? '1e999' : '-1e999';
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(writtenAnyway).join(',')}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${writtenAnyway(member)}`).join(',')}}`;
}
