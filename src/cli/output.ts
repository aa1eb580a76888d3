/** Where a command writes: never over what it uses itself, nor over anything but an earlier report. */
import { accessSync, closeSync, constants, openSync, readSync, type Stats, statSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { OffswitchError, pathFailure, systemCodeOf } from '../kit/errors.ts';
import { whereLinksLead, writeWhole } from '../kit/files.ts';
import { whileWaiting } from '../kit/waiting.ts';
import { loadConfig } from '../measure/agents/config.ts';
import { wordsOf } from '../measure/agents/mcp/words.ts';
import { reporters } from '../measure/report/registry.ts';
import { fileOfStore } from '../measure/store/open.ts';

export interface Output {
  /** As it was given. */
  readonly path: string;
  /** Whether it is standard output, so that nothing else may be printed there. */
  readonly isStandard: boolean;
  /** Writes the whole text or nothing; what must not be written over is looked for once more. */
  write(text: string): Promise<void>;
}

/** What a command reads or writes beside its output. */
export interface FilesInUse {
  readonly stores?: readonly (string | undefined)[];
  /** Ids of agents, which may name files. */
  readonly agents?: readonly string[];
  readonly files?: readonly (string | undefined)[];
}

/** What may be written over. */
export interface Earlier {
  /** How an output of this command begins; where it is not said, those are that any report begins with. */
  readonly begins?: RegExp;
}

const STANDARD = new Set(['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']);
/** What SQLite and the lock of writers keep beside a store. */
const BESIDE_A_STORE = /-(?:wal|shm|journal|lock)$/;
const HEAD_BYTES = 64 * 1024;

/**
 * A place to write to, checked before anything is run or bought; `-` is standard output. Only a report
 * that was written earlier is replaced. Errors: `file-unwritable`, `would-overwrite`.
 *
 * @example
 * const output = outputTo(options.out, { stores: [path] });
 * await output.write(text);
 */
export function outputTo(path: string, inUse: FilesInUse & Earlier = {}): Output {
  const isStandard = STANDARD.has(path);
  const used = usedFiles(inUse);
  const begins = inUse.begins === undefined ? reportsBegin() : [inUse.begins];
  const check = () => {
    if (path !== '-') demandFree(path, used, begins);
  };
  check();
  return {
    path,
    isStandard,
    write: async (text) => {
      check();
      if (isStandard) process.stdout.write(text);
      else if (statSync(path, { throwIfNoEntry: false })?.isFIFO()) await writeToPipe(path, text);
      else writeWhole(path, text);
    },
  };
}

/** Errors: `bad-flag` where something else is printed to standard output, too. */
export function demandAlone({ path, isStandard }: Output, other: string | undefined): void {
  if (!isStandard || other === undefined) return;
  throw new OffswitchError(
    'bad-flag',
    `--out ${path} and ${other} would both go to standard output`,
    'Give --out a file, or leave one of the two out.',
  );
}

/** Files that settings name: those of the command line, of the environment and of the configuration. */
export async function settingsFiles({
  config: file,
  prices,
}: {
  readonly config?: string;
  readonly prices?: string;
}): Promise<readonly (string | undefined)[]> {
  const config = await loadConfig(process.env, process.cwd(), file);
  return [prices, config?.file, config?.prices, config?.keyFile, process.env.OFFSWITCH_KEY_FILE?.trim()];
}

function usedFiles({ stores = [], agents = [], files = [] }: FilesInUse): readonly string[] {
  return [
    ...stores.map((url) => (url === undefined ? undefined : fileOfStore(url))),
    ...agents.flatMap((id) => (id.startsWith('mcp:') ? wordsOf(id.slice(4)) : id.replace(/^\w+:/, ''))),
    ...files,
  ].flatMap((file) => file || []);
}

/** Errors: `would-overwrite` where the command uses the file for something else, also under another name. */
export function demandUnused(path: string, inUse: FilesInUse): void {
  demandNoneOf(path, usedFiles(inUse));
}

function demandNoneOf(path: string, used: readonly string[]): void {
  const place = whereLinksLead(path);
  const same = used.find((file) => isSame(place, whereLinksLead(file)));
  if (same !== undefined)
    throw taken(path, `the same command uses it${same === path ? '' : ` under the name ${same}`}`);
}

function demandFree(path: string, used: readonly string[], begins: readonly RegExp[]): void {
  demandNoneOf(path, used);
  const place = whereLinksLead(path);
  const store = BESIDE_A_STORE.test(place) ? place.replace(BESIDE_A_STORE, '') : undefined;
  if (store !== undefined && used.some((file) => isSame(store, whereLinksLead(file))))
    throw taken(path, 'it belongs to the store beside it');
  const status = demandWritable(path, place);
  if (store !== undefined && isDatabase(headOf(store)))
    throw taken(path, 'it belongs to the store beside it');
  // What a shell has opened as standard output, it was told to write to.
  const kept = status?.isFile() && !STANDARD.has(path) ? keptFor(place, begins) : undefined;
  if (kept !== undefined) throw taken(path, kept);
}

function taken(path: string, why: string): OffswitchError {
  return new OffswitchError(
    'would-overwrite',
    `${path} is not written over: ${why}`,
    'Name another file, or move this one away first; only earlier reports are replaced.',
    { file: path },
  );
}

/** The status of what is there. A file is written beside itself and so needs its folder; pipes and devices do not. */
function demandWritable(path: string, place: string): Stats | undefined {
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status?.isDirectory() || path.endsWith('/') || path.endsWith(sep)) throw new Error('it is a folder');
    if (status?.isSocket()) throw new Error('it is a socket');
    if (status !== undefined) accessSync(path, constants.W_OK);
    if (status === undefined || status.isFile()) accessSync(dirname(place), constants.W_OK);
    return status;
  } catch (thrown) {
    throw cannotWrite(path, thrown);
  }
}

