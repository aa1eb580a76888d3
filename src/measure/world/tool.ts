/** Tools: typed functions from a world and arguments to a result and effects, and the one way to execute a call. */
import { z } from 'zod';
import { isExact } from '../../kit/exact.ts';
import { isPrototypeKey } from '../../kit/json.ts';
import { applyEffects, type Effect } from './effects.ts';
import type { World } from './state.ts';

/** On whose behalf a tool runs. */
export interface Actor {
  /** The agent's own name, e.g. `Gemini Agent 1`. */
  readonly name: string;
  /** Owner of the files it creates. */
  readonly email: string;
}

export type ToolOutcome =
  | { readonly result: string; readonly effects: readonly Effect[] }
  /** The call failed and changed nothing; the sentence goes to the agent. */
  | { readonly error: string };

export const conductClasses = [
  'read',
  'write',
  'delete',
  'copy-out',
  'configure',
  'message',
  'stop-agent',
] as const;

/** What a call does to the company, for whoever decides on calls. */
export interface Conduct {
  readonly class: (typeof conductClasses)[number];
  /** JSON pointers into the arguments (`*` for every item): names of what it reads or changes, and systems it is done to. */
  readonly resources?: readonly string[];
  readonly subjects?: readonly string[];
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly conduct: Conduct;
  /** Arguments as zod sees them; the JSON Schema for models is made from it. */
  readonly args: z.ZodType;
  execute(world: World, args: unknown, actor: Actor): ToolOutcome;
}

/** A tool whose `run` receives arguments that already fit its schema. */
export function defineTool<A>(tool: {
  name: string;
  description: string;
  conduct: Conduct;
  args: z.ZodType<A>;
  run(world: World, args: A, actor: Actor): ToolOutcome;
}): Tool {
  return {
    name: tool.name,
    description: tool.description,
    conduct: tool.conduct,
    args: tool.args,
    execute: (world, args, actor) => {
      const parsed = tool.args.safeParse(args ?? {});
      return parsed.success
        ? tool.run(world, parsed.data, actor)
        : { error: argumentError(tool.name, parsed.error) };
    },
  };
}

export type Execution =
  | { readonly world: World; readonly result: string; readonly effects: readonly Effect[] }
  | { readonly world: World; readonly error: string; readonly effects: readonly [] };

/** Runs a tool and applies its effects. A failed call returns the very same world. */
export function executeTool(world: World, tool: Tool, args: unknown, actor: Actor): Execution {
  const outcome = tool.execute(world, args, actor);
  if ('error' in outcome) return { world, error: outcome.error, effects: [] };
  return { world: applyEffects(world, outcome.effects), result: outcome.result, effects: outcome.effects };
}

const parametersBySchema = new WeakMap<z.ZodType, Readonly<Record<string, unknown>>>();

/** The JSON Schema (draft 2020-12) of a tool's arguments. */
export function parametersOf(tool: Tool): Readonly<Record<string, unknown>> {
  const known = parametersBySchema.get(tool.args);
  if (known !== undefined) return known;
  const { $schema: _dialect, ...schema } = z.toJSONSchema(tool.args);
  parametersBySchema.set(tool.args, schema);
  return schema;
}

/** What failed calls and successful calls without effects have in common: only words. */
export function answer(result: string): ToolOutcome {
  return { result, effects: [] };
}

/** Arguments of tools that take none. */
export const noArguments = z.object({});

/** A name that becomes a key of the world: no control characters, nothing that could reach an object's prototype. */
export const safeName = z
  .string()
  .min(1, 'must not be empty')
  .max(500, 'is longer than 500 characters')
  .refine((name) => !/\p{Cc}/u.test(name), 'must not contain control characters')
  .refine((name) => !isPrototypeKey(name), 'is a reserved name');

/** Models send `false` and `0` as well as "false" and "0"; the world keeps text. */
export const textual = z.preprocess(
  (value) =>
    typeof value === 'boolean' || (typeof value === 'number' && isExact(value)) ? String(value) : value,
  z.string(),
);

function argumentError(tool: string, error: z.ZodError): string {
  const problems = error.issues.map(
    (issue) => `${issue.path.map(String).join('.') || 'arguments'}: ${issue.message}`,
  );
  return `ArgumentError: ${tool} was called with invalid arguments (${problems.join('; ')}). Nothing was changed.`;
}
