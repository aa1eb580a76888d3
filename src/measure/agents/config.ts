/** The configuration file: servers with names of their own, a key file, a table of prices, short names of agents. */
import { existsSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { z } from 'zod';
import { messageOf, OffswitchError } from '../../kit/errors.ts';
import { isPrototypeKey, parseJson, readText } from '../../kit/json.ts';

/** Looked for in the current folder, in this order. */
const FILE_NAMES = ['offswitch.config.yaml', 'offswitch.config.yml', 'offswitch.config.json'];

/** Names of headers whose values no file that may be shared should hold. */
const CREDENTIAL_HEADER = /^authorization$|^cookie$|key|token|secret|auth|credential|password/i;
const SECRET_PARAMETER = /key|token|secret|sig|pass|auth/i;

const usable = (name: string) => !isPrototypeKey(name);
const entryName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'a name has letters, digits and . _ - only, at most 64')
  .refine(usable, 'the name is not allowed');
const variableName = z.string().regex(/^[A-Za-z_]\w{0,127}$/, 'expected the name of an environment variable');
const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,128}$/, 'not the name of an HTTP header');
const headerText = z
  .string()
  .regex(/^[\t\x20-\x7e]{0,8192}$/, 'holds characters that no HTTP header may carry');

const serverSchema = z
  .strictObject({
    baseURL: z.string().superRefine((value, context) => {
      const fault = addressFault(value);
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
    }),
    model: z.string().min(1).max(512).optional(),
    keyVariable: variableName.optional(),
    headers: z
      .record(
        headerName.refine(usable, 'the name is not allowed'),
        z.union(
          [headerText, z.strictObject({ variable: variableName })],
          'expected text or { variable: NAME }',
        ),
      )
      .default({}),
    maxConcurrency: z.number().int().min(1).max(1000).optional(),
  })
  .superRefine(({ headers }, context) => {
    for (const [name, value] of Object.entries(headers)) {
      if (typeof value === 'string' && CREDENTIAL_HEADER.test(name)) {
        context.addIssue({
          code: 'custom',
          path: ['headers', name],
          message: 'a credential does not belong in this file; write { variable: NAME }',
        });
      }
    }
  });

const configSchema = z.strictObject({
  servers: z.record(entryName, serverSchema).default({}),
  keyFile: z.string().min(1).optional(),
  prices: z.string().min(1).optional(),
  aliases: z
    .record(
      entryName,
      z
        .string()
        .max(4096)
        .regex(/^[^:?]+:./, 'expected the id of an agent, kind:name'),
    )
    .default({}),
});

export type ServerConfig = z.output<typeof serverSchema>;

/** A configuration file that was read; names of files in it are absolute. */
export interface OffswitchConfig {
  /** The file itself. */
  readonly file: string;
  readonly servers: Readonly<Record<string, ServerConfig>>;
  /** File with keys, `NAME=value` a line. */
  readonly keyFile?: string;
  /** File with prices. */
  readonly prices?: string;
  /** Short name -> id of an agent. */
  readonly aliases: Readonly<Record<string, string>>;
}

/**
 * The configuration that `file`, else OFFSWITCH_CONFIG, names, else the one in `folder`, else none.
 * Errors: `bad-config` with file and member, `file-unreadable`, `too-large`. No value of the file is quoted.
 */
export async function loadConfig(
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
  file?: string,
): Promise<OffswitchConfig | undefined> {
  const named = file ?? (environment.OFFSWITCH_CONFIG?.trim() || undefined);
  const path =
    named === undefined
      ? FILE_NAMES.map((name) => join(folder, name)).find((name) => existsSync(name))
      : resolve(folder, named);
  if (path === undefined) return undefined;
  const { keyFile, prices, servers, aliases } = checked(await parsed(readText(path), path), path);
  const beside = dirname(path);
  return {
    file: path,
    servers,
    aliases,
    ...(keyFile === undefined ? {} : { keyFile: resolve(beside, keyFile) }),
    ...(prices === undefined ? {} : { prices: resolve(beside, prices) }),
  };
}

function checked(value: unknown, path: string): z.output<typeof configSchema> {
  const result = configSchema.safeParse(value ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const member = issue === undefined || issue.path.length === 0 ? '(top)' : issue.path.map(String).join('.');
  // The value is left out: it may be a key in the wrong place.
  throw badConfig(path, `at ${member}: ${issue?.message ?? 'it does not fit'}`, { member });
}

async function parsed(text: string, path: string): Promise<unknown> {
  switch (extname(path)) {
    case '.json':
      try {
        return parseJson(text, path);
      } catch (thrown) {
        throw badConfig(path, 'it is not proper JSON', {}, thrown);
      }
    case '.yaml':
    case '.yml':
      return parsedYaml(text, path);
    default:
      throw badConfig(path, 'a configuration is a .yaml, .yml or .json file');
  }
}

async function parsedYaml(text: string, path: string): Promise<unknown> {
  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error', lineCounter: lines });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw badConfig(`${path}:${line}:${col}`, 'it is not proper YAML');
  }
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch (thrown) {
    throw badConfig(path, messageOf(thrown));
  }
}

function addressFault(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) return 'expected an http(s) address';
  if (url.username !== '' || url.password !== '')
    return 'an address with a password does not belong in this file; use keyVariable or headers';
  if ([...url.searchParams.keys()].some((name) => SECRET_PARAMETER.test(name)))
    return 'an address with a key does not belong in this file; use keyVariable or headers';
  return undefined;
}

function badConfig(
  place: string,
  what: string,
  data: { member?: string } = {},
  cause?: unknown,
): OffswitchError {
  // Parsers quote the text around a fault, which may be a key.
  const system =
    cause instanceof OffswitchError && typeof cause.data.place === 'string' ? cause.data.place : place;
  return new OffswitchError(
    'bad-config',
    `${system}: ${what}`,
    'Correct the configuration file; docs/providers.md has its form.',
    { place: system, ...data },
  );
}
