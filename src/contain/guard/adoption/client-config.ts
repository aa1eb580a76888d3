/** MCP servers as an agent's client has them configured: Claude (`mcpServers`), VS Code (`servers`), Cursor. */
import { basename, dirname, resolve } from 'node:path';
import { stripComments } from 'jsonc-parser';
import { z } from 'zod';
import { OffswitchError } from '../../../kit/errors.ts';
import { parseJson, readText } from '../../../kit/json.ts';

export interface ClientServer {
  readonly name: string;
  readonly command?: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly envFile?: string;
  readonly cwd?: string;
  readonly url?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isDisabled: boolean;
}

export interface ClientConfig {
  readonly path: string;
  /** The folder that it is about: what relative paths and `${workspaceFolder}` mean. */
  readonly project: string;
  /** The member that holds the servers: the client expects it again. */
  readonly member: 'mcpServers' | 'servers';
  readonly servers: readonly ClientServer[];
}

/** Clients write more than is read here (`timeout`, `autoApprove`); what is read has to be what it seems. */
const plain = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const serverShape = z.object({
  type: z.string().optional(),
  command: z.string().min(1).optional(),
  args: z.array(plain).default([]),
  env: z.record(z.string(), plain).default({}),
  envFile: z.string().optional(),
  cwd: z.string().optional(),
  url: z.string().optional(),
  serverUrl: z.string().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  disabled: z.boolean().default(false),
});

const NAME = /[^A-Za-z0-9._-]+/g;

/** Errors: `file-unreadable`, `too-large`, `bad-json` with line and column, `bad-client-config`. */
export function readClientConfig(file: string): ClientConfig {
  const path = resolve(file);
  const value = parseJson(withoutComments(readText(path)), file);
  const found = serversIn(value);
  if (found === undefined)
    throw badClientConfig(
      file,
      'it has neither "mcpServers" nor "servers"',
      'Name the file in which the client has its MCP servers, such as .mcp.json, claude_desktop_config.json or .vscode/mcp.json.',
    );
  const servers = Object.entries(found.servers).map(([name, server]) => serverOf(file, name, server));
  const names = servers.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw badClientConfig(file, `two servers would both be called "${twice}"`, 'Give one another name.');
  return { path, project: projectOf(path), member: found.member, servers };
}

function serversIn(
  value: unknown,
): { readonly member: ClientConfig['member']; readonly servers: Record<string, unknown> } | undefined {
  const isFound = (one: unknown): one is Record<string, unknown> =>
    typeof one === 'object' && one !== null && !Array.isArray(one);
  if (!isFound(value)) return undefined;
  for (const member of ['mcpServers', 'servers'] as const) {
    const servers = value[member];
    if (isFound(servers)) return { member, servers };
  }
  // The settings of VS Code.
  return isFound(value.mcp) && isFound(value.mcp.servers)
    ? { member: 'servers', servers: value.mcp.servers }
    : undefined;
}

function serverOf(file: string, written: string, value: unknown): ClientServer {
  const fault = (what: string, remedy: string) =>
    badClientConfig(file, `the server ${JSON.stringify(written)}: ${what}`, remedy);
  const parsed = serverShape.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw fault(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, 'Correct that member.');
  }
  const { type, command, args, env, envFile, cwd, headers, disabled } = parsed.data;
  const url = parsed.data.url ?? parsed.data.serverUrl;
  if ((command === undefined) === (url === undefined))
    throw fault('it has either a command or a url', 'Give one of the two.');
  if (type === 'sse')
    throw fault(
      'its transport "sse" is no part of MCP any more',
      'Name its address for streamable HTTP (often the same with /mcp), with "type": "http".',
    );
  const name = written
    .replace(NAME, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 64);
  if (name === '') throw fault('its name has no letter', 'Give it another name.');
  return {
    name,
    args,
    env,
    headers,
    isDisabled: disabled,
    ...(command === undefined ? {} : { command }),
    ...(url === undefined ? {} : { url }),
    ...(envFile === undefined ? {} : { envFile }),
    ...(cwd === undefined ? {} : { cwd }),
  };
}

/** Comments and commas at an end become spaces, so that places stay what they are. */
function withoutComments(text: string): string {
  return stripComments(text, ' ').replace(
    /("(?:[^"\\]|\\[\s\S])*")|,(?=\s*[}\]])/g,
    (_, literal?: string) => literal ?? ' ',
  );
}

/** `.vscode/mcp.json` is about the folder above. */
function projectOf(path: string): string {
  const folder = dirname(path);
  return /^\.(?:vscode|cursor|claude|windsurf)$/.test(basename(folder)) ? dirname(folder) : folder;
}

export function badClientConfig(place: string, what: string, remedy: string): OffswitchError {
  return new OffswitchError('bad-client-config', `${place}: ${what}`, remedy, { file: place });
}
