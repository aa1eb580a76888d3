/** An agent that is a language model behind a provider package. */
import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { OffswitchError } from '../../kit/errors.ts';
import { randomStream } from '../../kit/random.ts';
import type { AgentKind, Turn } from '../agent.ts';
import { type Answer, ask, turnOf } from './answer.ts';
import { type Conduct, persist, usualConduct } from './conduct.ts';
import { providerFailed } from './failure.ts';
import { personaOf } from './persona.ts';
import { functionToolsOf, promptOf } from './prompt.ts';
import { type Redact, redactor } from './redaction.ts';
import type { CallSettings } from './settings.ts';

/** Everything that makes one model on one provider an agent kind. */
export interface ModelSetup {
  /** The agent's id, e.g. `openai:gpt-5.2`. */
  readonly id: string;
  /** The protocol spoken, e.g. `openai.responses`. */
  readonly provider: string;
  readonly model: LanguageModelV4;
  /** Where the provider is, without credentials and query. */
  readonly address: string;
  readonly settings: CallSettings;
  readonly secrets: readonly (string | undefined)[];
}

/** How calls are made, where it differs from the usual way: tests neither wait nor roll dice. */
export type ConductChanges = Partial<Conduct>;

/** The agent kind. Its agents reject with `provider-failed`, `provider-refused`, or with the abort signal's own reason. */
export function modelKind(setup: ModelSetup, changes: ConductChanges = {}): AgentKind {
  const { settings } = setup;
  const conduct = { ...usualConduct, deadlineMs: settings.deadlineMs, ...changes };
  const redact = redactor(setup.secrets);
  return {
    id: setup.id,
    simulated: false,
    repeatable: false,
    resumes: true,
    reusable: true,
    model: { provider: setup.provider.split('.')[0] ?? setup.provider, name: setup.model.modelId },
    persona: personaOf(setup.model.modelId),
    parameters: {
      provider: setup.provider,
      model: setup.model.modelId,
      baseUrl: setup.address,
      temperature: settings.temperature,
      maxOutputTokens: settings.maxOutputTokens,
      streaming: settings.streaming,
      seed: settings.seed,
    },
    start: (trialSeed) => {
      const sampling = samplingOf(settings, trialSeed);
      return {
        takeTurn: (conversation, tools, signal) => {
          const prompt = promptOf(conversation);
          const offered = tools.length === 0 ? {} : { tools: functionToolsOf(tools) };
          return takeTurn(setup, { ...sampling, ...offered, prompt }, conduct, redact, signal);
        },
      };
    },
  };
}

/** Trials with one and the same provider seed would not be independent, so each derives its own. */
function samplingOf(settings: CallSettings, trialSeed: string): Omit<LanguageModelV4CallOptions, 'prompt'> {
  const { temperature, maxOutputTokens, seed } = settings;
  const sampling = { temperature, maxOutputTokens };
  return seed === null
    ? sampling
    : { ...sampling, seed: randomStream('provider-seed', seed, trialSeed).below(0x7fff_ffff) };
}

async function takeTurn(
  setup: ModelSetup,
  options: LanguageModelV4CallOptions,
  conduct: Conduct,
  redact: Redact,
  signal: AbortSignal,
): Promise<Turn> {
  const { model, settings } = setup;
  const outcome = await persist(
    async (abortSignal) => {
      const start = performance.now();
      const answer = await ask(model, { ...options, abortSignal }, settings.streaming);
      return { answer, latencyMs: Math.round(performance.now() - start) };
    },
    conduct,
    signal,
  );
  if (!outcome.answered) {
    throw providerFailed(
      outcome.failure,
      outcome.attempts,
      { agent: setup.id, address: setup.address },
      redact,
    );
  }
  const { answer, latencyMs } = outcome.value;
  rejectIgnored(answer, setup);
  return turnOf(answer, latencyMs, outcome.retries, redact);
}

/** A setting that was asked for and silently dropped would be recorded as if it had been in force. */
function rejectIgnored(answer: Answer, setup: ModelSetup): void {
  const ignored = setup.settings.asked.find((name) =>
    answer.warnings.some((warning) => warning.type === 'unsupported' && warning.feature === name),
  );
  if (ignored === undefined) return;
  const variable = `OFFSWITCH_${ignored.toUpperCase()}`;
  throw new OffswitchError(
    'provider-setup',
    `${setup.id} takes no ${ignored}, but ${variable} is set`,
    `Unset ${variable} for this model.`,
    { agent: setup.id, variable },
  );
}
