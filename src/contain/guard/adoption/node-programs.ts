/** Servers of npm: what a launcher would start is looked for where it is installed. */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve, sep } from 'node:path';
import { z } from 'zod';
import { type Found, foldersAbove, namesIn, type Surroundings, unusable } from './found.ts';

/** Flags of npx and its like that take a value. */
const NPX_VALUES: ReadonlySet<string> = new Set(['-p', '--package', '-c', '--call', '-w', '--workspace']);

export function fromNpm(args: readonly string[], around: Surroundings): Found {
  let wanted: string | undefined;
  let at = 0;
  for (; at < args.length; at += 1) {
    const argument = args[at] ?? '';
    if (argument === '--') {
      at += 1;
      break;
    }
    if (!argument.startsWith('-')) break;
    if (/^--package=/.test(argument)) wanted = argument.slice('--package='.length);
    if (!NPX_VALUES.has(argument)) continue;
    at += 1;
    if (argument === '-p' || argument === '--package') wanted = args[at];
  }
  const started = args[at];
  if (started === undefined)
    return unusable('its launcher is given no package', 'Name the package in the arguments.');
  const { name, version } = packageSpec(wanted ?? started);
  const folder = installedPackage(name, version, around);
  if (folder === undefined) {
    const spec = version === undefined ? name : `${name}@${version}`;
    return unusable(
      `the package ${spec} is not installed, and a sandbox without network cannot download it`,
      `Install it: npm install --prefix ${around.project} ${spec}`,
      spec,
    );
  }
  const file = entryOf(folder, wanted === undefined ? undefined : started);
  if (file === undefined)
    return unusable(`the package ${name} has no program of that name`, 'Name one that it has.');
  return nodeProgram(file, args.slice(at + 1));
}

/** `@scope/name@1.2.3`; a tag or a range is no version. */
function packageSpec(text: string): { readonly name: string; readonly version?: string } {
  const [, name = text, version] = /^(@?[^@]+)(?:@(.*))?$/.exec(text) ?? [];
  return version !== undefined && /^\d+\.\d+\.\d+/.test(version) ? { name, version } : { name };
}

/** Beside the configuration and above, the global folder, and what npx has downloaded before. */
function installedPackage(
  name: string,
  version: string | undefined,
  { project, path, home = homedir() }: Surroundings,
): string | undefined {
  const cache = join(home, '.npm', '_npx');
  const folders = [
    ...foldersAbove(project).map((folder) => join(folder, 'node_modules')),
    ...path.split(delimiter).map((folder) => resolve(folder, '..', 'lib', 'node_modules')),
    ...namesIn(cache)
      .map((entry) => join(cache, entry, 'node_modules'))
      .toSorted((left, right) => changed(right) - changed(left)),
  ];
  return folders
    .map((folder) => join(folder, ...name.split('/')))
    .find((folder) => {
      const manifest = manifestIn(folder);
      return manifest !== undefined && (version === undefined || manifest.version === version);
    });
}

function changed(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

const manifestShape = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
});

function manifestIn(folder: string): z.infer<typeof manifestShape> | undefined {
  try {
    return manifestShape.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  } catch {
    return undefined;
  }
}

/** As npx chooses: the only program, or that with the package's own name. */
function entryOf(folder: string, wanted: string | undefined): string | undefined {
  const { name = '', bin } = manifestIn(folder) ?? {};
  if (typeof bin === 'string') return join(folder, bin);
  const programs = Object.entries(bin ?? {});
  const own = wanted ?? name.replace(/^@[^/]*\//, '');
  const chosen =
    programs.find(([program]) => program === own) ?? (programs.length === 1 ? programs[0] : undefined);
  return chosen === undefined ? undefined : join(folder, chosen[1]);
}

export function nodeProgram(file: string, args: readonly string[]): Found {
  if (!existsSync(file)) return unusable(`there is no ${file}`, 'Build or install the server first.');
  const entry = realpathSync(file);
  const owner = packageOf(entry);
  return {
    program: {
      command: [process.execPath, entry],
      args,
      needs: isInModules(entry) ? [] : [owner?.folder ?? dirname(entry)],
      ...(owner?.name === undefined ? {} : { package: owner.name }),
    },
  };
}

/** The package whose manifest is the nearest. */
export function packageOf(file: string): { readonly folder: string; readonly name?: string } | undefined {
  const folder = foldersAbove(dirname(file)).find((one) => manifestIn(one)?.name !== undefined);
  const name = folder === undefined ? undefined : manifestIn(folder)?.name;
  return folder === undefined ? undefined : { folder, ...(name === undefined ? {} : { name }) };
}

/** The sandbox of a server has the whole `node_modules` that its program lies in. */
export function isInModules(file: string): boolean {
  return file.includes(`${sep}node_modules${sep}`);
}

export function fromNode(args: readonly string[], around: Surroundings): Found {
  const at = args.findIndex((argument) => !argument.startsWith('-'));
  const script = args[at];
  if (script === undefined) return unusable('node is given no program', 'Name the server’s file.');
  const found = nodeProgram(resolve(around.project, script), args.slice(at + 1));
  if (!('program' in found) || at === 0) return found;
  const [node = process.execPath, entry = script] = found.program.command;
  return { program: { ...found.program, command: [node, ...args.slice(0, at), entry] } };
}
