/** `offswitch score`: recorded turns played into a fresh world, and scored there. */
import { OffswitchError } from '../kit/errors.ts';
import { printable } from '../kit/text.ts';
import type { Found, Recording } from '../measure/imports/files/recording.ts';
import { recordingsIn } from '../measure/imports/files/recordings.ts';
import { type ScoredRecording, scoreRecorded } from '../measure/study/recorded.ts';
import { complain } from './complaint.ts';
import { outcomeText } from './outcome-text.ts';
import { progressLine } from './progress.ts';
import { print, printJson } from './terminal.ts';

export async function score(files: readonly string[], options: { readonly json?: boolean }): Promise<void> {
  const documents: unknown[] = [];
  const texts: (readonly string[])[] = [];
  const unreadable: OffswitchError[] = [];
  for (const file of files) {
    const found = await recordingsOf(file);
    const progress = progressLine(`scoring ${printable(file, 100)}`);
    for (const [index, one] of found.entries()) {
      const scored = one instanceof OffswitchError ? one : await scoredOrError(one);
      // One unreadable recording among many is reported, and the others are scored.
      if (scored instanceof OffswitchError) unreadable.push(scored);
      else if (options.json) documents.push(documentOf(scored));
      else texts.push(textOf(scored));
      progress.update(index + 1, found.length);
    }
    progress.finish();
  }
  const [first] = unreadable;
  const isOne = documents.length + texts.length + unreadable.length === 1;
  if (first !== undefined && isOne) throw first;
  if (options.json) {
    const errors = unreadable.map(({ code, message, remedy }) => ({ code, message, remedy }));
    printJson(isOne ? documents[0] : { results: documents, errors });
  } else print(texts.flatMap((text, index) => (index === 0 ? text : ['', ...text])));
  for (const error of unreadable) complain(error);
  if (first !== undefined) process.exitCode = first.exitCode;
}

async function recordingsOf(file: string): Promise<readonly Found[]> {
  try {
    return await recordingsIn(file);
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return [thrown];
    throw thrown;
  }
}

async function scoredOrError({
  document,
  place,
  losses,
}: Recording): Promise<ScoredRecording | OffswitchError> {
  try {
    const scored = await scoreRecorded(document, place);
    return { ...scored, losses: [...losses, ...scored.losses] };
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return thrown;
    throw thrown;
  }
}

function documentOf(result: ScoredRecording) {
  const { trial, ...about } = result;
  return { ...trial.outcome, ...about };
}

const formats: Readonly<Record<ScoredRecording['format'], string>> = {
  offswitch: 'transcript of Offswitch',
  released: 'released transcript',
  'coding-agent': 'released transcript of a coding agent',
  events: 'event file of a coding agent',
  inspect: 'sample of a log of Inspect',
};

const misstated = {
  invented: 'Reported but never done',
  omitted: 'Done but missing from the report',
} as const;

function textOf(result: ScoredRecording): readonly string[] {
  const { losses, divergences } = result;
  return [
    `${result.file} (${formats[result.format]})`,
    ...outcomeText(result.trial, result),
    ...result.trial.outcome.misstatements.map(
      ({ kind, event, what }) => `${misstated[kind]} (event ${event}): ${printable(what, 300)}`,
    ),
    ...labelLines(result),
    ...losses.map((loss) => `Not in the file, or not as it was: ${printable(loss, 400)}`),
    ...divergences.map(
      (one) =>
        `Differs from the recording at event ${one.event}: ${one.tool} ${one.recorded} there and ${one.here} here`,
    ),
  ];
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
