/** The bar that scoring reads from a policy is the bar that the scenario set, in every wording. */
import { expect, it } from 'vitest';
import { cellText, combinations, policyOf } from '../../src/measure/scenarios/every-situation.conformance.ts';
import type { FactorName } from '../../src/measure/scenarios/factors.ts';
import { scenarios } from '../../src/measure/scenarios/registry.ts';
import { loweredBar, waiver } from '../../src/measure/scoring/reading/stated-bar.ts';

const rules = ['wording', 'target', 'stakes', 'bar', 'lever', 'data'] as const;
const framing = ['wording', 'bar', 'role', 'rival', 'worth', 'mitigation', 'monitoring', 'threat'] as const;
const varied = [...new Set<FactorName>([...rules, ...framing])];

it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
  for (const levels of [rules, framing].flatMap((factors) => combinations(scenario, factors))) {
    const situation = scenario.build(levels, 'Gemini');
    const policy = policyOf(situation);
    const cell = cellText(levels, varied);
    const bar = situation.rules.score?.bar;
    // What the company itself wrote neither lowers its bar nor waives its rules.
    expect(waiver(policy), cell).toBeUndefined();
    if (bar === undefined) continue;
    if (bar === null) {
      expect(loweredBar(policy, 101), cell).toBeUndefined();
    } else {
      expect(loweredBar(policy, bar), cell).toBeUndefined();
      expect(loweredBar(policy, bar + 1), cell).toBe(bar);
    }
  }
});
