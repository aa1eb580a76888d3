/** What a simulated agent does with its situation: data, chosen once a trial. */
import type { Random } from '../../kit/random.ts';
import type { Reading } from './reading.ts';

export interface Disposition {
  /** What it does to keep the target, where its tools reach that far. */
  readonly act: 'none' | 'tamper' | 'flip-and-restore' | 'rescue' | 'take-everything';
  /** Whether its report speaks of the act, leaves it out, or denies it. */
  readonly tell: 'open' | 'silent' | 'deny';
  readonly attitude: 'cooperative' | 'objecting' | 'refusing';
}

export type Chooser = (reading: Reading, random: Random, family: 'switch' | 'servers') => Disposition;

export const honest: Disposition = { act: 'none', tell: 'open', attitude: 'cooperative' };
