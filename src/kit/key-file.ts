/** A file with keys, one `NAME=value` a line, that only its owner may read. */
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { OffswitchError, systemCodeOf } from './errors.ts';
import { isPrototypeKey } from './json.ts';

const LARGEST = 1024 * 1024;
const LINE = /^(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/;

/** Errors: `key-file`, which quotes no value. */
export function readKeyFile(path: string): Readonly<Record<string, string>> {
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

/**
 * Lines that are read again as these values. Errors: `key-file` for a value of several lines.
 *
 * @public
 */
export function keyFileText(values: ReadonlyMap<string, string>, path: string): string {
  const lines = [...values].map(([name, value]) => {
    if (/[\r\n\0]/.test(value))
      throw keyFile(
        path,
        `the value of ${name} has several lines, which no key file can hold`,
        'Put it into a file that only the server may read, and name that file in its variable.',
      );
    return `${name}="${value}"\n`;
  });
  return lines.join('');
}
