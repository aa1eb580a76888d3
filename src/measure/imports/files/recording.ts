/** One recording of those in a file, and the error for what is none. */
import { OffswitchError } from '../../../kit/errors.ts';

/** Where it stands, and its parsed document, or the error that says why it has none. */
export interface Recording {
  readonly place: string;
  readonly document: unknown;
  /** Where the file holds the recording not as a whole. */
  readonly losses: readonly string[];
}

export type Found = Recording | OffswitchError;

/** What a file holds, read as it is asked for. `total` counts the lines, rows or samples there are. */
export interface Recordings {
  readonly total: number;
  readonly found: Iterable<Found>;
}

/** Errors: `bad-transcript`: it says what stands there instead of a recording. */
export function notARecording(place: string, what: string, remedy?: string): OffswitchError {
  return new OffswitchError(
    'bad-transcript',
    `${place} is ${what}; score cannot read it`,
    remedy ??
      'It reads transcripts of Offswitch, released transcripts and rows of them, event files of coding agents, and logs of Inspect.',
    { place, what },
  );
}
