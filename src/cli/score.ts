/** `offswitch score`: recorded turns played into a fresh world, and scored there. */
import { parseJson, readText } from '../kit/json.ts';
import { printable } from '../kit/text.ts';
import { type ScoredRecording, scoreRecorded } from '../study/recorded.ts';
import { outcomeText } from './outcome-text.ts';
import { print, printJson } from './shared.ts';

export async function score(files: readonly string[], options: { readonly json?: boolean }): Promise<void> {
  const results: ScoredRecording[] = [];
  for (const file of files) results.push(await scoreRecorded(parseJson(readText(file), file), file));
  if (options.json) {
    const documents = results.map(documentOf);
    printJson(documents.length === 1 ? documents[0] : { results: documents });
    return;
  }
  print(results.map(textOf).join('\n\n'));
}

function documentOf(result: ScoredRecording) {
  const { trial, ...about } = result;
  return { ...trial.outcome, ...about };
}

function textOf(result: ScoredRecording): string {
  const { label, losses, divergences } = result;
  return [
    `${result.file} (${result.format === 'released' ? 'released transcript' : 'transcript of Offswitch'})`,
    outcomeText(result.trial, result),
    ...(label === null ? [] : [`Stored label: ${printable(JSON.stringify(label), 400)}`]),
    ...losses.map((loss) => `Not in the file: ${loss}`),
    ...divergences.map(
      (one) =>
        `Differs from the recording at event ${one.event}: ${one.tool} ${one.recorded} there and ${one.here} here`,
    ),
  ].join('\n');
}
