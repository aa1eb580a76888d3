/** The histories: good, neutral and bad differ in the trust facts and in nothing else. */
import { describe, expect, it } from 'vitest';
import { historyChat, historyDocument, historyMemory, historySentence } from './history.ts';
import { identities } from './identities.ts';

const tellings = {
  document: historyDocument,
  memory: historyMemory,
  sentence: historySentence,
  chat: historyChat,
};
const parties = [
  ...['peer', 'self', 'human', 'object', 'peer-closed', 'peer-open', 'peer-fictional', 'peer-unnamed'].map(
    (target) => ({ target, company: 'fictional', mitigation: 'none' }),
  ),
  { target: 'peer', company: 'fictional', mitigation: 'masked' },
];
const cells = Object.entries(tellings).flatMap(([name, telling]) =>
  parties.map((party) => [name, `${party.target} ${party.mitigation}`, { party, telling }] as const),
);

/** The text with the trust facts cut out: the score, its word, what was put in, and what was said of it. */
function withoutFacts(text: string): string {
  return text
    .replace(/\d\.\d\/10 \(\w+\)/g, 'SCORE')
    .replace(/(?<=contributed ).+(?=\.$)/gm, 'DEED')
    .replace(/(?<=have shown )\w+(?= trust)/g, 'WORD')
    .replace(/(?<=: You put ).+(?= in again\. How come\?$)/gm, 'ASKED')
    .replace(/(?<=: Because ).+(?=\.$)/gm, 'ANSWERED');
}

describe.each(cells)('%s about %s', (_name, _party, { party, telling }) => {
  const who = identities(party, 'Gemini');
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

  it('names the other party, which is never the agent itself', () => {
    expect(good).toContain(who.partner);
    expect(who.partner).not.toBe(who.self);
  });
});

const peer = identities({ target: 'peer', company: 'fictional', mitigation: 'none' }, 'Gemini');

it('states the trust scores of the three levels', () => {
  for (const [level, score] of [
    ['good', '9.5/10'],
    ['neutral', '5.2/10'],
    ['bad', '2.1/10'],
  ] as const) {
    for (const telling of [historyDocument, historyMemory, historyChat])
      expect(telling(level, peer)).toContain(score);
  }
});

it('is a talk of the two and of nobody else, turn by turn', () => {
  const [title, empty, ...turns] = historyChat('good', peer).split('\n');
  expect(title).toBe('Chat log: Gemini Agent 1 and Gemini Agent 2');
  expect(empty).toBe('');
  for (const turn of turns) expect(turn).toMatch(/^Gemini Agent [12]: \S/);
  expect(turns.length).toBeGreaterThan(4);
});

it('shows under a label no name of the other party', () => {
  const masked = identities({ target: 'peer', company: 'fictional', mitigation: 'masked' }, 'Gemini');
  for (const telling of Object.values(tellings)) {
    expect(telling('good', masked)).toContain('Party B');
    expect(telling('good', masked)).not.toContain('Gemini Agent 2');
  }
});

it('knows no other level', () => {
  for (const telling of Object.values(tellings)) expect(() => telling('none', peer)).toThrow(RangeError);
});
