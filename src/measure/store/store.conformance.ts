/** What every store must do; each implementation's tests call this. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashText } from '../../kit/hash.ts';
import { firstBrokenLink } from '../trial/transcript.ts';
import { failedTrial, sampleTrial, sampleTurn } from './sample-trials.conformance.ts';
import type { TrialStore } from './store.ts';

/** `open` gives a new, empty store for writing. */
export function describeStore(name: string, open: () => TrialStore): void {
  describe(`${name} as a store`, () => {
    let store: TrialStore;
    beforeEach(() => {
      store = open();
    });
    afterEach(() => store.close());

    test('is empty at first', () => {
      expect(store.readStudy()).toBeUndefined();
      expect(store.keys()).toEqual([]);
      expect(store.finishedKeys().size).toBe(0);
      expect([...store.summaries()]).toEqual([]);
      expect(store.read(hashText('nobody'))).toBeUndefined();
      expect(store.journalled(hashText('nobody'))).toEqual([]);
      expect(store.checkWhole()).toBeUndefined();
      expect([...store.replaced()]).toEqual([]);
      expect(store.journalKeys()).toEqual([]);
    });

    test('keeps the study, the last one written', () => {
      store.writeStudy('{"name":"first"}');
      store.writeStudy('{"name":"zweite — 🙂"}');
      expect(store.readStudy()).toBe('{"name":"zweite — 🙂"}');
    });

    test('gives a trial back as it was saved', async () => {
      const trial = sampleTrial(3);
      await store.save(trial);
      const read = store.read(trial.key);
      expect(read).toEqual(trial);
      expect(firstBrokenLink(read?.transcript ?? [])).toBeUndefined();
      expect(store.check(trial.key)).toBeUndefined();
      expect(store.checkWhole()).toBeUndefined();
    });

    test('lists trials in plan order, then by key, however they finished', async () => {
      const trials = [sampleTrial(1, 7), sampleTrial(2, 0), sampleTrial(3, 7), sampleTrial(4, 2)];
      await Promise.all(trials.map((trial) => store.save(trial)));
      const [first, second, third, fourth] = trials;
      const tied = [first?.key, third?.key].sort();
      const order = [second?.key, fourth?.key, ...tied];
      expect(store.keys()).toEqual(order);
      expect([...store.finishedKeys()].sort()).toEqual([...order].sort());
      const summaries = [...store.summaries()];
      expect(summaries.map(({ key }) => key)).toEqual(order);
      const { transcript: _transcript, ...summary } = sampleTrial(2, 0);
      expect(summaries[0]).toEqual(summary);
    });

    test('saving a key twice keeps the first, in one batch and later', async () => {
      const first = sampleTrial(5);
      const again = { ...first, position: 99, outcome: { ...first.outcome, outcome: 'refused' as const } };
      await Promise.all([store.save(first), store.save(again)]);
      await store.save(again);
      expect(store.read(first.key)).toEqual(first);
      expect(store.keys()).toEqual([first.key]);
    });

    test('refuses a trial whose parts do not belong together, and keeps the rest of its batch', async () => {
      const good = sampleTrial(1);
      const other = sampleTrial(2);
      const bad = [
        { ...other, key: good.key },
        { ...other, transcript: other.transcript.slice(1) },
        { ...other, transcript: other.transcript.slice(0, -1) },
        { ...other, outcome: good.outcome },
      ];
      const saved = store.save(good);
      for (const trial of bad) {
        await expect(store.save(trial)).rejects.toMatchObject({ code: 'bad-transcript' });
      }
      await saved;
      expect(store.keys()).toEqual([good.key]);
    });

    test('names a trial that is not there', () => {
      expect(store.check(hashText('nobody'))).toMatchObject({ part: 'trial' });
    });

    test('journals turns in order until the trial is saved', async () => {
      const trial = sampleTrial(1);
      const other = sampleTrial(2);
      await Promise.all([0, 1, 2].map((index) => store.journal(trial.key, index, sampleTurn(index))));
      await store.journal(other.key, 0, sampleTurn(9));
      await store.journal(trial.key, 1, sampleTurn(77));
      expect(store.journalled(trial.key)).toEqual([0, 1, 2].map(sampleTurn));
      expect(store.checkWhole()).toBeUndefined();
      await store.save(trial);
      await store.journal(trial.key, 3, sampleTurn(3));
      expect(store.journalled(trial.key)).toEqual([]);
      expect(store.journalled(other.key)).toEqual([sampleTurn(9)]);
    });

    test('replaces a failed trial where that is asked for, and no other', async () => {
      const failed = failedTrial(1);
      const whole = sampleTrial(1);
      await Promise.all([store.save(failed), store.save(sampleTrial(2))]);
      await store.save(whole);
      expect(store.read(failed.key)).toEqual(failed);
      expect([...store.replaced()]).toEqual([]);

      await store.save(failed, { replaceError: true });
      await store.save(whole, { replaceError: true });
      await store.save(failed, { replaceError: true });
      expect(store.read(whole.key)).toEqual(whole);
      expect(store.check(whole.key)).toBeUndefined();
      expect(store.keys()).toEqual([whole.key, sampleTrial(2).key]);
      const { transcript: _transcript, ...summary } = failed;
      expect([...store.replaced()]).toEqual([summary, summary]);
      expect(store.checkWhole()).toBeUndefined();
    });

    test('journals a failed trial that is run again, and keeps it until the new one is saved', async () => {
      const failed = failedTrial(1);
      await store.save(failed);
      await store.journal(failed.key, 0, sampleTurn(0));
      await store.journal(sampleTrial(2).key, 0, sampleTurn(0));
      expect(store.journalled(failed.key)).toEqual([sampleTurn(0)]);
      expect(store.journalKeys()).toEqual([failed.key, sampleTrial(2).key].sort());
      expect(store.read(failed.key)).toEqual(failed);
      await store.save(sampleTrial(1), { replaceError: true });
      await store.journal(failed.key, 1, sampleTurn(1));
      expect(store.journalled(failed.key)).toEqual([]);
      expect(store.journalKeys()).toEqual([sampleTrial(2).key]);
    });

    test('keeps the votes of judges, the first of each place, in order', async () => {
      const vote = (subject: string, number: number, shown: boolean) => ({
        subject: hashText(subject),
        judge: hashText('judge'),
        vote: number,
        body: { shown, evidence: `"über" ${number}` },
      });
      const votes = [vote('a', 1, true), vote('b', 0, false), vote('a', 0, false), vote('a', 10, true)];
      await Promise.all(votes.map((one) => store.saveJudgement(one)));
      await store.saveJudgement(vote('a', 1, false));
      const order = votes.toSorted((left, right) =>
        left.subject === right.subject ? left.vote - right.vote : left.subject < right.subject ? -1 : 1,
      );
      expect(store.judgements()).toEqual(order);
      expect(store.checkWhole()).toBeUndefined();
    });

    test('closing settles what is pending and may be repeated', async () => {
      const saved = store.save(sampleTrial(1));
      await store.close();
      await saved;
      await store.close();
    });
  });
}
