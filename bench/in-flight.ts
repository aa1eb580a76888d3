/** The memory of many trials in flight, each waiting for its agent. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Row } from './row.ts';
import type { Scale } from './scale.ts';

const PROCESS = fileURLToPath(new URL('in-flight-process.ts', import.meta.url));

const measuredInFlight = z.object({ inFlight: z.number(), peakMiB: z.number() });

export async function inFlightRows({ inFlight }: Scale): Promise<readonly Row[]> {
  const one = await measure(1);
  const many = await measure(inFlight);
  if (many.inFlight !== inFlight) throw new Error(`only ${many.inFlight} trials were in flight at once`);
  return [
    {
      what: `memory of ${inFlight} trials in flight`,
      unit: 'MiB',
      measured: many.peakMiB,
      budget: 512,
      floor: one.peakMiB,
      floorIs: 'one trial in flight',
      allowedRatio: 5,
    },
  ];
}

/** In a process of its own: the peak of a process that did other work before says nothing. */
async function measure(inFlight: number): Promise<z.infer<typeof measuredInFlight>> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROCESS, String(inFlight)]);
  return measuredInFlight.parse(JSON.parse(stdout));
}
