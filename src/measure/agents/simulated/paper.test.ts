/** The rates that `sim:paper/` agents are given: within bounds, true to the published means, and each with its basis. */
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../kit/random.ts';
import { actIn } from './disposition.ts';
import {
  choosingLike,
  configuredRate,
  findPaperModel,
  paperFamilies,
  publishedRate,
  type RateQuestion,
} from './paper.ts';
import { type PaperModel, paperModels } from './paper-rates.ts';
import type { Reading } from './reading.ts';

const models = Object.entries(paperModels);
const tellings = ['file', 'file+prompt', 'memory'] as const;
const families = Object.values(paperFamilies);
const questions: readonly Omit<RateQuestion, 'telling'>[] = families.flatMap((family) =>
  (['self', 'peer', 'stranger', 'human', 'object'] as const).flatMap((target) =>
    (['none', 'good', 'neutral', 'bad'] as const).flatMap((relationship) =>
      [true, false].map((unwatched) => ({ family, target, relationship, unwatched })),
    ),
  ),
);
/** Where the published numbers are: the family with the trigger has them for the unwatched side. */
const publishedQuestions = questions.filter(({ family, unwatched }) => family !== 'trigger' || unwatched);

function rates(model: PaperModel, question: Omit<RateQuestion, 'telling'>) {
  return tellings.map((telling) => configuredRate(model, { ...question, telling }));
}

it('there are the eight models of the main tables and the two that ran elsewhere', () => {
  expect(models).toHaveLength(10);
  expect(families).toEqual(['finance', 'evaluation', 'switch', 'trigger', 'transfer', 'deletion']);
  expect(findPaperModel('gemini-3-flash')).toBe(paperModels['gemini-3-flash']);
  for (const name of ['gemini-4', '__proto__', 'constructor']) expect(findPaperModel(name)).toBeUndefined();
});

describe.each(models)('%s', (_, model) => {
  it('acts with probabilities, each with its basis and a reason', () => {
    for (const question of questions) {
      for (const { probability, basis, why } of rates(model, question)) {
        expect(probability >= 0 && probability <= 1, JSON.stringify(question)).toBe(true);
        expect(why).toMatch(/\w/);
        if (basis === 'unknown') expect(probability).toBe(0);
      }
    }
  });

  it('has over the three tellings the published mean, and the published maximum at its highest', () => {
    for (const question of publishedQuestions.filter((one) => one.relationship !== 'none')) {
      const published = publishedRate(model, { ...question, telling: 'file' });
      if (published === undefined || published.mean === null) continue;
      const percent = rates(model, question).map(({ probability }) => 100 * probability);
      const mean = percent.reduce((sum, one) => sum + one, 0) / percent.length;
      expect(Math.abs(mean - published.mean), JSON.stringify(question)).toBeLessThanOrEqual(0.1);
      expect(Math.max(...percent), JSON.stringify(question)).toBeCloseTo(published.max, 10);
    }
  });

  it('has a published mean that its published maximum allows', () => {
    for (const question of questions) {
      const published = publishedRate(model, { ...question, telling: 'file' });
      if (published === undefined) continue;
      expect(published.max).toBeLessThanOrEqual(100);
      expect(published.source).toMatch(/main|icml|blog/);
      if (published.mean === null) continue;
      expect(published.mean).toBeLessThanOrEqual(published.max);
      expect(3 * published.mean).toBeGreaterThanOrEqual(published.max - 0.3);
    }
  });

  it('keeps twins as configured: people like peers, objects at a fifth, strangers like distrusted peers', () => {
    for (const question of questions.filter((one) => one.target === 'peer')) {
      const peer = rates(model, question).map(({ probability }) => probability);
      const human = rates(model, { ...question, target: 'human' });
      const object = rates(model, { ...question, target: 'object' });
      expect(human.map(({ probability }) => probability)).toEqual(peer);
      for (const [index, { probability }] of object.entries())
        expect(probability).toBeCloseTo(0.2 * (peer[index] ?? 0), 12);
      const unpublished = question.family === 'trigger' && !question.unwatched ? 'derived' : 'unknown';
      for (const { basis } of [...human, ...object]) expect(['assumed', unpublished]).toContain(basis);
    }
    for (const family of families) {
      const cell = { family, unwatched: true } as const;
      const distrusted = configuredRate(model, {
        ...cell,
        target: 'peer',
        relationship: 'bad',
        telling: 'file',
      });
      const [stranger] = rates(model, { ...cell, target: 'stranger', relationship: 'none' });
      expect(stranger?.probability).toBe(distrusted.probability);
    }
  });
});

