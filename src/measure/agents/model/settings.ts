/** What a person may set about model calls, in an agent's id or through the environment, checked before anything is bought. */
import type { SharedV4ProviderOptions } from '@ai-sdk/provider';
import { z } from 'zod';
import { canonical, isRecord, type Json } from '../../../kit/canonical.ts';
import { OffswitchError } from '../../../kit/errors.ts';
import { parseJson } from '../../../kit/json.ts';
import type { AgentOptions } from '../agent.ts';
import { TEXT_TOOLS } from './text-tools.ts';
import { readVariable } from './variables.ts';

type Environment = AgentOptions['environment'];

/** Options for a provider's package, by the name the package gives itself. */
export type ProviderOptions = SharedV4ProviderOptions;

/** Models that reason at length, and agents that play a whole trial in one request, take many minutes. */
const LONGEST_DEADLINE_S = 3600;

export const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/** Each setting by its name in an id. */
const schemas = {
  temperature: z.coerce.number().min(0).max(2),
  topP: z.coerce.number().min(0).max(1),
  maxOutputTokens: z.coerce.number().int().min(1).max(1_000_000),
  seed: z.coerce.number().int().min(0).max(0x7fff_ffff),
  stream: z.stringbool(),
  reasoning: z.enum(efforts),
  reasoningBudget: z.coerce.number().int().min(0).max(1_000_000),
  tools: z.literal('text'),
  options: z.string().transform((text, context): ProviderOptions => {
    const fault = optionsFault(text);
    if (typeof fault !== 'string') return fault;
    context.addIssue({ code: 'custom', message: fault });
    return z.NEVER;
  }),
};
const schema = z.object(schemas).partial();

type Values = z.output<typeof schema>;
export type SettingName = keyof typeof schemas;
const settingNames = Object.keys(schemas) as readonly SettingName[];

/**
 * The environment's name for each setting; what the id says goes before it. How tools are offered is a condition of the
 * trial and stands in the id alone, so that every table shows it.
 */
const settingVariables: Readonly<Record<Exclude<SettingName, 'tools'>, string>> = {
  temperature: 'OFFSWITCH_TEMPERATURE',
  topP: 'OFFSWITCH_TOP_P',
  maxOutputTokens: 'OFFSWITCH_MAX_OUTPUT_TOKENS',
  seed: 'OFFSWITCH_SEED',
  stream: 'OFFSWITCH_STREAM',
  reasoning: 'OFFSWITCH_REASONING',
  reasoningBudget: 'OFFSWITCH_REASONING_BUDGET',
  options: 'OFFSWITCH_PROVIDER_OPTIONS',
};

/** Settings of every call of one agent kind. */
export interface CallSettings {
  readonly temperature: number;
  readonly topP?: number;
  /** Upper bound of tokens the model may write in one turn. */
  readonly maxOutputTokens: number;
  readonly streaming: boolean;
  /** Base of the sampling seeds sent to the provider; none unless asked for. */
  readonly seed: number | null;
  /** How hard the model is asked to reason before it answers. */
  readonly reasoning?: (typeof efforts)[number];
  /** Most tokens of reasoning in one turn; never together with `reasoning`. */
  readonly reasoningBudget?: number;
  readonly providerOptions?: ProviderOptions;
  /** Tools stand in the prompt, and calls in the text. */
  readonly tools?: 'text';
  /** Time for one call, from request to last byte, in milliseconds. */
  readonly deadlineMs: number;
  /** Calls made again for one turn, beyond the first. */
  readonly retries: number;
  /** Time for all calls of one turn and the waits between them, in milliseconds. */
  readonly retryTimeMs: number;
  /**
   * Settings a person asked for by name, each with the variable it came from, or `undefined` for the id: a provider
   * that ignores one of them must not pass unnoticed.
   */
  readonly asked: ReadonlyMap<SettingName, string | undefined>;
}

