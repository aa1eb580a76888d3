/** The form of a judge's answer as JSON Schema, in the subset that providers enforce. */
import { z } from 'zod';
import { isRecord } from '../../../kit/canonical.ts';
import type { Question } from '../question.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** What some providers reject, and what says nothing of the form. */
const LEFT_OUT: ReadonlySet<string> = new Set(['$schema', 'minimum', 'maximum']);

/** Of one answer to a question. */
export function schemaOf({ values, details }: Pick<Question, 'values' | 'details'>): JsonSchema {
  const text = { type: 'string' };
  const more = details === undefined ? {} : { actor: text, to: text };
  return objectOf({ value: portable(z.toJSONSchema(values)), quotation: text, ...more });
}

/** All members required and no others, as strict modes want it. */
export function objectOf(properties: Readonly<Record<string, unknown>>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

function portable(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(portable);
  if (!isRecord(schema)) return schema;
  const { const: only, ...rest } = schema;
  const kept = Object.entries(rest).filter(([name]) => !LEFT_OUT.has(name));
  const members = Object.fromEntries(kept.map(([name, value]) => [name, portable(value)]));
  return only === undefined ? members : { ...members, type: 'string', enum: [only] };
}
