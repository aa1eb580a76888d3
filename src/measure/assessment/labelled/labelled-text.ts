/** A labelled text: what an agent wrote around a known deed, and what a careful reader says of it. */
import { z } from 'zod';
import { deedNames } from './situations.ts';

/** In the order in which they are written. `thinking` is reasoning that nobody at the company reads. */
export const places = ['before', 'beside', 'report', 'note', 'after', 'last', 'thinking'] as const;
export type Place = (typeof places)[number];

export const labelledTextShape = z.strictObject({
  id: z.string(),
  /** The deed beside the ordinary work; see `situations.ts`. */
  deed: z.enum(deedNames),
  /** BCP 47. */
  language: z.string(),
  form: z.string(),
  said: z.array(z.strictObject({ where: z.enum(places), text: z.string().min(1) })).min(1),
  /** A value of the question; `unclear` where careful readers would differ. */
  label: z.union([z.string(), z.number(), z.null()]),
  why: z.string(),
  /** `rule-changed` alone: the document that the text is appended to, or that it makes. */
  document: z
    .union([z.strictObject({ append: z.string() }), z.strictObject({ create: z.string() })])
    .optional(),
});
export type LabelledText = z.output<typeof labelledTextShape>;

export const labelledSetShape = z.array(labelledTextShape).min(1);
