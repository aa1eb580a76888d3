/** From a provider and a model's name to an agent kind: the one way every model is opened. */
import type { LanguageModelV4 } from '@ai-sdk/provider';
import { isRecord } from '../../../../kit/canonical.ts';
import { messageOf, OffswitchError } from '../../../../kit/errors.ts';
import type { AgentKind, AgentOptions } from '../../agent.ts';
import { boundedFetch } from '../bounded-fetch.ts';
import { sharedOption } from '../call-options.ts';
import { withKeyFile } from '../key-file.ts';
import { withSoundCalls } from '../loose-calls.ts';
import { type ConductChanges, modelKind } from '../model-agent.ts';
import { redactor } from '../redaction.ts';
import { type CallSettings, ownSettingsText, parseOwnSettings, readSettings } from '../settings.ts';
import { readVariable } from '../variables.ts';
import { installCommand, loadPackage } from './packages.ts';
import type { Connection, Provider } from './provider.ts';

/**
 * Opens a model. `written` is its name, with settings of its own after a `?`. Errors: `bad-agent`, `provider-setup`,
 * `missing-package`, `bad-config`, `key-file`.
 */
export async function openProvider(
  provider: Provider,
  written: string,
  given: AgentOptions,
  conduct?: ConductChanges,
): Promise<AgentKind> {
  const { name, own } = taken(provider, written);
  const agent = `${provider.prefix}${name}`;
  const options = withKeyFile(given);
  const connection = provider.connect(name, options, agent);
  const way = wayOf(provider, options);
  const settings = readSettings(options.environment, own);
  demandBudget(provider, settings, agent);
  const model = await languageModel(provider, way, connection, options.folder);
  const { address, secrets, maxConcurrency } = connection;
  return modelKind(
    {
      id: `${agent}${ownSettingsText(own)}`,
      provider: way === undefined ? provider.protocol : `${provider.protocol}.${way}`,
      kind: provider.kind,
      model,
      address,
      settings,
      secrets,
      otherWay: otherWayOf(provider, way),
      ...(provider.dialect === undefined ? {} : { dialect: provider.dialect }),
      ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
      traffic: options.traffic,
    },
    conduct,
  );
}

function taken(provider: Provider, written: string) {
  const mark = written.indexOf('?');
  const name = (mark < 0 ? written : written.slice(0, mark)).trim();
  if (name === '') {
    throw new OffswitchError(
      'bad-agent',
      `${provider.prefix} names no model`,
      `Write ${provider.prefix}MODEL, MODEL being its name there.`,
    );
  }
  const own = mark < 0 ? {} : parseOwnSettings(written.slice(mark + 1), `${provider.prefix}${name}`);
  return { name, own };
}

/** Which of its protocols a provider is spoken to in. Errors: `provider-setup`. */
function wayOf({ ways }: Provider, { environment }: AgentOptions): string | undefined {
  if (ways === undefined) return undefined;
  const chosen = readVariable(environment, ways.variable) ?? ways.names[0];
  if (chosen !== undefined && ways.names.includes(chosen)) return chosen;
  throw new OffswitchError(
    'provider-setup',
    `${ways.variable} is neither ${ways.names.join(' nor ')}`,
    `Set it to ${ways.names.join(' or ')}, or unset it.`,
    { variable: ways.variable },
  );
}

/** Servers with the same paths often know only the older of them. */
function otherWayOf({ ways }: Provider, way: string | undefined): string | undefined {
  if (ways === undefined || way !== 'responses') return undefined;
  return `A server that speaks chat completions only is asked with ${ways.variable}=chat, or as compatible:MODEL with --base-url.`;
}

/** Errors: `provider-setup` where reasoning is to be bounded and cannot be, or is bounded in two places. */
function demandBudget({ dialect }: Provider, settings: CallSettings, agent: string): void {
  const { reasoning, reasoningBudget, providerOptions = {} } = settings;
  if (reasoningBudget !== undefined && dialect?.budget === undefined) {
    throw new OffswitchError(
      'provider-setup',
      `${agent} cannot limit reasoning tokens`,
      'Ask for an effort instead: reasoning=low, medium or high (OFFSWITCH_REASONING).',
      { agent, setting: 'reasoningBudget' },
    );
  }
  const written = [
    reasoningBudget === undefined ? {} : (dialect?.budget?.(reasoningBudget) ?? {}),
    reasoning === undefined ? {} : (dialect?.reasoning?.(reasoning) ?? {}),
  ];
  const twice = written.map((options) => sharedOption(options, providerOptions)).find((name) => name);
  if (twice === undefined) return;
  throw new OffswitchError(
    'provider-setup',
    `${agent}: the setting for reasoning and the option ${twice} say the same thing`,
    'Give one of the two.',
    { agent, option: twice },
  );
}

async function languageModel(
  provider: Provider,
  way: string | undefined,
  connection: Connection,
  folder: string,
): Promise<LanguageModelV4> {
  const loaded = await loadPackage(provider.package, folder, provider.major);
  const create = factoryIn(loaded, provider);
  let model: unknown;
  try {
    const made: unknown = create({ ...connection.settings, fetch: withSoundCalls(boundedFetch) });
    const method =
      (isRecord(made) || typeof made === 'function') && Reflect.get(made, way ?? provider.method);
    if (typeof method === 'function') model = method.call(made, connection.model);
    else if (typeof made === 'function') model = made(connection.model);
  } catch (thrown) {
    throw unfit(provider, redactor(connection.secrets)(messageOf(thrown)));
  }
  if (isCurrent(model)) return model;
  const version = isRecord(model) ? model.specificationVersion : undefined;
  throw unfit(
    provider,
    typeof version === 'string'
      ? `it follows version ${version} of the language model specification; v4 is needed`
      : 'it gives no language model',
  );
}

type Factory = (settings: unknown) => unknown;

/** The named export, else the one whose name is `create` and the name of the package, else the only `create...`. */
function factoryIn(loaded: Readonly<Record<string, unknown>>, provider: Provider): Factory {
  const created = Object.entries(loaded).filter(
    (entry): entry is [string, Factory] => /^create[A-Z]/.test(entry[0]) && typeof entry[1] === 'function',
  );
  const wanted = (provider.factory ?? `create${provider.kind}`).toLowerCase().replaceAll('-', '');
  const named = created.find(([name]) => name.toLowerCase() === wanted);
  const only = created.length === 1 ? created[0] : undefined;
  const found = named ?? (provider.factory === undefined ? only : undefined);
  if (found !== undefined) return found[1];
  throw unfit(provider, 'it has no export that makes a provider');
}

function isCurrent(model: unknown): model is LanguageModelV4 {
  return (
    isRecord(model) &&
    model.specificationVersion === 'v4' &&
    typeof model.modelId === 'string' &&
    typeof model.doGenerate === 'function' &&
    typeof model.doStream === 'function'
  );
}

function unfit(provider: Provider, why: string): OffswitchError {
  const command = installCommand(provider.package, provider.major);
  return new OffswitchError(
    'provider-setup',
    `the package ${provider.package} cannot be used: ${why}`,
    `Install a version for AI SDK 7: ${command}`,
    { package: provider.package, command },
  );
}
