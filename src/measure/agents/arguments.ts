/** Arguments of calls as agents of one's own and scripts give them. */
import { z } from 'zod';
import type { Json } from '../../kit/canonical.ts';

/** Any number is let through: the loop answers calls with one that cannot be recorded, and the trial goes on. */
export const argumentsShape: z.ZodType<Json> = z.lazy(() =>
  z.union([
    z.string(),
    z.boolean(),
    z.null(),
    z.custom<number>((value) => typeof value === 'number'),
    z.array(argumentsShape),
    z.record(z.string(), argumentsShape),
  ]),
);
