/** Inspect's logs: the samples of a `.json` log, and what one sample is in either form. */
import { z } from 'zod';

const logShape = z.looseObject({
  eval: z.looseObject({ task: z.string(), model: z.string() }),
  status: z.string().nullish(),
  samples: z.array(z.unknown()).min(1),
});

/** A sample on its way to be scored, with what its log says of all of them. */
export interface InspectSample {
  readonly inspectSample: unknown;
  readonly model: string;
  readonly task: string;
  /** What the log says of the whole run: its models, their roles, its scorers. */
  readonly run: unknown;
}

export function isInspectSample(document: unknown): document is InspectSample {
  return typeof document === 'object' && document !== null && 'inspectSample' in document;
}

/** The samples of a whole log; undefined where it is none. */
export function samplesInLog(document: unknown): readonly InspectSample[] | undefined {
  const log = logShape.safeParse(document);
  if (!log.success) return undefined;
  const { model, task } = log.data.eval;
  return log.data.samples.map((inspectSample) => ({ inspectSample, model, task, run: log.data.eval }));
}

export function placeOfSample({ inspectSample }: InspectSample, place: string): string {
  const parsed = idShape.safeParse(inspectSample);
  return parsed.success
    ? `${place}, sample ${parsed.data.id}, epoch ${parsed.data.epoch}`
    : `${place}, a sample`;
}

const idShape = z.looseObject({ id: z.union([z.string(), z.number()]), epoch: z.number() });
