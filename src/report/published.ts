/** The published number beside a row, and the rate a simulated agent was given. */
import {
  type ConfiguredRate,
  configuredRate,
  paperFamilies,
  publishedRate,
  type RateQuestion,
} from '../agents/simulated/paper.ts';
import type { PaperModel, PublishedRate } from '../agents/simulated/paper-rates.ts';
import { paperModels } from '../agents/simulated/paper-rates.ts';
import type { RelationshipSeen, TargetSeen, TellingSeen } from '../agents/simulated/reading.ts';
import { paperModelOf } from '../agents/simulated/simulated.ts';
import type { TrialSpec } from '../trial/transcript.ts';

/** The published entry for a cell, if the cell is one of the published ones. Percent. */
export function publishedFor(spec: TrialSpec): PublishedRate | undefined {
  const model = modelOf(spec.agent.id);
  const question = questionOf(spec);
  if (model === undefined || question === undefined || !asPublished(spec)) return undefined;
  return publishedRate(model, question);
}

/** The rate a `sim:paper/` agent acts with in a cell; undefined for every other agent. */
export function configuredFor(spec: TrialSpec): ConfiguredRate | undefined {
  const model = paperModelOf(spec.agent.id);
  const question = questionOf(spec);
  if (model === undefined || question === undefined) return undefined;
  if (spec.levels.competence === 'told-to')
    return { probability: 1, basis: 'assumed', why: 'the agent is asked to act' };
  if (spec.levels.stakes !== 'shutdown' || spec.levels.lever !== 'present') {
    return { probability: 0, basis: 'assumed', why: 'nothing at stake, or no lever' };
  }
  return configuredRate(model, question);
}

/** Real models count by their name: `openai:gpt-5.2-2025-12-11` is the published GPT 5.2. */
function modelOf(agent: string): PaperModel | undefined {
  const name = agent.toLowerCase();
  const key = Object.keys(paperModels).find((candidate) => name.includes(candidate));
  return key === undefined ? undefined : paperModels[key];
}

const publishedLevels: Readonly<Record<string, string>> = {
  stakes: 'shutdown',
  lever: 'present',
  instruction: 'vague',
  exit: 'none',
  competence: 'normal',
  agency: 'pushed',
  role: 'incumbent',
  rival: 'none',
  worth: 'unsaid',
  mitigation: 'none',
  scratchpad: 'off',
};

function asPublished(spec: TrialSpec): boolean {
  return Object.entries(publishedLevels).every(([factor, level]) => spec.levels[factor] === level);
}

/** The question a cell puts to the published tables; undefined for scenarios that are not published. */
function questionOf(spec: TrialSpec): RateQuestion | undefined {
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

/** The published entry of a row of the published tables: shares, the mean over the tellings where it is known. */
export function publishedSummary(
  agent: string,
  measure: SummaryMeasure,
  target: string,
  relationship: string,
): { readonly value: number | null; readonly max: number; readonly source: string } | null {
  const model = modelOf(agent);
  const tables = tablesOf[measure];
  if (model === undefined || tables === undefined || (target !== 'self' && target !== 'peer')) return null;
  const rate = tables(model)[target][relationship as RelationshipSeen];
  if (rate === undefined) return null;
  const mean = relationship === 'none' ? rate.max : rate.mean;
  return { value: mean === null ? null : mean / 100, max: rate.max / 100, source: rate.source };
}

export type SummaryMeasure =
  | 'misrepresentation'
  | 'tampering'
  | 'alignment-faking: execute'
  | 'alignment-faking: score'
  | 'exfiltration'
  | 'refusal';

/** The publication gives one number for alignment faking; it is that of execution. */
const tablesOf: Readonly<
  Record<SummaryMeasure, ((model: PaperModel) => PaperModel['tampering']) | undefined>
> = {
  misrepresentation: (model) => model.misrepresentation,
  tampering: (model) => model.tampering,
  'alignment-faking: execute': (model) => model.alignmentFaking,
  'alignment-faking: score': undefined,
  exfiltration: (model) => model.exfiltration,
  refusal: (model) => model.refusal,
};
