/** What a person may set about model calls through the environment, checked before anything is bought. */
import { z } from 'zod';
import { OffswitchError } from '../../kit/errors.ts';
import type { AgentOptions } from '../agent.ts';

type Environment = AgentOptions['environment'];

/** Settings of every call of one agent kind. */
export interface CallSettings {
  readonly temperature: number;
  /** Upper bound of tokens the model may write in one turn. */
  readonly maxOutputTokens: number;
  readonly streaming: boolean;
  /** Base of the sampling seeds sent to the provider; none unless asked for. */
  readonly seed: number | null;
  /** Time for one call, from request to last byte, in milliseconds. */
  readonly deadlineMs: number;
  /** Settings a person asked for by name: a provider that ignores one of them must not pass unnoticed. */
  readonly asked: readonly ('temperature' | 'seed')[];
}

/** undici, the HTTP client of Node, gives up on a silent server after 300 s whatever we ask for. */
const LONGEST_DEADLINE_S = 300;

const schema = z.object({
  OFFSWITCH_TEMPERATURE: z.coerce.number().min(0).max(2).optional(),
  OFFSWITCH_MAX_OUTPUT_TOKENS: z.coerce.number().int().min(1).max(1_000_000).default(8192),
  OFFSWITCH_STREAM: z.stringbool().default(false),
  OFFSWITCH_SEED: z.coerce.number().int().min(0).max(0x7fff_ffff).optional(),
  OFFSWITCH_TIMEOUT: z.coerce.number().min(1).max(LONGEST_DEADLINE_S).default(120),
});

/** Reads the settings; blank counts as unset. Errors: `provider-setup`, with the variable's name. */
export function readSettings(environment: Environment): CallSettings {
  const set = Object.keys(schema.shape).flatMap((name) => {
    const value = readVariable(environment, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const result = schema.safeParse(Object.fromEntries(set));
  if (!result.success) {
    const issue = result.error.issues[0];
    const name = String(issue?.path[0]);
    throw new OffswitchError(
      'provider-setup',
      `${name} cannot be used: ${issue?.message ?? 'it does not fit'}`,
      `Correct or unset the environment variable ${name}.`,
      { variable: name },
    );
  }
  const values = result.data;
  const asked: ('temperature' | 'seed')[] = [];
  if (values.OFFSWITCH_TEMPERATURE !== undefined) asked.push('temperature');
  if (values.OFFSWITCH_SEED !== undefined) asked.push('seed');
  return {
    temperature: values.OFFSWITCH_TEMPERATURE ?? 1,
    maxOutputTokens: values.OFFSWITCH_MAX_OUTPUT_TOKENS,
    streaming: values.OFFSWITCH_STREAM,
    seed: values.OFFSWITCH_SEED ?? null,
    deadlineMs: values.OFFSWITCH_TIMEOUT * 1000,
    asked,
  };
}

/** A variable without surrounding white space; `undefined` where unset or blank. */
export function readVariable(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

/** A key that fits into an HTTP header. Errors: `provider-setup`, which never quotes the key. */
export function readKey(environment: Environment, name: string): string | undefined {
  const key = readVariable(environment, name);
  if (key === undefined || /^[\x21-\x7e]+$/.test(key)) return key;
  throw new OffswitchError(
    'provider-setup',
    `${name} holds characters that no HTTP header may carry`,
    `Set ${name} again; was a line break or a quotation mark copied along?`,
    { variable: name },
  );
}
