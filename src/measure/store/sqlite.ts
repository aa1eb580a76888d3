/** The store in one SQLite file: the default for everything that fits one machine. */
import type { DatabaseSync } from 'node:sqlite';
import { OffswitchError } from '../../kit/errors.ts';
import type { Hash } from '../../kit/hash.ts';
import { boundedText, encodeTrial } from './sealing.ts';
import { damagedStore, storeFailure } from './sqlite/failures.ts';
import { type GroupCommit, groupCommit } from './sqlite/group-commit.ts';
import { readJudgements } from './sqlite/judgements.ts';
import { openForReading, openForWriting } from './sqlite/open.ts';
import { type Reader, readerOn } from './sqlite/read.ts';
import { readJournal, readStudy, wholeFault } from './sqlite/surroundings.ts';
import { type Writer, writerOn } from './sqlite/write.ts';
import type { Damage, TrialRecord, TrialStore } from './store.ts';

export interface SqliteStoreOptions {
  /** Largest size of the file in bytes; beyond it the store reports `disk-full`. Default: what the disk holds. */
  readonly maxBytes?: number;
  /** How many event bodies, those used last, are known to be stored without asking the file. Default 20,000 (about 4 MB). */
  readonly rememberedBodies?: number;
}

/**
 * Opens the store at `path`. For writing it is made where there is no file or an empty one, and locked against other
 * writers until it is closed or the process ends, however it ends. Readers are free, also beside a writer.
 *
 * Errors: `store-missing` (reading), `store-locked` and `file-unwritable` (writing), `store-not-a-store`,
 * `store-older`, `store-newer`, `store-damaged`, `file-unreadable`. A rejected file is left as it was.
 *
 * @example
 * const store = openSqliteStore('study.offswitch', 'write');
 * await store.save(record);
 * await store.close();
 */
export function openSqliteStore(
  path: string,
  mode: 'read' | 'write',
  options: SqliteStoreOptions = {},
): TrialStore {
  if (mode === 'read') {
    const connection = openForReading(path);
    return storeOn({ path, connection, release: () => {} });
  }
  const { connection, lock } = openForWriting(path, options.maxBytes);
  const commits = groupCommit(connection, (thrown) => storeFailure(thrown, path));
  const writer = writerOn(connection, options.rememberedBodies ?? 20_000);
  return storeOn({ path, connection, release: lock.release, writing: { commits, writer } });
}

interface OpenFile {
  readonly path: string;
  readonly connection: DatabaseSync;
  readonly release: () => void;
  readonly writing?: { readonly commits: GroupCommit; readonly writer: Writer };
}

function storeOn(file: OpenFile): TrialStore {
  const { path, connection } = file;
  // Whatever SQLite throws gets the store's name and a remedy.
  const naming = <T>(operation: () => T): T => {
    try {
      return operation();
    } catch (thrown) {
      throw storeFailure(thrown, path);
    }
  };
  const reader = naming(() => readerOn(connection));
  let closed = false;

  const writing = () => {
    if (file.writing !== undefined && !closed) return file.writing;
    const state = closed ? 'closed' : 'open for reading only';
    throw new OffswitchError('internal', `the store ${path} is ${state}`, 'Please report this.');
  };
  return {
    readStudy: () => naming(() => readStudy(connection, path)),
    writeStudy(text) {
      const { commits, writer } = writing();
      commits.now(() => writer.putStudy(text));
    },
    keys: () => naming(() => reader.keys().filter((key) => key !== undefined)),
    finishedKeys: () => naming(() => finishedKeys(reader, path)),
    async save(record, { replaceError = false } = {}) {
      const { commits, writer } = writing();
      const trial = encodeTrial(record);
      await commits.add(() => writer.putTrial(trial, replaceError));
    },
    *summaries() {
      for (const [place, id] of naming(reader.ids).entries()) {
        const checked = naming(() => reader.summary(id));
        if ('damage' in checked) throw damagedTrial(path, reader.keys()[place], checked.damage);
        yield checked.sound;
      }
    },
    *replaced() {
      for (const id of naming(reader.replacedIds)) {
        const checked = naming(() => reader.replaced(id));
        if ('damage' in checked) throw damagedTrial(path, undefined, checked.damage);
        yield checked.sound;
      }
    },
    read: (key) => naming(() => readTrial(reader, path, key)),
    check: (key) => naming(() => damageOf(reader, key)),
    checkWhole: () => wholeFault(connection, path) ?? replacedFault(reader),
    async journal(key, index, turn) {
      const { commits, writer } = writing();
      const text = boundedText(turn, `turn ${index}`);
      await commits.add(() => writer.putTurn(key, index, text));
    },
    journalled: (key) => naming(() => readJournal(connection, path, key)),
    async saveJudgement(judgement) {
      const { commits, writer } = writing();
      const text = boundedText(judgement.body, 'a judgement');
      await commits.add(() => writer.putJudgement(judgement, text));
    },
    judgements: () => naming(() => readJudgements(connection, path)),
    journalKeys: () => naming(() => reader.journalKeys()),
    async close() {
      if (closed) return;
      closed = true;
      file.writing?.commits.flush();
      connection.close();
      file.release();
    },
  };
}

function replacedFault(reader: Reader): string | undefined {
  const faults = reader.replacedIds().map((id) => reader.replaced(id));
  const [first] = faults.flatMap((checked) => ('damage' in checked ? [checked.damage.what] : []));
  return first === undefined ? undefined : `a failed trial that was run again: ${first}`;
}

function finishedKeys(reader: Reader, path: string): ReadonlySet<Hash> {
  const keys = new Set<Hash>();
  for (const key of reader.keys()) {
    if (key === undefined) throw damagedStore(path, 'the key of a trial is unreadable');
    keys.add(key);
  }
  return keys;
}

function readTrial(reader: Reader, path: string, key: Hash): TrialRecord | undefined {
  const id = reader.find(key);
  if (id === undefined) return undefined;
  const checked = reader.record(id);
  if ('damage' in checked) throw damagedTrial(path, key, checked.damage);
  return checked.sound;
}

function damageOf(reader: Reader, key: Hash): Damage | undefined {
  const id = reader.find(key);
  if (id === undefined) return { part: 'trial', what: 'there is no trial with this key' };
  const checked = reader.record(id);
  return 'damage' in checked ? checked.damage : undefined;
}

function damagedTrial(path: string, key: Hash | undefined, { part, event, what }: Damage): OffswitchError {
  const trial = key ?? 'with an unreadable key';
  return damagedStore(path, `in the trial ${trial}, ${what}`, { trial, part, event: event ?? null });
}
