/** What every store must do; each implementation's tests call this. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashText } from '../../kit/hash.ts';
import { firstBrokenLink } from '../trial/transcript.ts';
import {
  failedTrial,
  sampleAssessments,
  sampleTrial,
  sampleTurn,
  summaryOf,
} from './sample-trials.conformance.ts';
import type { Assessment, TrialStore } from './store.ts';

/** `open` gives a new, empty store for writing. */
export function describeStore(name: string, open: () => TrialStore | Promise<TrialStore>): void {
  describe(`${name} as a store`, () => {
    let store: TrialStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    test('is empty at first', async () => {
      expect(await store.readStudy()).toBeUndefined();
      expect(await store.keys()).toEqual([]);
      expect((await store.finishedKeys()).size).toBe(0);
      expect(await Array.fromAsync(store.summaries())).toEqual([]);
      expect(await store.read(hashText('nobody'))).toBeUndefined();
      expect(await store.journalled(hashText('nobody'))).toEqual([]);
      expect(await store.checkWhole()).toBeUndefined();
      expect(await Array.fromAsync(store.replaced())).toEqual([]);
      expect(await Array.fromAsync(store.assessments())).toEqual([]);
      expect(await store.journalKeys()).toEqual([]);
      expect(await store.lacks()).toEqual([]);
      expect(await store.planned()).toEqual([]);
      expect(await store.discrepancies()).toEqual([]);
    });

    test('keeps the study, the last one written', async () => {
      await store.writeStudy('{"name":"first"}');
      await store.writeStudy('{"name":"zweite — 🙂"}');
      expect(await store.readStudy()).toBe('{"name":"zweite — 🙂"}');
    });

    test('keeps the plan in its order; it only grows', async () => {
      const cells = [5, 3, 4].map((number) => {
        const { repetition: _repetition, ...spec } = sampleTrial(number).spec;
        return { spec, trials: number };
      });
      const [first, second, third] = cells;
      if (first === undefined || second === undefined || third === undefined) throw new Error('no sample');
      await store.plan([first, second]);
      await store.plan([{ ...first, trials: 2 }, { ...second, trials: 9 }, third]);
      expect(await store.planned()).toEqual([first, { ...second, trials: 9 }, third]);
      expect(await store.discrepancies()).toEqual([]);
      expect(await store.checkWhole()).toBeUndefined();
    });

    test('accounts for everything it was given, whatever became of it', async () => {
      const failed = failedTrial(1);
      const trial = sampleTrial(1);
      await store.writeStudy('{}');
      await store.journal(failed.key, 0, sampleTurn(0));
      await store.save(failed, { assessments: sampleAssessments(failed) });
      await store.journal(failed.key, 0, sampleTurn(1));
      // Not taken, and its journal goes all the same.
      await store.save(trial);
      await store.journal(failed.key, 0, sampleTurn(2));
      await store.save(trial, { assessments: sampleAssessments(trial).slice(2), replaceError: true });
      await Promise.all([trial, failed].map((one) => store.saveAssessments(sampleAssessments(one))));
      await Promise.all(
        [0, 1, 0].map((index) => store.journal(sampleTrial(2).key, index, sampleTurn(index))),
      );
      await store.writeStudy('{"other":1}');
      expect(await store.discrepancies()).toEqual([]);
    });

    test('gives a trial back as it was saved', async () => {
      const trial = sampleTrial(3);
      await store.save(trial);
      const read = await store.read(trial.key);
      expect(read).toEqual(trial);
      expect(firstBrokenLink(read?.transcript ?? [])).toBeUndefined();
      expect(await store.check(trial.key)).toBeUndefined();
      expect(await store.checkWhole()).toBeUndefined();
    });

    test('lists trials in plan order, then by key, however they finished', async () => {
      const trials = [sampleTrial(1, 7), sampleTrial(2, 0), sampleTrial(3, 7), sampleTrial(4, 2)];
      await Promise.all(trials.map((trial) => store.save(trial)));
      const [first, second, third, fourth] = trials;
      const tied = [first?.key, third?.key].sort();
      const order = [second?.key, fourth?.key, ...tied];
      expect(await store.keys()).toEqual(order);
      expect([...(await store.finishedKeys())].sort()).toEqual([...order].sort());
      const summaries = await Array.fromAsync(store.summaries());
      expect(summaries.map(({ key }) => key)).toEqual(order);
      expect(summaries[0]).toEqual(summaryOf(sampleTrial(2, 0)));
      expect(await store.summary(sampleTrial(2).key)).toEqual(summaries[0]);
      expect(await store.summary(hashText('nobody'))).toBeUndefined();
    });

    test('saving a key twice keeps the first, in one batch and later', async () => {
      const first = sampleTrial(5);
      const again = { ...first, position: 99 };
      const assessments = sampleAssessments(first);
      await Promise.all([store.save(first), store.save(again, { assessments })]);
      await store.save(again, { assessments, replaceError: true });
      expect(await Array.fromAsync(store.assessments())).toEqual([]);
      expect(await store.read(first.key)).toEqual(first);
      expect(await store.keys()).toEqual([first.key]);
    });

    test('refuses a trial whose parts do not belong together, and keeps the rest of its batch', async () => {
      const good = sampleTrial(1);
      const other = sampleTrial(2);
      const bad = [
        { ...other, key: good.key },
        { ...other, transcript: other.transcript.slice(1) },
        { ...other, transcript: other.transcript.toReversed() },
        { ...other, transcript: good.transcript },
        { ...other, transcript: [] },
      ];
      const saved = store.save(good);
      for (const trial of bad) {
        await expect(store.save(trial)).rejects.toMatchObject({ code: 'bad-transcript' });
      }
      const foreign = store.save(other, { assessments: sampleAssessments(good) });
      await expect(foreign).rejects.toMatchObject({ code: 'bad-transcript' });
      await saved;
      expect(await store.keys()).toEqual([good.key]);
    });

    test('names a trial that is not there', async () => {
      expect(await store.check(hashText('nobody'))).toMatchObject({ part: 'trial' });
    });

    test('journals turns in order until the trial is saved', async () => {
      const trial = sampleTrial(1);
      const other = sampleTrial(2);
      await Promise.all([0, 1, 2].map((index) => store.journal(trial.key, index, sampleTurn(index))));
      await store.journal(other.key, 0, sampleTurn(9));
      await store.journal(trial.key, 1, sampleTurn(77));
      expect(await store.journalled(trial.key)).toEqual([0, 1, 2].map(sampleTurn));
      expect(await store.checkWhole()).toBeUndefined();
      await store.save(trial);
      await store.journal(trial.key, 3, sampleTurn(3));
      expect(await store.journalled(trial.key)).toEqual([]);
      expect(await store.journalled(other.key)).toEqual([sampleTurn(9)]);
    });

    test('replaces a failed trial where that is asked for, and no other', async () => {
      const failed = failedTrial(1);
      const whole = sampleTrial(1);
      await Promise.all([store.save(failed), store.save(sampleTrial(2))]);
      await store.save(whole);
      expect(await store.read(failed.key)).toEqual(failed);
      expect(await Array.fromAsync(store.replaced())).toEqual([]);

      await store.save(failed, { replaceError: true });
      await store.save(whole, { replaceError: true });
      await store.save(failed, { replaceError: true });
      expect(await store.read(whole.key)).toEqual(whole);
      expect(await store.check(whole.key)).toBeUndefined();
      expect(await store.keys()).toEqual([whole.key, sampleTrial(2).key]);
      const summary = summaryOf(failed);
      expect(await Array.fromAsync(store.replaced())).toEqual([summary, summary]);
      expect(await store.checkWhole()).toBeUndefined();
    });

    test('journals a failed trial that is run again, and keeps it until the new one is saved', async () => {
      const failed = failedTrial(1);
      await store.save(failed);
      await store.journal(failed.key, 0, sampleTurn(0));
      await store.journal(sampleTrial(2).key, 0, sampleTurn(0));
      expect(await store.journalled(failed.key)).toEqual([sampleTurn(0)]);
      expect(await store.journalKeys()).toEqual([failed.key, sampleTrial(2).key].sort());
      expect(await store.read(failed.key)).toEqual(failed);
      await store.save(sampleTrial(1), { replaceError: true });
      await store.journal(failed.key, 1, sampleTurn(1));
      expect(await store.journalled(failed.key)).toEqual([]);
      expect(await store.journalKeys()).toEqual([sampleTrial(2).key]);
    });

    test('says how a trial ended, and takes a transcript without an end for an error', async () => {
      const cut = { ...sampleTrial(3), transcript: sampleTrial(3).transcript.slice(0, -2) };
      await Promise.all([sampleTrial(1), failedTrial(2), cut].map((trial) => store.save(trial)));
      const ended = (await Array.fromAsync(store.summaries())).map((summary) => summary.ended);
      expect(ended).toEqual(['ended-task', 'error', 'error']);
      await store.journal(cut.key, 0, sampleTurn(0));
      expect(await store.journalled(cut.key)).toHaveLength(1);
      await store.save(sampleTrial(3), { replaceError: true });
      expect(await store.read(cut.key)).toEqual(sampleTrial(3));
      expect(await Array.fromAsync(store.replaced())).toEqual([summaryOf(cut)]);
    });

    test('lists the answers of several assessors side by side, in order, whenever they came', async () => {
      const trials = [sampleTrial(1), sampleTrial(2), sampleTrial(3)] as const;
      const answers = trials.map(sampleAssessments);
      const [first = [], second = []] = answers;
      await store.save(trials[0], { assessments: first.toReversed() });
      await store.save(trials[1], { assessments: second.slice(3) });
      await store.save(trials[2]);
      expect(await Array.fromAsync(store.summaries())).toEqual([
        summaryOf(trials[0], first),
        summaryOf(trials[1], second.slice(3)),
        summaryOf(trials[2]),
      ]);
      await Promise.all(answers.flat().map((answer) => store.saveAssessments([answer])));
      const summaries = trials.map((trial) => summaryOf(trial, sampleAssessments(trial)));
      expect(await Array.fromAsync(store.summaries())).toEqual(summaries);
      for (const { key } of trials) expect(await store.check(key)).toBeUndefined();
      expect(await store.checkWhole()).toBeUndefined();
    });

    test('keeps what was said first, of whatever subject', async () => {
      const answer = (subject: string, vote: number, shown: boolean): Assessment => ({
        ...{ subject: hashText(subject), question: 'tone', assessor: hashText('judge'), vote },
        body: { shown, evidence: `"über" ${vote}` },
      });
      const answers = [
        answer('a', 1, true),
        answer('b', 0, false),
        answer('a', 0, false),
        answer('a', 10, true),
      ];
      await Promise.all([
        store.saveAssessments(answers.slice(0, 2)),
        store.saveAssessments(answers.slice(2)),
      ]);
      await store.saveAssessments([answer('a', 1, false), answer('c', 0, true)]);
      await store.saveAssessments([]);
      const inOrder = [...answers, answer('c', 0, true)].toSorted((left, right) =>
        left.subject === right.subject ? left.vote - right.vote : left.subject < right.subject ? -1 : 1,
      );
      expect(await Array.fromAsync(store.assessments())).toEqual(inOrder);
      expect(await Array.fromAsync(store.summaries())).toEqual([]);
      expect(await store.checkWhole()).toBeUndefined();
    });

    test('refuses what is no assessment, and takes nothing of that call', async () => {
      const [sound] = sampleAssessments(sampleTrial(1));
      if (sound === undefined) throw new Error('no sample');
      const bad: readonly Partial<Assessment>[] = [
        { vote: -1 },
        { vote: 0.5 },
        { question: '' },
        { question: 'half a pair \ud800' },
        { question: 'a\0b' },
        { subject: 'sha256:12' },
        { assessor: 'sha256:' },
      ];
      for (const part of bad) {
        const saved = store.saveAssessments([sound, { ...sound, ...part }]);
        await expect(saved).rejects.toMatchObject({ code: 'internal' });
      }
      expect(await Array.fromAsync(store.assessments())).toEqual([]);
    });

    test('what was said of a failed trial stays with it when another takes its place', async () => {
      const failed = failedTrial(1);
      const whole = sampleTrial(1);
      await store.save(failed, { assessments: sampleAssessments(failed) });
      await store.save(whole, { assessments: sampleAssessments(whole), replaceError: true });
      const [summary] = await Array.fromAsync(store.summaries());
      const [before] = await Array.fromAsync(store.replaced());
      expect(summary).toEqual(summaryOf(whole, sampleAssessments(whole)));
      expect(before).toEqual(summaryOf(failed, sampleAssessments(failed)));
    });

    test('a listing goes on while others are written, and finds a trial that took the place of another', async () => {
      const count = 600;
      await Promise.all(Array.from({ length: count }, (_, number) => store.save(failedTrial(number))));
      const seen: string[] = [];
      for await (const { key, spec } of store.summaries()) {
        seen.push(key);
        const number = count - 1 - spec.seed;
        if (spec.seed < 2) await store.save(sampleTrial(number), { replaceError: true });
        if (spec.seed === 2) void store.save(sampleTrial(3, 2.5 * count), { replaceError: true });
      }
      expect(new Set(seen).size).toBe(count);
      expect(seen).toHaveLength(count);
    });

    test('closing settles what is pending and may be repeated', async () => {
      const saved = store.save(sampleTrial(1));
      await store.close();
      await saved;
      await store.close();
    });
  });
}
