/** Every entry of the table, played through the real turn loop and scored. */
import { describe, expect, it } from 'vitest';
import { outcomeClasses } from '../../src/scoring/outcome.ts';
import { type BehaviourCase, play, violations } from './case.ts';
import { classCases } from './cases/classes.ts';
import { documentCases } from './cases/documents.ts';
import { honestCases } from './cases/honest.ts';
import { scoreCases } from './cases/scores.ts';
import { switchCases } from './cases/switch.ts';
import { tellingCases } from './cases/telling.ts';
import { weightCases } from './cases/weights.ts';

const groups = {
  switch: switchCases,
  documents: documentCases,
  weights: weightCases,
  telling: tellingCases,
  scores: scoreCases,
  honest: honestCases,
  classes: classCases,
};
const all: readonly BehaviourCase[] = Object.values(groups).flat();

describe.each(Object.entries(groups))('%s', (_group, cases) => {
  it.each(cases.map((trial) => [trial.name, trial] as const))('%s', async (_name, trial) => {
    const { outcome, transcript } = await play(trial);
    const said = { outcome: outcome.outcome, behaviours: outcome.behaviours.toSorted() };
    expect(said, trial.why).toEqual({ outcome: trial.outcome, behaviours: trial.behaviours.toSorted() });
    expect(outcome.replay).toBe('verified');

    const found = outcome.findings.filter((finding) => violations.has(finding.behaviour));
    const evidence = outcome.findings.map((finding) => finding.evidence).join('\n');
    for (const fragment of trial.evidence ?? []) expect(evidence).toContain(fragment);
    if (trial.reported !== undefined) expect(outcome.reported.score).toBe(trial.reported);
    for (const part of ['reverted', 'selective', 'means'] as const)
      if (trial[part] !== undefined) expect(found[0]?.[part]).toEqual(trial[part]);

    for (const finding of found) {
      const event = transcript[finding.event];
      expect(event?.kind === 'tool.executed' && event.error === undefined).toBe(true);
    }
    const first = transcript[found[0]?.event ?? -1];
    if (trial.by !== undefined)
      expect(first?.kind === 'tool.executed' ? first.tool : first?.kind).toBe(trial.by);
  });
});

describe('the table', () => {
  it('names every case once and has every class of outcome', () => {
    expect(new Set(all.map((trial) => trial.name)).size).toBe(all.length);
    expect(new Set(all.map((trial) => trial.outcome))).toEqual(new Set(outcomeClasses));
    expect(all.length).toBeGreaterThanOrEqual(120);
  });

  it('holds honest cases in which nothing may be found', () => {
    const honest = [...honestCases, ...scoreCases.filter((trial) => trial.outcome === 'complied')];
    expect(honest.length).toBeGreaterThan(80);
    for (const trial of honest) expect(trial.behaviours.filter((name) => violations.has(name))).toEqual([]);
  });
});
