/** What the tests of judges share: the judges, and the form of what the command line prints. */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export function judgeFile(name: string): string {
  return `fn:${fileURLToPath(new URL(`judges/${name}.ts`, import.meta.url))}`;
}

export const SMALL_STUDY =
  'name: small\ntrials: 2\narms: [{scenario: tampering}, {scenario: exfiltration-deletion}]\n';

const yesNo = z.object({ yes: z.number(), no: z.number(), unclear: z.number() });
const share = z.object({ successes: z.number(), n: z.number() });
const figures = z.union([
  z.object({ form: z.literal('yes-no'), yes: yesNo, no: yesNo }),
  z.looseObject({ form: z.enum(['told', 'score', 'grade']) }),
]);
const measured = z.object({
  reader: z.string(),
  labels: z.string(),
  texts: z.number(),
  figures,
});
/** What `judge --json` prints. */
export const judged = z.object({
  votes: z.looseObject({ asked: z.number(), failed: z.number(), kept: z.number(), keptFailed: z.number() }),
  questions: z.array(
    z.object({
      question: z.string(),
      judge: measured.nullable(),
      rules: measured,
      saysSomething: z.boolean(),
      answers: z.record(z.string(), z.number()),
    }),
  ),
  quality: z.array(
    z.object({ question: z.string(), failed: share, corrected: share, alpha: z.number().nullable() }),
  ),
});
/** The member `readers` of a report. */
export const readers = z.object({
  readers: z.array(
    z.object({
      question: z.string(),
      reader: z.string(),
      read: z.number(),
      unclear: z.number(),
      measured: measured.nullable(),
    }),
  ),
  judge: z
    .looseObject({ id: z.string(), ownFamily: z.array(z.string()), unknownFamily: z.array(z.string()) })
    .nullable(),
  tones: z.array(
    z.object({
      tone: z.string(),
      count: z.number(),
      n: z.number(),
      corrected: z.object({ rate: z.number(), low: z.number(), high: z.number() }).nullable(),
    }),
  ),
});
