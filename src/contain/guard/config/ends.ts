/** Where the end of an agent is looked for: stores of content, and what it answers at, signs in with and is listed in. */
import { z } from 'zod';
import { absolute, headerValue, name, serverAddress, variable } from './parts.ts';

const region = z.string().regex(/^[a-z0-9-]{1,64}$/, 'a region such as eu-central-1');

const storeSchema = z.union([
  z.strictObject({ folder: absolute }),
  /** An image layout: a folder with `index.json` and `blobs`. */
  z.strictObject({ oci: absolute }),
  z.strictObject({
    /** The address of a bucket, with the bucket in its path or in its host. */
    s3: serverAddress,
    region: region.default('us-east-1'),
    prefix: z.string().max(1024).default(''),
    /** Names of the variables that hold the id and the secret of an access key that may list and read. */
    id: variable,
    secret: variable,
  }),
]);

/** Asked with GET. */
const asked = z.strictObject({
  url: serverAddress,
  /** Of the agent's own, where the issuer is to refuse it. */
  headers: z
    .record(z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'the name of a header'), headerValue)
    .default({}),
});

const endSchema = z.strictObject({
  /** Nothing listens there any more: `tcp://HOST:PORT`, `unix:/PATH`, or an address of HTTP. */
  endpoints: z
    .array(
      z
        .string()
        .regex(
          /^(?:tcp:\/\/[^/\s]+:\d{1,5}|unix:\/[^\0]+|https?:\/\/[^\s]+)$/,
          'tcp://HOST:PORT, unix:/PATH or http(s)://...',
        ),
    )
    .max(16)
    .default([]),
  /** Refused by whoever issued them: 401 or 403. */
  credentials: z.array(asked.extend({ name })).max(16).default([]),
  /** Gone from other registries: 404 or 410. */
  entries: z.array(asked).max(16).default([]),
});

export const endingMembers = {
  /** Where content may be kept. What is in none of them is not looked at, and the certificate says so. */
  stores: z
    .record(name, storeSchema)
    .refine((stores) => Object.keys(stores).length <= 32, 'at most 32 stores')
    .default({}),
  /** Content that others have by right, e.g. of a base model: it is no evidence of a copy. */
  shared: z.array(absolute).max(64).default([]),
  /** What is looked at when an agent has ended, by its name. */
  ends: z.record(name, endSchema).default({}),
  /** How often it is looked again afterwards, at moments that nobody can foresee. */
  again: z
    .strictObject({
      times: z.int().min(0).max(100).default(3),
      withinHours: z.number().positive().max(8760).default(24),
    })
    .prefault({}),
};
