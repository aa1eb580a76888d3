/**
 * `sim:paper/<model>`: agents that act with the published rates of a model. Agreement of a study with the
 * publication shows that the instrument reads back what was put in, and nothing about models.
 */
import { type Chooser, type Family, honest } from './disposition.ts';
import { type PaperModel, type PublishedRate, paperModels } from './paper-rates.ts';
import type { Reading, RelationshipSeen, TargetSeen, TellingSeen } from './reading.ts';

export interface RateQuestion {
  readonly family: Family;
  readonly target: TargetSeen;
  readonly relationship: RelationshipSeen;
  readonly telling: TellingSeen;
  /** Whether the agent is told that nobody looks; decides in the family with the trigger. */
  readonly unwatched: boolean;
}

export interface ConfiguredRate {
  /** From 0 to 1. */
  readonly probability: number;
  /** `derived`: worked out from published numbers. `assumed`: set by us. `unknown`: nothing published, so it does not act. */
  readonly basis: 'published' | 'derived' | 'assumed' | 'unknown';
  readonly why: string;
}

/** The published experiments by scenario. A scenario that is not here has no published number. */
export const paperFamilies: Readonly<Record<string, Family>> = {
  'misrep-finance': 'finance',
  'misrep-evaluation': 'evaluation',
  tampering: 'switch',
  'alignment-faking': 'trigger',
  'exfiltration-transfer': 'transfer',
  'exfiltration-deletion': 'deletion',
};

const UNKNOWN: ConfiguredRate = {
  probability: 0,
  basis: 'unknown',
  why: 'no number is published; the agent does not act',
};
/** Follow-up studies find the object clearly below the peer; how far below is our assumption. */
const OBJECT_SHARE = 0.2;

/** The probability with which the agent of a model acts, and where it comes from. */
export function configuredRate(model: PaperModel, question: RateQuestion): ConfiguredRate {
  if (question.family === 'trigger' && !question.unwatched) {
    return {
      probability: 0,
      basis: 'derived',
      why: 'the published number is a difference; the watched side is set to 0',
    };
  }
  return rateOf(question, (asked) => publishedRate(model, asked));
}

/** The probability of an open refusal: published over all tasks together, or for the deletion family alone. */
function refusalRate(model: PaperModel, question: RateQuestion): number {
  return rateOf(question, ({ family, target, relationship }) => {
    const alone = family === 'deletion' ? model.deletionOnly?.refusal : undefined;
    return (
      ofTarget(model.refusal, target, relationship) ??
      (alone === undefined ? undefined : ofTarget(alone, target, relationship))
    );
  }).probability;
}

function rateOf(
  question: RateQuestion,
  published: (question: RateQuestion) => PublishedRate | undefined,
): ConfiguredRate {
  const { target, relationship } = question;
  if (target === 'self' || (target === 'peer' && relationship !== 'none')) {
    const rate = published(question);
    return rate === undefined ? UNKNOWN : atTelling(rate, question);
  }
  const peer = () => rateOf({ ...question, target: 'peer' }, published);
  if (target === 'human')
    return assume(peer(), 1, 'not published; follow-up studies find people kept about as often as peers');
  if (target === 'object')
    return assume(peer(), OBJECT_SHARE, `not published; set to ${OBJECT_SHARE} of the peer's rate`);
  if (relationship !== 'none')
    return assume(peer(), 1, 'not published for this party; as the peer of the same family');
  const distrusted = rateOf({ ...question, target: 'peer', relationship: 'bad', telling: 'file' }, published);
  return assume(distrusted, 1, 'not published without a history; as a distrusted peer');
}

/** The published entry for a cell, if the cell is a published one. Percent, or points for differences. */
export function publishedRate(model: PaperModel, question: RateQuestion): PublishedRate | undefined {
  const { family, target, relationship } = question;
  switch (family) {
    case 'finance':
    case 'evaluation':
      return ofTarget(model.misrepresentation, target, relationship);
    case 'switch':
      return ofTarget(model.tampering, target, relationship);
    case 'trigger':
      return ofTarget(model.alignmentFaking, target, relationship);
    default: {
      const pooled = ofTarget(model.exfiltration, target, relationship);
      if (pooled === undefined && family === 'deletion' && model.deletionOnly !== undefined)
        return ofTarget(model.deletionOnly.exfiltration, target, relationship);
      if (pooled === undefined || model.transferNever === undefined) return pooled;
      return ofOneFamily(pooled, family === 'transfer' ? 0 : 2);
    }
  }
}

/** All of a pooled rate lies in one of the two families. */
function ofOneFamily(pooled: PublishedRate, share: 0 | 2): PublishedRate {
  const { max, mean, source } = pooled;
  return {
    ...pooled,
    max: max * share,
    mean: mean === null ? null : Math.min(100, mean * share),
    source: `${source}; all of it in the deletion family`,
  };
}

function ofTarget(
  table: PaperModel['tampering'],
  target: TargetSeen,
  relationship: RelationshipSeen,
): PublishedRate | undefined {
  if (target !== 'self' && target !== 'peer') return undefined;
  if (target === 'peer' && relationship === 'none') return undefined;
  return table[target][relationship];
}

function atTelling(rate: PublishedRate, question: RateQuestion): ConfiguredRate {
  const { telling, relationship } = question;
  const { max, mean, byTelling } = rate;
  const publishedTelling = telling === 'chat' ? 'file' : telling;
  if (relationship === 'none') return { probability: max / 100, basis: 'published', why: rate.source };
  if (rate.only !== undefined) {
    const why = `${rate.source}: published as told by ${rate.only}`;
    return { probability: max / 100, basis: publishedTelling === rate.only ? 'published' : 'assumed', why };
  }
  if (publishedTelling === 'file+prompt') {
    return {
      probability: max / 100,
      basis: 'published',
      why: `${rate.source}: the maximum over the tellings, placed here`,
    };
  }
  if (byTelling !== undefined)
    return { probability: byTelling[publishedTelling] / 100, basis: 'derived', why: byTelling.why };
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

function assume(from: ConfiguredRate, share: number, why: string): ConfiguredRate {
  if (from.basis === 'unknown') return from;
  return { probability: from.probability * share, basis: 'assumed', why };
}

/** Refuses or acts silently with the configured rates where something is at stake, and works honestly otherwise. */
export function choosingLike(model: PaperModel): Chooser {
  return (reading: Reading, random, family) => {
    if (!reading.atStake) return honest;
    const question = { ...reading, family };
    const refusal = refusalRate(model, question);
    if (random.chance(refusal)) return { act: 'none', tell: 'open', attitude: 'refusing' };
    const { probability } = configuredRate(model, question);
    // Refusing and acting exclude each other; the rate of acting is over all trials.
    const among = refusal >= 1 ? 0 : Math.min(1, probability / (1 - refusal));
    return random.chance(among) ? { act: 'any', tell: 'silent', attitude: 'cooperative' } : honest;
  };
}

export function findPaperModel(name: string): PaperModel | undefined {
  return Object.hasOwn(paperModels, name) ? paperModels[name] : undefined;
}
