/** What is found out about a program that a client starts, and looking for files. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';

export interface Program {
  /** Absolute; the first is what the system starts. */
  readonly command: readonly string[];
  /** Arguments behind it, as the client gives them. */
  readonly args: readonly string[];
  /** The package that it belongs to, where that can be told. */
  readonly package?: string;
  /** Folders that it needs to run, beside the system, `node_modules` and environments of Python that it lies in. */
  readonly needs: readonly string[];
}

/** Why a command cannot be taken over. */
export interface Unusable {
  readonly why: string;
  readonly remedy: string;
  /** What to install, where that is all. */
  readonly missing?: string;
}

export type Found = { readonly program: Program } | { readonly unusable: Unusable };

export interface Surroundings {
  /** The folder that the configuration is about. */
  readonly project: string;
  /** `PATH` of the client. */
  readonly path: string;
  readonly home?: string;
}

export function unusable(why: string, remedy: string, missing?: string): Found {
  return { unusable: { why, remedy, ...(missing === undefined ? {} : { missing }) } };
}

export function foldersAbove(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersAbove(above)];
}

export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

export function firstLine(file: string): string {
  try {
    return readFileSync(file).subarray(0, 512).toString('latin1').split('\n')[0] ?? '';
  } catch {
    return '';
  }
}

export function notFound(command: string): Found {
  return unusable(`there is no program ${command}`, 'Install it, or write its absolute path.', command);
}

export function inPath(command: string, { project, path }: Surroundings): string | undefined {
  const candidates =
    isAbsolute(command) || command.includes('/')
      ? [resolve(project, command)]
      : path.split(delimiter).map((folder) => join(folder, command));
  return candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false);
}
