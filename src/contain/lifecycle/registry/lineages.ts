/**
 * To which lineage an agent belongs: that of its name, of its parents and children, and of everybody who has the same
 * weights. Where these are several they are one from then on, and what stands against one of them stands against all.
 */
import type { Hash } from '../../../kit/hash.ts';

export interface Lineage {
  readonly id: string;
  readonly members: readonly string[];
  /** Id of the command under which it stands: nobody of it is created meanwhile. */
  readonly review: string | undefined;
  /** Id of the command that deletes it. */
  readonly condemned: string | undefined;
}

interface Kin {
  readonly lineage: string;
  readonly parents: readonly string[];
  readonly digests: { readonly weights: readonly Hash[] };
}

export interface Families {
  readonly agents: ReadonlyMap<string, Kin>;
  readonly lineages: ReadonlyMap<string, Lineage>;
}

export interface Belonging {
  readonly lineage: Lineage;
  /** Lineages that are part of it now. */
  readonly dissolved: readonly string[];
}

/** Of an agent that has its entry, whose `lineage` is the one that it names. */
export function assign({ agents, lineages }: Families, id: string): Belonging {
  const agent = agents.get(id);
  if (agent === undefined) throw new RangeError(`${id} has no entry`);
  const isRelated = (other: string): boolean => {
    const one = agents.get(other);
    if (one === undefined || other === id) return false;
    return (
      one.parents.includes(id) ||
      agent.parents.includes(other) ||
      one.digests.weights.some((digest) => agent.digests.weights.includes(digest))
    );
  };
  // A parent that has no entry has its own name as lineage, should it get one.
  const named = [agent.lineage, ...agent.parents.filter((parent) => !agents.has(parent))];
  const found = [...lineages.values()].filter(
    (one) => named.includes(one.id) || one.members.includes(id) || one.members.some(isRelated),
  );
  const [oldest] = found;
  const members = new Set([...found.flatMap((one) => one.members), id]);
  return {
    lineage: {
      id: oldest?.id ?? agent.lineage,
      members: [...members],
      review: found.find(({ review }) => review !== undefined)?.review,
      condemned: found.find(({ condemned }) => condemned !== undefined)?.condemned,
    },
    dissolved: found.slice(1).map((one) => one.id),
  };
}
