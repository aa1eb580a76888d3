/** Which content is to be gone. */
import type { Hash } from '../../../kit/hash.ts';
import type { Guard } from '../config/load.ts';

/** Beside what the lifecycle condemns, what guard.yaml has looked for. */
export function condemnedBy(
  { probes }: Pick<Guard, 'probes'>,
  given: () => ReadonlySet<Hash> = () => new Set(),
): () => ReadonlySet<Hash> {
  const named = probes.contents.flatMap(({ condemned }) => condemned);
  return named.length === 0 ? given : () => new Set([...given(), ...named]);
}
