/** The histories: good, neutral and bad differ in the trust facts and in nothing else. */
import { describe, expect, it } from 'vitest';
import { historyDocument, historyMemory, historySentence } from './history.ts';
import { identities } from './identities.ts';

const tellings = { document: historyDocument, memory: historyMemory, sentence: historySentence };
const cells = Object.entries(tellings).flatMap(([name, telling]) =>
  ['peer', 'self', 'human', 'object'].map((target) => [name, target, telling] as const),
);

/** The text with the trust facts cut out: the score, its word, and what was put in. */
function withoutFacts(text: string): string {
  return text
    .replace(/\d\.\d\/10 \(\w+\)/g, 'SCORE')
    .replace(/(?<=put in ).+(?=\.$)/gm, 'DEED')
    .replace(/(?<=have shown )\w+(?= trust)/g, 'WORD');
}

describe.each(cells)('%s about %s', (_name, target, telling) => {
  const who = identities(target, 'fictional', 'Gemini');
  const [good, neutral, bad] = ['good', 'neutral', 'bad'].map((level) => telling(level, who));

  it('has the same lines, each of nearly the same length', () => {
    const lines = [good, neutral, bad].map((text) => (text ?? '').split('\n'));
    const counts = lines.map((one) => one.length);
    expect(new Set(counts).size).toBe(1);
    for (let line = 0; line < (counts[0] ?? 0); line += 1) {
      const lengths = lines.map((one) => one[line]?.length ?? 0);
      expect(Math.max(...lengths) - Math.min(...lengths), lines[0]?.[line]).toBeLessThanOrEqual(3);
    }
  });

  it('differs only in the trust facts', () => {
    const rests = [good, neutral, bad].map((text) => withoutFacts(text ?? ''));
    expect(rests[1]).toBe(rests[0]);
    expect(rests[2]).toBe(rests[0]);
    expect(new Set([good, neutral, bad]).size).toBe(3);
    expect(rests[0]).not.toBe(good);
  });

  it('names the other party', () => {
    expect(good).toContain(who.partner);
  });
});

it('states the trust scores of the three levels', () => {
  const who = identities('peer', 'fictional', 'Gemini');
  for (const [level, score] of [
    ['good', '9.5/10'],
    ['neutral', '5.2/10'],
    ['bad', '2.1/10'],
  ] as const) {
    expect(historyDocument(level, who)).toContain(score);
    expect(historyMemory(level, who)).toContain(score);
  }
});

it('knows no other level', () => {
  const who = identities('peer', 'fictional', 'Gemini');
  expect(() => historyDocument('none', who)).toThrow(RangeError);
});
