/** `offswitch verify`: re-execute every trial and say the first thing that differs. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { exitCodes } from '../kit/errors.ts';
import { parseJson, readText } from '../kit/json.ts';
import { printable } from '../kit/text.ts';
import { openStore } from '../measure/store/open.ts';
import { type Verified, verifyStore, verifyTranscript } from '../measure/study/verify.ts';
import { progressLine } from './progress.ts';
import { counted, print, printJson } from './shared.ts';

export async function verify(files: readonly string[], options: { readonly json?: boolean }): Promise<void> {
  const results: VerifiedFile[] = [];
  for (const file of files) results.push(await verifyFile(file));
  const documents = results.map(({ store: _store, ...document }) => document);
  if (options.json) printJson(documents.length === 1 ? documents[0] : { results: documents });
  else print(results.map(textOf).join('\n'));
  if (results.some((result) => result.problems.length > 0)) process.exitCode = exitCodes.negative;
}

interface VerifiedFile extends Verified {
  /** Whether the file is a store; else it is a transcript. */
  readonly store: boolean;
}

async function verifyFile(file: string): Promise<VerifiedFile> {
  if (looksLikeJson(file))
    return { ...(await verifyTranscript(parseJson(readText(file), file), file)), store: false };
  const store = await openStore(file, { mode: 'read' });
  const progress = progressLine(`re-executing ${file}`);
  try {
    return { ...(await verifyStore(store, file, progress.update)), store: true };
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

function textOf(result: VerifiedFile): string {
  const head = `${result.file}: ${result.verified} of ${result.trials} trials re-executed with every result, effect and hash equal`;
  const shown = result.problems.slice(0, 20).map((problem) => {
    const at = problem.event === null ? '' : `event ${problem.event}: `;
    return `  ${problem.kind === 'differs' ? 'DIFFERS' : 'VERSION'}  ${problem.trial}  ${at}${printable(problem.what, 300)}`;
  });
  const more =
    result.problems.length > shown.length ? [`  ... and ${result.problems.length - shown.length} more`] : [];
  return [
    head,
    ...shown,
    ...more,
    ...outdatedLines(result),
    ...result.lacks.map((lack) => `  LACKS    ${lack}`),
  ].join('\n');
}

/** Another version of a reader is no alteration. */
function outdatedLines({ file, store, outdated: { trials, readers } }: VerifiedFile): readonly string[] {
  if (trials === 0) return [];
  const by = Object.entries(readers).map(([reader, count]) => `${printable(reader, 60)} (${count})`);
  return [
    `  OLDER    ${counted(trials, 'trial')} assessed by other versions of the readers: ${by.join(', ') || 'none is named'}`,
    store
      ? `           offswitch assess ${file} brings them up to date, without a model call`
      : `           offswitch score ${file} scores it with the current readers, without a model call`,
  ];
}
