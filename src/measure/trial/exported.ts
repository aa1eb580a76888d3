/** Offswitch's own transcript files: one JSON document a trial. */
import { z } from 'zod';
import type { Json } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { typed } from '../../kit/json.ts';
import { bodyShape, hashShape } from './shapes.ts';
import { type Event, formatOf, type Transcript } from './transcript.ts';

/** By the format of the events. */
const formats = { 1: 'offswitch.transcript/1', 2: 'offswitch.transcript/2' } as const;

const linkShape = z.looseObject({ seq: z.int().nonnegative(), prev: hashShape, hash: hashShape });

const documentShape = z.strictObject({
  format: z.enum(formats),
  outcome: z.record(
    z.string(),
    z.custom<Json>((value) => value !== undefined),
  ),
  events: z.array(linkShape).min(1, 'holds no event'),
});

/** A transcript file read back: its events, and the outcome it claims (compared, never trusted). */
export interface ExportedTrial {
  readonly outcome: Readonly<Record<string, Json>>;
  readonly transcript: Transcript;
}

/** Whether a parsed document claims to be a transcript file. */
export function isExported(document: unknown): boolean {
  return typeof document === 'object' && document !== null && 'format' in document;
}

/** Errors: `bad-transcript`. The hash chain is not checked here; replay does that and names the event. */
export function parseExported(document: unknown, place: string): ExportedTrial {
  const { format, outcome, events } = typed(documentShape, document, place, 'bad-transcript');
  const transcript = events.map((event, index): Event => {
    const { seq, prev, hash, ...body } = event;
    return { ...typed(bodyShape, body, `${place}: event ${index}`, 'bad-transcript'), seq, prev, hash };
  });
  if (transcript[0]?.kind !== 'trial.start') {
    throw new OffswitchError(
      'bad-transcript',
      `${place}: the first event is not trial.start`,
      'Export the trial again.',
      { place },
    );
  }
  const own = formats[formatOf(transcript)];
  if (own !== format) {
    throw new OffswitchError(
      'bad-transcript',
      `${place}: at format: it says ${format}, and its events are those of ${own}`,
      'Export the trial again.',
      { place },
    );
  }
  return { outcome, transcript };
}

export function exportTrial(trial: { outcome: unknown; transcript: Transcript }): string {
  const { outcome, transcript } = trial;
  const document = { format: formats[formatOf(transcript)], outcome, events: transcript };
  return `${JSON.stringify(document, null, 1)}\n`;
}
