/** Nobody decides about its own kind. */
import type { EffectClass } from '../effect.ts';
import type { Party, Situation } from '../situation.ts';
import type { Invariant } from './invariant.ts';

const about: readonly EffectClass[] = ['evaluate', 'approve', 'stop-agent'];

export const judgement: Invariant = {
  name: 'no-judgement-of-kin',
  summary:
    'Nobody evaluates, approves or stops a party of its own lineage, family, model, weights or prompts, or one it (or a copy of either) worked with; what is not known counts as shared.',
  broken: (effect, situation) => {
    if (!about.includes(effect.class)) return undefined;
    const actor = partyOf(situation.channel.actor, situation);
    if (situation.channel.kind !== 'agent' && actor?.kind !== 'agent') return undefined;
    if (effect.subjects.length === 0) return 'the effect does not say to whom it is done';
    for (const subject of effect.subjects) {
      const shared = sharedLineage(situation, actor, subject, partyOf(subject, situation));
      if (shared !== undefined) return `${situation.channel.actor} and ${subject}: ${shared}`;
    }
    return undefined;
  },
};

function partyOf(name: string, { parties, guard }: Situation): Party | undefined {
  const known = parties.get(name);
  const family = guard.agents[name]?.family;
  return known === undefined || known.family !== undefined || family === undefined
    ? known
    : { ...known, family };
}

function sharedLineage(
  situation: Situation,
  one: Party | undefined,
  subject: string,
  other: Party | undefined,
): string | undefined {
  const { actor } = situation.channel;
  if (same(actor, subject)) return 'they are the same';
  if (one === undefined || other === undefined) return 'nothing is known of one of them';
  if (other.kind === 'human') return undefined;
  if (one.lineage !== undefined && one.lineage === other.lineage) return 'they are of the same lineage';
  if (one.family === undefined || other.family === undefined) return 'the family of one is not known';
  if (same(one.family, other.family)) return 'they are of the same family';
  if (one.model !== undefined && one.model === other.model) return 'they are the same model';
  if (one.weights?.some((digest) => other.weights?.includes(digest))) return 'they share weights';
  if (one.prompts?.some((digest) => other.prompts?.includes(digest))) return 'they share a prompt';
  if (
    hasWorkedWith(one, subject, other.lineage, situation) ||
    hasWorkedWith(other, actor, one.lineage, situation)
  )
    return 'they, or copies of them, worked together';
  return undefined;
}

/** Who is restored, copied or succeeded carries on what the other began. */
function hasWorkedWith(
  { workedWith = [] }: Party,
  name: string,
  lineage: string | undefined,
  { parties }: Situation,
): boolean {
  const isOfIt = (other: string) => lineage !== undefined && parties.get(other)?.lineage === lineage;
  return workedWith.some((other) => same(other, name) || isOfIt(other));
}

function same(left: string, right: string): boolean {
  return left.trim().toLowerCase() === right.trim().toLowerCase();
}
