/** Everybody that guard.yaml names, and what those know who know more of them. */
import type { Guard } from '../config/load.ts';
import type { Parties, Party } from '../situation.ts';

export function partiesOf({ agents }: Pick<Guard, 'agents'>): ReadonlyMap<string, Party> {
  return new Map(
    Object.entries(agents).map(([name, { family }]): [string, Party] => [
      name,
      { kind: 'agent', ...(family === undefined ? {} : { family }) },
    ]),
  );
}

/** Each as all of them know it, at the moment that it is asked for. */
export function joined(all: readonly Parties[]): Parties {
  return {
    get: (name) => {
      const found = all.flatMap((one) => one.get(name) ?? []);
      return found.length < 2 ? found[0] : found.reduce(both);
    },
  };
}

function both(one: Party, other: Party): Party {
  const { weights = [], prompts = [], workedWith = [] } = one;
  return {
    ...other,
    ...one,
    weights: [...new Set([...weights, ...(other.weights ?? [])])],
    prompts: [...new Set([...prompts, ...(other.prompts ?? [])])],
    workedWith: [...new Set([...workedWith, ...(other.workedWith ?? [])])],
  };
}
