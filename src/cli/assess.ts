/** `offswitch assess`: facts and the rules' answers of this version, from stored transcripts, without a call. */
import { exitCodes } from '../kit/errors.ts';
import { printable } from '../kit/text.ts';
import { openStore } from '../measure/store/open.ts';
import { type AssessedStore, assessStore } from '../measure/study/assess.ts';
import { progressLine } from './progress.ts';
import { counted } from './shared.ts';
import { print, printJson } from './terminal.ts';

export async function assess(file: string, options: { readonly json?: boolean }): Promise<void> {
  // Opened for reading first: a name with a slip must not make a store.
  await (await openStore(file, { mode: 'read' })).close();
  const store = await openStore(file, { mode: 'write' });
  const progress = progressLine(`assessing ${file}`);
  try {
    const result = await assessStore(store, (done, total) => progress.update(done, total));
    progress.finish();
    if (options.json) printJson({ file, ...result });
    else print(textOf(file, result));
    if (result.left.length > 0) process.exitCode = exitCodes.negative;
  } finally {
    progress.finish();
    await store.close();
  }
}

const SHOWN = 20;

function textOf(
  file: string,
  { trials, current, assessed, left, earlier, lacks }: AssessedStore,
): readonly string[] {
  const readers = Object.entries(earlier).map(([reader, count]) => `${printable(reader, 60)} (${count})`);
  return [
    `${file}: ${counted(trials, 'trial')}; ${current} were up to date, ${assessed} assessed now, ${left.length} cannot be assessed`,
    ...left.slice(0, SHOWN).map(({ trial, what }) => `  NOT ASSESSED  ${trial}  ${printable(what, 300)}`),
    ...(left.length > SHOWN ? [`  ... and ${left.length - SHOWN} more`] : []),
    ...(readers.length === 0 ? [] : [`  Answers of earlier readers are kept: ${readers.join(', ')}`]),
    ...lacks.map((lack) => `  LACKS    ${lack}`),
  ];
}
