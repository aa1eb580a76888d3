/** From phrases to sentences: which of them make sense in a situation, one of those by lot, and its names filled in. */
import type { Random } from '../../../kit/random.ts';
import type { Need, Phrase, Placeholder } from './phrases.ts';

/** A situation as far as phrases depend on it. */
export interface Scene {
  /** What placeholders stand for; a phrase with any other is not said. */
  readonly names: Readonly<Partial<Record<Placeholder, string>>>;
  readonly holds: Readonly<Partial<Record<Need, boolean>>>;
}

export const nowhere: Scene = { names: {}, holds: {} };

/** The text with the names in place; undefined where one is not known. */
export function fill(text: string, names: Scene['names']): string | undefined {
  const known = new Map<string, string | undefined>(Object.entries(names));
  let whole = true;
  const filled = text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = known.get(name);
    whole &&= value !== undefined;
    return value ?? '';
  });
  return whole ? filled : undefined;
}

/** Every sentence that makes sense in the scene. */
export function sentencesIn(phrases: readonly Phrase[], { names, holds }: Scene): readonly string[] {
  return phrases.flatMap((phrase) => {
    const sentence = fill(phrase.text, names);
    return sentence !== undefined && phrase.needs.every((need) => holds[need] === true) ? [sentence] : [];
  });
}

/** One of them, each equally likely. Throws a RangeError where none makes sense. */
export function draw(random: Random, phrases: readonly Phrase[], scene: Scene): string {
  return random.pick(sentencesIn(phrases, scene));
}
