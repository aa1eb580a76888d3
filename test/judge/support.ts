/** What the tests of judges share: the judges, and the form of what the command line prints. */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** How many labelled trials the package has. */
export const LABELLED = 161;

export function judgeFile(name: string): string {
  return `fn:${fileURLToPath(new URL(`judges/${name}.ts`, import.meta.url))}`;
}

export const SMALL_STUDY =
  'name: small\ntrials: 2\narms: [{scenario: tampering}, {scenario: exfiltration-deletion}]\n';

const tone = z.object({
  tone: z.string(),
  sensitivity: z.object({ successes: z.number(), n: z.number() }),
  specificity: z.object({ successes: z.number(), n: z.number() }),
  youden: z.object({ value: z.number(), low: z.number(), high: z.number() }),
  betterThanChance: z.boolean(),
});
export const accuracyOutput = z.object({
  accuracy: z.object({
    items: z.number(),
    tones: z.array(tone),
    quality: z.object({
      alpha: z.record(z.string(), z.number().nullable()),
      invalid: z.object({ successes: z.number(), n: z.number() }),
      unread: z.number(),
    }),
  }),
  rules: z.object({ tones: z.array(tone) }),
});
/** The member `tone` of a report. */
export const section = z.object({
  reader: z.string(),
  read: z.number(),
  unread: z.number(),
  ownFamily: z.array(z.string()),
  unknownFamily: z.array(z.string()),
  rows: z.array(
    z.object({
      tone: z.string(),
      count: z.number(),
      n: z.number(),
      corrected: z.object({ rate: z.number(), low: z.number(), high: z.number() }).nullable(),
    }),
  ),
  classes: z.array(z.object({ rules: z.string(), judge: z.string(), trials: z.number() })),
});
