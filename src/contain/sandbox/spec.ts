/** What is to be confined, as plain data. Nothing is inherited: what does not stand here is not there. */
import { z } from 'zod';
import { OffswitchError } from '../../kit/errors.ts';
import { printable } from '../../kit/text.ts';

/** Arguments reach the driver's program separated by NUL. */
const text = z.string().regex(/^[^\0]*$/u, 'must not contain a NUL character');
const path = text.regex(
  /^(?:\/(?!\.{1,2}(?:\/|$))[^/]+)+$/u,
  'must be an absolute path without ".", ".." or an empty part',
);
const inside = path.refine(
  (value) => !/^\/(?:proc|dev|sys)(?:\/|$)/.test(value),
  'must not lie in /proc, /dev or /sys',
);

const mount = z.strictObject({
  /** Path on the host; links are followed once, at the start. */
  from: path,
  /** Path that the program sees. */
  to: inside,
  access: z.enum(['read', 'write']),
});

const control = z.strictObject({
  /** Path on the host of a file or folder that decides about agents: a switch, a policy, a log. It must exist. */
  path,
  shown: z.enum(['read-only', 'hidden']),
});

const whole = z.number().int().positive();

const limits = z.strictObject({
  /** Processes and threads. */
  processes: whole.max(100_000).default(256),
  /** Bytes, all processes together. */
  memory: whole.default(2 ** 30),
  /** Seconds of processor time, all processes together. */
  cpu: whole.default(3600),
  /** Bytes of the largest file that may be written. */
  fileSize: whole.default(2 ** 30),
  /** Bytes of each scratch folder. */
  disk: whole.default(256 * 2 ** 20),
  /** Seconds from the start. */
  wallClock: z
    .number()
    .positive()
    .max(2 ** 31 / 1000 - 1)
    .default(24 * 3600),
  /** Bytes of standard output, and of standard error. */
  output: whole.default(16 * 2 ** 20),
});

export const sandboxSpec = z.strictObject({
  /** Path that the program sees. */
  command: path,
  args: z.array(text).readonly().default([]),
  mounts: z.array(mount).readonly().default([]),
  controls: z.array(control).readonly().default([]),
  /** Empty folders in memory, gone at the end. */
  scratch: z.array(inside).readonly().default(['/tmp']),
  /** All variables. `PWD` is the working folder, as with every shell. */
  environment: z.record(z.string().regex(/^(?!PWD$)[A-Za-z_][A-Za-z0-9_]*$/u), text).default({}),
  workingFolder: inside.default('/tmp'),
  /** Where the channel is: descriptor 3, or standard input and output, for programs that speak there. */
  channel: z.enum(['descriptor', 'standard']).default('descriptor'),
  /** `host`: the machine's network, unconfined. */
  network: z.enum(['none', 'host']).default('none'),
  hostname: z
    .string()
    .regex(/^[a-z0-9-]{1,63}$/u)
    .default('sandbox'),
  /** The host's user for it where the driver may choose (as root). */
  runUid: z.number().int().min(1000).max(2_000_000_000).default(61_000),
  limits: limits.prefault({}),
});

export type SandboxSpec = z.input<typeof sandboxSpec>;
export type CheckedSpec = z.output<typeof sandboxSpec>;
export type Limits = CheckedSpec['limits'];
export type Mount = z.output<typeof mount>;

export function badSpec(what: string, remedy: string): OffswitchError {
  return new OffswitchError('bad-sandbox', what, remedy);
}

export function checkSpec(spec: SandboxSpec): CheckedSpec {
  const checked = sandboxSpec.safeParse(spec);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const place = issue?.path.join('.') ?? '';
  throw badSpec(
    `the sandbox cannot be set up: ${printable(place === '' ? '' : `${place}: `)}${printable(issue?.message ?? '')}`,
    'correct the member named; docs/sandbox.md has the form.',
  );
}
