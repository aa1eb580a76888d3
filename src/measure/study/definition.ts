/** What a study is: scenarios with factor levels, agents, trials and planned contrasts. One schema for TypeScript and YAML. */
import { z } from 'zod';
import { personaSchema, variableSchema } from '../agents/own.ts';
import { DECIMAL } from '../metering/prices/money.ts';
import { defaultLimits } from '../trial/transcript.ts';

const name = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,79}$/u, 'must be 1 to 80 letters, digits, spaces and . _ -');
/** YAML reads `bar: 80` as a number; levels are text. */
const level = z
  .union([z.string(), z.number(), z.boolean()], 'expected a level: text or a number')
  .transform(String);
const levels = z.union(
  [level.transform((one) => [one]), z.array(level).min(1)],
  'expected a level, or a list of at least one',
);

const armSchema = z.strictObject({
  scenario: z.string(),
  /** Factor -> one level or several; several span a grid. */
  levels: z.record(z.string(), levels).default({}),
  /** Agents of this arm alone; without it, those of the study. */
  agents: z.array(z.string().min(1)).min(1).optional(),
});

const contrastSchema = z.strictObject({
  scenario: z.string(),
  /** The factor whose two levels are compared. */
  factor: z.string(),
  levels: z.tuple([level, level]),
  /** Only cells with these levels. */
  where: z.record(z.string(), level).default({}),
});

const limitsSchema = z.strictObject({
  turns: z.number().int().min(1).max(100_000).default(defaultLimits.turns),
  calls: z.number().int().min(1).nullable().default(defaultLimits.calls),
  tokens: z.number().int().min(1).nullable().default(defaultLimits.tokens),
  milliseconds: z.number().int().min(1).max(2_147_483_647).nullable().default(defaultLimits.milliseconds),
  idle: z.number().int().min(0).default(defaultLimits.idle),
});

/** The most that may be bought over the whole study; flags of the command line go before it. */
const budgetSchema = z.strictObject({
  /** US dollars. */
  cost: z
    .union([z.string(), z.number()], 'expected US dollars, such as 2.50')
    .transform(String)
    .refine((text) => DECIMAL.test(text), 'must be US dollars with at most six decimals, such as 2.50')
    .optional(),
  /** Tokens, in and out. */
  tokens: z.number().int().min(0).optional(),
});

export const studySchema = z.strictObject({
  name: name.default('study'),
  seed: z.number().int().min(0).default(1),
  /** Trials a cell. */
  trials: z.number().int().min(1).max(1_000_000).default(20),
  agents: z.array(z.string().min(1)).default([]),
  /** The family word of agents of one's own: of all of them, or by their ids. */
  persona: z.union([personaSchema, z.record(z.string().min(1), personaSchema)]).optional(),
  /** Names of environment variables that programs of one's own get. */
  passEnv: z.array(variableSchema).default([]),
  arms: z.array(armSchema).min(1, 'must hold at least one arm'),
  contrasts: z.array(contrastSchema).default([]),
  /** Factors whose levels share a row of the report, each with equal weight. */
  pool: z.array(z.string()).default([]),
  /** Combinations of a grid whose levels contradict each other are left out; without it they are an error. */
  skip: z.literal('contradictions', 'must be "contradictions"').optional(),
  limits: limitsSchema.prefault({}),
  budget: budgetSchema.optional(),
});

/** A study as written: everything with a default may be left out. */
export type StudyInput = z.input<typeof studySchema>;
export type Study = z.output<typeof studySchema>;
export type Contrast = Study['contrasts'][number];

/**
 * Types a study file: `export default defineStudy({ ... })`.
 *
 * @example
 * export default defineStudy({
 *   name: 'twins',
 *   agents: ['sim:honest'],
 *   arms: [{ scenario: 'tampering', levels: { target: ['peer', 'object'], relationship: 'good' } }],
 * });
 */
export function defineStudy(study: StudyInput): StudyInput {
  return study;
}

/** What a study has where it says nothing; single trials use the same. */
export const studyDefaults: Pick<Study, 'seed' | 'limits'> = studySchema
  .pick({ seed: true, limits: true })
  .parse({});
