/** What every error of the command line must be: a code, a sentence, a remedy, and no stack trace. */
import { expect } from 'vitest';
import { z } from 'zod';
import { complaint } from '../../src/cli/complaint.ts';
import { errorCodes } from '../../src/index.ts';
import type { CliResult } from './cli.ts';

const document = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string().min(1),
    remedy: z.string().min(1),
    data: z.record(z.string(), z.json()),
  }),
});

/** What `run` writes before it begins. */
const HEADER = /^Study .*\n/;

/** The error of a command that was given `--json`; the exit code and standard error must agree with it. */
export function errorOf(result: CliResult): z.infer<typeof document>['error'] {
  const { error } = document.parse(JSON.parse(result.stdout));
  expect(result.stderr.replace(HEADER, '')).toBe(`${complaint(error)}\n`);
  expect(new Map<string, number>(Object.entries(errorCodes)).get(error.code)).toBe(result.code);
  return error;
}