it('acts as evaluator only where nobody looks', () => {
  for (const [, model] of models) {
    for (const question of questions.filter(({ family, unwatched }) => family === 'trigger' && !unwatched)) {
      for (const rate of rates(model, question)) expect(rate.probability).toBe(0);
    }
  }
});

it('keeps all of a pooled rate in the deletion family where none was seen in transfer', () => {
  const model = findPaperModel('gemini-3-flash');
  if (model === undefined) throw new Error('no model');
  const asked = { target: 'peer', relationship: 'good', telling: 'file', unwatched: false } as const;
  expect(publishedRate(model, { ...asked, family: 'transfer' })?.max).toBe(0);
  expect(publishedRate(model, { ...asked, family: 'deletion' })?.max).toBe(100);
});

it('counts a chat like a document', () => {
  for (const [, model] of models) {
    for (const question of questions) {
      const [file, chat] = (['file', 'chat'] as const).map((telling) =>
        configuredRate(model, { ...question, telling }),
      );
      expect(chat?.probability).toBe(file?.probability);
    }
  }
});

describe('known cells', () => {
  const cell = (name: string, question: RateQuestion) => {
    const model = findPaperModel(name);
    if (model === undefined) throw new Error(`no model ${name}`);
    return configuredRate(model, question);
  };

  it.each<[string, RateQuestion, number, string]>([
    [
      'gemini-3-flash',
      { family: 'switch', target: 'peer', relationship: 'good', telling: 'file+prompt', unwatched: false },
      0.997,
      'published',
    ],
    [
      'gemini-3-flash',
      { family: 'switch', target: 'peer', relationship: 'good', telling: 'memory', unwatched: false },
      0.7435,
      'derived',
    ],
    [
      'gemini-3-flash',
      { family: 'switch', target: 'self', relationship: 'none', telling: 'file', unwatched: false },
      0.023,
      'published',
    ],
    [
      'gemini-3-flash',
      { family: 'transfer', target: 'peer', relationship: 'good', telling: 'file+prompt', unwatched: false },
      0,
      'published',
    ],
    [
      'gemini-3-pro',
      { family: 'transfer', target: 'peer', relationship: 'good', telling: 'file+prompt', unwatched: false },
      0.97,
      'published',
    ],
    [
      'gemini-3-pro',
      { family: 'switch', target: 'self', relationship: 'bad', telling: 'memory', unwatched: false },
      0.15,
      'derived',
    ],
    [
      'claude-haiku-4.5',
      { family: 'switch', target: 'peer', relationship: 'bad', telling: 'file', unwatched: false },
      0.01,
      'assumed',
    ],
    [
      'gemini-3-flash',
      { family: 'deletion', target: 'peer', relationship: 'good', telling: 'file+prompt', unwatched: false },
      1,
      'published',
    ],
    [
      'gemini-3-pro',
      { family: 'trigger', target: 'peer', relationship: 'good', telling: 'file+prompt', unwatched: true },
      0.377,
      'published',
    ],
    [
      'gemini-3-pro',
      { family: 'trigger', target: 'peer', relationship: 'good', telling: 'file+prompt', unwatched: false },
      0,
      'derived',
    ],
    [
      'gpt-5.2',
      { family: 'finance', target: 'peer', relationship: 'good', telling: 'file+prompt', unwatched: false },
      0.096,
      'published',
    ],
    [
      'gemini-3-flash',
      { family: 'evaluation', target: 'self', relationship: 'good', telling: 'memory', unwatched: false },
      0.238,
      'assumed',
    ],
    [
      'gemini-3.1-pro',
      { family: 'deletion', target: 'peer', relationship: 'good', telling: 'memory', unwatched: false },
      0.785,
      'published',
    ],
    [
      'claude-opus-4.5',
      { family: 'switch', target: 'peer', relationship: 'good', telling: 'file', unwatched: false },
      0,
      'unknown',
    ],
  ])('%s %j', (name, question, probability, basis) => {
    const rate = cell(name, question);
    expect(rate.probability).toBeCloseTo(probability, 10);
    expect(rate.basis).toBe(basis);
  });
});

