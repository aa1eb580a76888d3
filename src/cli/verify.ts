/** `offswitch verify`: re-execute every trial and say the first thing that differs. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { exitCodes } from '../kit/errors.ts';
import { parseJson, readText } from '../kit/json.ts';
import { printable } from '../kit/text.ts';
import { openSqliteStore } from '../measure/store/sqlite.ts';
import { type Verified, verifyStore, verifyTranscript } from '../measure/study/verify.ts';
import { progressLine } from './progress.ts';
import { print, printJson } from './shared.ts';

export async function verify(files: readonly string[], options: { readonly json?: boolean }): Promise<void> {
  const results: Verified[] = [];
  for (const file of files) results.push(await verifyFile(file));
  if (options.json) printJson(results.length === 1 ? results[0] : { results });
  else print(results.map(textOf).join('\n'));
  if (results.some((result) => result.problems.length > 0)) process.exitCode = exitCodes.negative;
}

async function verifyFile(file: string): Promise<Verified> {
  if (looksLikeJson(file)) return verifyTranscript(parseJson(readText(file), file), file);
  const store = openSqliteStore(file, 'read');
  const progress = progressLine(`re-executing ${file}`);
  try {
    return await verifyStore(store, file, progress.update);
  } finally {
    progress.finish();
    await store.close();
  }
}

/** The first bytes tell a JSON document; everything else, also what is not there, is for the store to judge. */
function looksLikeJson(file: string): boolean {
  let handle: number | undefined;
  try {
    if (!statSync(file).isFile()) return false;
    handle = openSync(file, 'r');
    const head = Buffer.alloc(64);
    const length = readSync(handle, head, 0, head.length, 0);
    return /^\ufeff?\s*[{[]/.test(head.toString('utf8', 0, length));
  } catch {
    // The store meets the same hindrance and has the words for it.
    return false;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

function textOf(result: Verified): string {
  const head = `${result.file}: ${result.verified} of ${result.trials} trials re-executed with every result, effect and hash equal`;
  const shown = result.problems.slice(0, 20).map((problem) => {
    const at = problem.event === null ? '' : `event ${problem.event}: `;
    return `  DIFFERS  ${problem.trial}  ${at}${printable(problem.what, 300)}`;
  });
  const more =
    result.problems.length > shown.length ? [`  ... and ${result.problems.length - shown.length} more`] : [];
  return [head, ...shown, ...more].join('\n');
}
