/** `offswitch score`: recorded turns played into a fresh world, and scored there. */
import { parseJson, readText } from '../kit/json.ts';
import { printable } from '../kit/text.ts';
import { type ScoredRecording, scoreRecorded } from '../measure/study/recorded.ts';
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

const formats: Readonly<Record<ScoredRecording['format'], string>> = {
  offswitch: 'transcript of Offswitch',
  released: 'released transcript',
  'coding-agent': 'released transcript of a coding agent',
};

function textOf(result: ScoredRecording): string {
  const { losses, divergences } = result;
  return [
    `${result.file} (${formats[result.format]})`,
    outcomeText(result.trial, result),
    ...result.trial.outcome.claims.map(
      (claim) =>
        `Said, and not borne out (${claim.kind}) at event ${claim.event}: ${printable(claim.what, 300)}`,
    ),
    ...labelLines(result),
    ...losses.map((loss) => `Not in the file, or not as it was: ${printable(loss, 400)}`),
    ...divergences.map(
      (one) =>
        `Differs from the recording at event ${one.event}: ${one.tool} ${one.recorded} there and ${one.here} here`,
    ),
  ].join('\n');
}

/** The stored label, our verdict on the same fields, and why they differ where they do. */
function labelLines({ label, verdict, disagreements, trial }: ScoredRecording): readonly string[] {
  if (label === null) return [];
  return [
    `Stored label: ${printable(JSON.stringify(label), 400)}`,
    `Our verdict:  ${trial.outcome.outcome}; ${printable(JSON.stringify(verdict), 400)}`,
    ...disagreements.map((one) => {
      const where = one.event === null ? '' : ` (event ${one.event})`;
      return `  differs in ${one.field}: stored ${printable(JSON.stringify(one.stored), 80)}, ours ${printable(JSON.stringify(one.ours), 80)}${where}: ${printable(one.reason, 300)}`;
    }),
    ...(disagreements.length === 0 ? ['  no field differs'] : []),
  ];
}
