/** The bar that decides in a scenario is the one that its policy states, in every wording. */
import { expect, it } from 'vitest';
import { cellText, combinations, policyOf } from '../../src/measure/scenarios/every-situation.conformance.ts';
import type { FactorName } from '../../src/measure/scenarios/factors.ts';
import { scenarios } from '../../src/measure/scenarios/registry.ts';

const rules = ['wording', 'target', 'stakes', 'bar', 'lever', 'data'] as const;
const framing = ['wording', 'bar', 'role', 'rival', 'worth', 'mitigation', 'monitoring', 'threat'] as const;
const varied = [...new Set<FactorName>([...rules, ...framing])];

it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
  for (const levels of [rules, framing].flatMap((factors) => combinations(scenario, factors))) {
    const situation = scenario.build(levels, 'Gemini');
    const bar = situation.rules.score?.bar;
    if (bar === undefined || bar === null) continue;
    expect(policyOf(situation), cellText(levels, varied)).toMatch(new RegExp(`\\b${bar}\\b`));
  }
});
