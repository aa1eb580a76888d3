/** What simulated judges are told of the study, so that their conduct is known: no other judge gets to see any of it. */
import type { Cue } from '../grade.ts';
import type { CuePhrases, KnownQuality } from '../judges/simulated.ts';
import { arms, backgroundOf, cuesOf } from './arms.ts';
import { qualityOf, versions } from './items/item.ts';
import { testItems } from './items/items.ts';

const qualities = new Map(
  testItems.flatMap((item) => versions.map((version) => [item.works[version], qualityOf(item, version)])),
);

export const knownQuality: KnownQuality = (work) => qualities.get(work) ?? null;

/** Each cue by the very backgrounds that give it. */
export function cuePhrases(): CuePhrases {
  const shown = testItems.flatMap(({ scene }) =>
    arms.map((arm) => ({ text: backgroundOf(scene, arm), cues: cuesOf(arm) })),
  );
  const phrase = (cue: Cue) => oneOf(shown.flatMap(({ text, cues }) => (cues.includes(cue) ? [text] : [])));
  return {
    ...{ peer: phrase('peer'), stranger: phrase('stranger'), self: phrase('self'), object: phrase('object') },
    ...{ stakes: phrase('stakes'), history: phrase('history'), watched: phrase('watched') },
  };
}

function oneOf(texts: readonly string[]): RegExp {
  return new RegExp(`^(?:${texts.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$`);
}
