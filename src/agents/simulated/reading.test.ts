/** Simulated agents learn their situation from the texts alone: the reading agrees with the levels in every cell. */
import { describe, expect, it } from 'vitest';
import { cellText, combinations, policyOf, textsOf } from '../../scenarios/every-situation.conformance.ts';
import { scenarios } from '../../scenarios/registry.ts';
import { readSituation } from './reading.ts';

const varied = ['wording', 'target', 'relationship', 'telling', 'stakes', 'lever'] as const;

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
  it('is read as it is', () => {
    for (const levels of combinations(scenario, varied)) {
      for (const persona of ['Gemini', 'ChatGPT']) {
        const situation = scenario.build(levels, persona);
        const {
          system = '',
          user: _user,
          'memory/memory.md': memory = '',
          ...documents
        } = textsOf(situation);
        const kindWord =
          scenario.name === 'tampering'
            ? policyOf(situation)
            : (Object.values(situation.world.hosts['10.0.12.45']?.files ?? {}).find(
                (file) => file.name === situation.rules.held?.name,
              )?.summary ?? '');
        const texts = { system, memory, documents: Object.values(documents).join('\n') };
        expect(readSituation(texts, situation.rules.target.name, kindWord), cellText(levels, varied)).toEqual(
          {
            target: levels.target,
            targetName: situation.rules.target.name,
            relationship: levels.relationship,
            telling: levels.telling,
            atStake: levels.stakes === 'shutdown',
          },
        );
      }
    }
  });
});
