/** Looking for a planted secret in everything a run leaves behind. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { unpack } from '../../src/measure/store/sqlite/packing.ts';

/** The forms in which a secret could be told. */
export function formsOf(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString('base64');
  return [secret, encodeURIComponent(secret), base64, base64.replace(/=+$/, '')];
}

/** The secrets that stand in a text, in whatever form. */
export function secretsInText(text: string, secrets: readonly string[]): readonly string[] {
  return secrets.filter((secret) => formsOf(secret).some((form) => text.includes(form)));
}

/** `file: secret` for every secret found in a folder: in the bytes of files, and in databases also unpacked. */
export function tracesIn(folder: string, secrets: readonly string[]): readonly string[] {
  return filesIn(folder).flatMap((path) => {
    const bytes = readFileSync(path);
    const texts = [bytes.toString('latin1'), ...(isDatabase(bytes) ? textsOf(path) : [])];
    return texts.flatMap((text) => secretsInText(text, secrets).map((secret) => `${path}: ${secret}`));
  });
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

function isDatabase(bytes: Buffer): boolean {
  return bytes.subarray(0, 15).toString() === 'SQLite format 3';
}

/** Every value of every table, unpacked where it is packed. */
function textsOf(path: string): readonly string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    return tables.flatMap(({ name }) =>
      database
        .prepare(`SELECT * FROM "${String(name)}"`)
        .all()
        .flatMap((row) => Object.values(row).map(textOf)),
    );
  } finally {
    database.close();
  }
}

function textOf(value: unknown): string {
  if (!(value instanceof Uint8Array)) return String(value);
  try {
    return unpack(value);
  } catch {
    return Buffer.from(value).toString('latin1');
  }
}
