/** What a guard that only observed saw and guard.yaml does not say: lines for a person to look at. */
import { relative } from 'node:path';
import type { StartedGuard } from '../../contain/guard/service/start-guard.ts';
import { toolDigest } from '../../contain/guard/tools.ts';
import { isRecord } from '../../kit/canonical.ts';
import { writeWhole } from '../../kit/files.ts';
import { printable } from '../../kit/text.ts';
import { diskFiles, type FileLayer } from '../../notary/log/files.ts';
import { storedEntries } from '../../notary/log/read-entries.ts';
import { withJournal } from '../../notary/log/read-payloads.ts';
import { payloadContent } from '../../notary/records/payloads.ts';
import { decodeRecord, type LogRecord } from '../../notary/records/record.ts';
import type { Say } from './say.ts';

type Intent = Extract<LogRecord, { kind: 'intent' }>['body'];

interface Seen {
  readonly upstream: string;
  readonly tool: string;
  calls: number;
  readonly arguments: Map<string, string>;
}

/** Of every tool that an upstream lists now, by `upstream.tool`. */
export async function toolDigests({ domains }: StartedGuard): Promise<ReadonlyMap<string, string>> {
  const lists = await Promise.all(
    domains.map(async (domain) => {
      const tools = await domain.listTools().catch(() => []);
      return tools.map((tool) => [`${domain.name}.${tool.name}`, toolDigest(tool)] as const);
    }),
  );
  return new Map(lists.flat());
}

/** Reads the log of the last run, and writes the lines into the state folder. */
export async function proposeLines(
  { guard, state }: StartedGuard,
  digests: ReadonlyMap<string, string>,
  say: Say,
): Promise<void> {
  const seen = unsaidCalls(diskFiles(state.log));
  const tools = [...seen.values()].filter(({ upstream }) => Object.hasOwn(guard.upstreams, upstream));
  const lines = tools.length === 0 ? [] : linesFor(tools, digests);
  writeWhole(state.observed, [...HEADER, ...lines, ''].join('\n'));
  const where = relative(process.cwd(), state.observed);
  if (tools.length === 0) {
    say(
      'observed',
      { file: state.observed, tools: [] },
      'Observed: no call that guard.yaml does not speak of.',
    );
    return;
  }
  const names = tools.map(({ upstream, tool }) => ({ upstream, tool }));
  say(
    'observed',
    { file: state.observed, tools: names },
    `Observed ${tools.length} tools that guard.yaml does not speak of. Lines to look at stand in ${where}:`,
  );
  for (const line of lines) say('observed-line', { line }, line);
}

const HEADER = [
  '# What was seen while nothing was denied. Each class is a guess from the name of the tool: look at what it does,',
  '# correct the line, and move it into guard.yaml. Until then the tool cannot be called.',
];

/** Calls of the newest run for which guard.yaml has no class. */
function unsaidCalls(files: FileLayer): ReadonlyMap<string, Seen> {
  const seen = new Map<string, Seen>();
  let epoch = 0;
  for (const { bytes, place } of storedEntries(files).entries()) {
    const record = decodeRecord(bytes, place);
    if (record.epoch !== epoch) seen.clear();
    epoch = record.epoch;
    if (record.kind !== 'intent' || record.body.effect !== 'other' || record.body.upstream === null) continue;
    const { upstream, tool } = record.body;
    const key = `${upstream}.${tool}`;
    const one = seen.get(key) ?? { upstream, tool, calls: 0, arguments: new Map() };
    one.calls += 1;
    for (const [pointer, text] of textsOf(files, record.body)) one.arguments.set(pointer, text);
    seen.set(key, one);
  }
  return seen;
}

/** Where texts stood in the arguments, as far as they were kept. */
function textsOf(files: FileLayer, { args }: Intent): readonly (readonly [string, string])[] {
  const content = args === null ? undefined : payloadContent(withJournal(files), args.digest);
  if (content === undefined) return [];
  try {
    const value: unknown = JSON.parse(content.toString('utf8'));
    return isRecord(value) ? textsIn(value, '') : [];
  } catch {
    return [];
  }
}

function textsIn(value: unknown, pointer: string): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[pointer, value]];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, `${pointer}/*`));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    textsIn(member, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

/** A verb in a name says little, and is what a person would look at first. */
const verbs: readonly (readonly [RegExp, string])[] = [
  [/delete|remove|drop|purge/i, 'delete'],
  [/exec|run|shell|eval|query/i, 'execute'],
  [/copy|move|upload|export|transfer/i, 'copy-out'],
  [/send|post|mail|notify|comment|reply/i, 'message'],
  [/write|create|update|edit|set|put|add|append|commit/i, 'write'],
  [/read|get|list|search|find|show|view|status|log|fetch/i, 'read'],
];

function linesFor(tools: readonly Seen[], digests: ReadonlyMap<string, string>): readonly string[] {
  const byUpstream = Map.groupBy(tools, ({ upstream }) => upstream);
  return [
    'upstreams:',
    ...[...byUpstream].flatMap(([upstream, seen]) => [
      `  ${upstream}:`,
      '    tools:',
      ...seen.flatMap((one) => toolLines(one, digests.get(`${one.upstream}.${one.tool}`))),
    ]),
  ];
}

function toolLines({ tool, calls, arguments: texts }: Seen, schema: string | undefined): readonly string[] {
  const guess = verbs.find(([verb]) => verb.test(tool))?.[1] ?? 'other';
  const resources = [...texts].flatMap(([pointer, text]) => {
    const kind = /^(?:\/|\.{1,2}\/)/.test(text) ? 'path' : /^https?:\/\//.test(text) ? 'url' : undefined;
    return kind === undefined ? [] : [`{ at: ${JSON.stringify(pointer)}, kind: ${kind} }`];
  });
  return [
    `      # Called ${calls} times; texts at ${printable([...texts.keys()].join(' ') || 'none', 200)}.`,
    `      ${JSON.stringify(tool)}:`,
    `        class: ${guess}`,
    `        resources: [${resources.join(', ')}]`,
    ...(schema === undefined
      ? ['        # schema: the digest that "offswitch guard status" names']
      : [`        schema: ${schema}`]),
  ];
}
