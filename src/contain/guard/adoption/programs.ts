/**
 * Which program a client's command starts. A launcher (`npx`, `uvx`) downloads at every start, which nothing in a
 * sandbox can: what it would start is looked for where it is installed.
 */
import { realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type Found, firstLine, inPath, notFound, type Surroundings, unusable } from './found.ts';
import { fromNode, fromNpm, isInModules, nodeProgram, packageOf } from './node-programs.ts';
import { fromInterpreter, fromPython, fromUv, pythonProgram } from './python-programs.ts';

const CONTAINERS: ReadonlySet<string> = new Set(['docker', 'podman', 'nerdctl', 'container']);
const NODE_LAUNCHERS: ReadonlySet<string> = new Set(['npx', 'bunx', 'pnpx']);
const PYTHON_LAUNCHERS: ReadonlySet<string> = new Set(['uvx', 'pipx']);
const SHELLS: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'zsh',
  'dash',
  'fish',
  'cmd',
  'powershell',
  'pwsh',
]);

export function findProgram(command: string, args: readonly string[], around: Surroundings): Found {
  const name = basename(command).replace(/\.(?:exe|cmd)$/i, '');
  const [first = '', ...rest] = args;
  if (CONTAINERS.has(name))
    return unusable(
      `${name} would start it outside of every sandbox of the guard`,
      'Install the server itself, and name its program as the command.',
    );
  if (SHELLS.has(name))
    return unusable(
      'a shell starts it, and what the shell does cannot be told',
      'Name the program itself as the command.',
    );
  if (NODE_LAUNCHERS.has(name)) return fromNpm(args, around);
  if (
    (name === 'npm' && ['exec', 'x'].includes(first)) ||
    (['pnpm', 'yarn'].includes(name) && first === 'dlx')
  )
    return fromNpm(rest, around);
  if (PYTHON_LAUNCHERS.has(name)) return fromPython(name === 'pipx' && first === 'run' ? rest : args, around);
  if (name === 'uv') return fromUv(args, around);
  if (name === 'node') return fromNode(args, around);
  if (/^python(?:\d[\d.]*)?$/.test(name)) return fromInterpreter(command, args, around);
  return fromPath(command, args, around);
}

function fromPath(command: string, args: readonly string[], around: Surroundings): Found {
  const file = inPath(command, around);
  if (file === undefined) return notFound(command);
  const entry = realpathSync(file);
  const line = firstLine(entry);
  if (/^#!.*\bnode\b/.test(line)) return nodeProgram(entry, args);
  if (/^#!.*\bpython/.test(line)) return pythonProgram(file, args);
  const owner = packageOf(entry);
  return {
    program: {
      command: [entry],
      args,
      needs: isInModules(entry) ? [] : [dirname(entry)],
      ...(owner?.name === undefined ? {} : { package: owner.name }),
    },
  };
}
