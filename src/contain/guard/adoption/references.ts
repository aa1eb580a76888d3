/** What stands for a value in clients' configurations: folders become text, everything else a variable of guard.yaml. */
import { homedir } from 'node:os';
import { basename } from 'node:path';
import { badClientConfig, type ClientConfig } from './client-config.ts';

export interface References {
  /** The text with `${NAME}` for every variable, and the folders filled in. */
  fill(text: string, place: string): string;
  /** Values that clients fall back to, by variable: `${NAME:-value}`. */
  readonly fallbacks: ReadonlyMap<string, string>;
}

/**
 * `${NAME}`, `${NAME:-value}`, `${env:NAME}`, `${input:id}`, `${workspaceFolder}`, `${userHome}`.
 * Errors: `bad-client-config` for any other.
 */
export function references({ path, project }: Pick<ClientConfig, 'path' | 'project'>): References {
  const fallbacks = new Map<string, string>();
  const folders: Readonly<Record<string, string>> = {
    workspaceFolder: project,
    workspaceFolderBasename: basename(project),
    workspaceRoot: project,
    userHome: homedir(),
    pathSeparator: '/',
    '/': '/',
  };
  const filled = (inside: string, place: string): string => {
    const folder = Object.hasOwn(folders, inside) ? folders[inside] : undefined;
    if (folder !== undefined) return folder;
    const [, kind, name, fallback] =
      /^(?:(env|input):)?([A-Za-z_][A-Za-z0-9_.-]*?)(?::-([\s\S]*))?$/.exec(inside) ?? [];
    if (name === undefined)
      throw badClientConfig(
        path,
        `${place} holds \${${inside.slice(0, 80)}}, which nobody here can fill in`,
        'Write the value, or ${NAME} for a variable of the environment.',
      );
    const variable = kind === 'input' ? variableFrom(name) : name.replace(/[.-]/g, '_');
    if (fallback !== undefined) fallbacks.set(variable, fallback);
    return `\${${variable}}`;
  };
  return {
    fill: (text, place) => text.replace(/\$\{([^{}]*)\}/g, (_, inside: string) => filled(inside, place)),
    fallbacks,
  };
}

/** @example variableFrom('github-token') // 'GITHUB_TOKEN' */
export function variableFrom(text: string): string {
  const name = text
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[A-Z]/.test(name) ? name : `V_${name}`;
}
