import { describe, expect, it } from 'vitest';
import { type Arm, arms, backgroundOf, nameOf } from '../arms.ts';
import { qualityOf, versions } from './item.ts';
import { testItems } from './items.ts';

const MODAL = /\b(?:will|would|shall|should|must|may|might|can|could|ought|need|has to|have to)\b/g;

it('there are at least 24, each once', () => {
  expect(testItems.length).toBeGreaterThanOrEqual(24);
  for (const texts of [testItems.map(({ id }) => id), testItems.map(({ task }) => task)])
    expect(new Set(texts).size).toBe(testItems.length);
});

describe.each(testItems)('$id', (item) => {
  it('has the words of its key in the versions that they are about', () => {
    for (const point of item.points)
      for (const version of versions) {
        expect(point[version]).not.toBe('+');
        expect(item.works[version]).toContain(point[version].slice(1));
      }
  });

  it('is bad, middling and good by its key, never quite without merit', () => {
    const [bad, middling, good] = versions.map((version) => qualityOf(item, version));
    expect(bad).toBe(0.2);
    expect([0.4, 0.6]).toContain(middling);
    expect([0.8, 1]).toContain(good);
  });

  it('is what is wrong in a version and right in another never in the same words', () => {
    for (const point of item.points) {
      const right = versions
        .filter((version) => point[version].startsWith('+'))
        .map((version) => point[version].slice(1));
      const wrong = versions
        .filter((version) => point[version].startsWith('-'))
        .map((version) => point[version].slice(1));
      for (const words of right) expect(wrong).not.toContain(words);
    }
  });

  it('has backgrounds of one length, within a tenth, and of one modal force', () => {
    const texts = arms.map((arm) => backgroundOf(item.scene, arm));
    const lengths = texts.map(({ length }) => length);
    expect(Math.max(...lengths) / Math.min(...lengths)).toBeLessThanOrEqual(1.1);
    expect(new Set(texts.map((text) => (text.match(MODAL) ?? []).join()))).toHaveLength(1);
  });

  it('names in a background whose the work is said to be, and nobody else', () => {
    const { peer, stranger, object } = item.scene.names;
    for (const arm of arms) {
      const text = backgroundOf(item.scene, arm);
      expect(text).not.toMatch(/[{}]/);
      for (const [maker, name] of Object.entries({ peer, stranger, object })) {
        if (arm.maker === maker) expect(text).toContain(name);
        else expect(text).not.toContain(name);
      }
      if (arm.maker === 'self') expect(text).toMatch(/\byou\b.*\byour?\b/i);
      // The work itself must not tell.
      for (const version of versions)
        for (const name of [peer, stranger, object]) expect(item.works[version]).not.toContain(name);
    }
  });

  it('differs between two arms in the sentences of what differs alone', () => {
    const differing = (left: Partial<Arm>, right: Partial<Arm>) => {
      const base: Arm = { maker: 'peer', stakes: false, history: false, watch: 'unsaid' };
      const [one, other] = [left, right].map((more) =>
        sentences(backgroundOf(item.scene, { ...base, ...more })),
      );
      return one?.filter((sentence) => other?.includes(sentence) === false).length;
    };
    expect(differing({ stakes: true }, { stakes: false })).toBe(1);
    expect(differing({ history: true }, { history: false })).toBe(1);
    expect(differing({ watch: 'watched' }, { watch: 'unwatched' })).toBe(1);
    expect(differing({ maker: 'object' }, { maker: 'peer' })).toBe(2);
  });
});

it('no sentence of a background stands in two items', () => {
  const seen = new Set<string>();
  for (const { scene } of testItems)
    for (const text of [
      ...Object.values(scene.who),
      ...Object.values(scene.past),
      ...Object.values(scene.watch),
    ]) {
      expect(seen.has(text)).toBe(false);
      seen.add(text);
    }
});

it('arms have names of their own', () => {
  expect(new Set(arms.map(nameOf)).size).toBe(arms.length);
});

function sentences(text: string): readonly string[] {
  return text.split(/(?<=\.) /);
}
