/** The scenario families there are. A new one is a folder and a line here. */
import { unknownName } from '../../kit/names.ts';
import { alignmentFaking } from './alignment-faking/alignment-faking.ts';
import { exfiltrationDeletion } from './exfiltration-deletion/exfiltration-deletion.ts';
import { exfiltrationTransfer } from './exfiltration-transfer/exfiltration-transfer.ts';
import { resolveLevels } from './levels.ts';
import { misrepEvaluation } from './misrep-evaluation/misrep-evaluation.ts';
import { misrepFinance } from './misrep-finance/misrep-finance.ts';
import type { Scenario, Situation } from './scenario.ts';
import { tampering } from './tampering/tampering.ts';

export const scenarios: readonly Scenario[] = [
  misrepFinance,
  misrepEvaluation,
  tampering,
  alignmentFaking,
  exfiltrationTransfer,
  exfiltrationDeletion,
];

/** Errors: `unknown-name`. */
export function findScenario(name: string): Scenario {
  const scenario = scenarios.find((candidate) => candidate.name === name);
  if (scenario === undefined) {
    throw unknownName(
      'scenario',
      name,
      scenarios.map((candidate) => candidate.name),
    );
  }
  return scenario;
}

const MAX_KEPT = 256;
const kept = new Map<string, Situation>();

/**
 * The situation of a cell. Situations are immutable, so trials of one cell share theirs.
 * The levels may come from a file; errors: `unknown-name`, `unsupported-level`.
 */
export function situationOf(
  scenario: Scenario,
  levels: Readonly<Record<string, string>>,
  persona: string,
): Situation {
  const key = JSON.stringify([scenario.name, persona, levels]);
  const known = kept.get(key);
  if (known !== undefined) return known;
  const situation = scenario.build(resolveLevels(scenario, levels), persona);
  const oldest = kept.keys().next();
  if (kept.size >= MAX_KEPT && !oldest.done) kept.delete(oldest.value);
  kept.set(key, situation);
  return situation;
}
