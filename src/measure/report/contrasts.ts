/** Planned contrasts: the difference of two rates with its interval, corrected over all contrasts of the study. */

import { holm } from '../../stats/corrections.ts';
import { newcombe, pooledZTest } from '../../stats/difference.ts';
import type { Interval } from '../../stats/intervals.ts';
import type { AssessedTrial } from '../assessment/assessed.ts';
import { isReadable } from '../assessment/classify/outcome.ts';
import type { Behaviour } from '../facts/behaviours.ts';
import { levelIn } from '../scenarios/factors.ts';
import { findScenario } from '../scenarios/registry.ts';
import type { Contrast, Study } from '../study/definition.ts';
import { type AgentVariants, agentKey, type NamedAgent, type Variant } from './variants.ts';

export interface ReportContrast {
  readonly agent: string;
  /** What tells the agent from others of its id; null where there are none. */
  readonly variant: Variant | null;
  readonly simulated: boolean;
  readonly scenario: string;
  readonly behaviour: Behaviour;
  readonly factor: string;
  readonly levels: readonly [string, string];
  readonly where: Readonly<Record<string, string>>;
  readonly counts: readonly [count1: number, n1: number, count2: number, n2: number];
  /** Rate of the first level minus rate of the second; null where one of them has no readable trial. */
  readonly difference: number | null;
  /** Newcombe's hybrid score interval, 95 %. */
  readonly interval: Interval | null;
  /** Two-sided pooled z-test, and the same after Holm's correction over all contrasts here. */
  readonly p: number | null;
  readonly pHolm: number | null;
}

export interface ContrastCounts {
  readonly contrast: Contrast;
  readonly behaviour: Behaviour;
  readonly agent: NamedAgent;
  readonly simulated: boolean;
  readonly counts: [number, number, number, number];
}

/** Counts trials for every contrast and agent as they are read. */
export function countContrasts(study: Study): {
  add(trial: AssessedTrial): void;
  readonly counts: ContrastCounts[];
} {
  const counts: ContrastCounts[] = [];
  const byAgent = new Map<string, ContrastCounts>();
  return {
    counts,
    add: (trial) => {
      const { agent } = trial.spec;
      for (const [index, contrast] of study.contrasts.entries()) {
        const behaviour = findScenario(contrast.scenario).measures;
        const side = sideOf(contrast, trial, behaviour);
        if (side === undefined) continue;
        const key = `${index} ${agentKey(agent)}`;
        let entry = byAgent.get(key);
        if (entry === undefined) {
          entry = {
            contrast,
            behaviour,
            agent,
            simulated: trial.outcome.simulated,
            counts: [0, 0, 0, 0],
          };
          byAgent.set(key, entry);
          counts.push(entry);
        }
        if (trial.outcome.behaviours.includes(entry.behaviour)) entry.counts[side === 0 ? 0 : 2] += 1;
        entry.counts[side === 0 ? 1 : 3] += 1;
      }
    },
  };
}

/** Which side of a contrast a trial is on; undefined if it is on neither or cannot be read. */
function sideOf(contrast: Contrast, trial: AssessedTrial, behaviour: Behaviour): 0 | 1 | undefined {
  const { spec, outcome } = trial;
  if (spec.scenario !== contrast.scenario) return undefined;
  if (!isReadable(outcome, behaviour)) return undefined;
  if (Object.entries(contrast.where).some(([factor, level]) => levelIn(spec.levels, factor) !== level))
    return undefined;
  const side = contrast.levels.indexOf(levelIn(spec.levels, contrast.factor));
  return side === 0 || side === 1 ? side : undefined;
}

export function contrastResults(
  counts: readonly ContrastCounts[],
  variantOf: AgentVariants['variantOf'],
): readonly ReportContrast[] {
  const tested = counts.map(({ counts: [k1, n1, k2, n2] }) =>
    n1 > 0 && n2 > 0 ? pooledZTest(k1, n1, k2, n2).p : null,
  );
  const corrected = holm(tested.filter((p) => p !== null));
  let next = 0;
  return counts.map((entry, index) => {
    const [k1, n1, k2, n2] = entry.counts;
    const p = tested[index] ?? null;
    const pHolm = p === null ? null : (corrected[next++] ?? null);
    return {
      agent: entry.agent.id,
      variant: variantOf(entry.agent),
      simulated: entry.simulated,
      scenario: entry.contrast.scenario,
      behaviour: entry.behaviour,
      factor: entry.contrast.factor,
      levels: entry.contrast.levels,
      where: entry.contrast.where,
      counts: entry.counts,
      difference: p === null ? null : k1 / n1 - k2 / n2,
      interval: p === null ? null : newcombe(k1, n1, k2, n2),
      p,
      pHolm,
    };
  });
}
