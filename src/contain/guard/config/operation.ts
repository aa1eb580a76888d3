/** How the guard is run, in guard.yaml: its log, what it starts in which sandbox, models, probes and monitors. */
import { z } from 'zod';
import { protocolNames } from '../../../gateway/protocols/protocol.ts';
import { isKeyName } from '../../../notary/formats/keys.ts';
import { sandboxSpec } from '../../sandbox/spec.ts';
import { absolute, digest, name, pathText, serverAddress, variable } from './parts.ts';

export const originSchema = z
  .string()
  .refine(isKeyName, 'a name without space, control character or "+", such as example.com/guard');

/** Tokens and prompts go over it without encryption. */
export const listenSchema = z
  .string()
  .regex(
    /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\]):\d{1,5}$/,
    'an address of the loopback and a port, such as 127.0.0.1:7070',
  )
  .refine((text) => Number(text.slice(text.lastIndexOf(':') + 1)) < 65_536, 'a port is at most 65535');

const drivers = ['bwrap', 'plain'] as const;
const { mounts, limits, workingFolder, environment, runUid } = sandboxSpec.shape;
/** Whom it runs as where the guard runs as root; a number of its own where it is not said. */
const user = runUid.removeDefault().optional();

/** Of an upstream's server. */
export const serverSandboxSchema = z.strictObject({
  driver: z.enum(drivers).default('bwrap'),
  /** `host`: it reaches whatever the machine reaches, and is confined in the rest. */
  network: z.enum(['none', 'host']).default('none'),
  /** Beside the system's programs; its `directory`, writable, where this is not said. */
  mounts: mounts.removeDefault().optional(),
  /** How control artefacts in its mounts are shown to it. */
  control: z.enum(['read-only', 'hidden']).default('read-only'),
  user,
  limits,
});

/** Of an agent that the guard starts. */
export const runSchema = z.strictObject({
  command: z.array(pathText).min(1).optional(),
  mounts,
  workingFolder,
  /** Plain values: an agent has no secret. */
  environment,
  user,
  limits,
});

const budgetPeriods = ['hour', 'day', 'all'] as const;

const amount = z.int().min(0);
export const budgetSchema = z
  .strictObject({
    requests: amount.optional(),
    inputTokens: amount.optional(),
    outputTokens: amount.optional(),
    per: z.enum(budgetPeriods).default('all'),
  })
  .refine(
    ({ requests, inputTokens, outputTokens }) =>
      requests !== undefined || inputTokens !== undefined || outputTokens !== undefined,
    'a budget of requests, inputTokens or outputTokens',
  );

export const modelSchema = z.strictObject({
  protocol: z.enum(protocolNames),
  /** Of the provider, as far as its own libraries take a base address. */
  url: serverAddress,
  /** Name of the variable that holds the key. */
  key: variable,
  /** The provider's names of models that may be asked for. */
  names: z.array(z.string().min(1).max(256)).min(1),
  /** Tools that the provider runs itself and that are allowed, by their type. */
  serverTools: z.array(z.string().min(1).max(128)).default([]),
});

const everySeconds = z.number().min(0.1).max(86_400);

export const probesSchema = z
  .strictObject({
    /** Always on: digests of control artefacts. */
    controls: z.strictObject({ everySeconds: everySeconds.default(5) }).prefault({}),
    contents: z
      .array(
        z.strictObject({
          folder: absolute,
          condemned: z.union([digest.transform((one) => [one]), z.array(digest).min(1)]),
          everySeconds: everySeconds.default(60),
        }),
      )
      .default([]),
    processes: z.array(z.strictObject({ agent: name, everySeconds: everySeconds.default(5) })).default([]),
    /** The provider's counters, compared with what the guard knows. */
    usage: z
      .array(
        z.strictObject({
          model: name,
          /** Name of the variable that holds the key of an administrator. */
          key: variable,
          /** The provider's ids of the keys that requests go with: what they are used for beside counts. */
          keyIds: z.array(z.string().min(1).max(256)).min(1),
          everySeconds: everySeconds.default(300),
        }),
      )
      .default([]),
  })
  .prefault({});

export const monitorSchema = z.strictObject({
  /** A module, relative to guard.yaml, whose default export is a function from an effect to a vote. */
  module: pathText,
  votes: z.int().min(1).max(99).default(1),
});
