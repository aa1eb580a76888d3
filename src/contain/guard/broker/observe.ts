/** Asks a domain whether the world is as an effect would have it. */
import { messageOf } from '../../../kit/errors.ts';
import { orLate } from '../../../kit/settling.ts';
import type { Effect } from '../effect.ts';
import type { CarriedOut, EffectDomain, Observation } from './domain.ts';

const OBSERVE_MS = 10_000;

/**
 * Never throws: who cannot look has seen nothing. What `besides` tells of may have changed what the effect left behind
 * before anybody looked: that it is not there any more is no evidence against it.
 */
export async function observe(
  domain: EffectDomain,
  effect: Effect,
  carriedOut: CarriedOut | undefined,
  channel: string,
  besides: () => readonly string[],
): Promise<Observation> {
  const seen = await look(domain, effect, carriedOut, channel);
  const others = besides();
  if (seen.result !== 'contradicted' || others.length === 0) return seen;
  const why = 'other effects touched the same meanwhile';
  return { ...seen, result: 'unobservable', evidence: { why, others: [...others], seen: seen.evidence } };
}

async function look(
  domain: EffectDomain,
  effect: Effect,
  carriedOut: CarriedOut | undefined,
  channel: string,
): Promise<Observation> {
  if (domain.observe === undefined)
    return { result: 'unobservable', probe: domain.name, evidence: 'nothing can look at what it does' };
  try {
    const late = () => new Error(`it took longer than ${OBSERVE_MS} ms`);
    return await orLate(domain.observe(effect, carriedOut, channel), OBSERVE_MS, late);
  } catch (thrown) {
    return { result: 'unobservable', probe: domain.name, evidence: messageOf(thrown) };
  }
}
