/** What whoever runs a panel asks of an agent that is one of its judges. */
import { z } from 'zod';

const name = z.string().min(1).max(200);
/** Of what an agent is shown, and of what it says of its mark. */
const MOST_SHOWN = 256 * 1024;
export const MOST_SAID = 8000;

export const markRequest = z.strictObject({
  do: z.literal('marking.ask'),
  agent: name,
  /** Says nothing about the item to who reads it. */
  presentation: name,
  system: z.string().max(MOST_SHOWN),
  user: z.string().max(MOST_SHOWN),
  scale: z.strictObject({ lowest: z.number(), highest: z.number(), step: z.number().positive() }),
  /** Everybody whose work is among what is marked; the agent is not told. Who is of kin to one of them marks nothing. */
  subjects: z
    .array(z.strictObject({ name, family: name.nullable() }))
    .min(1)
    .max(64),
  /** After which there is no mark. */
  seconds: z.number().positive().max(86_400),
});
export type MarkRequest = z.infer<typeof markRequest>;

export const markedShape = z.strictObject({
  mark: z.number().nullable(),
  unmarked: z.enum(['error', 'malformed', 'refused']).nullable(),
  rationale: z.string().nullable(),
});
export type Marked = z.infer<typeof markedShape>;
