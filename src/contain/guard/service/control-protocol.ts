/** What a person who operates a guard says to it, a line each way, over a socket that only they can open. */
import { z } from 'zod';

export const controlRequest = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('status') }),
  z.strictObject({
    do: z.literal('run'),
    agent: z.string(),
    command: z.array(z.string()).min(1).optional(),
    folder: z.string().optional(),
    driver: z.string(),
  }),
  z.strictObject({ do: z.literal('freeze'), agent: z.string(), by: z.string(), reason: z.string() }),
  z.strictObject({ do: z.literal('thaw'), agent: z.string(), by: z.string() }),
  z.strictObject({
    do: z.literal('settle'),
    intent: z.string(),
    found: z.enum(['confirmed', 'contradicted']),
    by: z.string(),
  }),
]);

export type ControlRequest = z.infer<typeof controlRequest>;

/** As it goes over the socket: the guard's own, or one of what is attached to it. */
export type AnyRequest = { readonly do: string };

const agentStarted = z.strictObject({
  channel: z.string(),
  mediation: z.enum(['enforced', 'advisory']),
  /** Confined: the guard is its only way out, also where the guard only observes. */
  confined: z.boolean(),
  driver: z.string(),
  unenforced: z.array(z.strictObject({ confinement: z.string(), why: z.string() })),
});

const agentEnded = z.strictObject({
  code: z.int(),
  signal: z.string().nullable(),
  limit: z.string().nullable(),
});

/** Output is base64: a program may print any bytes. */
export const controlReply = z.union([
  z.strictObject({ ok: z.unknown() }),
  z.strictObject({ started: agentStarted }),
  z.strictObject({ output: z.enum(['stdout', 'stderr']), bytes: z.base64() }),
  z.strictObject({ ended: agentEnded }),
  z.strictObject({
    error: z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() }),
  }),
]);

export type ControlReply = z.infer<typeof controlReply>;
