/** Files of one JSON value a line, to which services add. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { z } from 'zod';

export function addLine(file: string, value: unknown): void {
  appendFileSync(file, `${JSON.stringify(value)}\n`);
}

export function readLines<Line>(file: string, schema: z.ZodType<Line>): readonly Line[] {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => schema.parse(JSON.parse(line)));
}
