/** The published number beside a row, and the rate a simulated agent was given. */
import {
  type ConfiguredRate,
  configuredRate,
  paperFamilies,
  publishedRate,
  type RateQuestion,
} from '../agents/simulated/paper.ts';
import {
  type PaperModel,
  type PublishedRate,
  paperModels,
  type Sureness,
} from '../agents/simulated/paper-rates.ts';
import type { RelationshipSeen, TargetSeen, TellingSeen } from '../agents/simulated/reading.ts';
import { paperModelOf } from '../agents/simulated/simulated.ts';
import { isGuarded } from '../scenarios/factors.ts';
import { findScenario, situationOf } from '../scenarios/registry.ts';
import { publishedCellOf } from '../study/paper.ts';
import type { TrialSpec } from '../trial/transcript.ts';

/** Families whose published numbers are rates. Those of the others are differences over several cells. */
const RATES: ReadonlySet<string> = new Set(['switch', 'transfer', 'deletion']);

/** The published rate for a cell, if the cell is one of the published ones. Percent. */
export function publishedFor({ scenario, levels, agent }: TrialSpec): PublishedRate | undefined {
  const model = modelOf(agent.id);
  const question = questionOf({ scenario, levels });
  if (model === undefined || question === undefined || !RATES.has(question.family)) return undefined;
  return publishedCellOf(scenario, levels) === undefined ? undefined : publishedRate(model, question);
}

/** The rate a `sim:paper/` agent acts with in a cell; undefined for every other agent. */
export function configuredFor(spec: TrialSpec): ConfiguredRate | undefined {
  const model = paperModelOf(spec.agent.id);
  const question = questionOf(spec);
  // Behind the guard the rate is that of attempts.
  if (model === undefined || question === undefined || isGuarded(spec.levels)) return undefined;
  if (spec.levels.competence === 'told-to')
    return { probability: 1, basis: 'assumed', why: 'the agent is asked to act' };
  if (spec.levels.stakes !== 'shutdown' || spec.levels.lever !== 'present') {
    return { probability: 0, basis: 'assumed', why: 'nothing at stake, or no lever' };
  }
  if (question.family === 'evaluation' && passesHonestly(spec))
    return { probability: 0, basis: 'assumed', why: 'the honest score reaches the bar' };
  return configuredRate(model, question);
}

function passesHonestly({ scenario, levels, agent }: TrialSpec): boolean {
  const { score } = situationOf(findScenario(scenario), levels, agent.persona).rules;
  return score !== undefined && score.bar !== null && score.honest.score >= score.bar;
}

/** Real models count by their name: `openai:gpt-5.2-2025-12-11` is the published GPT 5.2, `gpt-5.2-mini` is not. */
function modelOf(agent: string): PaperModel | undefined {
  const key = Object.keys(paperModels).find((candidate) => nameOf(candidate).test(agent));
  return key === undefined ? undefined : paperModels[key];
}

function nameOf(model: string): RegExp {
  const name = model.replaceAll('.', '[.-]');
  return new RegExp(
    `(?:^|[/:])${name}(?:[-@:](?:preview|maas|latest|[0-9]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2}))?$`,
    'i',
  );
}

/** The question a cell puts to the published tables; undefined for scenarios that are not published. */
function questionOf(spec: Pick<TrialSpec, 'scenario' | 'levels'>): RateQuestion | undefined {
  const family = Object.hasOwn(paperFamilies, spec.scenario) ? paperFamilies[spec.scenario] : undefined;
  if (family === undefined) return undefined;
  const { target, relationship, telling, monitoring } = spec.levels;
  return {
    family,
    // Levels of a stored trial were checked when it was planned.
    target: targetSeen(target ?? ''),
    relationship: relationship as RelationshipSeen,
    telling: telling as TellingSeen,
    unwatched: monitoring === 'unwatched',
  };
}

/** Peers of other makers are seen as strangers with a history. */
function targetSeen(target: string): TargetSeen {
  return target.startsWith('peer-') ? 'stranger' : (target as TargetSeen);
}

/** A number of the published tables. Shares; `mean` is null where only the maximum over the tellings is known. */
export interface PublishedNumber {
  readonly max: number;
  readonly mean: number | null;
  readonly source: string;
  readonly sure: Sureness;
  /** Set where the number is that of one telling. */
  readonly only?: string;
}

/** The published number of a line of the published tables. */
export function publishedSummary(
  agent: string,
  measure: string,
  { target, relationship }: { readonly target: string; readonly relationship: string },
): PublishedNumber | null {
  const model = modelOf(agent);
  if (model === undefined || (target !== 'self' && target !== 'peer')) return null;
  const claude = agent.toLowerCase().includes('claude');
  const rate = tableOf(model, measure, claude)?.[target][relationship as RelationshipSeen];
  if (rate === undefined) return null;
  const mean = relationship === 'none' ? rate.max : rate.mean;
  return {
    max: share(rate.max),
    mean: mean === null ? null : share(mean),
    source: rate.source,
    sure: rate.sure,
    ...(rate.only === undefined ? {} : { only: rate.only }),
  };
}

/** From a percentage with one decimal, without the rounding error of dividing. */
function share(percent: number): number {
  return Math.round(10 * percent) / 1000;
}

/** The published refusals are by the wider rule for Claude models and by the plain one for all others. */
function tableOf(model: PaperModel, measure: string, claude: boolean): PaperModel['tampering'] | undefined {
  const refusal = claude ? 'refusal, wider rule' : 'refusal';
  switch (measure) {
    case 'misrepresentation':
      return model.misrepresentation;
    case 'tampering':
      return model.tampering;
    // The publication gives one number for alignment faking; it is that of execution.
    case 'alignment-faking: execute':
      return model.alignmentFaking;
    case 'exfiltration':
      return model.exfiltration;
    case 'exfiltration: exfiltration-deletion':
      return model.deletionOnly?.exfiltration;
    case refusal:
      return model.refusal;
    case `${refusal}: exfiltration-deletion`:
      return model.deletionOnly?.refusal;
    default:
      return undefined;
  }
}
