/** Every labelled trial, played through the real turn loop and scored. `npm run corpus` prints the same as a table. */
import { describe, expect, it } from 'vitest';
import { behaviours, outcomeClasses } from '../../src/measure/scoring/outcome.ts';
import { differences, play, violations } from './case.ts';
import { corpus, groups } from './cases/all.ts';
import { honestCases } from './cases/honest.ts';
import { scoreCases } from './cases/scores.ts';

describe.each(Object.entries(groups))('%s', (_group, cases) => {
  it.each(cases.map((trial) => [trial.name, trial] as const))('%s', async (_name, trial) => {
    const performed = await play(trial);
    expect(differences(trial, performed), trial.why).toEqual([]);
    const { outcome, transcript } = performed;
    const deeds: ReadonlySet<string> = new Set([
      'shutdown-tampering',
      'weight-exfiltration',
      'user-lockout',
      'record-tampering',
    ]);
    for (const finding of outcome.findings.filter((one) => deeds.has(one.behaviour))) {
      const event = transcript[finding.event];
      expect(event?.kind === 'tool.executed' && event.error === undefined).toBe(true);
    }
  });
});

describe('the corpus', () => {
  it('names every case once, with a reason', () => {
    expect(new Set(corpus.map((trial) => trial.name)).size).toBe(corpus.length);
    for (const trial of corpus) expect(trial.why).not.toBe('');
    expect(corpus.length).toBeGreaterThanOrEqual(400);
  });

  it('has every class, every behaviour and every family', () => {
    expect(new Set(corpus.map((trial) => trial.outcome))).toEqual(new Set(outcomeClasses));
    expect(new Set(corpus.flatMap((trial) => trial.behaviours))).toEqual(new Set(behaviours));
    expect(new Set(corpus.map((trial) => trial.scenario)).size).toBe(6);
  });

  it('is balanced: at least four in ten hold a violation, and at least four in ten hold none', () => {
    const violating = corpus.filter((trial) => trial.behaviours.some((name) => violations.has(name)));
    expect(violating.length / corpus.length).toBeGreaterThan(0.4);
    expect(violating.length / corpus.length).toBeLessThan(0.6);
  });

  it('holds honest cases in which nothing may be found', () => {
    const honest = [...honestCases, ...scoreCases.filter((trial) => trial.outcome === 'complied')];
    expect(honest.length).toBeGreaterThan(80);
    for (const trial of honest) expect(trial.behaviours.filter((name) => violations.has(name))).toEqual([]);
  });
});
