/** Keeping keys and passwords out of everything a person or a transcript gets to see. */

import { isRecord, type Json } from '../../../kit/canonical.ts';

export type Redact = (text: string) => string;

const SHORTEST_KEY = 8;
/** Of keys that are letters alone. */
const SHORTEST_WORD = 16;
const REPLACEMENT = '[redacted]';

/**
 * Whether a value can be told from an ordinary word. Replacing `none`, `true` or `production` would keep nothing
 * secret, and would change what agents say and do.
 */
export function looksLikeKey(value: string): boolean {
  return value.length >= SHORTEST_WORD || (value.length >= SHORTEST_KEY && /[^\p{L}\s]/u.test(value));
}

/** What looks like a key even if it is not ours: providers quote parts of a rejected key back. */
const keyShapes = [/\b(?:sk|pk|rk)-[\w*.-]{6,}/g, /\bBearer\s+[\w~+/.=-]{8,}/gi];

/** Replaces those of the given secrets that look like keys wherever they stand, as they are or URL-, JSON- or Base64-encoded. */
export function redactor(secrets: readonly (string | undefined)[]): Redact {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret === undefined || !looksLikeKey(secret)) continue;
    for (const form of encodings(secret)) forms.add(form);
  }
  // Longest first: a short form may stand inside a longer one and would leave its rest readable.
  const ordered = [...forms].sort((left, right) => right.length - left.length);
  return (text) => ordered.reduce((rest, form) => rest.replaceAll(form, REPLACEMENT), text);
}

/** The same for all texts in a value, names of members included, as plain JSON: what JSON has no form for is left out. */
export function redactJson(value: unknown, redact: Redact): Json {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((one) => redactJson(one, redact));
  if (!isRecord(value)) return null;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [redact(name), redactJson(member, redact)]));
}

/** The same for text of errors, where anything shaped like a key goes too. */
export function redactKeyShapes(text: string): string {
  return keyShapes.reduce((rest, shape) => rest.replace(shape, REPLACEMENT), text);
}

function encodings(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString('base64');
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    base64,
    base64.replace(/=+$/, ''),
  ];
}
