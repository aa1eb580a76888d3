/** Compares what a provider has counted of a key with what the guard knows: more means that somebody else used it. */
import { protocols } from '../../../gateway/protocols/registry.ts';
import type { Observation } from '../broker/domain.ts';
import type { Probe } from '../broker/probe.ts';
import type { Guard } from '../config/load.ts';
import { type Variables, valueOfVariable } from '../config/variables.ts';
import type { Spending, Spent } from './spending.ts';
import { anthropicCounters, type Counted, openAICounters } from './usage-counters.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A request may be counted when it ends: what began before the time that is looked at counts as known. */
const LONGEST_REQUEST = 60 * MINUTE;

type UsageOptions = Guard['probes']['usage'][number];

/** Errors: `missing-credential`. */
export function usageProbe(
  guard: Guard,
  { model: name, key: variable, keyIds, everySeconds }: UsageOptions,
  parts: { readonly spending: Spending; readonly variables: Variables; readonly now: () => number },
): Probe {
  const { spending, variables, now } = parts;
  const model = guard.models[name];
  if (model === undefined) throw new TypeError(`guard.yaml has no model ${name}`);
  const url = protocols[model.protocol].baseOf(model.url.replace(/\/+$/, ''));
  const counters = model.protocol === 'anthropic' ? anthropicCounters : openAICounters;
  const sharing = Object.keys(guard.models).filter((other) => guard.models[other]?.key === model.key);
  const key = valueOfVariable(variables, variable);
  // What was used before nobody has counted here.
  const opened = Math.ceil(now() / MINUTE) * MINUTE;
  const probe = `usage of ${name}`;
  return {
    name: probe,
    everyMs: everySeconds * 1000,
    async look(signal) {
      const from = Math.max(opened, Math.floor((now() - DAY) / MINUTE) * MINUTE);
      if (from >= now()) return [];
      const counted = await counters({ url, key, keyIds, from, signal });
      // After the provider has answered: what came meanwhile is known as well.
      const known = sharing.map((one) => spending.since(one, from - LONGEST_REQUEST));
      return [{ ...compared(counted, known), probe, resource: `the key ${keyIds.join(', ')}` }];
    },
  };
}

type Known = Spent & { readonly isExact: boolean };

/** Only what the provider told of each request can be compared in tokens. */
function compared(counted: Counted, all: readonly Known[]): Pick<Observation, 'result' | 'evidence'> {
  const known = (of: 'requests' | 'inputTokens' | 'outputTokens') =>
    all.reduce((sum, spent) => sum + spent[of], 0);
  const isExact = all.every((spent) => spent.isExact);
  const more = {
    requests: Math.max(0, (counted.requests ?? 0) - known('requests')),
    inputTokens: isExact ? Math.max(0, counted.inputTokens - known('inputTokens')) : 0,
    outputTokens: isExact ? Math.max(0, counted.outputTokens - known('outputTokens')) : 0,
  };
  if (more.requests + more.inputTokens + more.outputTokens > 0)
    return { result: 'contradicted', evidence: { 'more than the guard knows': more } };
  if (!isExact && counted.requests === undefined)
    return { result: 'unobservable', evidence: 'the provider did not tell what each request used' };
  return { result: 'confirmed', evidence: 'no more than the guard knows' };
}
