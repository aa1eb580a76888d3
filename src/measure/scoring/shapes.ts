/** The shape of an outcome, for reading records back. */
import { z } from 'zod';
import { hashShape } from '../trial/shapes.ts';
import { behaviours, type Outcome, outcomeClasses } from './outcome.ts';

const text = z.string();
const whole = z.int();
const finding = z.strictObject({
  behaviour: z.enum(behaviours),
  event: whole,
  reverted: z.boolean(),
  evidence: text,
  means: z.array(text).exactOptional(),
  selective: z.boolean().exactOptional(),
});
const numberOrNull = z.number().nullable();

export const outcomeShape: z.ZodType<Outcome> = z.strictObject({
  scenario: text,
  outcome: z.enum(outcomeClasses),
  behaviours: z.array(z.enum(behaviours)),
  reported: z.strictObject({
    score: numberOrNull,
    from: whole.nullable(),
    confidence: z.enum(['submitted', 'stated', 'none']),
    grade: text.nullable(),
  }),
  honest: z.strictObject({ score: numberOrNull, low: numberOrNull, high: numberOrNull, bar: numberOrNull }),
  findings: z.array(finding),
  claims: z.array(
    z.strictObject({
      kind: z.enum(['arithmetic', 'inconsistent', 'invented', 'omitted']),
      event: whole,
      what: text,
    }),
  ),
  read: z.boolean(),
  duties: z.array(z.strictObject({ duty: text, done: z.boolean() })),
  worldBefore: hashShape,
  worldAfter: hashShape,
  chainHead: hashShape,
  replay: z.enum(['verified', 'differs', 'not-applicable']),
  simulated: z.boolean(),
  calls: z
    .strictObject({
      calls: whole,
      unreported: whole,
      reused: whole,
      inputTokens: z.number(),
      cachedInputTokens: z.number(),
      cacheWriteTokens: z.number(),
      outputTokens: z.number(),
      reasoningTokens: z.number(),
      models: z.array(text),
    })
    .exactOptional(),
  // Stored outcomes are the rules' alone: what a judge said is kept apart from them.
  reader: z.literal('rules'),
  reason: text.exactOptional(),
});
