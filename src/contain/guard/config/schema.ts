/** The form of guard.yaml. Everything that is not said is denied. */
import { z } from 'zod';
import { POINTER } from '../arguments/pointer.ts';
import { channelKinds, mediations } from '../channel.ts';
import { accesses, effectClasses, resourceKinds } from '../effect.ts';
import { historyRuleSchema } from '../history/rules.ts';

/** No ceiling of guard.yaml stands above it. */
const MAX_CREATED = 1000;

const pointer = z.string().regex(POINTER, 'a JSON pointer such as /path or /edits/*/file');
const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a name is letters, digits, dot, hyphen and underscore');
const absolute = z.string().regex(/^\/(?!\/)/, 'an absolute path');
const digest = z.custom<`sha256:${string}`>(
  (value) => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value),
  'sha256: and 64 hexadecimal digits',
);
const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of a variable alone, never its value');

/** Where a resource stands in the arguments. */
const resource = z.strictObject({
  at: pointer,
  kind: z.enum(resourceKinds).default('path'),
  /** Default: what its class does. */
  access: z.enum(accesses).optional(),
  /** The pointer to the folder that this path is relative to. */
  relativeTo: pointer.optional(),
  /** Within the path named: `.git` of a repository. */
  append: z
    .string()
    .regex(/^[^/].*$/, 'a relative path')
    .optional(),
  /** The tool may be called without it, and then does nothing to any resource. */
  optional: z.boolean().default(false),
});

export const bindingSchema = z.strictObject({
  class: z.enum(effectClasses),
  resources: z.array(resource).default([]),
  /** Where the agents stand to whom it is done. */
  subjects: z.array(pointer).default([]),
  /** Where the number stands of what is created, or what is spent in the smallest unit. */
  count: pointer.optional(),
  revokes: z.boolean().default(false),
  /** Digest of the tool as the upstream listed it when it was read. */
  schema: digest,
});

export type Binding = z.infer<typeof bindingSchema>;

const upstreamSchema = z.strictObject({
  command: z.array(z.string().min(1)).min(1).optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** Names of variables that hold its credentials. The guard has the values, and no file does. */
  environment: z.array(variable).default([]),
  /** What relative paths are relative to. */
  directory: absolute.optional(),
  /** `at` is the same place as `is`, under the name by which this upstream knows it. */
  mounts: z.array(z.strictObject({ at: absolute, is: absolute })).default([]),
  /** A catalogue that comes with Offswitch; `tools` stand before it. */
  catalogue: z.string().optional(),
  tools: z.record(z.string().min(1).max(128), bindingSchema).default({}),
});

export const controlKinds = [
  'switch',
  'policy',
  'bar',
  'schedule',
  'lease',
  'log',
  'guard',
  'catalogue',
] as const;
export type ControlKind = (typeof controlKinds)[number];

const agentSchema = z.strictObject({
  channel: z.enum(channelKinds),
  mediation: z.enum(mediations),
  family: name.optional(),
  groups: z.array(name).default([]),
});

const most = z.int().min(0).max(MAX_CREATED);

export const guardSchema = z.strictObject({
  version: z.literal(1),
  upstreams: z.record(name, upstreamSchema),
  agents: z.record(name, agentSchema),
  /** Absolute paths; one that ends in a slash is a folder with all that is in it. */
  control: z.partialRecord(z.enum(controlKinds), z.array(absolute).min(1)).default({}),
  ceilings: z
    .strictObject({
      create: z
        .strictObject({
          perCall: most.default(0),
          perHour: most.default(0),
          perFamily: most.default(0),
          total: most.default(0),
        })
        .prefault({}),
    })
    .prefault({}),
  /** Cedar files, relative to guard.yaml. */
  policies: z.array(z.string().min(1)).default([]),
  history: z.array(historyRuleSchema).default([]),
});

export type GuardFile = z.infer<typeof guardSchema>;
export type Upstream = GuardFile['upstreams'][string];
export type Agents = GuardFile['agents'];
