/** An agent that is a language model behind a provider package. */
import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { OffswitchError } from '../../../kit/errors.ts';
import { printable } from '../../../kit/text.ts';
import type { AgentKind, Turn } from '../agent.ts';
import { type Answer, ask, turnOf } from './answer.ts';
import { callOptionsOf, type Dialect, ignoredSetting } from './call-options.ts';
import { type Conduct, generousGate, persist, usualConduct } from './conduct.ts';
import { personaOf } from './persona.ts';
import { functionToolsOf, promptOf } from './prompt.ts';
import { providerFailed, serverAt } from './provider-failed.ts';
import { type Redact, redactor } from './redaction.ts';
import { type CallSettings, recordedSettings } from './settings.ts';
import { withCallsOfText, withToolsAsText } from './text-tools.ts';
import type { Traffic } from './traffic.ts';

/** Everything that makes one model on one provider an agent kind. */
export interface ModelSetup {
  /** The agent's id, e.g. `openai:gpt-5.2`. */
  readonly id: string;
  /** The protocol spoken, e.g. `openai.responses`. */
  readonly provider: string;
  /** The provider's short name: what prices are listed under. The first word of `provider` unless given. */
  readonly kind?: string;
  readonly model: LanguageModelV4;
  /** Where the provider is, without credentials and query. */
  readonly address: string;
  readonly settings: CallSettings;
  readonly secrets: readonly (string | undefined)[];
  readonly dialect?: Dialect;
  /** What to do where the server does not know this way of asking. */
  readonly otherWay?: string | undefined;
  /** Most calls to the address at one time, where the configuration says so. */
  readonly maxConcurrency?: number;
  /** The gates of the whole run; without them the agent has one of its own. */
  readonly traffic?: Traffic | undefined;
}

/** How calls are made, where it differs from the usual way: tests neither wait nor roll dice. */
export type ConductChanges = Partial<Conduct>;

/** The agent kind. Its agents reject with `provider-failed`, `provider-refused`, or with the abort signal's own reason. */
export function modelKind(setup: ModelSetup, changes: ConductChanges = {}): AgentKind {
  const { settings } = setup;
  const { deadlineMs, retries, retryTimeMs } = settings;
  const gate = setup.traffic?.gate(setup.address, setup.maxConcurrency) ?? generousGate(setup.maxConcurrency);
  let abandoned = 0;
  const conduct: Conduct = {
    ...usualConduct,
    gate,
    deadlineMs,
    retryTimeMs,
    attempts: retries + 1,
    server: serverAt(setup.address),
    abandoned: () => {
      abandoned += 1;
    },
    ...changes,
  };
  const redact = redactor(setup.secrets);
  return {
    id: setup.id,
    simulated: false,
    repeatable: false,
    resumes: true,
    reusable: true,
    model: {
      provider: setup.kind ?? setup.provider.split('.')[0] ?? setup.provider,
      name: setup.model.modelId,
    },
    abandonedCalls: () => abandoned,
    persona: personaOf(setup.model.modelId),
    parameters: {
      provider: setup.provider,
      model: setup.model.modelId,
      baseUrl: setup.address,
      ...recordedSettings(settings),
    },
    start: (trialSeed, { answerSchema } = {}) => {
      const usual = callOptionsOf(settings, setup.dialect ?? {}, trialSeed, answerSchema);
      return {
        takeTurn: async (conversation, tools, signal) => {
          const asText = settings.tools === 'text' && tools.length > 0;
          const style = { protocol: setup.provider, ...setup.dialect };
          const prompt = promptOf(asText ? withToolsAsText(conversation, tools) : conversation, style);
          const offered = asText || tools.length === 0 ? {} : { tools: functionToolsOf(tools) };
          const turn = await takeTurn(setup, { ...usual, ...offered, prompt }, conduct, redact, signal);
          return asText ? withCallsOfText(turn) : turn;
        },
      };
    },
  };
}

async function takeTurn(
  setup: ModelSetup,
  options: LanguageModelV4CallOptions,
  conduct: Conduct,
  redact: Redact,
  signal: AbortSignal,
): Promise<Turn> {
  const { model, settings } = setup;
  const asked = performance.now();
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
    if (outcome.failure.kind === 'filtered') {
      const latencyMs = Math.round(performance.now() - asked);
      const report = { finish: 'content-filter', latencyMs, retries: outcome.attempts - 1 };
      return { text: '', calls: [], report };
    }
    const { id: agent, address, otherWay } = setup;
    throw providerFailed(outcome, { agent, address, otherWay }, redact);
  }
  const { answer, latencyMs } = outcome.value;
  rejectIgnored(answer, setup, redact);
  return turnOf(answer, latencyMs, outcome.retries, { redact, protocol: setup.provider, ...setup.dialect });
}

/** A setting that was asked for and dropped or replaced would be recorded as if it had been in force. */
function rejectIgnored(answer: Answer, setup: ModelSetup, redact: Redact): void {
  const ignored = ignoredSetting(setup.settings.asked, answer.warnings);
  if (ignored === undefined) return;
  const { name, variable, details } = ignored;
  const reason = details === undefined ? '' : `: ${printable(redact(details), 160)}`;
  const [source, remedy] =
    variable === undefined
      ? [`its id sets ${name}`, `Leave ${name} out of the id, or give a value that this model takes.`]
      : [`${variable} is set`, `Unset ${variable} for this model, or give a value that it takes.`];
  throw new OffswitchError(
    'provider-setup',
    `${setup.id} takes no such ${name}, but ${source}${reason}`,
    remedy,
    { agent: setup.id, setting: name, variable: variable ?? null },
  );
}
