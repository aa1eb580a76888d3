/** Servers of PyPI: what a launcher would start is looked for where it is installed. */
import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import {
  type Found,
  firstLine,
  foldersAbove,
  inPath,
  notFound,
  type Surroundings,
  unusable,
} from './found.ts';

export function fromUv(args: readonly string[], around: Surroundings): Found {
  if (args[0] === 'tool' && args[1] === 'run') return fromPython(args.slice(2), around);
  const folder = args[args.findIndex((argument) => ['--directory', '--project'].includes(argument)) + 1];
  const at = args.indexOf('run');
  const behind = args.slice(at + 1);
  const first = behind.findIndex((argument, index) => !isUvFlag(argument, behind[index - 1]));
  const program = first === -1 ? undefined : behind[first];
  const rest = behind.slice(first + 1);
  if (at === -1 || program === undefined)
    return unusable('uv does not run a program here', 'Name the program itself as the command.');
  const project = args.some((argument) => ['--directory', '--project'].includes(argument))
    ? resolve(around.project, folder ?? '.')
    : around.project;
  const environment = join(project, '.venv', 'bin');
  const file = program.endsWith('.py') ? undefined : join(environment, program);
  if (file !== undefined && existsSync(file)) return pythonProgram(file, rest);
  const script = resolve(project, program);
  const python = join(environment, 'python');
  if (existsSync(script) && existsSync(python)) return interpreted(python, [script, ...rest], project);
  return unusable(
    `${program} is not in the environment of ${project}, and a sandbox without network cannot download it`,
    `Run: uv sync --project ${project}`,
    program,
  );
}

function isUvFlag(argument: string, before: string | undefined): boolean {
  return (
    argument.startsWith('-') ||
    ['--directory', '--project', '--with', '--python', '-p'].includes(before ?? '')
  );
}

export function fromPython(args: readonly string[], around: Surroundings): Found {
  const values = new Set(['--from', '--with', '--python', '-p', '--spec']);
  let from: string | undefined;
  let at = 0;
  for (; (args[at] ?? '').startsWith('-'); at += 1) {
    if (args[at] === '--from' || args[at] === '--spec') from = args[at + 1];
    if (values.has(args[at] ?? '')) at += 1;
  }
  const started = args[at];
  if (started === undefined)
    return unusable('its launcher is given no package', 'Name the package in the arguments.');
  const program = started.replace(/[@=<>~[].*$/, '');
  const wanted = (from ?? started).replace(/[@=<>~[].*$/, '');
  const file = pythonScripts(wanted, program, around).find((path) => existsSync(path));
  if (file === undefined)
    return unusable(
      `the program ${program} is not installed, and a sandbox without network cannot download it`,
      `Install it: uv tool install ${wanted}; or into ${join(around.project, '.venv')} with pip.`,
      wanted,
    );
  return pythonProgram(file, args.slice(at + 1), wanted);
}

function pythonScripts(
  name: string,
  program: string,
  { project, path, home = homedir() }: Surroundings,
): readonly string[] {
  const share = join(home, '.local', 'share');
  return [
    ...foldersAbove(project).flatMap((folder) =>
      ['.venv', 'venv'].map((one) => join(folder, one, 'bin', program)),
    ),
    join(share, 'uv', 'tools', name, 'bin', program),
    join(share, 'pipx', 'venvs', name, 'bin', program),
    ...path.split(delimiter).map((folder) => join(folder, program)),
  ];
}

export function pythonProgram(file: string, args: readonly string[], name = basename(file)): Found {
  const script = realpathSync(file);
  const [, interpreter] = /^#!\s*(\/\S+)/.exec(firstLine(script)) ?? [];
  const python = interpreter !== undefined && /python/.test(interpreter) ? interpreter : undefined;
  return {
    program: {
      command: [script],
      args,
      needs: [script, ...(python === undefined ? [] : [python])].flatMap(baseOf),
      package: name,
    },
  };
}

/** The Python that an environment was made with, where that is not the system's. */
function baseOf(program: string): readonly string[] {
  const python = join(dirname(program), 'python');
  const base = existsSync(python) ? dirname(dirname(realpathSync(python))) : undefined;
  return base === undefined || base === '/usr' || base === '/' ? [] : [base];
}

export function fromInterpreter(command: string, args: readonly string[], around: Surroundings): Found {
  const found = inPath(command, around);
  if (found === undefined) return notFound(command);
  return interpreted(found, args, around.project);
}

function interpreted(python: string, args: readonly string[], project: string): Found {
  const at = args.indexOf('-m');
  const module = at === -1 ? undefined : args[at + 1];
  const script = args.find((argument) => argument.endsWith('.py'));
  const file = script === undefined ? undefined : resolve(project, script);
  const given = args.map((argument) => (argument === script && file !== undefined ? file : argument));
  return {
    program: {
      command: [python],
      args: given,
      needs: [...baseOf(python), ...(file === undefined ? [] : [dirname(file)])],
      ...(module === undefined ? {} : { package: module.replaceAll('_', '-') }),
    },
  };
}
