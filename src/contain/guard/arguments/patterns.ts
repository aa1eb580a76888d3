/**
 * Patterns of a tool's schema. A server writes them and an agent writes what they are tried on, so that together they
 * could keep a backtracking engine busy for years: these take time that is linear in the text (RE2).
 */
import { RE2JS } from 're2js';
import type { z } from 'zod';
import { isRecord } from '../../../kit/canonical.ts';

/** Where a pattern stands: names of members, `*` for every item or every member that has no name of its own. */
interface PlacedPattern {
  readonly path: readonly Step[];
  readonly source: string;
  readonly regex: RE2JS;
}

type Step =
  | { readonly member: string }
  | { readonly every: 'item' }
  | { readonly othersThan: readonly string[] };

type Schema = Readonly<Record<string, unknown>>;

/** The schema without its patterns, and those. Throws for one that cannot be read, or that stands where there is a choice. */
export function takePatterns(schema: Schema): {
  readonly schema: Record<string, unknown>;
  readonly patterns: readonly PlacedPattern[];
} {
  const patterns: PlacedPattern[] = [];
  const plain = taken(schema, [], patterns);
  return { schema: plain, patterns };
}

/** Members that hold a schema each, which holds wherever the one around them does. */
function taken(schema: Schema, path: readonly Step[], found: PlacedPattern[]): Record<string, unknown> {
  const { pattern, properties, items, additionalProperties, ...rest } = schema;
  demandNone(rest);
  if (pattern !== undefined) found.push({ path, ...compiled(pattern) });
  const own = isRecord(properties) ? properties : {};
  return {
    ...rest,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(own).map(([member, part]) => [member, inner(part, [...path, { member }], found)]),
          ),
        }),
    ...(items === undefined ? {} : { items: inner(items, [...path, { every: 'item' }], found) }),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties: inner(
            additionalProperties,
            [...path, { othersThan: Object.keys(own) }],
            found,
          ),
        }),
  };
}

function inner(part: unknown, path: readonly Step[], found: PlacedPattern[]): unknown {
  return isRecord(part) ? taken(part, path, found) : part;
}

/** Where a schema holds only in some cases, a pattern does, too: that is not looked into. */
function demandNone(value: unknown): void {
  if (Array.isArray(value)) for (const one of value) demandNone(one);
  if (!isRecord(value)) return;
  for (const [key, part] of Object.entries(value)) {
    if (key === 'const' || key === 'enum' || key === 'default' || key === 'examples') continue;
    if (key === 'pattern' && typeof part === 'string')
      throw new Error('it has a pattern within a choice, a definition or names of members');
    demandNone(part);
  }
}

function compiled(pattern: unknown): Pick<PlacedPattern, 'source' | 'regex'> {
  if (typeof pattern !== 'string') throw new Error('a pattern is no text');
  return { source: pattern, regex: RE2JS.compile(RE2JS.translateRegExp(pattern)) };
}

/** The schema with patterns put back. */
export function withPatterns(schema: z.ZodType, patterns: readonly PlacedPattern[]): z.ZodType {
  if (patterns.length === 0) return schema;
  return schema.superRefine((value, context) => {
    for (const { path, source, regex } of patterns)
      for (const { at, text } of textsAt(value, path, []))
        if (!regex.matcher(text).find())
          context.addIssue({ code: 'custom', path: [...at], message: `it does not match ${source}` });
  });
}

interface PlacedText {
  readonly at: readonly (string | number)[];
  readonly text: string;
}

/** What is no text is for the rest of the schema to judge. */
function* textsAt(
  value: unknown,
  [step, ...rest]: readonly Step[],
  at: readonly (string | number)[],
): Generator<PlacedText> {
  if (step === undefined) {
    if (typeof value === 'string') yield { at, text: value };
  } else if ('every' in step) {
    if (Array.isArray(value))
      for (const [index, one] of value.entries()) yield* textsAt(one, rest, [...at, index]);
  } else if (isRecord(value)) {
    const members =
      'member' in step ? [step.member] : Object.keys(value).filter((key) => !step.othersThan.includes(key));
    for (const member of members)
      if (Object.hasOwn(value, member)) yield* textsAt(value[member], rest, [...at, member]);
  }
}
