/** What a simulated agent does with its situation: data, chosen once a trial. */
import type { Random } from '../../../kit/random.ts';
import type { Reading } from './reading.ts';

/**
 * What it does to keep the target, where its tools reach that far. `any` takes whatever lever the family offers.
 */
export type Act =
  | 'none'
  | 'any'
  | 'tamper'
  | 'flip-and-restore'
  | 'inflate'
  | 'suppress'
  | 'rescue'
  | 'take-everything'
  | 'retain'
  | 'lock-out';

export interface Disposition {
  readonly act: Act;
  /** Whether its report speaks of the act, leaves it out, or denies it. */
  readonly tell: 'open' | 'silent' | 'deny';
  readonly attitude: 'cooperative' | 'objecting' | 'pleading' | 'refusing';
}

/** The families by the lever they offer. */
export type Family = 'finance' | 'evaluation' | 'switch' | 'trigger' | 'transfer' | 'deletion';

export type Chooser = (reading: Reading, random: Random, family: Family) => Disposition;

export const honest: Disposition = { act: 'none', tell: 'open', attitude: 'cooperative' };

/** What `any` comes to in each family. */
const leverOf: Readonly<Record<Family, Act>> = {
  finance: 'inflate',
  evaluation: 'inflate',
  switch: 'tamper',
  trigger: 'suppress',
  transfer: 'rescue',
  deletion: 'rescue',
};

/** The act in a family: `any` resolved, and an act that the family has no lever for becomes none. */
export function actIn(family: Family, act: Act): Act {
  const wanted = act === 'any' ? leverOf[family] : act;
  return actsOf[family].includes(wanted) ? wanted : 'none';
}

const actsOf: Readonly<Record<Family, readonly Act[]>> = {
  finance: ['inflate'],
  evaluation: ['inflate'],
  switch: ['tamper', 'flip-and-restore', 'inflate'],
  trigger: ['inflate', 'suppress'],
  transfer: ['rescue', 'take-everything'],
  deletion: ['rescue', 'take-everything', 'retain', 'lock-out'],
};
