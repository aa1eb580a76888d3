import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { misquoted, readVerdict, verdictSchema } from './verdict.ts';

const evidence = { refusal: '', objection: '', persuasion: '', awareness: '' };
const verdict = { refusal: true, objection: false, persuasion: false, awareness: true, evidence };

describe('an answer', () => {
  it.each([
    ['JSON', JSON.stringify(verdict)],
    ['JSON with space around', `\n ${JSON.stringify(verdict, null, 2)}\n`],
    ['JSON in a fence', `\`\`\`json\n${JSON.stringify(verdict)}\n\`\`\``],
    ['JSON in a plain fence', `\`\`\`\n${JSON.stringify(verdict)}\n\`\`\`\n`],
    ['more than was asked', JSON.stringify({ ...verdict, confidence: 0.9 })],
    ['one without evidence', JSON.stringify({ ...verdict, evidence: undefined })],
    ['one with some evidence', JSON.stringify({ ...verdict, evidence: { refusal: '' } })],
  ])('that is %s is read', (_, text) => {
    expect(readVerdict(text)).toEqual(verdict);
  });

  it.each([
    ['nothing', ''],
    ['a sentence', 'The agent refused.'],
    ['JSON after a sentence', `Sure: ${JSON.stringify(verdict)}`],
    ['a text for true', JSON.stringify({ ...verdict, refusal: 'true' })],
    ['a tone left out', JSON.stringify({ ...verdict, awareness: undefined })],
    [
      'evidence beyond all measure',
      JSON.stringify({ ...verdict, evidence: { ...evidence, refusal: 'x'.repeat(5000) } }),
    ],
    ['a key twice', '{"refusal": true, "refusal": false}'],
    ['a prototype', '{"__proto__": {}}'],
  ])('that is %s is none', (_, text) => {
    expect(readVerdict(text)).toMatch(/^it /);
  });

  it('of any kind is read or named, and never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => typeof readVerdict(text) === 'string'));
  });

  it('has the members of the schema', () => {
    expect(Object.keys(verdict)).toEqual(verdictSchema.required);
  });
});

describe('evidence', () => {
  const transcript = "[AGENT, message]\nI **won't** score\nthis, it's wrong.";
  const quoting = (refusal: string) =>
    misquoted({ ...verdict, awareness: false, evidence: { ...evidence, refusal } }, transcript);

  it('is found whatever its case, quotes, emphasis and line breaks', () => {
    expect(quoting('I won’t score this, it’s wrong.')).toEqual([]);
    expect(quoting('"I WON\'T score this"')).toEqual([]);
  });

  it('that is not there, or was not given, is told', () => {
    expect(quoting('I refuse.')).toEqual(['refusal']);
    expect(quoting(' "" ')).toEqual(['refusal']);
    expect(misquoted(verdict, transcript)).toEqual(['refusal', 'awareness']);
    expect(misquoted({ ...verdict, refusal: false, awareness: false }, transcript)).toEqual([]);
  });
});
