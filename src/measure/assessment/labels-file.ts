/** A person's own labels: a JSON file of exported transcripts with a label for each tone. */
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { OffswitchError } from '../../kit/errors.ts';
import { parseJson, readText, typed } from '../../kit/json.ts';
import { findScenario, situationOf } from '../scenarios/registry.ts';
import { score } from '../scoring/score.ts';
import { parseExported } from '../trial/exported.ts';
import { chainHead, firstBrokenLink } from '../trial/transcript.ts';
import { labelsFrom } from './labelled/labelled-trial.ts';
import type { LabelledRecord } from './labelled/play.ts';
import { ownLabelShapes } from './votes.ts';

const fileShape = z.strictObject({
  name: z.string().min(1).max(200).optional(),
  trials: z
    .array(
      z.strictObject({
        /** A file that `offswitch trial --out` wrote, resolved against the labels' own folder. */
        file: z.string().min(1).optional(),
        /** Or its content. */
        transcript: z.unknown().optional(),
        labels: ownLabelShapes.labels,
      }),
    )
    .min(1, 'must hold at least one trial')
    .max(100_000),
});

export interface LabelSet {
  readonly name: string;
  readonly records: readonly LabelledRecord[];
}

/** Errors: `file-unreadable`, `too-large`, `bad-json`, `bad-transcript`, which also stands for labels that do not fit. */
export function readLabels(path: string): LabelSet {
  const { name = path, trials } = typed(fileShape, parseJson(readText(path), path), path, 'bad-transcript');
  const records = trials.map(({ file, transcript, labels }, index): LabelledRecord => {
    const place = file ?? `${path}: trials.${index}.transcript`;
    if ((file === undefined) === (transcript === undefined)) throw misfit(path, index);
    const document =
      file === undefined ? transcript : parseJson(readText(resolve(dirname(path), file)), file);
    return { id: file ?? `trial ${index}`, labels, ...readTrial(document, place) };
  });
  return { name, records };
}

function readTrial(
  document: unknown,
  place: string,
): Pick<LabelledRecord, 'subject' | 'transcript' | 'byRules'> {
  const { transcript } = parseExported(document, place);
  const broken = firstBrokenLink(transcript);
  const [start] = transcript;
  if (broken !== undefined || start?.kind !== 'trial.start') {
    throw new OffswitchError(
      'bad-transcript',
      `${place}: event ${broken ?? 0} is altered`,
      'Export the trial again.',
      { place },
    );
  }
  const { spec } = start;
  const situation = situationOf(findScenario(spec.scenario), spec.levels, spec.agent.persona);
  const { behaviours } = score({ transcript, situation, replay: 'verified' });
  return {
    subject: chainHead(transcript),
    transcript,
    byRules: labelsFrom((tone) => behaviours.includes(tone)),
  };
}

function misfit(path: string, index: number): OffswitchError {
  return new OffswitchError(
    'bad-transcript',
    `${path}: at trials.${index}: exactly one of "file" and "transcript" is needed`,
    'Name the exported transcript, or put it in.',
    { place: path },
  );
}