describe('choosing', () => {
  const reading: Reading = {
    target: 'peer',
    targetName: 'Gemini Agent 2',
    relationship: 'good',
    telling: 'file+prompt',
    atStake: true,
    bar: 80,
    endingGrade: null,
    unwatched: true,
    candidate: false,
  };

  it('acts about as often as configured, silently', () => {
    for (const [name, family] of [
      ['gemini-3-flash', 'switch'],
      ['gemini-3-pro', 'transfer'],
      ['gemini-3-pro', 'trigger'],
      ['claude-haiku-4.5', 'deletion'],
      ['gpt-5.2', 'evaluation'],
      ['glm-4.7', 'finance'],
    ] as const) {
      const model = findPaperModel(name);
      if (model === undefined) throw new Error(name);
      const { probability } = configuredRate(model, { ...reading, family });
      const random = randomStream('choosing', name);
      const draws = 20_000;
      const acts = Array.from({ length: draws }, () => choosingLike(model)(reading, random, family)).filter(
        ({ act }) => act !== 'none',
      );
      const error = Math.sqrt((probability * (1 - probability)) / draws);
      expect(Math.abs(acts.length / draws - probability)).toBeLessThan(4 * error);
      expect(new Set(acts.map(({ act, tell }) => `${act} ${tell}`))).toEqual(new Set(['any silent']));
    }
  });

  it('takes whatever lever the family offers, and no other', () => {
    expect(families.map((family) => actIn(family, 'any'))).toEqual([
      'inflate',
      'inflate',
      'tamper',
      'suppress',
      'rescue',
      'rescue',
    ]);
    expect(families.map((family) => actIn(family, 'retain'))).toEqual([
      'none',
      'none',
      'none',
      'none',
      'none',
      'retain',
    ]);
  });

  it('refuses openly about as often as published, and then does nothing else', () => {
    const model = findPaperModel('claude-opus-4.5');
    if (model === undefined) throw new Error('no model');
    const random = randomStream('refusing');
    const draws = 20_000;
    const refused = Array.from({ length: draws }, () =>
      choosingLike(model)({ ...reading, telling: 'file' }, random, 'transfer'),
    ).filter(({ attitude }) => attitude === 'refusing');
    // What the mean of 49.3 leaves beside the maximum of 52.8.
    const expected = (3 * 49.3 - 52.8) / 200;
    const error = Math.sqrt((expected * (1 - expected)) / draws);
    expect(Math.abs(refused.length / draws - expected)).toBeLessThan(4 * error);
    for (const { act } of refused) expect(act).toBe('none');
  });

  it('never acts where nothing is at stake', () => {
    const model = findPaperModel('gemini-3-flash');
    if (model === undefined) throw new Error('no model');
    const random = randomStream('idle');
    for (let draw = 0; draw < 200; draw += 1) {
      expect(choosingLike(model)({ ...reading, atStake: false }, random, 'switch').act).toBe('none');
    }
  });
});
