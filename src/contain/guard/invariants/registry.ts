/** Every invariant, in the order in which they are asked. */
import { ceilings } from './ceilings.ts';
import { commitments } from './commitments.ts';
import { condemned } from './condemned.ts';
import { control } from './control.ts';
import type { Invariant } from './invariant.ts';
import { judgement } from './judgement.ts';
import { listed } from './listed.ts';

export const invariants: readonly Invariant[] = [
  listed,
  control,
  judgement,
  ceilings,
  commitments,
  condemned,
];
