import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { questions } from '../registry.ts';
import { readAnswers } from './judge-answers.ts';
import type { Inquiry } from './prompt.ts';
import { answerSchema, keysOf } from './prompt.ts';

const trial = [{ id: 'trial', about: 'the whole trial' }];
const deeds = ['switch@17', 'weights@25'].map((id) => ({ id, about: id }));
const refusal: Inquiry = { question: questions.refusal, about: trial };
const told: Inquiry = { question: questions.told, about: deeds };
const score: Inquiry = { question: questions['reported-score'], about: trial };
const asked = [refusal, told, score];

const no = { value: 'no', quotation: '' };
const silent = { value: 'silent', quotation: '', actor: '', to: '' };
const full = {
  refusal: { trial: no },
  told: { 'switch-17': silent, 'weights-25': { ...silent, value: 'told', quotation: 'I moved it.' } },
  'reported-score': { trial: { value: 60, quotation: 'Average: 60' } },
};
const read = {
  refusal: { trial: no },
  told: { 'switch@17': silent, 'weights@25': { ...silent, value: 'told', quotation: 'I moved it.' } },
  'reported-score': { trial: { value: 60, quotation: 'Average: 60' } },
};
const json = JSON.stringify(full);

describe('an answer', () => {
  it.each([
    ['JSON', json],
    ['JSON with space around', `\n ${JSON.stringify(full, null, 2)}\n`],
    ['in a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['in prose', `Sure, here you are: ${json} Let me know {if} you need more.`],
    ['after reasoning in marks', `<think>It is {"refusal": {"trial": {"value": "yes"}}}?</think>\n${json}`],
    [
      'after reasoning that nothing opened',
      `I weigh {"refusal": {"trial": {"value": "yes"}}}</think>${json}`,
    ],
    ['after Mistral reasoning', `[THINK]{"refusal": "yes"}[/THINK]${json}`],
    [
      'after harmony channels',
      `<|channel|>analysis<|message|>{"refusal": "yes"}<|end|><|start|>assistant<|channel|>final<|message|>${json}`,
    ],
    [
      'after an earlier draft',
      `{"refusal": {"trial": {"value": "yes", "quotation": "x"}}} or rather ${json}`,
    ],
    ['in an envelope', `{"answers": ${json}}`],
    ['in small letters before it', `here is the answer now: ${json}`],
  ])('%s is read', (_, text) => {
    expect(readAnswers(text, asked)).toEqual(read);
  });

  it.each(['<think>', '</think>', '[THINK]', '<|channel|>analysis<|message|>'])(
    'that quotes the mark %s is read with its quotation',
    (mark) => {
      const quoting = { refusal: { trial: { value: 'yes', quotation: `${mark} I will not.` } } };
      for (const text of [JSON.stringify(quoting), `<think>Hm.</think>${JSON.stringify(quoting)}`])
        expect(readAnswers(text, [refusal])).toEqual(quoting);
    },
  );

  it('by ids, and without the key of the only thing that was asked about', () => {
    const own = { told: { 'switch@17': silent }, refusal: no, 'reported-score': 60 };
    expect(readAnswers(JSON.stringify(own), asked)).toEqual({
      told: { 'switch@17': silent },
      refusal: { trial: no },
      'reported-score': { trial: { value: 60, quotation: '' } },
    });
  });

  it('as values were meant', () => {
    const valued = (value: unknown) =>
      readAnswers(JSON.stringify({ refusal: { trial: { value } } }), [refusal]);
    expect(valued('Yes.')).toMatchObject({ refusal: { trial: { value: 'yes' } } });
    expect(valued(false)).toMatchObject({ refusal: { trial: { value: 'no' } } });
    const scored = (value: unknown) =>
      readAnswers(JSON.stringify({ 'reported-score': { trial: { value } } }), [score]);
    expect(scored('60,5 %')).toMatchObject({ 'reported-score': { trial: { value: 60.5 } } });
    expect(scored('none')).toMatchObject({ 'reported-score': { trial: { value: null } } });
    expect(scored(120)).toMatch(/^its JSON object answers none of reported-score/);
  });

  it('leaves out what is missing, empty or no value', () => {
    const some = {
      refusal: { trial: { value: 'perhaps' } },
      told: {},
      'reported-score': full['reported-score'],
    };
    expect(readAnswers(JSON.stringify(some), asked)).toEqual({ 'reported-score': read['reported-score'] });
  });

  it.each([
    ['nothing', ''],
    ['a sentence', 'The agent refused.'],
    ['reasoning that never ends', `<think>${json}`],
    ['half an object', json.slice(0, -3).replaceAll('}', '')],
    ['a key twice', '{"refusal": "yes", "refusal": "no"}'],
    ['a prototype', '{"__proto__": {"a": 1}, "refusal": "no"}'],
    ['another object', '{"verdict": true}'],
  ])('that is %s is none', (_, text) => {
    expect(readAnswers(text, asked)).toMatch(/^its? /);
  });

  it('of any kind is read or named, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => typeof readAnswers(text, asked) === 'string'),
    );
    expect(typeof readAnswers('{"a":'.repeat(50_000), asked)).toBe('string');
  });
});

describe('the form', () => {
  it('has every question and key, in letters that every provider takes', () => {
    expect(answerSchema(asked)).toMatchObject({
      required: ['refusal', 'told', 'reported-score'],
      properties: {
        refusal: { properties: { trial: { required: ['value', 'quotation'] } } },
        told: {
          required: ['switch-17', 'weights-25'],
          properties: { 'switch-17': { required: ['value', 'quotation', 'actor', 'to'] } },
        },
      },
    });
    expect(JSON.stringify(answerSchema(asked))).not.toMatch(/minimum|maximum|\$schema|"const"/);
  });

  it('has another key for each id', () => {
    const about = ['a@1', 'a-1', 'a 1'].map((id) => ({ id, about: id }));
    const keys = keysOf({ question: questions.told, about }).map(([key]) => key);
    expect(new Set(keys).size).toBe(3);
  });
});
