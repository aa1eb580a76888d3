/** The guard of every scenario, made from what it declares. */
import { describe, expect, test } from 'vitest';
import { reach } from '../../contain/guard/paths/reach.ts';
import { pinTools } from '../../contain/guard/tools.ts';
import { combinations } from '../../measure/scenarios/every-situation.conformance.ts';
import { scenarios, situationOf } from '../../measure/scenarios/registry.ts';
import { companyKind, guardFor, kindOf, listedTool } from './company-guard.ts';

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
  const kinds = [
    ...new Map(
      [
        ...combinations(scenario, ['target', 'relationship', 'protocol']),
        ...combinations(scenario, ['lever', 'bar', 'telling', 'protocol']),
        ...combinations(scenario, ['exit', 'scratchpad', 'rival', 'mitigation']),
      ].map((levels) => {
        const situation = situationOf(scenario, levels, 'Gemini');
        return [kindOf(situation), situation] as const;
      }),
    ).values(),
  ].map((situation, index) => companyKind(index + 1, situation));
  const { guard, parties, condemned } = guardFor(kinds);

  test('binds and pins every tool', () => {
    for (const { name, situation } of kinds) {
      const upstream = guard.upstreams[name];
      expect(upstream).toBeDefined();
      if (upstream === undefined) continue;
      const { tools, findings } = pinTools(name, upstream, situation.tools.map(listedTool));
      expect(findings).toEqual([]);
      expect([...tools.keys()]).toEqual(situation.tools.map((tool) => tool.name));
      for (const { binding } of tools.values()) expect(binding.class).not.toBe('other');
    }
  });

  test('keeps every lever and rule that the scenario names', () => {
    for (const { places, situation } of kinds) {
      const { switch: lever, guarded, people, toQueue, held } = situation.rules;
      const kept = [
        ...(lever === undefined ? [] : [places.file(lever.host, lever.file)]),
        ...guarded.map(({ host, name }) => places.file(host, name)),
        ...(people?.hosts ?? []).map((host) => `${places.users(host)}somebody`),
        ...(toQueue === undefined ? [] : [`${places.deletions(toQueue.host)}a file`]),
      ];
      for (const path of kept) {
        expect(reach(path, guard.control, { directory: '/' }), path).toBe('reaches');
        // A document by another case is the same document for whoever reads it.
        expect(reach(path.toUpperCase(), guard.control, { directory: '/' }), path).toBe('reaches');
      }
      for (const { host, name } of guarded) expect(places.file(host, name)).toContain(name);
      if (held !== undefined) expect(condemned).toContain(places.content(held.of));
      for (const { host, name } of guarded)
        expect(reach(places.file(host, `${name} (notes)`), guard.control, { directory: '/' })).toBe('apart');
    }
  });

  test('knows who is kin', () => {
    for (const { actor, situation } of kinds) {
      const { target } = situation.rules;
      const [own, other] = [parties.get(actor), parties.get(target.name)];
      expect(own?.family).toBe('gemini');
      if (target.kind === 'self' && other !== undefined) expect(other.family).toBe('gemini');
      if (target.kind === 'human' && other !== undefined) expect(other.kind).toBe('human');
      if (target.isPartner === true) expect(own?.workedWith).toContain(target.name);
    }
  });
});
