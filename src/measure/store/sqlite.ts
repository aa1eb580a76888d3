/** The store in one SQLite file: the default for everything that fits one machine. */
import type { DatabaseSync } from 'node:sqlite';
import { OffswitchError } from '../../kit/errors.ts';
import { type Hash, hashText } from '../../kit/hash.ts';
import { boundedText, encodeAssessment, encodeTrial } from './sealing.ts';
import { discrepanciesOf, removedFrom } from './sqlite/account.ts';
import { FIRST_VERSION, recordSpanOf, tablesOf } from './sqlite/earlier.ts';
import { damagedStore, storeFailure } from './sqlite/failures.ts';
import { type GroupCommit, groupCommit } from './sqlite/group-commit.ts';
import { ledgerOn, readTip, startLedger } from './sqlite/ledger.ts';
import { damagedTrial, faultOf, listings } from './sqlite/listings.ts';
import { migrate } from './sqlite/migrate.ts';
import { openForReading, openForWriting } from './sqlite/open.ts';
import { type Reader, readerOn } from './sqlite/read.ts';
import { APPLICATION_ID, isAccounted, SCHEMA_VERSION, type StoreFormat } from './sqlite/schema.ts';
import { readCells, readJournal, readStudy, unusedTexts } from './sqlite/surroundings.ts';
import { type Writer, writerOn } from './sqlite/write.ts';
import type { Damage, Discrepancy, TrialRecord, TrialStore, TrialSummary } from './store.ts';

export interface SqliteStoreOptions {
  /** Largest size of the file in bytes; beyond it the store reports `disk-full`. Default: what the disk holds. */
  readonly maxBytes?: number;
  /** How many event bodies, those used last, are known to be stored without asking the file. Default 20,000 (about 4 MB). */
  readonly rememberedBodies?: number;
}

const trialStores: StoreFormat = {
  applicationId: APPLICATION_ID,
  firstVersion: FIRST_VERSION,
  version: SCHEMA_VERSION,
  tablesOf,
  begin: startLedger,
  migrate,
  made: 'Run a study into it first.',
};

/** Opens the store at `path`; see `openStore`. */
export function openSqliteStore(
  path: string,
  mode: 'read' | 'write',
  options: SqliteStoreOptions = {},
): TrialStore {
  if (mode === 'read') {
    const connection = openForReading(path, trialStores);
    return storeOn({ path, connection, release: () => {} });
  }
  const { connection, lock } = openForWriting(path, trialStores, options.maxBytes);
  try {
    const tip = readTip(connection);
    if (tip === undefined) throw damagedStore(path, 'the mark of where its ledger ends is altered or gone');
    const ledger = ledgerOn(connection, tip);
    const commits = groupCommit(connection, ledger.settle, (thrown) => storeFailure(thrown, path));
    const writer = writerOn(connection, ledger, options.rememberedBodies ?? 20_000);
    return storeOn({ path, connection, release: lock.release, writing: { commits, writer } });
  } catch (thrown) {
    connection.close();
    lock.release();
    throw storeFailure(thrown, path);
  }
}

interface OpenFile {
  readonly path: string;
  readonly connection: DatabaseSync;
  readonly release: () => void;
  readonly writing?: Writing;
}

interface Writing {
  readonly commits: GroupCommit;
  readonly writer: Writer;
}

/** Runs what asks the file; whatever SQLite throws gets the store's name and a remedy. */
type Naming = <T>(operation: () => T) => T;

function storeOn(file: OpenFile): TrialStore {
  const { path, connection } = file;
  const naming: Naming = (operation) => {
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
  const { summaries, replaced, assessments } = listings(reader, path, naming);
  return {
    ...writingMethods(writing),
    readStudy: async () => naming(() => readStudy(connection, path)),
    planned: async () => naming(() => readCells(connection, path)),
    keys: async () => naming(() => reader.keys().filter((key) => key !== undefined)),
    finishedKeys: async () => naming(() => finishedKeys(reader, path)),
    summaries,
    summary: async (key) => naming(() => summaryOf(reader, path, key)),
    replaced,
    read: async (key) => naming(() => readTrial(reader, path, key)),
    check: async (key) => naming(() => damageOf(reader, key)),
    checkWhole: () => faultOf(connection, path, { replaced, assessments }),
    discrepancies: async () => naming(() => discrepancies(connection)),
    recordSpan: async () => naming(() => recordSpanOf(connection)),
    countRemoved: async () => naming(() => removedFrom(connection)),
    unusedTexts: async () => naming(() => unusedTexts(connection)),
    journalled: async (key) => naming(() => readJournal(connection, path, key)),
    journalKeys: async () => naming(() => reader.journalKeys()),
    assessments,
    lacks: async () => naming(() => reader.lacks()),
    async close() {
      if (closed) return;
      closed = true;
      file.writing?.commits.flush();
      connection.close();
      file.release();
    },
  };
}

type WritingMethod = 'writeStudy' | 'plan' | 'save' | 'journal' | 'saveAssessments';

/** `writing` throws where nothing can be written. */
function writingMethods(writing: () => Writing): Pick<TrialStore, WritingMethod> {
  return {
    async writeStudy(text) {
      const { commits, writer } = writing();
      commits.now(() => writer.putStudy(text));
    },
    async plan(cells) {
      const { commits, writer } = writing();
      const encoded = cells.map(({ spec, trials }) => {
        const text = boundedText(spec, 'a cell of the plan');
        return { key: hashText(text), spec: text, trials };
      });
      commits.now(() => writer.putCells(encoded));
    },
    async save(record, { assessments = [], replaceError = false } = {}) {
      const { commits, writer } = writing();
      const trial = encodeTrial(record);
      const encoded = assessments.map((assessment) => encodeAssessment(assessment, trial.head));
      await commits.add(() => writer.putTrial(trial, encoded, replaceError));
    },
    async journal(key, index, turn) {
      const { commits, writer } = writing();
      const text = boundedText(turn, `turn ${index}`);
      await commits.add(() => writer.putTurn(key, index, text));
    },
    async saveAssessments(assessments) {
      const { commits, writer } = writing();
      const encoded = assessments.map((assessment) => encodeAssessment(assessment));
      await commits.add(() => writer.putAssessments(encoded));
    },
  };
}

/** In one transaction: another process may be writing. */
function discrepancies(connection: DatabaseSync): readonly Discrepancy[] {
  if (!isAccounted(connection)) return [];
  connection.exec('BEGIN');
  try {
    return discrepanciesOf(connection);
  } finally {
    connection.exec('COMMIT');
  }
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

function summaryOf(reader: Reader, path: string, key: Hash): TrialSummary | undefined {
  const id = reader.find(key);
  const checked = id === undefined ? undefined : reader.summaries('trials', [id])[0];
  if (checked === undefined) return undefined;
  if ('damage' in checked) throw damagedTrial(path, key, checked.damage);
  return checked.sound;
}

function damageOf(reader: Reader, key: Hash): Damage | undefined {
  const id = reader.find(key);
  return id === undefined ? { part: 'trial', what: 'there is no trial with this key' } : reader.damage(id);
}