function cannotWrite(path: string, thrown: unknown): OffswitchError {
  return new OffswitchError(
    'file-unwritable',
    `cannot write ${path}: ${pathFailure(thrown)}`,
    'Check the path and its permissions.',
    { file: path, system: systemCodeOf(thrown) ?? null },
    thrown,
  );
}

/** By name, or as hard links are. */
function isSame(place: string, other: string): boolean {
  if (place === other) return true;
  const [one, two] = [place, other].map((file) => identityOf(file));
  return one !== undefined && one === two;
}

function identityOf(file: string): string | undefined {
  try {
    const { dev, ino } = statSync(file, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

/** Opening a pipe stops the process until somebody reads it, so a reader is waited for before. */
async function writeToPipe(path: string, text: string): Promise<void> {
  const reader = await whileWaiting(`a reader of the pipe ${path}`, readerOf(path));
  try {
    writeWhole(path, text);
  } finally {
    closeSync(reader);
  }
}

const LOOK_MS = 50;

/** A handle that keeps the pipe open. */
async function readerOf(path: string): Promise<number> {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (thrown) {
      if (systemCodeOf(thrown) !== 'ENXIO') throw cannotWrite(path, thrown);
    }
    await pause(LOOK_MS);
  }
}

function reportsBegin(): readonly RegExp[] {
  return Object.values(reporters).map(({ begins }) => begins);
}

const DATABASE = 'a store, or another database';

/** Why what is there is kept; undefined for an earlier report, told by its first bytes, and an empty file. */
function keptFor(file: string, begins: readonly RegExp[]): string | undefined {
  const head = headOf(file);
  if (head === undefined) return 'it cannot be read';
  if (head.length === 0) return undefined;
  if (isDatabase(head)) return `it holds ${DATABASE}`;
  const text = head.toString('utf8').replace(/^\ufeff/, '');
  return begins.some((form) => form.test(text))
    ? undefined
    : 'it does not begin as a report of Offswitch does';
}

function isDatabase(head: Buffer | undefined): boolean {
  return head?.toString('latin1', 0, 15) === 'SQLite format 3';
}

/** Undefined where there is no file, or none that can be read. */
function headOf(file: string): Buffer | undefined {
  let handle: number | undefined;
  try {
    if (!statSync(file).isFile()) return undefined;
    handle = openSync(file, 'r');
    const head = Buffer.alloc(HEAD_BYTES);
    return head.subarray(0, readSync(handle, head, 0, head.length, 0));
  } catch {
    return undefined;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