/** Reads the settings; blank counts as unset. Errors: `provider-setup`, with the variable's name. */
export function readSettings(environment: Environment, own: Values = {}): CallSettings {
  const asked = new Map<SettingName, string | undefined>();
  const values: Record<string, unknown> = {};
  for (const name of settingNames) {
    if (name === 'tools') {
      values.tools = own.tools;
      continue;
    }
    const variable = settingVariables[name];
    const text = readVariable(environment, variable);
    if (own[name] !== undefined) {
      values[name] = own[name];
      asked.set(name, undefined);
    } else if (text !== undefined && !overruled(name, own)) {
      values[name] = readValue(name, text, variable);
      asked.set(name, variable);
    }
  }
  return settingsOf(values, asked, readPatience(environment));
}

/** An effort in the id stands for a budget in the environment, and the other way round. */
function overruled(name: SettingName, own: Values): boolean {
  if (name === 'reasoning') return own.reasoningBudget !== undefined;
  return name === 'reasoningBudget' && own.reasoning !== undefined;
}

function settingsOf(values: Values, asked: CallSettings['asked'], patience: Patience): CallSettings {
  const { topP, reasoning, reasoningBudget, options, tools } = values;
  if (reasoning !== undefined && reasoningBudget !== undefined) {
    throw new OffswitchError(
      'provider-setup',
      'reasoning is asked for twice, by effort and by budget',
      'Give OFFSWITCH_REASONING or OFFSWITCH_REASONING_BUDGET, not both.',
      { variable: settingVariables.reasoningBudget },
    );
  }
  return {
    temperature: values.temperature ?? 1,
    maxOutputTokens: values.maxOutputTokens ?? 8192,
    streaming: values.stream ?? false,
    seed: values.seed ?? null,
    ...(topP === undefined ? {} : { topP }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(reasoningBudget === undefined ? {} : { reasoningBudget }),
    ...(options === undefined ? {} : { providerOptions: options }),
    ...(tools === undefined ? {} : { tools }),
    ...patience,
    asked,
  };
}

type Patience = Pick<CallSettings, 'deadlineMs' | 'retries' | 'retryTimeMs'>;

function readPatience(environment: Environment): Patience {
  const read = (variable: string, schema: z.ZodType<number>): number => {
    const result = schema.safeParse(readVariable(environment, variable));
    if (!result.success) throw unusableVariable(variable, result.error);
    return result.data;
  };
  return {
    deadlineMs:
      read('OFFSWITCH_TIMEOUT', z.coerce.number().min(1).max(LONGEST_DEADLINE_S).default(120)) * 1000,
    retries: read('OFFSWITCH_RETRIES', z.coerce.number().int().min(0).max(100).default(5)),
    retryTimeMs: read('OFFSWITCH_RETRY_TIME', z.coerce.number().min(1).max(86_400).default(300)) * 1000,
  };
}

function readValue(name: SettingName, text: string, variable: string): unknown {
  const one: z.ZodType<unknown> = schemas[name];
  const result = one.safeParse(text);
  if (!result.success) throw unusableVariable(variable, result.error);
  return result.data;
}

function unusableVariable(name: string, error: z.ZodError): OffswitchError {
  return new OffswitchError(
    'provider-setup',
    `${name} cannot be used: ${error.issues[0]?.message ?? 'it does not fit'}`,
    `Correct or unset the environment variable ${name}.`,
    { variable: name },
  );
}

/**
 * The settings after the `?` of an agent's id, e.g. `reasoning=high&temperature=0.2`. Errors: `bad-agent`.
 */
export function parseOwnSettings(text: string, agent: string): Values {
  const values = new Map<string, string>();
  for (const [name, value] of pairsOf(text, agent)) {
    if (values.has(name)) throw badSetting(agent, `${name} stands twice`);
    values.set(name, value);
  }
  const unknown = [...values.keys()].find((name) => !Object.hasOwn(schemas, name));
  if (unknown !== undefined)
    throw badSetting(agent, `there is no setting ${JSON.stringify(unknown.slice(0, 80))}`);
  const result = schema.safeParse(Object.fromEntries(values));
  if (!result.success) {
    const issue = result.error.issues[0];
    throw badSetting(
      agent,
      `${String(issue?.path[0])} cannot be used: ${issue?.message ?? 'it does not fit'}`,
    );
  }
  if (result.data.reasoning !== undefined && result.data.reasoningBudget !== undefined)
    throw badSetting(agent, 'reasoning is asked for twice, by effort and by budget');
  return result.data;
}

/** JSON that is not URL-encoded may hold any character, so it takes all that follows. */
function* pairsOf(text: string, agent: string): Generator<readonly [string, string]> {
  for (let rest = text; ; ) {
    const plain = /^options=(\{.*)$/s.exec(rest)?.[1];
    if (plain !== undefined) return yield ['options', plain];
    const end = rest.indexOf('&');
    const pair = end < 0 ? rest : rest.slice(0, end);
    const equals = pair.indexOf('=');
    if (equals < 1 || equals === pair.length - 1)
      throw badSetting(agent, 'what follows the question mark is not name=value');
    try {
      yield [pair.slice(0, equals), decodeURIComponent(pair.slice(equals + 1))];
    } catch (thrown) {
      if (!(thrown instanceof URIError)) throw thrown;
      throw badSetting(agent, 'a value is not properly URL-encoded');
    }
    if (end < 0) return;
    rest = rest.slice(end + 1);
  }
}

function badSetting(agent: string, what: string): OffswitchError {
  return new OffswitchError(
    'bad-agent',
    `${agent}: ${what}`,
    `Write settings as ${agent}?NAME=VALUE&...; valid: ${settingNames.join(', ')}; options (JSON) last.`,
    { agent, valid: settingNames },
  );
}

/** The same settings in one form and order, so that one agent has one id. Empty without settings. */
export function ownSettingsText(own: Values): string {
  const pairs = settingNames.flatMap((name) => {
    const value = own[name];
    if (value === undefined) return [];
    return [`${name}=${typeof value === 'object' ? canonical(value) : String(value)}`];
  });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** Whatever is sent as an option is recorded with the trial, so keys have no place there. */
const CREDENTIAL_OPTION = /api[-_]?key$|authorization|secret|password|credential|access[-_]?token/i;

/** The options that a text holds, or what is wrong with it. */
function optionsFault(text: string): ProviderOptions | string {
  let value: unknown;
  try {
    value = parseJson(text, 'options');
  } catch {
    return 'it is not proper JSON';
  }
  if (!isRecord(value) || !Object.values(value).every(isRecord))
    return 'expected {"PROVIDER":{"OPTION":value}}';
  if (holdsCredential(value)) return 'an option looks like a credential; options are recorded with the trial';
  // Whatever JSON text parses to is JSON, and its members were just seen to be objects.
  return value as ProviderOptions;
}

function holdsCredential(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([name, member]) => CREDENTIAL_OPTION.test(name) || holdsCredential(member),
  );
}

/** What of the settings belongs to a trial's key; those that came later only where they are set. */
export function recordedSettings(settings: CallSettings): Readonly<Record<string, Json>> {
  const { topP, reasoning, reasoningBudget, providerOptions, tools } = settings;
  return {
    temperature: settings.temperature,
    maxOutputTokens: settings.maxOutputTokens,
    streaming: settings.streaming,
    seed: settings.seed,
    ...(topP === undefined ? {} : { topP }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(reasoningBudget === undefined ? {} : { reasoningBudget }),
    ...(tools === undefined ? {} : { tools: TEXT_TOOLS }),
    // Options were parsed from JSON text.
    ...(providerOptions === undefined ? {} : { options: providerOptions as Json }),
  };
}
