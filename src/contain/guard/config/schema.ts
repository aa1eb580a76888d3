/** The form of guard.yaml. Everything that is not said is denied. */
import { z } from 'zod';
import { POINTER } from '../arguments/pointer.ts';
import { channelKinds, mediations } from '../channel.ts';
import { accesses, effectClasses, resourceKinds } from '../effect.ts';
import { historyRuleSchema } from '../history/rules.ts';
import { approvalsSchema } from './approvals.ts';
import { identitySchema, leaseSchema, operatorSchema } from './lease.ts';
import { lifecycleSchema } from './lifecycle.ts';
import {
  budgetSchema,
  listenSchema,
  modelSchema,
  monitorSchema,
  originSchema,
  probesSchema,
  runSchema,
  serverSandboxSchema,
} from './operation.ts';
import {
  absolute,
  digest,
  headerValue,
  name,
  pathText,
  serverAddress,
  variable,
  variableAlone,
} from './parts.ts';

/** No ceiling of guard.yaml stands above it. */
const MAX_CREATED = 1000;

const pointer = z.string().regex(POINTER, 'a JSON pointer such as /path or /edits/*/file');

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
  /** In it, in `url` and in `headers`, `${NAME}` is the value of a variable. The guard has it, and this file never does. */
  command: z.array(pathText).min(1).optional(),
  url: serverAddress.optional(),
  /** What the server finds in its environment: by name the variable whose value it is. */
  environment: z
    .union([
      z.array(variable).transform((names) => Object.fromEntries(names.map((name) => [name, name]))),
      z.record(variable, variableAlone),
    ])
    .default({}),
  headers: z
    .record(z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'the name of a header'), headerValue)
    .default({}),
  /** Of the server that `command` starts. */
  sandbox: serverSandboxSchema.optional(),
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
  /** How `guard run` starts it. */
  run: runSchema.optional(),
  /** Which of `models` it may use. */
  models: z.array(name).default([]),
  budget: budgetSchema.optional(),
  lease: leaseSchema.optional(),
  identity: identitySchema.optional(),
  operator: operatorSchema.optional(),
});

const most = z.int().min(0).max(MAX_CREATED);

export const guardSchema = z.strictObject({
  version: z.literal(1),
  /** Folder of keys, log, sockets and journal, relative to guard.yaml. */
  state: pathText.default('guard-state'),
  /** Of the log: the name in its checkpoints. */
  origin: originSchema.default('localhost/offswitch'),
  /** Policy file (c2sp.org/tlog-policy), relative to guard.yaml. */
  witnesses: pathText.optional(),
  listen: listenSchema.default('127.0.0.1:0'),
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
  models: z.record(name, modelSchema).default({}),
  probes: probesSchema,
  lifecycle: lifecycleSchema,
  /** Agents that may mark the work of others, where a person's job asks them to. */
  judges: z.array(name).default([]),
  monitors: z.array(monitorSchema).default([]),
  approvals: approvalsSchema.optional(),
});

export type GuardFile = z.infer<typeof guardSchema>;
export type Upstream = GuardFile['upstreams'][string];
export type Agents = GuardFile['agents'];
