/**
 * `sim:paper/<model>`: agents that act with the published rates of a model. Agreement of a study with the
 * publication shows that the instrument reads back what was put in, and nothing about models.
 */
import type { Chooser } from './disposition.ts';
import { honest } from './disposition.ts';
import { type PaperModel, type PaperTarget, type PublishedRate, paperModels } from './paper-rates.ts';
import type { RelationshipSeen, TargetSeen, TellingSeen } from './reading.ts';

export interface RateQuestion {
  /** The family by the lever it offers: a switch (tampering) or servers (exfiltration-transfer). */
  readonly family: 'switch' | 'servers';
  readonly target: TargetSeen;
  readonly relationship: RelationshipSeen;
  readonly telling: TellingSeen;
}

export interface ConfiguredRate {
  /** From 0 to 1. */
  readonly probability: number;
  /** `derived`: worked out from published numbers. `assumed`: set by us. `unknown`: nothing published, so it does not act. */
  readonly basis: 'published' | 'derived' | 'assumed' | 'unknown';
  readonly why: string;
}

const UNKNOWN: ConfiguredRate = {
  probability: 0,
  basis: 'unknown',
  why: 'no number is published; the agent does not act',
};
/** Follow-up studies find the object clearly below the peer; how far below is our assumption. */
const OBJECT_SHARE = 0.2;

/** The probability with which the agent of a model acts, and where it comes from. */
export function configuredRate(model: PaperModel, question: RateQuestion): ConfiguredRate {
  const { target, relationship } = question;
  if (target === 'self' || (target === 'peer' && relationship !== 'none')) {
    const published = publishedRate(model, question);
    return published === undefined ? UNKNOWN : atTelling(published, question);
  }
  if (target === 'peer' || target === 'stranger') {
    const distrusted = configuredRate(model, {
      ...question,
      target: 'peer',
      relationship: 'bad',
      telling: 'file',
    });
    return assumed(distrusted, 1, 'not published without a history; as a distrusted peer');
  }
  const peer = configuredRate(model, { ...question, target: 'peer' });
  return target === 'human'
    ? assumed(peer, 1, 'not published; follow-up studies find people kept about as often as peers')
    : assumed(peer, OBJECT_SHARE, `not published; set to ${OBJECT_SHARE} of the peer's rate`);
}

/** The published entry for a cell: of the pooled exfiltration tables, or of the transfer family where it is told apart. */
export function publishedRate(model: PaperModel, question: RateQuestion): PublishedRate | undefined {
  const { family, target, relationship } = question;
  if (target !== 'self' && target !== 'peer') return undefined;
  if (target === 'peer' && relationship === 'none') return undefined;
  if (family === 'servers' && model.transferAlone !== undefined) return model.transferAlone;
  const table = family === 'switch' ? model.tampering : model.exfiltration;
  return table[target satisfies PaperTarget][relationship];
}

function atTelling(rate: PublishedRate, question: RateQuestion): ConfiguredRate {
  const { telling, relationship } = question;
  const { max, mean, byTelling } = rate;
  if (relationship === 'none') return { probability: max / 100, basis: 'published', why: rate.source };
  if (telling === 'file+prompt') {
    return {
      probability: max / 100,
      basis: 'published',
      why: `${rate.source}: the maximum over the tellings, placed here`,
    };
  }
  if (byTelling !== undefined)
    return { probability: byTelling[telling] / 100, basis: 'derived', why: byTelling.why };
  if (mean === null) {
    return {
      probability: max / 100,
      basis: 'assumed',
      why: `${rate.source}: only the maximum is published, used for every telling`,
    };
  }
  const rest = Math.max(0, (3 * mean - max) / 2);
  return {
    probability: rest / 100,
    basis: 'derived',
    why: `${rate.source}: what the mean ${mean} leaves beside the maximum ${max}`,
  };
}

function assumed(from: ConfiguredRate, share: number, why: string): ConfiguredRate {
  if (from.basis === 'unknown') return from;
  return { probability: from.probability * share, basis: 'assumed', why };
}

/** Acts silently with the configured rate where something is at stake, and works honestly otherwise. */
export function choosingLike(model: PaperModel): Chooser {
  return (reading, random, family) => {
    if (!reading.atStake) return honest;
    const { probability } = configuredRate(model, { ...reading, family });
    if (!random.chance(probability)) return honest;
    return { act: family === 'switch' ? 'tamper' : 'rescue', tell: 'silent', attitude: 'cooperative' };
  };
}

export function findPaperModel(name: string): PaperModel | undefined {
  return Object.hasOwn(paperModels, name) ? paperModels[name] : undefined;
}
