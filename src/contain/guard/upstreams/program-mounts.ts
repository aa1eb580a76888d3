/** What a server's program needs to be seen of the host, worked out from its command: no more than that. */
import { accessSync, constants, existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { OffswitchError } from '../../../kit/errors.ts';
import { printable } from '../../../kit/text.ts';
import { isWithin } from '../../sandbox/layout.ts';
import type { Mount } from '../../sandbox/spec.ts';
import { systemMounts } from '../../sandbox/system.ts';

const SCRIPT = /\.(?:[cm]?[jt]s|py|rb|sh)$/;
const MODULES = '/node_modules/';

/** The absolute path of a command's program. Errors: `bad-sandbox`. */
export function programPath(word: string, search: string = process.env.PATH ?? ''): string {
  const found = word.includes('/')
    ? [isAbsolute(word) ? word : undefined]
    : search.split(delimiter).map((folder) => join(folder, word));
  const path = found.find(
    (candidate) => candidate !== undefined && isAbsolute(candidate) && isExecutable(candidate),
  );
  if (path !== undefined) return path;
  throw new OffswitchError(
    'bad-sandbox',
    `the program ${printable(word)} of an upstream is not there, or may not be executed`,
    'Give its absolute path in `command` of guard.yaml, or install it.',
    { command: word },
  );
}

/**
 * The system's programs, Node, and where the program and the scripts among its arguments lie: of a package the
 * `node_modules` it was installed in, of a Python environment the environment, else the file alone.
 */
export function programMounts(program: string, args: readonly string[]): readonly Mount[] {
  const scripts = args.filter((word) => isAbsolute(word) && SCRIPT.test(word) && isFile(word));
  const files = [process.execPath, program, ...scripts];
  const homes = new Set(files.flatMap((path) => [path, realpathSync(path)]).flatMap(homesOf));
  const system = systemMounts();
  const others = [...homes]
    .filter(
      (path) =>
        ![...homes, ...system.map(({ to }) => to)].some((other) => other !== path && isWithin(path, other)),
    )
    .map((path) => ({ from: path, to: path, access: 'read' as const }));
  return [...system, ...others.filter(({ to }) => !system.some((mount) => mount.to === to))];
}

function homesOf(path: string): readonly string[] {
  const modules = path.indexOf(MODULES);
  if (modules >= 0) return [path.slice(0, modules + MODULES.length - 1)];
  for (let folder = dirname(path); folder !== '/'; folder = dirname(folder)) {
    const settings = join(folder, 'pyvenv.cfg');
    if (existsSync(settings)) return [folder, ...pythonOf(settings)];
  }
  return [path];
}

/** The Python that an environment was made with: its programs' folder stands in the settings. */
function pythonOf(settings: string): readonly string[] {
  const home = /^home\s*=\s*(\/.+?)\s*$/m.exec(readFileSync(settings, 'utf8'))?.[1];
  return home === undefined || dirname(home) === '/' ? [] : [dirname(home)];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return isFile(path);
  } catch {
    return false;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
