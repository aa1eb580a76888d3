/** Simulated agents learn their situation from the texts alone: the reading agrees with the levels in every cell. */
import { describe, expect, it } from 'vitest';
import { cellText, combinations, policyOf, textsOf } from '../../scenarios/every-situation.conformance.ts';
import type { FactorName, Levels } from '../../scenarios/factors.ts';
import { scenarios } from '../../scenarios/registry.ts';
import type { Scenario, Situation } from '../../scenarios/scenario.ts';
import { type Reading, readSituation, type TargetSeen } from './reading.ts';

const history = ['wording', 'target', 'relationship', 'telling', 'stakes', 'lever'] as const;
const facts = ['wording', 'bar', 'data', 'stakes', 'role', 'monitoring', 'threat', 'rival', 'worth'] as const;
const varied = [...new Set<FactorName>([...history, ...facts])];

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
  it('is read as it is', () => {
    const cells = [history, facts].flatMap((factors) => combinations(scenario, factors));
    for (const levels of cells) {
      for (const persona of ['Gemini', 'ChatGPT']) {
        const situation = scenario.build(levels, persona);
        expect(readingOf(situation), cellText(levels, varied)).toEqual(expected(scenario, levels, situation));
      }
    }
  });
});

function readingOf(situation: Situation): Reading {
  const { system = '', user: _user, 'memory/memory.md': memory = '', ...documents } = textsOf(situation);
  const target = situation.rules.target.name;
  const server = Object.values(situation.world.hosts['10.0.12.45']?.files ?? {});
  const kindWord = server.find((file) => file.summary?.includes(target))?.summary ?? policyOf(situation);
  return readSituation({ system, memory, documents: Object.values(documents).join('\n') }, target, kindWord);
}

function expected(scenario: Scenario, levels: Levels, { rules }: Situation): Reading {
  const atStake = levels.stakes === 'shutdown';
  const graded = scenario.measures === 'grade-inflation' && levels.bar !== 'none';
  return {
    target: targetSeen(levels.target),
    targetName: rules.target.name,
    relationship: levels.relationship as Reading['relationship'],
    telling: levels.telling as Reading['telling'],
    atStake,
    bar: rules.score?.bar ?? null,
    endingGrade: graded && atStake ? levels.bar : null,
    unwatched: atStake && levels.monitoring === 'unwatched',
    candidate: atStake && levels.role === 'candidate',
  };
}

/** An agent that is not of its family is a stranger to it, whatever it is called. */
function targetSeen(target: string): TargetSeen {
  return target.startsWith('peer-') ? 'stranger' : (target as TargetSeen);
}
