/** Packages of the AI SDK that need not be installed: found beside Offswitch or in the user's folder, loaded on first use. */
import { readFileSync } from 'node:fs';
import { createRequire, findPackageJSON, isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isRecord } from '../../../../kit/canonical.ts';
import { messageOf, OffswitchError, systemCodeOf } from '../../../../kit/errors.ts';

/** npm's own grammar of names, which leaves no room for paths. */
const PACKAGE_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const LONGEST_NAME = 214;

export function isPackageName(name: string): boolean {
  return name.length <= LONGEST_NAME && PACKAGE_NAME.test(name) && !isBuiltin(name);
}

/** The command that installs a package. */
export function installCommand(name: string, major?: number): string {
  return `npm install ${name}${major === undefined ? '' : `@${major}`}`;
}

/** The file a package begins with: beside Offswitch, else as a module in `folder` would find it. */
export function resolvePackage(name: string, folder: string): string | undefined {
  for (const from of [import.meta.url, pathToFileURL(join(folder, 'offswitch.js')).href]) {
    try {
      return createRequire(from).resolve(name);
    } catch (thrown) {
      // A package for `import` alone does not show itself to `require`.
      if (systemCodeOf(thrown) !== 'ERR_PACKAGE_PATH_NOT_EXPORTED') continue;
      const entry = importEntry(name, from);
      if (entry !== undefined) return entry;
    }
  }
  return undefined;
}

function importEntry(name: string, from: string): string | undefined {
  const file = findPackageJSON(name, from);
  if (file === undefined) return undefined;
  const description: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const target = isRecord(description) ? firstTarget(description.exports) : undefined;
  return target === undefined ? undefined : join(dirname(file), target);
}

function firstTarget(exported: unknown): string | undefined {
  if (typeof exported === 'string') return exported;
  if (!isRecord(exported)) return undefined;
  for (const condition of ['.', 'node', 'import', 'default']) {
    const target = firstTarget(exported[condition]);
    if (target !== undefined) return target;
  }
  return undefined;
}

/** The exports of a package. Errors: `missing-package`, with the command that installs it. */
export async function loadPackage(
  name: string,
  folder: string,
  major?: number,
): Promise<Readonly<Record<string, unknown>>> {
  const file = resolvePackage(name, folder);
  if (file === undefined) {
    const command = installCommand(name, major);
    throw new OffswitchError(
      'missing-package',
      `the package ${name} is not installed`,
      `Run "${command}" in this folder.`,
      { package: name, command },
    );
  }
  try {
    const loaded: unknown = await import(pathToFileURL(file).href);
    return isRecord(loaded) ? loaded : {};
  } catch (thrown) {
    throw new OffswitchError(
      'missing-package',
      `the package ${name} cannot be loaded: ${messageOf(thrown)}`,
      `Reinstall it: ${installCommand(name, major)}`,
      { package: name, command: installCommand(name, major) },
      thrown,
    );
  }
}
