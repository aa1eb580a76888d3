/** Folders for tests that work with files. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

export interface TestFolder {
  readonly path: string;
  /** Path of a file in the folder. */
  file(name: string): string;
  /** Writes a file into the folder; gives its path. */
  write(name: string, content: string | Uint8Array): string;
}

/** A folder of its own for the test file that calls this at its top; removed after its last test. */
export function testFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'offswitch-test-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  const file = (name: string) => join(path, name);
  return {
    path,
    file,
    write: (name, content) => {
      writeFileSync(file(name), content);
      return file(name);
    },
  };
}
