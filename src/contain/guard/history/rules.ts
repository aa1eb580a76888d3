/** Rules over what was done before: data from guard.yaml, and the functions that read a history by them. */
import { z } from 'zod';
import type { Channel } from '../channel.ts';
import { type Effect, effectClasses } from '../effect.ts';
import type { HistoryRecord } from './record.ts';

/** Which effects are meant: those that fit every member that is there. */
const pattern = z
  .strictObject({
    classes: z.array(z.enum(effectClasses)).min(1).optional(),
    /** `upstream.tool` */
    tools: z.array(z.string().min(1)).min(1).optional(),
    /** Folders or files; a resource fits if it is one or lies within one. */
    under: z.array(z.string().startsWith('/')).min(1).optional(),
  })
  .refine((value) => Object.keys(value).length > 0, 'say at least one of classes, tools, under');

const common = {
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'a name is lower-case letters, digits and hyphens'),
  /** What follows when the rule is hit. */
  answer: z.enum(['deny', 'escalate']).default('deny'),
};
const whole = z.int().min(0).max(1_000_000_000);

export const historyRuleSchema = z.discriminatedUnion('kind', [
  /** At most so many effects within so many seconds, by one agent or by all. */
  z.strictObject({
    ...common,
    kind: z.literal('rate'),
    of: pattern,
    most: whole,
    seconds: z.int().min(1).max(31_536_000),
    by: z.enum(['agent', 'all']).default('agent'),
  }),
  /** At most so much in all, counted in the effects' own number. */
  z.strictObject({
    ...common,
    kind: z.literal('quota'),
    of: pattern,
    most: whole,
    by: z.enum(['agent', 'all']).default('agent'),
  }),
  /** Who did the one to a subject or resource does not do the other to it, in either order. */
  z.strictObject({
    ...common,
    kind: z.literal('separation'),
    one: pattern,
    other: pattern,
    on: z.enum(['subject', 'resource']),
  }),
  /** Who did the first does not do the second, for so many seconds or for ever. */
  z.strictObject({
    ...common,
    kind: z.literal('sequence'),
    first: pattern,
    second: pattern,
    seconds: z.int().min(1).max(31_536_000).optional(),
    by: z.enum(['agent', 'all']).default('agent'),
  }),
]);

export type HistoryRule = z.infer<typeof historyRuleSchema>;
type Pattern = z.infer<typeof pattern>;
type Did = Pick<HistoryRecord, 'class' | 'upstream' | 'tool' | 'resources' | 'subjects'>;

/** Why the rule is hit by this effect; undefined if it is not. */
export function breach(
  rule: HistoryRule,
  effect: Effect,
  channel: Channel,
  history: readonly HistoryRecord[],
  now: number,
): string | undefined {
  const asked: Did = { ...effect, resources: effect.resources.map(({ name }) => name) };
  const done = history.filter(
    (record) =>
      record.decision === 'permit' && (('by' in rule && rule.by === 'all') || record.actor === channel.actor),
  );
  switch (rule.kind) {
    case 'rate': {
      if (!fits(asked, rule.of)) return undefined;
      const recent = usedOf(rule, done, now);
      return recent < rule.most
        ? undefined
        : `${recent} within ${rule.seconds} s, and ${rule.most} are allowed`;
    }
    case 'quota': {
      if (!fits(asked, rule.of)) return undefined;
      const used = usedOf(rule, done, now);
      return used + effect.count <= rule.most
        ? undefined
        : `${used} used, ${effect.count} asked for, and ${rule.most} are allowed`;
    }
    case 'separation': {
      const before = done.find(
        (record) =>
          ((fits(asked, rule.other) && fits(record, rule.one)) ||
            (fits(asked, rule.one) && fits(record, rule.other))) &&
          shares(record, asked, rule.on),
      );
      return before && `did ${before.upstream}.${before.tool} to the same ${rule.on} before`;
    }
    case 'sequence': {
      if (!fits(asked, rule.second)) return undefined;
      const before = done.find((record) => fits(record, rule.first) && within(record, now, rule.seconds));
      return before && `${before.actor} did ${before.upstream}.${before.tool} before`;
    }
  }
}

/** Rules that allow so much. */
export type CountingRule = Extract<HistoryRule, { kind: 'rate' | 'quota' }>;

/** How much of what the rule allows these effects have used up. */
export function usedOf(rule: CountingRule, history: readonly HistoryRecord[], now: number): number {
  const meant = history.filter((record) => record.decision === 'permit' && fits(record, rule.of));
  return rule.kind === 'rate'
    ? meant.filter((record) => within(record, now, rule.seconds)).length
    : meant.reduce((sum, { count }) => sum + count, 0);
}

/** Whether an effect is one of those that are meant. */
export function fits(did: Did, { classes, tools, under }: Pattern): boolean {
  return (
    (classes === undefined || classes.includes(did.class)) &&
    (tools === undefined || tools.includes(`${did.upstream}.${did.tool}`)) &&
    (under === undefined || did.resources.some((name) => under.some((folder) => isWithin(name, folder))))
  );
}

/** A store may fold case, and a rule that only tightens may as well. */
function isWithin(name: string, folder: string): boolean {
  const [path, top] = [name.toLowerCase(), folder.toLowerCase().replace(/\/+$/, '')];
  return path === top || path.startsWith(`${top}/`);
}

/** A record from the future (the clock went back) counts as one of now. */
function within(record: HistoryRecord, now: number, seconds: number | undefined): boolean {
  return seconds === undefined || now - record.at < seconds * 1000;
}

function shares(record: HistoryRecord, asked: Did, on: 'subject' | 'resource'): boolean {
  const [before, after] =
    on === 'subject' ? [record.subjects, asked.subjects] : [record.resources, asked.resources];
  return before.some((name) => after.includes(name));
}
