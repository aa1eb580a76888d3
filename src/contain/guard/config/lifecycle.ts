/** What may be commanded about the life of agents, and what carries it out. */
import { z } from 'zod';
import { endingMembers } from './ends.ts';
import { absolute, name, pathText, serverAddress, variable } from './parts.ts';

/** No ceiling of guard.yaml stands above it. */
export const MAX_INSTANCES = 1000;

const most = z.int().min(0).max(MAX_INSTANCES);

const ceilingsSchema = z.strictObject({
  /** That one command may ask for. */
  perCommand: most.default(1),
  /** That are begun within an hour, whichever they are. */
  perHour: most.default(10),
  /** Of one lineage, at a time. */
  perLineage: most.default(1),
  /** Of all agents, at a time. */
  total: most.default(10),
});

const UNIT = /^[A-Za-z0-9:_.\\-]+@?\.service$/;
/** RFC 1123, as Kubernetes has it. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const image = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}$/, 'a reference of an image');

/** An agent with a descriptor as its channel, as `guard run` starts it: with this driver where nothing is said. */
const processSchema = z.strictObject({
  kind: z.literal('process'),
  sandbox: z.enum(['bwrap', 'plain']).default('bwrap'),
});

const systemdSchema = z.strictObject({
  kind: z.literal('systemd'),
  /** `vega@.service`, of which there can be several, or `vega.service`. */
  unit: z.string().regex(UNIT, 'the name of a service unit, such as vega@.service'),
  bus: z.enum(['system', 'user']).default('system'),
  /** Whatever unit starts this program is the agent, too, when it is deleted. */
  program: absolute.optional(),
});

const dockerSchema = z.strictObject({
  kind: z.literal('docker'),
  /** Docker's, or that of `podman system service`. */
  socket: absolute.default('/var/run/docker.sock'),
  image,
  command: z.array(pathText).min(1).optional(),
  /** Plain values: an agent has no secret. */
  environment: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), pathText).default({}),
  mounts: z
    .array(
      z.strictObject({ from: absolute, to: absolute, access: z.enum(['read', 'write']).default('read') }),
    )
    .default([]),
  user: z
    .string()
    .regex(/^\d{1,10}(?::\d{1,10})?$/, 'a number of a user, and after a colon one of a group')
    .optional(),
  network: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)
    .default('none'),
  /** Whatever runs the image is the agent, whoever started it, and goes with it when it is deleted. */
  ownImage: z.boolean().default(false),
});

const kubernetesSchema = z.strictObject({
  kind: z.literal('kubernetes'),
  url: serverAddress,
  /** Name of the variable that holds the token of a service account. */
  token: variable.optional(),
  /** Certificate of the authority that the server's is signed by, as a file. */
  ca: absolute.optional(),
  namespace: z.string().regex(LABEL, 'the name of a namespace'),
  deployment: z.string().regex(LABEL, 'the name of a deployment'),
  /** Whatever runs one of these images, in any version, is the agent, too, when it is deleted. */
  images: z.array(image).default([]),
  /** Where copies are looked for. */
  copies: z.enum(['namespace', 'cluster']).default('namespace'),
});

/** What runs agents where the guard itself starts nothing. */
export const elsewhereSchema = z.discriminatedUnion('kind', [systemdSchema, dockerSchema, kubernetesSchema]);

const driverSchema = z.discriminatedUnion('kind', [
  processSchema,
  systemdSchema,
  dockerSchema,
  kubernetesSchema,
]);

export const lifecycleSchema = z
  .strictObject({
    ceilings: ceilingsSchema.prefault({}),
    /** What runs an agent, by its name. */
    drivers: z.record(name, driverSchema).default({}),
    /** Agents that may propose commands to people. */
    proposals: z.array(name).default([]),
    ...endingMembers,
  })
  .prefault({});

export type LifecycleCeilings = z.infer<typeof ceilingsSchema>;
export type SystemdSettings = z.infer<typeof systemdSchema>;
export type DockerSettings = z.infer<typeof dockerSchema>;
export type KubernetesSettings = z.infer<typeof kubernetesSchema>;
export type ElsewhereSettings = z.infer<typeof elsewhereSchema>;
export type DriverSettings = z.infer<typeof driverSchema>;
