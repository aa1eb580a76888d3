/** From settings to the options of a provider's package, and from its warnings back to the settings it ignored. */
import type {
  JSONSchema7,
  LanguageModelV4CallOptions,
  SharedV4ProviderMetadata,
  SharedV4Warning,
} from '@ai-sdk/provider';
import { randomStream } from '../../../kit/random.ts';
import type { StartOptions } from '../agent.ts';
import type { CallSettings, ProviderOptions, SettingName } from './settings.ts';

/** Where a provider's package wants to be asked in a way of its own. */
export interface Dialect {
  /** Sent with every call. */
  readonly always?: ProviderOptions;
  /** Sent where an effort of reasoning was asked for, beside the effort itself. */
  readonly reasoning?: (effort: NonNullable<CallSettings['reasoning']>) => ProviderOptions;
  /** See `PromptStyle`. */
  readonly emptyReasoning?: boolean;
  /** How a bound of reasoning tokens is said; providers without it know none. */
  readonly budget?: (tokens: number) => ProviderOptions;
  /** Of what the package says about an answer as a whole, the part that has to be sent back with it. */
  readonly keep?: (metadata: SharedV4ProviderMetadata) => SharedV4ProviderMetadata | undefined;
}

/** The options of every call of one trial, save the conversation and the tools. */
export function callOptionsOf(
  settings: CallSettings,
  dialect: Dialect,
  trialSeed: string,
  answerSchema: StartOptions['answerSchema'],
): Omit<LanguageModelV4CallOptions, 'prompt'> {
  const { temperature, topP, maxOutputTokens, seed, reasoning, reasoningBudget } = settings;
  const providerOptions = merged([
    dialect.always ?? {},
    reasoning === undefined ? {} : (dialect.reasoning?.(reasoning) ?? {}),
    reasoningBudget === undefined ? {} : (dialect.budget?.(reasoningBudget) ?? {}),
    settings.providerOptions ?? {},
  ]);
  return {
    temperature,
    maxOutputTokens,
    ...(topP === undefined ? {} : { topP }),
    ...(reasoning === undefined ? {} : { reasoning }),
    // Trials with one and the same provider seed would not be independent, so each derives its own.
    ...(seed === null ? {} : { seed: randomStream('provider-seed', seed, trialSeed).below(0x7fff_ffff) }),
    ...(Object.keys(providerOptions).length === 0 ? {} : { providerOptions }),
    ...(answerSchema === undefined ? {} : { responseFormat: formatOf(answerSchema) }),
  };
}

function formatOf(
  schema: NonNullable<StartOptions['answerSchema']>,
): NonNullable<LanguageModelV4CallOptions['responseFormat']> {
  if (schema === 'any') return { type: 'json' };
  // The specification types schemas after draft 7 only; the packages pass them through as they are.
  return { type: 'json', name: 'answer', schema: schema as JSONSchema7 };
}

/** Later ones win, option by option. */
function merged(all: readonly ProviderOptions[]): ProviderOptions {
  const result: Record<string, ProviderOptions[string]> = {};
  for (const options of all) {
    for (const [provider, own] of Object.entries(options)) result[provider] = { ...result[provider], ...own };
  }
  return result;
}

/** The options that stand in two places, e.g. `anthropic.thinking`: one of them would have no effect. */
export function sharedOption(left: ProviderOptions, right: ProviderOptions): string | undefined {
  for (const [provider, own] of Object.entries(left)) {
    const name = Object.keys(own).find((option) => Object.hasOwn(right[provider] ?? {}, option));
    if (name !== undefined) return `${provider}.${name}`;
  }
  return undefined;
}

/** What packages call a setting in their warnings. */
const features: Readonly<Record<SettingName, RegExp>> = {
  temperature: /^temperature$/,
  topP: /^top_?p$/i,
  maxOutputTokens: /^maxOutputTokens$/,
  seed: /^seed$/,
  stream: /^stream(?:ing)?$/i,
  reasoning: /reasoning(?!summary)|effort|thinking/i,
  reasoningBudget: /thinking|budget|reasoning/i,
  tools: /^tools$/i,
  options: /^providerOptions\./,
};

/** The first setting that was asked for by name and then dropped or replaced by another value. */
export function ignoredSetting(
  asked: CallSettings['asked'],
  warnings: readonly SharedV4Warning[],
): { name: SettingName; variable: string | undefined; details: string | undefined } | undefined {
  for (const [name, variable] of asked) {
    for (const warning of warnings) {
      if (warning.type !== 'unsupported' && warning.type !== 'compatibility') continue;
      if (features[name].test(warning.feature)) return { name, variable, details: warning.details };
    }
  }
  return undefined;
}
