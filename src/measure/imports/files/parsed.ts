/** JSON of a recording: what stands for a number in it has to be one. */
import { OffswitchError } from '../../../kit/errors.ts';
import { parseJson } from '../../../kit/json.ts';

/** Errors: `bad-json`, which names a bare `NaN`. */
export function parseRecording(text: string, place: string): unknown {
  try {
    return parseJson(text, place);
  } catch (thrown) {
    if (!hasNaN(text) || isJson(text) || !isJson(withoutNaN(text))) throw thrown;
    throw noNumber(place, 'NaN or Infinity stands in it, which JSON does not have');
  }
}

/** The value itself. Errors: `bad-json` for a numeral such as `1e400` that no number holds, with its path. */
export function demandNumbers<T>(value: T, place: string): T {
  const path = infiniteIn(value);
  if (path === undefined) return value;
  throw noNumber(place, `at ${path.join('.') || '(top)'}: the number is too large to be read`);
}

function noNumber(place: string, what: string): OffswitchError {
  const remedy = 'Write the number, or null where there is none.';
  return new OffswitchError('bad-json', `${place}: ${what}`, remedy, { place });
}

/** The path of an infinite number. Lists may have millions of members. */
function infiniteIn(value: unknown): readonly string[] | undefined {
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) return [];
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) {
      const path = infiniteIn(value[at]);
      if (path !== undefined) return [String(at), ...path];
    }
    return undefined;
  }
  for (const [key, member] of Object.entries(value)) {
    const path = infiniteIn(member);
    if (path !== undefined) return [key, ...path];
  }
  return undefined;
}

const NAN = /-?\bInfinity\b|\bNaN\b/g;

export function hasNaN(text: string): boolean {
  return text.search(NAN) !== -1;
}

/** Programs write numbers that are none as a bare `NaN` or `Infinity`, which is no JSON; here they become null. */
export function withoutNaN(text: string): string {
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    const quote = text.indexOf('"', at);
    const start = quote === -1 ? text.length : quote;
    const end = endOfString(text, start);
    parts.push(text.slice(at, start).replace(NAN, 'null'), text.slice(start, end));
    at = end;
  }
  return parts.join('');
}

/** Behind the quote that closes the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') return at + 1;
    if (character === '\\') at += 1;
  }
  return text.length;
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
