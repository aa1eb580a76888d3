/** What is said between a notary and those who write to it. */
import { z } from 'zod';
import { digest } from '../records/kinds.ts';

const id = z.int().min(0);

export const requestShape = z.discriminatedUnion('do', [
  /** Records are checked one by one by checkDraft(). */
  z.strictObject({
    id,
    do: z.literal('append'),
    records: z.array(z.unknown()).min(1).max(10_000),
    /** Content that the records refer to: 32 secret random bytes, then it. */
    payloads: z.array(z.base64().min(44)).max(10_000).optional(),
  }),
  z.strictObject({ id, do: z.literal('read'), from: z.int().min(0), most: z.int().min(1).max(10_000) }),
  z.strictObject({ id, do: z.literal('keep'), content: z.base64() }),
  z.strictObject({ id, do: z.literal('fetch'), digest }),
  z.strictObject({ id, do: z.literal('erase'), digest, by: z.string().min(1), reason: z.string() }),
  z.strictObject({ id, do: z.literal('number'), channel: z.string().min(1) }),
  z.strictObject({ id, do: z.literal('head') }),
  z.strictObject({ id, do: z.literal('publish') }),
  z.strictObject({ id, do: z.literal('prove'), index: z.int().min(0) }),
  z.strictObject({ id, do: z.literal('witnesses') }),
  z.strictObject({ id, do: z.literal('rotate-key') }),
]);

export type Request = z.infer<typeof requestShape>;

const witnessState = z.strictObject({
  name: z.string(),
  url: z.string().nullable(),
  size: z.int(),
  time: z.int().nullable(),
  failure: z.string().nullable(),
});

/** The answer to each request; all of them have gone through the disk where that matters. */
export const answerShapes = {
  append: z.strictObject({ first: z.int(), size: z.int() }),
  /** Entries from there on, as many as go into one answer; none where there are no more. */
  read: z.strictObject({ entries: z.array(z.string()) }),
  keep: z.strictObject({ digest, bytes: z.int() }),
  /** The content of a payload; null where it is not there, or is not what was kept. */
  fetch: z.strictObject({ content: z.base64().nullable() }),
  erase: z.strictObject({}),
  number: z.strictObject({ last: z.int() }),
  head: z.strictObject({
    origin: z.string(),
    vkey: z.string(),
    epoch: z.int(),
    size: z.int(),
    /** The newest published note; null before the first. */
    checkpoint: z.string().nullable(),
  }),
  publish: z.strictObject({ checkpoint: z.string() }),
  prove: z.strictObject({ receipt: z.string() }),
  witnesses: z.strictObject({ witnessed: z.int(), witnesses: z.array(witnessState) }),
  'rotate-key': z.strictObject({ vkey: z.string() }),
} as const satisfies Record<Request['do'], z.ZodType>;

export type Answers = { readonly [Do in Request['do']]: z.infer<(typeof answerShapes)[Do]> };

export const replyShape = z.union([
  z.strictObject({ id, ok: z.unknown() }),
  z.strictObject({
    /** -1 where the request had none that could be read. */
    id: z.int().min(-1),
    error: z.strictObject({
      code: z.string(),
      message: z.string(),
      remedy: z.string(),
      /** The system's code, where it was the system that failed: `ENOSPC`. */
      system: z.string().optional(),
    }),
  }),
]);
