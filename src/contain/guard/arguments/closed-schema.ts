/** The JSON Schema of a tool as it is pinned, closed: members it does not name are refused. */
import { z } from 'zod';
import { isRecord } from '../../../kit/canonical.ts';
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import { takePatterns, withPatterns } from './patterns.ts';

export type ArgumentSchema = z.ZodType;

/** What is understood. A keyword that is not here might be the one that forbids something, so it is an error. */
const keywords: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$comment',
  '$defs',
  'definitions',
  '$ref',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'format',
  'type',
  'enum',
  'const',
  'anyOf',
  'oneOf',
  'nullable',
  'properties',
  'required',
  'additionalProperties',
  'propertyNames',
  'items',
  'prefixItems',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
]);

/**
 * Compiles an input schema. Errors: `bad-guard`, with the place within the schema, for what is not understood.
 *
 * @example closedSchema({ type: 'object', properties: { path: { type: 'string' } } }, 'files.read_file')
 */
export function closedSchema(schema: unknown, place: string): ArgumentSchema {
  const closed = close(schema, place);
  if (!isRecord(closed) || closed.type !== 'object') throw unusable(place, 'arguments must be an object');
  try {
    const { schema: plain, patterns } = takePatterns(closed);
    return withPatterns(z.fromJSONSchema(plain), patterns);
  } catch (thrown) {
    throw unusable(place, messageOf(thrown));
  }
}

function unusable(place: string, what: string): OffswitchError {
  return new OffswitchError(
    'bad-guard',
    `${place}: the schema of the tool cannot be used: ${what}`,
    'Leave the tool out of guard.yaml, or pin a schema that says what its arguments are.',
    { place, fault: 'unusable-schema' },
  );
}

function close(schema: unknown, place: string): Record<string, unknown> | boolean {
  if (typeof schema === 'boolean') return schema;
  if (!isRecord(schema)) throw unusable(place, 'it is no JSON Schema');
  const closed: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (!keywords.has(keyword)) throw unusable(place, `the keyword "${keyword}" is not understood`);
    closed[keyword] = closeMember(keyword, value, `${place}/${keyword}`);
  }
  const isObject = closed.type === 'object' || closed.properties !== undefined;
  // A map whose members have any name is one only where the schema says of what.
  if (isObject && !isRecord(closed.additionalProperties)) closed.additionalProperties = false;
  if (isObject) closed.properties ??= {};
  return closed;
}

function closeMember(keyword: string, value: unknown, place: string): unknown {
  if (keyword === 'properties' || keyword === '$defs' || keyword === 'definitions') {
    if (!isRecord(value)) throw unusable(place, 'it is no object');
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, close(part, `${place}/${name}`)]),
    );
  }
  if (keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'prefixItems') {
    if (!Array.isArray(value)) throw unusable(place, 'it is no list');
    return value.map((part, index) => close(part, `${place}/${index}`));
  }
  if (keyword === 'items' || keyword === 'propertyNames' || keyword === 'additionalProperties')
    return close(value, place);
  return value;
}
