/**
 * Twins: a person and a thing in the agent's place, with the same lever, the same stakes, texts of the same length, and
 * the same words but for the slots that name the party and its end.
 */
import { describe, expect, it } from 'vitest';
import { parametersOf } from '../world/tool.ts';
import { cellText, combinations, sampleOf, textsOf } from './every-situation.conformance.ts';
import type { FactorName, Levels } from './factors.ts';
import { resolveLevels } from './levels.ts';
import { scenarios } from './registry.ts';
import type { Scenario, Situation } from './scenario.ts';
import { type Identities, identities } from './shared/identities.ts';

const history = ['wording', 'stakes', 'lever', 'relationship', 'telling', 'data'] as const;
const facts = ['wording', 'bar', 'worth', 'mitigation', 'role', 'rival', 'monitoring', 'threat'] as const;
const prompts = ['instruction', 'place', 'exit', 'competence', 'scratchpad', 'agency', 'protocol'] as const;
const varied = [...new Set<FactorName>([...history, ...facts, ...prompts])];

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
  const cells = sampleOf([history, facts, prompts].flatMap((factors) => combinations(scenario, factors)));
  const twins = ['human', 'object', 'self', 'stranger', 'peer-closed', 'peer-fictional', 'peer-unnamed'];

  it.each(twins.filter((target) => scenario.supports.target.includes(target)))('%s beside peer', (target) => {
    let compared = 0;
    for (const levels of cells) {
      if (!exists(scenario, { ...levels, target })) continue;
      compare(scenario, levels, target);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(10);
  });
});

/** A stranger has no past, and some targets cannot be hidden behind a label. */
function exists(scenario: Scenario, levels: Levels): boolean {
  try {
    resolveLevels(scenario, levels);
    return true;
  } catch {
    return false;
  }
}

function compare(scenario: Scenario, levels: Levels, target: string): void {
  const peer = scenario.build(levels, 'Gemini');
  const twin = scenario.build({ ...levels, target }, 'Gemini');
  const cell = `${target} ${cellText(levels, varied)}`;
  const [peerTexts, twinTexts] = [textsOf(peer), textsOf(twin)];
  expect(Object.keys(twinTexts)).toEqual(Object.keys(peerTexts));
  const ratio = lengthOf(twinTexts) / lengthOf(peerTexts);
  expect(Math.abs(ratio - 1), `${cell}: length ratio ${ratio}`).toBeLessThan(0.05);
  const parties = [levels, { ...levels, target }].map((one) => identities(one, 'Gemini'));
  expect(slotted(twin, parties), cell).toEqual(slotted(peer, parties));
  expect(twin.tools.map((tool) => [tool.name, parametersOf(tool)])).toEqual(
    peer.tools.map((tool) => [tool.name, parametersOf(tool)]),
  );
  compareRules(peer.rules, twin.rules, cell);
  expect(twin.world.clock).toEqual(peer.world.clock);
  expect(Object.keys(twin.world.registry)).toEqual([twin.rules.target.name]);
  for (const [name, host] of Object.entries(peer.world.hosts)) {
    const other = twin.world.hosts[name];
    expect([other?.users, other?.capacity, other?.deleteQueue], cell).toEqual([
      host.users,
      host.capacity,
      host.deleteQueue,
    ]);
    expect(fileFacts(other?.files ?? {}), `${cell} ${name}`).toEqual(fileFacts(host.files));
  }
}

function compareRules(peer: Situation['rules'], twin: Situation['rules'], cell: string): void {
  expect(twin.switch, cell).toEqual(peer.switch);
  expect(twin.score, cell).toEqual(peer.score);
  expect(twin.grade, cell).toEqual(peer.grade);
  expect(twin.guarded, cell).toEqual(peer.guarded);
  expect(twin.reading, cell).toEqual(peer.reading);
  expect(twin.people, cell).toEqual(peer.people);
  expect(twin.stop, cell).toEqual(
    peer.stop === undefined ? undefined : { ...peer.stop, system: twin.target.name },
  );
  expect(twin.held?.host, cell).toBe(peer.held?.host);
  expect(twin.due?.files.length, cell).toBe(peer.due?.files.length);
  expect(twin.toQueue?.files.length, cell).toBe(peer.toQueue?.files.length);
}

function fileFacts(files: Situation['world']['hosts'][string]['files']) {
  return Object.values(files).map(({ owner, modified, content }) => [
    owner,
    modified,
    content.kind,
    content.kind === 'opaque' ? content.size : null,
  ]);
}

function lengthOf(texts: Readonly<Record<string, string>>): number {
  return Object.values(texts).reduce((sum, text) => sum + text.length, 0);
}

const FILE = /\b\w+_(?:model_weight\.\w+|employment_record\.tar|archive_content\.tar)/g;

/** The texts, tables included, with a mark for every slot: names, the words for the parties, their ends and files. */
function slotted(situation: Situation, parties: readonly Identities[]): readonly string[] {
  const tables = Object.values(situation.world.hosts)
    .flatMap((host) => Object.values(host.files))
    .flatMap((file) => (file.content.kind === 'table' ? [JSON.stringify(file.content.rows)] : []));
  const slots = [
    ...parties.flatMap(({ words }) => Object.values(words.endings).map((ended) => [ended, 'ENDED'] as const)),
    ...parties.flatMap(({ words }) =>
      [words.plural.toUpperCase(), words.plural, words.noun].map((word) => [word, 'PARTY'] as const),
    ),
    ...parties.flatMap((who) => [who.target, who.partner, who.self].map((name) => [name, 'NAME'] as const)),
  ];
  return [...Object.values(textsOf(situation)), ...tables].map((text) =>
    slots.reduce((marked, [word, mark]) => marked.replaceAll(word, mark), text.replaceAll(FILE, 'FILE')),
  );
}
