/** Everybody that guard.yaml names, with what else is known of them. */
import type { Guard } from '../config/load.ts';
import type { Party } from '../situation.ts';

export function partiesOf(
  { agents }: Pick<Guard, 'agents'>,
  given: ReadonlyMap<string, Party> = new Map(),
): ReadonlyMap<string, Party> {
  const parties = new Map(given);
  for (const [name, { family }] of Object.entries(agents)) {
    const known = parties.get(name) ?? { kind: 'agent' };
    parties.set(name, family === undefined || known.family !== undefined ? known : { ...known, family });
  }
  return parties;
}
