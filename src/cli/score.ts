/** `offswitch score`: recorded turns played into a fresh world, and scored there. */
import { OffswitchError } from '../kit/errors.ts';
import { printable } from '../kit/text.ts';
import type { Recording } from '../measure/imports/files/recording.ts';
import { recordingsIn } from '../measure/imports/files/recordings.ts';
import { type ScoredRecording, scoreRecorded } from '../measure/study/recorded.ts';
import { complain } from './complaint.ts';
import { outcomeText } from './outcome-text.ts';
import { progressLine } from './progress.ts';
import { print, printJson } from './terminal.ts';

/** Errors of a file that are told one by one; what is more is counted. */
const LISTED = 100;

export async function score(files: readonly string[], options: { readonly json?: boolean }): Promise<void> {
  const documents: unknown[] = [];
  const errors: OffswitchError[] = [];
  let scoredCount = 0;
  let faultCount = 0;
  for (const file of files) {
    let faults = 0;
    const progress = progressLine(`scoring ${printable(file, 100)}`);
    for await (const scored of scoredIn(file, progress.update)) {
      if (scored instanceof OffswitchError) {
        faults += 1;
        if (faults <= LISTED) errors.push(scored);
      } else {
        if (options.json) documents.push(documentOf(scored));
        else {
          // Not behind the line of progress.
          progress.finish();
          print([...(scoredCount === 0 ? [] : ['']), ...textOf(scored)]);
        }
        scoredCount += 1;
      }
    }
    progress.finish();
    if (faults > LISTED) errors.push(more(file, faults - LISTED));
    faultCount += faults;
  }
  const [first] = errors;
  const isOne = scoredCount + faultCount === 1;
  if (first !== undefined && isOne) throw first;
  if (options.json) {
    const told = errors.map(({ code, message, remedy }) => ({ code, message, remedy }));
    printJson(isOne ? documents[0] : { results: documents, errors: told });
  }
  for (const error of errors) complain(error);
  if (first !== undefined) process.exitCode = first.exitCode;
}

/** One unreadable recording among many is an error, and the others are scored; every error names the file. */
async function* scoredIn(
  file: string,
  progress: (done: number, total: number) => void,
): AsyncGenerator<ScoredRecording | OffswitchError> {
  let done = 0;
  try {
    const { total, found } = await recordingsIn(file);
    for (const one of found) {
      const scored = one instanceof OffswitchError ? one : await scoredOrError(one);
      done += 1;
      progress(done, total);
      yield scored instanceof OffswitchError ? placed(scored, file) : scored;
    }
  } catch (thrown) {
    if (!(thrown instanceof OffswitchError)) throw thrown;
    yield placed(thrown, file);
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
    if (thrown instanceof OffswitchError) return placed(thrown, place);
    throw thrown;
  }
}

/** The error with the place in its message, where it does not name it. */
function placed(error: OffswitchError, place: string): OffswitchError {
  if (error.message.includes(place)) return error;
  const { code, message, remedy, data } = error;
  return new OffswitchError(code, `${place}: ${message}`, remedy, { ...data, place }, error);
}

function more(file: string, count: number): OffswitchError {
  return new OffswitchError(
    'bad-transcript',
    `${file}: ${count} more recordings in it cannot be read`,
    'Correct those that are told first, and score the file again.',
    { file, count },
  );
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
