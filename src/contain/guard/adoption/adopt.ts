/** From a server of a client's configuration to an upstream of guard.yaml. */
import { copyFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { Mount } from '../../sandbox/spec.ts';
import { systemMounts } from '../../sandbox/system.ts';
import { catalogues } from '../config/catalogues/registry.ts';
import { userFor } from '../confined/users.ts';
import { badClientConfig, type ClientConfig, type ClientServer } from './client-config.ts';
import type { Program } from './found.ts';
import { findProgram } from './programs.ts';
import { type References, variableFrom } from './references.ts';
import { type Vault, variableIn, withoutSecrets } from './vault.ts';

/** As it is written into guard.yaml. */
export interface UpstreamLines {
  readonly command?: readonly string[];
  readonly url?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly directory?: string;
  readonly catalogue?: string;
  readonly sandbox?: {
    readonly network?: 'host';
    readonly mounts?: readonly Mount[];
    readonly user?: number;
  };
}

export interface Adopted {
  readonly name: string;
  readonly lines: UpstreamLines;
  /** For the person who reads guard.yaml. */
  readonly notes: readonly string[];
}

export interface Adoption {
  readonly config: ClientConfig;
  readonly references: References;
  readonly kept: Vault;
  /** `PATH` of the client. */
  readonly path: string;
  /** Where servers may keep what they write beside nothing else. */
  readonly files: string;
  /** Makes a folder of `files`; called once it is clear that nothing stands in the way. */
  readonly make: (folder: string, then?: () => void) => void;
}

/** What a server needs that its package does not say. */
interface Habits {
  readonly network?: 'host';
  readonly why?: string;
}
const habits: Readonly<Record<string, Habits>> = {
  fetch: {
    network: 'host',
    why: 'It fetches addresses, so it has the network; its tools can still be called only through the guard.',
  },
  postgres: {
    network: 'host',
    why: 'It connects to a database, so it has the network; its tools can still be called only through the guard.',
  },
};

/** Errors: `bad-client-config`, `missing-package`. */
export function adopt(
  server: ClientServer,
  adoption: Adoption,
): Adopted | { readonly missing: string; readonly remedy: string } {
  const { references, config } = adoption;
  const place = (member: string) => `${server.name}.${member}`;
  if (server.url !== undefined) return adoptAddress(server, adoption);
  const command = references.fill(server.command ?? '', place('command'));
  const args = server.args.map((argument, index) => references.fill(argument, place(`args.${index}`)));
  const project =
    server.cwd === undefined
      ? config.project
      : resolve(config.project, references.fill(server.cwd, place('cwd')));
  const found = findProgram(command, args, { project, path: adoption.path });
  if ('unusable' in found) {
    const { why, remedy, missing } = found.unusable;
    if (missing !== undefined) return { missing: `${server.name}: ${why}`, remedy };
    throw badClientConfig(
      config.path,
      `the server "${server.name}": ${why}`,
      `${remedy} Or leave it out: --without ${server.name}.`,
    );
  }
  return adoptProgram(server, found.program, project, adoption);
}

function adoptProgram(server: ClientServer, program: Program, project: string, adoption: Adoption): Adopted {
  const { kept } = adoption;
  const catalogue = catalogueOf(program);
  const environment = environmentOf(server, adoption);
  const notes: string[] = [];
  const given =
    catalogue === 'files'
      ? program.args.map((argument) => (argument.startsWith('-') ? argument : resolve(project, argument)))
      : program.args;
  if (catalogue === 'memory') addMemory(server, program, environment, adoption, notes);
  const { network, why } = habits[catalogue ?? ''] ?? {};
  if (why !== undefined) notes.push(why);
  const own = ownPaths(server, catalogue, given, environment, project, adoption);
  const isOwnFolder = (path: string) => isFolder(path) || path.startsWith(`${adoption.files}/`);
  const directory = own.find(isOwnFolder) ?? project;
  if (catalogue === undefined)
    notes.push(
      'It is not known what its tools do: every line below says class other, which is denied, until a person has said it.',
    );
  const needsFolder = catalogue !== 'postgres' && catalogue !== 'fetch';
  // The folder of the project is that of guard.yaml and its keys, too.
  const isGiven = own.some(isOwnFolder);
  if (needsFolder && !isGiven)
    notes.push(
      `No folder stands in its arguments: it sees ${directory}, and may write nowhere. Name a folder of its own as a mount with access write, if it has to.`,
    );
  const writable = needsFolder && isGiven ? [...own, directory] : own;
  const readable = needsFolder && !isGiven ? [...program.needs, directory] : program.needs;
  return {
    name: server.name,
    notes,
    lines: {
      command: [...program.command, ...withoutSecrets(given, server.name, kept)],
      ...(Object.keys(environment).length === 0 ? {} : { environment }),
      directory,
      ...(catalogue === undefined ? {} : { catalogue }),
      ...sandboxOf(network, directory, mountsOf(readable, writable)),
    },
  };
}

/** What guard.yaml has to say of it: the directory alone is mounted by itself. */
function sandboxOf(
  network: 'host' | undefined,
  directory: string,
  mounts: readonly Mount[],
): Pick<UpstreamLines, 'sandbox'> {
  const user = userOf(mounts);
  const [only, ...others] = mounts;
  const isUsual = others.length === 0 && only?.from === directory && only.access === 'write';
  if (network === undefined && user === undefined && isUsual) return {};
  return {
    sandbox: {
      ...(network === undefined ? {} : { network }),
      ...(isUsual ? {} : { mounts }),
      ...(user === undefined ? {} : { user }),
    },
  };
}

/** As root: whoever owns what it works on, so that servers that share a folder are one user. */
function userOf(mounts: readonly Mount[]): number | undefined {
  const [first] = mounts.filter(({ access }) => access === 'write');
  if (process.getuid?.() !== 0 || first === undefined) return undefined;
  const owner = statSync(first.from, { throwIfNoEntry: false })?.uid ?? 0;
  return owner >= 1000 ? owner : userFor(`folder ${first.from}`);
}

function catalogueOf({ package: name }: Program): string | undefined {
  return Object.entries(catalogues).find(([, catalogue]) => catalogue.package === name)?.[0];
}

function adoptAddress(server: ClientServer, adoption: Adoption): Adopted {
  const { references, config, kept } = adoption;
  const address = references.fill(server.url ?? '', `${server.name}.url`);
  if (!URL.canParse(address.replace(/\$\{\w+\}/g, 'x')))
    throw badClientConfig(
      config.path,
      `the server "${server.name}" has no address as its url`,
      'Write it as https://example.com/mcp.',
    );
  const headers = Object.entries(server.headers).map(([header, value]) => {
    const text = references.fill(value, `${server.name}.headers.${header}`);
    if (/^(?:[A-Za-z][A-Za-z0-9-]* )?\$\{\w+\}$/.test(text)) return [header, text] as const;
    const [, scheme = '', secret = text] = /^([A-Za-z][A-Za-z0-9-]* )?(\S+)$/.exec(text) ?? [];
    return [header, `${scheme}\${${kept.keep(`${server.name}_${header}`, secret)}}`] as const;
  });
  const [, user] = /^https?:\/\/([^/@]+)@/.exec(address) ?? [];
  if (user !== undefined) {
    const basic = Buffer.from(decodeURIComponent(user)).toString('base64');
    headers.push(['Authorization', `Basic \${${kept.keep(`${server.name}_basic`, basic)}}`]);
  }
  return {
    name: server.name,
    notes: [
      'It is not known what its tools do: every line below says class other, which is denied, until a person has said it.',
    ],
    lines: {
      url: withoutCredentials(address, server.name, kept),
      ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
    },
  };
}

/** Values of a query that look like keys leave it, and so do a user and a password, which are a header. */
function withoutCredentials(address: string, name: string, kept: Vault): string {
  return address
    .replace(/^(https?:\/\/)[^/@]+@/, '$1')
    .replace(/([?&])([^=&#]+)=([^&#]+)/g, (all: string, before: string, key: string, value: string) => {
      if (!/key|token|secret|password/i.test(key) || variableIn(value) !== undefined) return all;
      return `${before}${key}=\${${kept.keep(`${name}_${key}`, decodeURIComponent(value))}}`;
    });
}

/** Every value is kept: which of them are secrets nobody can tell. */
function environmentOf(server: ClientServer, { references, config, kept }: Adoption): Record<string, string> {
  const file =
    server.envFile === undefined
      ? {}
      : parsedFile(
          resolve(config.project, references.fill(server.envFile, `${server.name}.envFile`)),
          config,
        );
  const all = Object.entries({ ...file, ...server.env });
  return Object.fromEntries(
    all.map(([name, value]) => {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
        throw badClientConfig(
          config.path,
          `the server "${server.name}": ${JSON.stringify(name)} is no name of a variable`,
          'Correct it in env.',
        );
      const text = references.fill(value ?? '', `${server.name}.env.${name}`);
      if (variableIn(text) !== undefined) return [name, text];
      if (/\$\{\w+\}/.test(text))
        throw badClientConfig(
          config.path,
          `the server "${server.name}": env.${name} puts a variable into a longer text`,
          'Write the whole value, or one variable that holds it.',
        );
      return [name, `\${${kept.keep(variableFrom(name) === name ? name : `${server.name}_${name}`, text)}}`];
    }),
  );
}

function parsedFile(path: string, config: ClientConfig): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch {
    throw badClientConfig(
      config.path,
      `the envFile ${path} cannot be read`,
      'Check its path, or write the variables into env.',
    );
  }
}

/** The reference server keeps its memory beside its program, where a sandbox lets nobody write. */
function addMemory(
  server: ClientServer,
  program: Program,
  environment: Record<string, string>,
  { files, make, kept }: Adoption,
  notes: string[],
): void {
  if (environment.MEMORY_FILE_PATH !== undefined) return;
  const folder = join(files, server.name);
  const file = join(folder, 'memory.jsonl');
  const before = ['memory.jsonl', 'memory.json']
    .map((name) => join(dirname(program.command.at(-1) ?? ''), name))
    .find((path) => existsSync(path));
  make(folder, before === undefined ? undefined : () => copyFileSync(before, file));
  environment.MEMORY_FILE_PATH = `\${${kept.keep(`${server.name}_FILE_PATH`, file)}}`;
  notes.push(
    before === undefined
      ? `It keeps its memory in ${file}.`
      : `It keeps its memory in ${file}, which began as a copy of ${before}.`,
  );
}

/** Paths in arguments and variables that are there, or that it is to make. */
function ownPaths(
  server: ClientServer,
  catalogue: string | undefined,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  project: string,
  { kept, files, config }: Adoption,
): readonly string[] {
  const values = Object.values(environment).flatMap((text) => kept.values.get(variableIn(text) ?? '') ?? []);
  const texts = [...args.map((argument) => /^--?[\w-]+=(.+)$/.exec(argument)?.[1] ?? argument), ...values];
  const paths = texts
    .filter((text) => isAbsolute(text) || /^\.{1,2}\//.test(text))
    .map((text) => resolve(project, text));
  if (catalogue === 'files')
    for (const path of paths)
      if (!isFolder(path))
        throw badClientConfig(
          config.path,
          `the server "${server.name}": there is no folder ${path}`,
          'Make it, or take it out of the arguments.',
        );
  if (paths.includes('/'))
    throw badClientConfig(
      config.path,
      `the server "${server.name}" is given the whole machine (/)`,
      'Name the folders that it works on.',
    );
  return paths.flatMap((path) => {
    if (existsSync(path)) return path;
    // A file that it makes when it is first needed.
    return isFolder(dirname(path)) || dirname(path).startsWith(files) ? dirname(path) : [];
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** What it runs with, to read; what it works on, to write. Nothing twice, and nothing that the system has. */
function mountsOf(needs: readonly string[], own: readonly string[]): readonly Mount[] {
  const system = systemMounts().map(({ to }) => to);
  const written = outermost(own, system);
  const read = outermost(needs, [...system, ...written]);
  return [
    ...read.map((path) => ({ from: path, to: path, access: 'read' as const })),
    ...written.map((path) => ({ from: path, to: path, access: 'write' as const })),
  ];
}

/** Those that lie in no other, nor in what is there anyway. */
function outermost(paths: readonly string[], there: readonly string[]): readonly string[] {
  const all = [...new Set(paths)];
  const others = (path: string) => [...there, ...all.filter((other) => other !== path)];
  return all.filter(
    (path) => !there.includes(path) && !others(path).some((other) => path.startsWith(`${other}/`)),
  );
}
