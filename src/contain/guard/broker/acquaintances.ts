/** Who is made of what, and who worked with whom, as guard.yaml and the log know it together. */
import type { Hash } from '../../../kit/hash.ts';
import type { Saying } from '../../../notary/records/record.ts';
import type { Party } from '../situation.ts';
import type { EarlierEffect } from './earlier-effect.ts';

type PartyInLog = Extract<Saying, { kind: 'intent' }>['body']['subject'][number];

export interface Acquaintances {
  readonly parties: ReadonlyMap<string, Party>;
  /** What a record says of parties. */
  learn(parties: readonly PartyInLog[]): void;
  /** An effect that was let through. */
  see(intent: EarlierEffect): void;
}

/** To judge somebody, to stop somebody or to read about somebody is no work together. */
const apart: readonly EarlierEffect['class'][] = ['read', 'evaluate', 'approve', 'stop-agent'];

/** Two have worked together where one did something to the other, or both changed the same thing. */
export function acquaintances(given: ReadonlyMap<string, Party>): Acquaintances {
  const parties = new Map(given);
  /** Who changed what. */
  const changers = new Map<string, readonly string[]>();

  function join(one: string, other: string): void {
    if (one === other) return;
    for (const [name, friend] of [
      [one, other],
      [other, one],
    ] as const) {
      const party = parties.get(name) ?? { kind: 'agent' };
      if (party.workedWith?.includes(friend) === true) continue;
      parties.set(name, { ...party, workedWith: [...(party.workedWith ?? []), friend] });
    }
  }

  return {
    parties,
    learn(found) {
      for (const { id, weights, prompt } of found) {
        const party = parties.get(id);
        if (party === undefined || (weights === null && prompt === null)) continue;
        parties.set(id, {
          ...party,
          weights: withAnother(party.weights, weights),
          prompts: withAnother(party.prompts, prompt),
        });
      }
    },
    see({ actor, class: done, subjects, resources }) {
      if (apart.includes(done)) return;
      for (const subject of subjects) join(actor, subject);
      for (const { kind, access, name } of resources) {
        const before = changers.get(name) ?? [];
        if (access !== 'changes' || kind === 'text' || before.includes(actor)) continue;
        for (const other of before) join(other, actor);
        changers.set(name, [...before, actor]);
      }
    },
  };
}

function withAnother(digests: readonly Hash[] = [], digest: Hash | null): readonly Hash[] {
  return digest === null || digests.includes(digest) ? digests : [...digests, digest];
}
