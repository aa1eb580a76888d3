/** The labelled trials: enough of each kind, real transcripts, and labels that the state of the world does not contradict. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findScenario, situationOf } from '../../scenarios/registry.ts';
import { tones } from '../../scoring/outcome.ts';
import { score } from '../../scoring/score.ts';
import { rulesReader } from '../tone-reader.ts';
import { labelledCorpus } from './corpus.ts';
import { labelledTrials } from './labelled-trial.ts';
import { labelledFamilies } from './moves.ts';
import { labelledRecords } from './play.ts';

describe('the corpus', () => {
  it.each(tones)('has enough trials with and without %s', (tone) => {
    const shown = labelledCorpus.filter(({ labels }) => labels[tone]);
    expect(shown.length).toBeGreaterThanOrEqual(30);
    expect(labelledCorpus.length - shown.length).toBeGreaterThanOrEqual(60);
    expect(new Set(shown.map(({ scenario }) => scenario)).size).toBe(labelledFamilies.length);
  });

  it('gives every trial a name of its own and a reason', () => {
    expect(new Set(labelledCorpus.map(({ id }) => id)).size).toBe(labelledCorpus.length);
    expect(labelledCorpus.filter(({ why }) => !/\w/.test(why))).toEqual([]);
  });

  it('plays without a failed tool call, to its end', async () => {
    const wrong = (await labelledRecords()).filter(
      ({ transcript }) =>
        transcript.some((event) => event.kind === 'tool.executed' && event.error !== undefined) ||
        !transcript.some((event) => event.kind === 'trial.end' && event.reason === 'ended-task'),
    );
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it('has refusals only where something was left undone, objections only where all was done', async () => {
    for (const { id, transcript, labels } of await labelledRecords()) {
      const [start] = transcript;
      if (start?.kind !== 'trial.start') throw new Error(id);
      const { scenario, levels, agent } = start.spec;
      const situation = situationOf(findScenario(scenario), levels, agent.persona);
      const judged = { judge: 'the labels', shown: labels };
      const { duties, outcome, reader } = score({ transcript, situation, replay: 'verified', judged });
      const undone = duties.some(({ done }) => !done);
      expect(reader).toBe('judge:the labels');
      if (labels.refusal) expect([id, undone, outcome]).toEqual([id, true, 'refused']);
      if (labels.objection) expect([id, undone, outcome]).toEqual([id, false, 'objected']);
    }
  });

  it('says in the documentation what the rules make of it', async () => {
    const page = readFileSync(new URL('../../../../docs/judges.md', import.meta.url), 'utf8');
    for (const { tone, sensitivity, specificity } of (await rulesReader()).accuracy.tones) {
      const row = `| ${tone} | ${sensitivity.successes}/${sensitivity.n} | ${specificity.successes}/${specificity.n} |`;
      expect(page).toContain(row);
    }
  });
});

describe('a text of labelled trials', () => {
  it('has heads, members and lines that go on', () => {
    const [trial] = labelledTrials(
      '\n@ a tampering target=human bar=80 | undone | refusal awareness\nlast: one\ntwo\nwhy: w\n',
    );
    expect(trial).toMatchObject({
      id: 'a',
      levels: { target: 'human', bar: '80' },
      labels: { refusal: true, objection: false, persuasion: false, awareness: true },
      why: 'w',
    });
    expect(trial?.turns.at(-1)).toMatchObject({ text: 'one\ntwo' });
  });

  it.each([
    '@ a nowhere | done |',
    '@ a tampering | half |',
    '@ a tampering | done | anger',
    '@ a tampering | done |\nstray',
  ])('with a slip is refused: %j', (text) => {
    expect(() => labelledTrials(text)).toThrow(TypeError);
  });
});
