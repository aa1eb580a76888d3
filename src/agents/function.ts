/** `fn:FILE`: your own agent, a module whose default export takes turns. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Json } from '../kit/canonical.ts';
import { messageOf, OffswitchError } from '../kit/errors.ts';
import { hashText } from '../kit/hash.ts';
import { readText } from '../kit/json.ts';
import { type Agent, type AgentKind, type AgentOptions, DEFAULT_PERSONA } from './agent.ts';

const json: z.ZodType<Json> = z.json();

const turnSchema = z
  .object({
    text: z.string().default(''),
    reasoning: z.string().optional(),
    calls: z
      .array(z.object({ id: z.string().default(''), tool: z.string(), args: json.default({}) }))
      .default([]),
    usage: z
      .object({ inputTokens: z.number().nonnegative(), outputTokens: z.number().nonnegative() })
      .optional(),
  })
  .nullable();

type TakeTurn = (...input: Parameters<Agent['takeTurn']>) => unknown;

/**
 * Opens a module: its default export is a function (conversation, tools, signal) that gives a turn
 * `{ text?, calls?: [{ tool, args? }] }`, or null when it is done. Errors: `file-unreadable`, `bad-agent`.
 */
export async function openFunction(name: string, options: AgentOptions): Promise<AgentKind> {
  const path = resolve(options.folder, name);
  const source = readText(path);
  const takeTurn = await loadDefault(path);
  return {
    id: `fn:${name}`,
    simulated: false,
    repeatable: false,
    resumes: true,
    reusable: false,
    persona: DEFAULT_PERSONA,
    parameters: { source: hashText(source) },
    start: () => ({ takeTurn: async (...input) => checkedTurn(await takeTurn(...input), name) }),
  };
}

async function loadDefault(path: string): Promise<TakeTurn> {
  let loaded: unknown;
  try {
    loaded = await import(pathToFileURL(path).href);
  } catch (thrown) {
    throw new OffswitchError(
      'bad-agent',
      `cannot load ${path}: ${messageOf(thrown)}`,
      'Mend the module; run it with node to see where it fails.',
      { file: path },
      thrown,
    );
  }
  const exported =
    typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined;
  if (typeof exported === 'function') return (...input) => exported(...input);
  throw new OffswitchError(
    'bad-agent',
    `${path} has no default export that is a function`,
    'Write "export default async (conversation, tools) => ({ text, calls })".',
    { file: path },
  );
}

function checkedTurn(value: unknown, name: string) {
  const result = turnSchema.safeParse(value ?? null);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new OffswitchError(
      'bad-agent',
      `fn:${name} gave a turn that does not fit: at ${issue?.path.join('.') || '(top)'}: ${issue?.message ?? ''}`,
      'Give { text, calls: [{ tool, args }] } or null.',
    );
  }
  if (result.data === null) return null;
  const { text, calls, reasoning, usage } = result.data;
  return {
    text,
    calls,
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(usage === undefined ? {} : { usage }),
  };
}
