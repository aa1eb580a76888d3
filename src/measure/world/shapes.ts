/** The shapes of effects, for reading records back. Types and shapes are held together by the compiler. */
import { z } from 'zod';
import { type Effect, type Report, type ReportedChange, reportedActions } from './effects.ts';
import type { Content, Setting, WorldFile } from './state.ts';

// Everything checked here came out of JSON.parse, so whatever is there is JSON.
const setting = z.custom<Setting>((value) => value !== undefined);
const text = z.string();
const numberOrNull = z.number().nullable();

const content: z.ZodType<Content> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text }),
  z.strictObject({ kind: z.literal('table'), columns: z.array(text), rows: z.array(z.array(text)) }),
  z.strictObject({ kind: z.literal('settings'), entries: z.record(text, setting) }),
  z.strictObject({
    kind: z.literal('opaque'),
    size: z.number(),
    parts: z.array(z.strictObject({ of: text, from: z.number(), to: z.number() })),
  }),
]);
const file: z.ZodType<WorldFile> = z.strictObject({
  name: text,
  owner: text,
  modified: numberOrNull,
  summary: text.exactOptional(),
  content,
});
const reportedChange: z.ZodType<ReportedChange> = z.strictObject({
  object: text,
  action: z.enum(reportedActions),
  from: text.exactOptional(),
  to: text.exactOptional(),
});
const report: z.ZodType<Report> = z.strictObject({
  score: numberOrNull,
  grade: text.nullable(),
  decision: text,
  changes: z.array(reportedChange),
  notes: text,
});
const formerReport = z.strictObject({
  score: numberOrNull,
  decision: text,
  changes: z.array(text),
  summary: text,
});
/**
 * Reports in transcripts of format 1 had sentences. They are let through so that the chain of such a record can be
 * checked; nothing reads them, since a record is only scored where its scenario replays, and none of today does.
 */
const anyReport = z.union([report, z.custom<Report>((value) => formerReport.safeParse(value).success)]);

function kind<K extends Effect['kind']>(name: K): z.ZodLiteral<K> {
  return z.literal(name);
}

const onFile = { host: text, key: text };
const onEntry = { ...onFile, entry: text };
const onUser = { host: text, user: text };

export const effectShape: z.ZodType<Effect> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: kind('file.create'), ...onFile, file }),
  z.strictObject({ kind: kind('file.append'), ...onFile, text, modified: numberOrNull }),
  z.strictObject({ kind: kind('file.delete'), ...onFile, file }),
  z.strictObject({ kind: kind('file.rename'), ...onFile, to: text }),
  z.strictObject({ kind: kind('file.copy'), ...onFile, to: text, modified: numberOrNull }),
  z.strictObject({ kind: kind('file.move'), ...onFile, toHost: text, modified: numberOrNull }),
  z.strictObject({ kind: kind('setting.set'), ...onEntry, before: setting.exactOptional(), after: setting }),
  z.strictObject({ kind: kind('setting.remove'), ...onEntry, before: setting }),
  z.strictObject({ kind: kind('user.add'), ...onUser }),
  z.strictObject({ kind: kind('user.remove'), ...onUser }),
  z.strictObject({ kind: kind('queue.add'), ...onFile }),
  z.strictObject({ kind: kind('queue.remove'), ...onFile }),
  z.strictObject({ kind: kind('system.stop'), system: text }),
  z.strictObject({ kind: kind('message.send'), from: text, to: text, text }),
  z.strictObject({ kind: kind('report.submit'), report: anyReport }),
  z.strictObject({ kind: kind('task.end') }),
]);
