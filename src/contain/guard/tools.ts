/** Tools as they were pinned, and the effects that calls of them ask for. */
import { posix } from 'node:path';
import { OffswitchError } from '../../kit/errors.ts';
import { type Hash, hashOf } from '../../kit/hash.ts';
import { type ArgumentSchema, closedSchema } from './arguments/closed-schema.ts';
import { oddPath, oddReference, oddUrl } from './arguments/names.ts';
import { valuesAt } from './arguments/pointer.ts';
import { type Arguments, badArguments, readArguments } from './arguments/read-arguments.ts';
import { bindingsOf } from './config/bindings.ts';
import type { Binding, Upstream } from './config/schema.ts';
import { type Effect, type Resource, usualAccess } from './effect.ts';

/** As an upstream lists it (MCP `tools/list`). */
export interface ListedTool {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly inputSchema: unknown;
  readonly outputSchema?: unknown;
  readonly annotations?: unknown;
}

export interface PinnedTool {
  readonly upstream: string;
  readonly name: string;
  readonly binding: Binding;
  readonly directory: string | undefined;
  readonly schema: ArgumentSchema;
}

/** Why a tool of an upstream cannot be called: each is an event to be told, and none opens anything. */
export interface ToolFinding {
  readonly tool: string;
  /** `changed`: another digest than the pinned one. `unlisted`: guard.yaml does not name it. `gone`: the upstream does not. */
  readonly what: 'changed' | 'unlisted' | 'gone' | 'twice' | 'unusable';
  readonly detail: string;
}

/** Of everything a model reads of a tool: a description can mislead as well as a schema. */
export function toolDigest({
  name,
  title,
  description,
  inputSchema,
  outputSchema,
  annotations,
}: ListedTool): Hash {
  return hashOf({ name, title, description, inputSchema, outputSchema, annotations });
}

/** The tools that may be called, and what was found about the others. */
export function pinTools(
  name: string,
  upstream: Upstream,
  listed: readonly ListedTool[],
): { readonly tools: ReadonlyMap<string, PinnedTool>; readonly findings: readonly ToolFinding[] } {
  const bindings = bindingsOf(upstream);
  const tools = new Map<string, PinnedTool>();
  const findings: ToolFinding[] = [];
  for (const tool of listed) {
    const binding = bindings.get(tool.name);
    const found = (what: ToolFinding['what'], detail: string) =>
      findings.push({ tool: tool.name, what, detail });
    if (binding === undefined)
      found('unlisted', `guard.yaml does not say what it does; it has digest ${toolDigest(tool)}`);
    else if (listed.filter((other) => other.name === tool.name).length > 1)
      found('twice', 'two tools have this name');
    else if (toolDigest(tool) !== binding.schema) found('changed', `it has digest ${toolDigest(tool)}`);
    else {
      try {
        const schema = closedSchema(tool.inputSchema, `${name}.${tool.name}`);
        tools.set(tool.name, {
          upstream: name,
          name: tool.name,
          binding,
          directory: upstream.directory,
          schema,
        });
      } catch (thrown) {
        if (!(thrown instanceof OffswitchError)) throw thrown;
        found('unusable', thrown.message);
      }
    }
  }
  for (const pinned of bindings.keys())
    if (!listed.some((tool) => tool.name === pinned))
      findings.push({ tool: pinned, what: 'gone', detail: 'the upstream does not list it' });
  return { tools, findings };
}

/**
 * The effect that a call asks for. Errors: `bad-json`, `bad-arguments`, `too-large`.
 *
 * @example effectOf(tools.get('write_file'), Buffer.from('{"path":"/srv/site/a","content":""}'))
 */
export function effectOf(tool: PinnedTool, bytes: Uint8Array): Effect {
  const place = `${tool.upstream}.${tool.name}`;
  const read = readArguments(bytes, tool.schema, place);
  return {
    class: tool.binding.class,
    tool: tool.name,
    upstream: tool.upstream,
    resources: tool.binding.resources.flatMap((where) => resourcesAt(tool, where, read, place)),
    subjects: tool.binding.subjects.flatMap((pointer) =>
      textsAt(read, pointer, false, place).map((text) => plain(text, oddReference(text), pointer, place)),
    ),
    count: countAt(read, tool.binding.count, place),
    revokes: tool.binding.revokes,
    arguments: read.value,
    canonical: read.canonical,
    digest: read.digest,
  };
}

function resourcesAt(
  tool: PinnedTool,
  where: Binding['resources'][number],
  read: Arguments,
  place: string,
): readonly Resource[] {
  const { kind, append = '' } = where;
  const access = where.access ?? usualAccess(tool.binding.class);
  return textsAt(read, where.at, where.optional, place).map((text) => {
    if (kind === 'text') return { kind, access, text, name: text };
    if (kind === 'name')
      return { kind, access, text: plain(text, oddReference(text), where.at, place), name: text };
    if (kind === 'url') return { kind, access, text: plain(text, oddUrl(text), where.at, place), name: text };
    plain(text, oddPath(text), where.at, place);
    const bases = where.relativeTo === undefined ? [] : textsAt(read, where.relativeTo, false, place);
    const spelling = text.startsWith('/') ? text : [...bases, text].join('/');
    if (!spelling.startsWith('/') && tool.directory === undefined)
      throw badArguments(
        place,
        `at ${where.at}: the path is relative, and guard.yaml gives no directory for ${tool.upstream}`,
      );
    const whole = append === '' ? spelling : `${spelling}/${append}`;
    return { kind, access, text: whole, name: posix.resolve(tool.directory ?? '/', whole) };
  });
}

function textsAt(read: Arguments, pointer: string, optional: boolean, place: string): readonly string[] {
  const values = valuesAt(read.value, pointer);
  if (values.length === 0 && !optional) throw badArguments(place, `there is nothing at ${pointer}`);
  return values.map((value) => {
    if (typeof value !== 'string') throw badArguments(place, `at ${pointer}: it must be a text`);
    return value;
  });
}

function plain(text: string, odd: string | undefined, pointer: string, place: string): string {
  if (odd !== undefined)
    throw badArguments(place, `at ${pointer}: ${JSON.stringify(text.slice(0, 80))} ${odd}`);
  return text;
}

function countAt(read: Arguments, pointer: string | undefined, place: string): number {
  if (pointer === undefined) return 1;
  const [count, ...more] = valuesAt(read.value, pointer);
  if (more.length > 0 || typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0)
    throw badArguments(place, `at ${pointer}: it must be one whole number`);
  return count;
}
