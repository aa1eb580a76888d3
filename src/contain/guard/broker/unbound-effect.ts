/** The effect of a tool of which guard.yaml says nothing: it can be observed, and only while nothing is denied. */
import { canonical, isRecord, type Json } from '../../../kit/canonical.ts';
import { hashText } from '../../../kit/hash.ts';
import { parseExactJson } from '../../../kit/json.ts';
import { badArguments } from '../arguments/read-arguments.ts';
import type { Effect } from '../effect.ts';

/** Errors: `bad-json`, `bad-arguments`. */
export function unboundEffect(upstream: string, tool: string, bytes: Uint8Array): Effect {
  const place = `${upstream}.${tool}`;
  const value = parseExactJson(bytes, place);
  if (!isArguments(value)) throw badArguments(place, 'arguments must be an object');
  const text = canonical(value);
  return {
    class: 'other',
    tool,
    upstream,
    resources: [],
    subjects: [],
    count: 1,
    revokes: false,
    arguments: value,
    canonical: text,
    digest: hashText(text),
  };
}

/** It came from JSON. */
function isArguments(value: unknown): value is { readonly [member: string]: Json } {
  return isRecord(value);
}
