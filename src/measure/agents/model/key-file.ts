/** A file with keys, one `NAME=value` a line, that only its owner may read. */
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { resolve } from 'node:path';
import { OffswitchError, systemCodeOf } from '../../../kit/errors.ts';
import { isPrototypeKey } from '../../../kit/json.ts';
import type { AgentOptions } from '../agent.ts';

type Environment = AgentOptions['environment'];

const LARGEST = 1024 * 1024;
const LINE = /^(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/;

/**
 * The options with the variables of the key file that OFFSWITCH_KEY_FILE or the configuration names; what the
 * environment itself sets stays. Errors: `key-file`, which quotes no value.
 */
export function withKeyFile(options: AgentOptions): AgentOptions {
  const { environment, folder, config } = options;
  const named = environment.OFFSWITCH_KEY_FILE?.trim();
  const path = named ? resolve(folder, named) : config?.keyFile;
  if (path === undefined) return options;
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== '');
  return { ...options, environment: { ...readKeyFile(path), ...Object.fromEntries(set) } };
}

/** Reads such a file. Errors: `key-file`, which quotes no value. */
export function readKeyFile(path: string): Environment {
  const values = new Map<string, string>();
  for (const [index, raw] of contentOf(path).split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined || isPrototypeKey(name)) {
      throw keyFile(
        path,
        `line ${index + 1} is not NAME=value`,
        'Write one NAME=value a line; # begins a comment.',
      );
    }
    values.set(name, unquoted(value));
  }
  return Object.fromEntries(values);
}

function unquoted(value: string): string {
  const quoted = /^(["'])(.*)\1\s*(?:#.*)?$/.exec(value);
  return quoted?.[2] ?? value.replace(/\s+#.*$/, '');
}

/** The very file that was checked is read: another one cannot be put in its place between the two. */
function contentOf(path: string): string {
  let file: number | undefined;
  try {
    // A pipe without a writer would hold a plain open for ever.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    demandPrivate(fstatSync(file), path);
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    if (thrown instanceof OffswitchError) throw thrown;
    const system = systemCodeOf(thrown) ?? 'unknown error';
    throw keyFile(path, `it cannot be read (${system})`, 'Check the path and its permissions.');
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function demandPrivate(status: Stats, path: string): void {
  if (!status.isFile()) throw keyFile(path, 'it is not a regular file', 'Name a plain file.');
  if (status.size > LARGEST)
    throw keyFile(path, 'it is larger than 1 MiB', 'Name a file that holds keys alone.');
  const user = process.getuid?.();
  if (user === undefined) return;
  if (status.uid !== user && status.uid !== 0)
    throw keyFile(path, 'it belongs to another user', 'Make a file of your own.');
  if ((status.mode & 0o077) !== 0)
    throw keyFile(path, 'others may read or change it', `Take their rights away: chmod 600 ${path}`);
}

function keyFile(path: string, what: string, remedy: string): OffswitchError {
  return new OffswitchError('key-file', `key file ${path}: ${what}`, remedy, { file: path });
}
