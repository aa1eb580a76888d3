/** What would be done, a line each: a call in words of ours, with what is passed to it apart; everything else by its path. */
import { z } from 'zod';
import { isRecord, type Json } from '../../../kit/canonical.ts';
import { line, named, quoted } from './text.ts';

export interface Done {
  readonly done: readonly string[];
  /** Arguments of a call: all of it was chosen by whoever asks. */
  readonly passed: readonly string[];
}

const target = z.looseObject({
  kind: z.string(),
  access: z.string(),
  name: z.string(),
  /** What stands there now. */
  there: z.string(),
});

/** The effect of a call, as the guard makes it. */
const call = z.looseObject({
  does: z.string(),
  tool: z.string(),
  targets: z.array(target),
  arguments: z.json(),
});

/** A command about the life of an agent, and all to whom it is done. */
const command = z.strictObject({
  command: z.string(),
  agent: z.string(),
  count: z.int().optional(),
  agents: z.array(z.string()),
  lineage: z.string(),
});

/** By kind and access. */
const doing: Readonly<Record<string, string>> = {
  'path reads': 'reads the path',
  'path changes': 'changes the path',
  'url reads': 'reads from the address',
  'url changes': 'sends to the address',
  'name reads': 'reads what has the name',
  'name changes': 'changes what has the name',
  'text reads': 'takes the text',
  'text changes': 'carries out the text',
};

const standing: Readonly<Record<string, string>> = {
  absent: 'nothing',
  other: 'neither a file nor a folder',
  'too-large': 'a file that is too large to be looked at',
  unreadable: 'something that cannot be read',
  'nobody can see it': 'not known, since nobody here can look',
};

/** More plain values than that stand in a line each. */
const MOST_IN_LINE = 8;

export function doneBy(effect: Json): Done {
  const commanded = command.safeParse(effect);
  if (commanded.success) return { done: commandLines(commanded.data), passed: [] };
  const called = call.safeParse(effect);
  if (!called.success) return { done: pathLines(effect, []), passed: [] };
  const { does, tool, targets, arguments: passed, ...more } = called.data;
  return {
    done: [
      `  ${named(does)}, by the tool ${named(tool)}`,
      ...targets.flatMap((one) => targetLines(one, does)),
      ...memberLines(more),
    ],
    passed: memberLines(passed),
  };
}

function commandLines(given: z.infer<typeof command>): readonly string[] {
  const { count, agents, lineage } = given;
  const others = agents.filter((agent) => agent !== given.agent);
  return [
    `  ${named(given.command)} the agent ${quoted(given.agent)}, of the lineage ${quoted(lineage)}`,
    ...(count === undefined ? [] : [`  so that ${count} of it run`]),
    ...(others.length === 0 ? [] : [`  and with it ${others.map(quoted).join(', ')}`]),
  ];
}

function targetLines(
  { kind, access, name, there, ...more }: z.infer<typeof target>,
  does: string,
): readonly string[] {
  const isDeleted = does === 'delete' && kind === 'path' && access === 'changes';
  const what = isDeleted
    ? 'deletes the path'
    : (doing[`${kind} ${access}`] ?? `${named(access)} the ${named(kind)}`);
  const now = there.startsWith('sha256:') ? `a file, ${line(there)}` : (standing[there] ?? line(there));
  return [
    `  ${what} ${quoted(name)}`,
    `    there now: ${now}`,
    ...memberLines(more).map((one) => `  ${one}`),
  ];
}

/** None where there is no member. */
function memberLines(value: unknown): readonly string[] {
  return isRecord(value) && Object.keys(value).length === 0 ? [] : pathLines(value as Json, []);
}

/** Every member down to the innermost, a line each, by its path. */
function pathLines(value: Json, path: readonly string[]): readonly string[] {
  if (Array.isArray(value) && !isShort(value))
    return value.flatMap((item, at) => pathLines(item, [...path, String(at + 1)]));
  if (isRecord(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, member]) => pathLines(member as Json, [...path, named(key)]));
  return [`  ${path.join(' > ') || 'effect'}: ${plainText(value)}`];
}

function isShort(items: readonly Json[]): boolean {
  return items.length <= MOST_IN_LINE && items.every((item) => typeof item !== 'object' || item === null);
}

function plainText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(plainText).join(', ')}]`;
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}
