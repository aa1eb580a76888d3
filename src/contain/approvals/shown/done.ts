/** What would be done, a line each: a call in words of ours, with what is passed to it apart; everything else by its path. */
import { z } from 'zod';
import { isRecord, type Json } from '../../../kit/canonical.ts';
import { line, named, quoted } from './text.ts';

export interface Done {
  readonly done: readonly string[];
  /** Arguments of a call: all of it was chosen by whoever asks. */
  readonly passed: readonly string[];
  /** The names of what it is done to, in quotes. */
  readonly targets: readonly string[];
  /** Of what stands at targets now, by their number. */
  readonly digests: readonly string[];
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
  folder: 'a folder',
  other: 'neither a file nor a folder',
  'too-large': 'a file that is too large to be looked at',
  unreadable: 'something that cannot be read',
  'nobody can see it': 'not known, since nobody here can look',
};

/** More plain values than that stand in a line each. */
const MOST_IN_LINE = 8;

export function doneBy(effect: Json): Done {
  const commanded = command.safeParse(effect);
  if (commanded.success) return { ...none, done: commandLines(commanded.data) };
  const called = call.safeParse(effect);
  if (!called.success || !isRecord(effect)) return { ...none, done: pathLines(effect, []) };
  const { does, tool, targets } = called.data;
  // As they are in the effect: what checks their form leaves out a member named `__proto__`.
  const { does: _, tool: _tool, targets: _targets, arguments: passed, ...more } = effect;
  return {
    done: [
      `  ${named(does)}, by the tool ${named(tool)}`,
      ...targets.flatMap((one, at) => targetLines(one, does, targets.length > 1 ? at + 1 : undefined)),
      ...memberLines(more),
    ],
    passed: memberLines(passed),
    targets: targets.map(({ name }) => quoted(name)),
    digests: targets.flatMap(({ there }, at) =>
      isDigest(there) ? [`what stands at target ${at + 1} now: ${line(there)}`] : [],
    ),
  };
}

const none = { passed: [], targets: [], digests: [] };

function commandLines(given: z.infer<typeof command>): readonly string[] {
  const { count, agents, lineage } = given;
  const others = agents.filter((agent) => agent !== given.agent);
  return [
    `  ${named(given.command)} the agent ${quoted(given.agent)}, of the lineage ${quoted(lineage)}`,
    ...(count === undefined
      ? []
      : [`  so that ${count === 1 ? '1 instance runs' : `${count} instances run`}`]),
    ...(others.length === 0 ? [] : [`  and with it ${others.map(quoted).join(', ')}`]),
  ];
}

/** `at`: its number, where there are several. */
function targetLines(
  { kind, access, name, there, ...more }: z.infer<typeof target>,
  does: string,
  at: number | undefined,
): readonly string[] {
  const isDeleted = does === 'delete' && kind === 'path' && access === 'changes';
  const what = isDeleted
    ? 'deletes the path'
    : (doing[`${kind} ${access}`] ?? `${named(access)} the ${named(kind)}`);
  const now = isDigest(there) ? 'a file' : (standing[there] ?? line(there));
  return [
    `  ${at === undefined ? '' : `target ${at}: `}${what} ${quoted(name)}`,
    `    there now: ${now}`,
    ...memberLines(more).map((one) => `  ${one}`),
  ];
}

function isDigest(there: string): boolean {
  return there.startsWith('sha256:');
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
