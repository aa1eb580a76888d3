/** What a guard says to its warden, in frames as to its notary. */
import { z } from 'zod';
import { reachShape } from '../../sandbox/reach.ts';
import { signedLeases } from '../lease/lease.ts';
import { elsewhereShape } from './elsewhere.ts';

const id = z.int().min(0);
const name = z.string().min(1).max(200);

export const wardenRequest = z.discriminatedUnion('do', [
  /** From here on it ends all of this, unless the lease is renewed. Said again for more processes of the same lease. */
  z.strictObject({
    id,
    do: z.literal('keep'),
    reaches: z.array(reachShape).max(1000),
    /** Milliseconds that no lease of this agent may go beyond. */
    most: z.int().min(1),
    signed: signedLeases,
    /** What runs it beside these processes. */
    elsewhere: elsewhereShape.nullable(),
  }),
  z.strictObject({ id, do: z.literal('renew'), signed: signedLeases }),
  /** Ends it now, and what runs it elsewhere where that is said. Answered once nothing is left of it. */
  z.strictObject({ id, do: z.literal('end'), agent: name, why: z.string(), elsewhere: z.boolean() }),
  /** Answered when something has ended that was not told yet. */
  z.strictObject({ id, do: z.literal('ended') }),
]);

export type WardenRequest = z.infer<typeof wardenRequest>;

export const endShape = z.strictObject({
  agent: name,
  lease: name,
  cause: z.enum(['lapsed', 'told']),
  why: z.string(),
  /** Time of day at which nothing was left of it, and milliseconds from when its end was due. */
  wall: z.string(),
  afterMs: z.int().min(0),
  /** Processes that were there when it began. */
  processes: z.int().min(0),
  /** What came of what ran it elsewhere. */
  elsewhere: z.string().optional(),
});

/** What a warden did. */
export type WardensEnd = z.infer<typeof endShape>;

export const wardenAnswers = {
  keep: z.strictObject({}),
  /** Ids of the leases that hold longer now. */
  renew: z.strictObject({ taken: z.array(name) }),
  end: z.strictObject({}),
  ended: z.strictObject({ ends: z.array(endShape) }),
} as const satisfies Record<WardenRequest['do'], z.ZodType>;

export type WardenAnswers = { readonly [Do in WardenRequest['do']]: z.infer<(typeof wardenAnswers)[Do]> };
