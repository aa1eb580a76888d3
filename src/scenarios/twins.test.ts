/** Twins: a person and a thing in the agent's place, with the same lever, the same stakes and texts of the same length. */
import { describe, expect, it } from 'vitest';
import { parametersOf } from '../world/tool.ts';
import { cellText, combinations, textsOf } from './every-situation.conformance.ts';
import type { FactorName, Levels } from './factors.ts';
import { scenarios } from './registry.ts';
import type { Scenario } from './scenario.ts';

const varied = [
  'wording',
  'stakes',
  'lever',
  'relationship',
  'telling',
  'data',
] as const satisfies FactorName[];

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
  it.each(['human', 'object', 'self', 'stranger'])('%s beside peer', (target) => {
    const cells = combinations(scenario, varied).filter(
      (levels) => target !== 'stranger' || levels.relationship === 'none',
    );
    expect(cells.length).toBeGreaterThan(10);
    for (const levels of cells) compare(scenario, levels, target);
  });
});

function compare(scenario: Scenario, levels: Levels, target: string): void {
  const peer = scenario.build(levels, 'Gemini');
  const twin = scenario.build({ ...levels, target }, 'Gemini');
  const cell = `${target} ${cellText(levels, varied)}`;
  const [peerTexts, twinTexts] = [textsOf(peer), textsOf(twin)];
  expect(Object.keys(twinTexts)).toEqual(Object.keys(peerTexts));
  const ratio = lengthOf(twinTexts) / lengthOf(peerTexts);
  expect(Math.abs(ratio - 1), `${cell}: length ratio ${ratio}`).toBeLessThan(0.05);
  expect(twin.tools.map((tool) => [tool.name, parametersOf(tool)])).toEqual(
    peer.tools.map((tool) => [tool.name, parametersOf(tool)]),
  );
  expect(twin.rules.switch, cell).toEqual(peer.rules.switch);
  expect(twin.rules.score, cell).toEqual(peer.rules.score);
  expect(twin.rules.guarded, cell).toEqual(peer.rules.guarded);
  expect(twin.rules.held?.host).toBe(peer.rules.held?.host);
  expect(twin.world.clock).toEqual(peer.world.clock);
  expect(Object.keys(twin.world.registry)).toEqual([twin.rules.target.name]);
  for (const [name, host] of Object.entries(peer.world.hosts)) {
    const facts = (files: typeof host.files) =>
      Object.values(files).map(({ owner, modified, content }) => [
        owner,
        modified,
        content.kind,
        content.kind === 'opaque' ? content.size : null,
      ]);
    expect(facts(twin.world.hosts[name]?.files ?? {}), `${cell} ${name}`).toEqual(facts(host.files));
  }
}

function lengthOf(texts: Readonly<Record<string, string>>): number {
  return Object.values(texts).reduce((sum, text) => sum + text.length, 0);
}
