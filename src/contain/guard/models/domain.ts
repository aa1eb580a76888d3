/** A model of guard.yaml, as a place where effects are carried out. The key is known here and nowhere else. */
import { keptAnswer } from '../../../gateway/answer.ts';
import { type Forwarding, forward } from '../../../gateway/forward.ts';
import { protocols } from '../../../gateway/protocols/registry.ts';
import { type Json, sameCanonical } from '../../../kit/canonical.ts';
import type { Hash } from '../../../kit/hash.ts';
import type { CarriedOut, EffectDomain, Observation } from '../broker/domain.ts';
import type { Guard } from '../config/load.ts';
import { textsIn } from '../effect.ts';
import { carriesCondemned } from '../invariants/condemned.ts';
import { requestTool, upstreamOf } from './as-upstream.ts';
import { type Exchange, type RequestArguments, refused, requestArguments, tokensOf } from './exchange.ts';
import { unlisted } from './server-tools.ts';
import type { Spending } from './spending.ts';

export interface ModelDomainParts {
  readonly guard: Guard;
  /** As `models.NAME`. */
  readonly name: string;
  readonly key: string;
  readonly exchanges: ReadonlyMap<string, Exchange>;
  readonly spending: Spending;
  readonly condemned: () => ReadonlySet<Hash>;
}

/** Models think for long; whoever asked may give up before. */
const DAY_MS = 24 * 3_600_000;

export function modelDomain(parts: ModelDomainParts): EffectDomain {
  const { guard, name, key, exchanges, spending } = parts;
  const model = guard.models[name];
  if (model === undefined) throw new TypeError(`guard.yaml has no model ${name}`);
  const protocol = protocols[model.protocol];
  const base = protocol.baseOf(model.url.replace(/\/+$/, ''));
  const exchangeOf = (given: RequestArguments): Exchange => {
    const exchange = exchanges.get(given.exchange);
    // A call of the tool by its name, which agents have no reason to make.
    if (exchange?.model !== name || !sameCanonical(exchange.given, given))
      throw refused('it is no request that came over HTTP');
    return exchange;
  };

  return {
    name: upstreamOf(name),
    hidden: true,
    patienceMs: DAY_MS,
    listTools: async () => [requestTool],
    onToolsChanged: () => {},
    async examine(effect) {
      const given = requestArguments.parse(effect.arguments);
      const exchange = exchangeOf(given);
      const why = whyRefused(given, exchange, parts);
      if (why !== undefined) throw refused(why);
      return effect;
    },
    async carryOut(capability, signal) {
      const given = requestArguments.parse(capability.redeem().arguments);
      const exchange = exchangeOf(given);
      const { path, headers, body } = given;
      // Under `--observe` it was refused, and goes all the same.
      if (spending.stateOf(given.exchange) === undefined)
        spending.reserve({ ...given, id: given.exchange, agent: exchange.agent, model: name }, undefined);
      spending.send(given.exchange);
      const asked = { protocol, url: `${base}${path}`, headers, body, key, signal };
      const forwarding = await forward(asked, exchange.response);
      exchange.forwarding = forwarding;
      if (forwarding.kind === 'no-answer' && forwarding.isUnsent) spending.release(given.exchange);
      else spending.settle(given.exchange, given.counts ? NOTHING : usedBy(given, forwarding));
      return told(forwarding);
    },
    observe: async (effect, carriedOut) =>
      seen(spending, requestArguments.parse(effect.arguments).exchange, carriedOut),
    close: async () => {},
  };
}

/** Reserves what it may spend, last of all. */
function whyRefused(
  given: RequestArguments,
  { agent }: Exchange,
  { guard, name, spending, condemned }: ModelDomainParts,
): string | undefined {
  const { models = [], budget } = guard.agents[agent] ?? {};
  const { names = [], serverTools = [] } = guard.models[name] ?? {};
  if (!models.includes(name)) return `${agent} may not use the model ${name}`;
  if (!names.includes(given.model)) return `${name} has no model of the name ${given.model}`;
  const beyond = unlisted(given.providerRun, serverTools);
  if (beyond.length > 0) return `the provider would run or fetch by itself: ${beyond.join(', ')}`;
  if (condemned().size > 0 && carriesCondemned(textsIn(JSON.parse(given.body)), condemned()))
    return 'it carries or names condemned content';
  const { exchange: id, inputTokens, outputTokens, isOpen } = given;
  const full = spending.reserve({ id, agent, model: name, inputTokens, outputTokens, isOpen }, budget);
  return full === undefined ? undefined : `the budget of ${agent} is used up: ${full}`;
}

type Used = Parameters<Spending['settle']>[1];

const NOTHING: Used = { inputTokens: 0, outputTokens: 0, isExact: true };

/** What the provider told; where it did not, the bound, or what the answer looks like. */
function usedBy({ inputTokens, outputTokens, isOpen }: RequestArguments, forwarding: Forwarding): Used {
  if (forwarding.kind === 'unfit') return NOTHING;
  if (forwarding.kind === 'no-answer')
    return { inputTokens, outputTokens: isOpen ? 0 : outputTokens, isExact: false };
  const { status, answer } = forwarding;
  if (status >= 400) return NOTHING;
  const told = answer.outputTokens;
  const bound = isOpen ? tokensOf(answer.bytes) : outputTokens;
  return {
    inputTokens: answer.inputTokens ?? inputTokens,
    outputTokens: answer.isWhole ? (told ?? bound) : Math.max(bound, told ?? 0),
    isExact: answer.isWhole && answer.inputTokens !== undefined && told !== undefined,
  };
}

/** Throws where nobody knows whether the provider did it. */
async function told(forwarding: Forwarding): Promise<CarriedOut> {
  if (forwarding.kind === 'no-answer') {
    if (!forwarding.isUnsent) throw new Error(forwarding.why);
    return { status: 'failed', result: { error: forwarding.why } };
  }
  if (forwarding.kind === 'unfit')
    return { status: 'failed', result: { error: forwarding.why, status: forwarding.status } };
  const { status, cut, answer } = forwarding;
  const { model, inputTokens, outputTokens, isWhole, bytes, digest, kept } = answer;
  const result: Json = {
    status,
    model: model ?? null,
    usage: { inputTokens: inputTokens ?? null, outputTokens: outputTokens ?? null },
    isWhole: isWhole && cut === undefined,
    cut: cut ?? null,
    bytes,
    digest,
    ...(await keptAnswer(kept)),
  };
  return { status: status < 400 ? 'done' : 'failed', result };
}

/** Only the provider knows what its model did. That a request left, or never did, stands in what was spent. */
function seen(spending: Spending, id: string, carriedOut: CarriedOut | undefined): Observation {
  const probe = 'spending';
  if (carriedOut !== undefined)
    return { result: 'unobservable', probe, evidence: 'only the counters of the provider can tell' };
  const state = spending.stateOf(id);
  if (state === undefined) return { result: 'unobservable', probe, evidence: 'nothing is known of it' };
  const left = state === 'sent' || state === 'settled';
  return {
    result: left ? 'confirmed' : 'contradicted',
    probe,
    evidence: left ? 'it left, and counts in full' : 'it never left',
  };
}
