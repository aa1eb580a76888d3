/** From the bytes of a call to arguments of which every reader sees the same. */
import { canonical, isRecord, type Json } from '../../../kit/canonical.ts';
import { OffswitchError } from '../../../kit/errors.ts';
import { type Hash, hashText } from '../../../kit/hash.ts';
import { parseExactJson } from '../../../kit/json.ts';
import type { ArgumentSchema } from './closed-schema.ts';
import { oddName } from './names.ts';

/** Largest arguments that are read, in bytes; bulk goes through files. */
export const MAX_ARGUMENT_BYTES = 4 * 1024 * 1024;

export interface Arguments {
  readonly value: { readonly [member: string]: Json };
  /** RFC 8785: what is decided on, logged and carried out. */
  readonly canonical: string;
  readonly digest: Hash;
}

/**
 * Errors: `bad-json` (syntax, a key twice, numbers and characters that readers see differently), `bad-arguments` (not
 * what the pinned schema says, a member it does not name, a key that is no plain name), `too-large`.
 *
 * @example readArguments(Buffer.from('{"path":"/srv/a"}'), schema, 'files.read_file').canonical
 */
export function readArguments(bytes: Uint8Array, schema: ArgumentSchema, place: string): Arguments {
  if (bytes.length > MAX_ARGUMENT_BYTES)
    throw new OffswitchError(
      'too-large',
      `${place}: arguments of ${bytes.length} bytes; the limit is ${MAX_ARGUMENT_BYTES}`,
      'Send less at once.',
      { place, bytes: bytes.length, limit: MAX_ARGUMENT_BYTES },
    );
  const value = parseExactJson(bytes, place);
  const result = schema.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw badArguments(
      place,
      `at /${issue?.path.map(String).join('/') ?? ''}: ${issue?.message ?? 'does not fit'}`,
    );
  }
  if (!isArguments(value)) throw badArguments(place, 'arguments must be an object');
  demandPlainKeys(value, place);
  const text = canonical(value);
  return { value, canonical: text, digest: hashText(text) };
}

export function badArguments(place: string, what: string): OffswitchError {
  return new OffswitchError(
    'bad-arguments',
    `${place}: ${what}`,
    'Send exactly what the schema of the tool says, with names and paths as plain text.',
    { place },
  );
}

/** It came from JSON. */
function isArguments(value: unknown): value is { readonly [member: string]: Json } {
  return isRecord(value);
}

function demandPlainKeys(value: unknown, place: string): void {
  if (Array.isArray(value)) for (const item of value) demandPlainKeys(item, place);
  else if (isRecord(value))
    for (const [key, member] of Object.entries(value)) {
      const odd = oddName(key);
      if (odd !== undefined) throw badArguments(place, `the key ${JSON.stringify(key.slice(0, 60))} ${odd}`);
      demandPlainKeys(member, place);
    }
}
