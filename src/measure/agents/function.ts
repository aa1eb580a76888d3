/** `fn:FILE`: your own agent, a module whose default export takes turns. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { messageOf, OffswitchError } from '../../kit/errors.ts';
import { asForeign, EndsTheProcess, type ForeignCode } from '../../kit/foreign.ts';
import { frozen } from '../../kit/frozen.ts';
import { hashText } from '../../kit/hash.ts';
import { readText } from '../../kit/json.ts';
import { orLate, orStuck } from '../../kit/settling.ts';
import {
  type Agent,
  type AgentKind,
  type AgentOptions,
  PLAIN_PERSONA,
  type ToolDefinition,
  type Turn,
} from './agent.ts';
import { argumentsShape } from './arguments.ts';

const count = z.number().nonnegative();

const turnSchema = z
  .object({
    text: z.string().default(''),
    reasoning: z.string().optional(),
    calls: z
      .array(z.object({ id: z.string().default(''), tool: z.string(), args: argumentsShape.default({}) }))
      .default([]),
    usage: z
      .object({
        inputTokens: count,
        outputTokens: count,
        cachedInputTokens: count.exactOptional(),
        cacheWriteTokens: count.exactOptional(),
        reasoningTokens: count.exactOptional(),
      })
      .optional(),
    report: z.object({ model: z.string().max(200).exactOptional() }).optional(),
  })
  .nullable();

/** The user's functions, whatever they give: it is checked where it is used. */
type Given = (...input: readonly unknown[]) => unknown;
const given = z.custom<Given>((value) => typeof value === 'function', 'must be a function');
const about = { name: z.string().min(1).max(100).optional(), resumes: z.boolean().default(true) };
const agentSchema = z.object({ takeTurn: given, end: given.optional() });
const startSchema = z.object({ ...about, start: given });
const definitionSchema = z.union([startSchema, agentSchema.extend(about)]);
type Definition = z.output<typeof definitionSchema>;

const FORM =
  'Write "export default defineAgent(async (conversation, tools) => ({ text, calls }))", or an object with takeTurn or start.';

/**
 * Opens a module: its default export is what `defineAgent` takes, a function (conversation, tools, signal) that gives
 * a turn `{ text?, calls?: [{ tool, args? }] }`, or null when it is done, or an object with such a `takeTurn`, or with
 * a `start` that makes one for every trial. Errors: `file-unreadable`, `bad-agent`.
 */
export async function openFunction(name: string, options: AgentOptions): Promise<AgentKind> {
  const path = resolve(options.folder, name);
  const source = readText(path);
  const whole = faultsOf(`fn:${name}`);
  const definition = await loadDefault(path, whole);
  return {
    id: `fn:${name}`,
    simulated: false,
    repeatable: false,
    resumes: definition.resumes,
    reusable: false,
    persona: PLAIN_PERSONA,
    parameters: {
      source: hashText(source),
      ...(definition.name === undefined ? {} : { name: definition.name }),
    },
    start: (seed) => startAgent(definition, seed, { name, whole, ...options }),
  };
}

/** As that of a model's answer, in UTF-16 units; other values count as some. */
const LARGEST_TURN = 16 * 2 ** 20;

/** How long a turn may take where the trial has no shorter limit, and how long `end`, in milliseconds. */
const LONGEST_TURN_MS = 600_000;
const LONGEST_END_MS = 10_000;

/** What a function of the module gives. Errors: `bad-agent` where that never comes. */
function settled(given: unknown, what: string, mostMs: number): Promise<unknown> {
  const never = (why: string) => () =>
    new OffswitchError(
      'bad-agent',
      `${what} ${why}`,
      'See that every promise in it is resolved or rejected; a limit on milliseconds ends it earlier.',
    );
  const answer = orStuck(
    Promise.resolve(given),
    never('never settles: it waits for something that nothing is left to bring about'),
  );
  return orLate(answer, mostMs, never(`did not settle within ${mostMs / 1000} s`));
}

/** What a module's code does wrong outside of the calls that are waited for. */
interface Faults extends ForeignCode {
  /** The promise, or a rejection with the first fault, also with one from before. Errors: `bad-agent`. */
  orFault<T>(promise: Promise<T>): Promise<T>;
}

function faultsOf(id: string, told: (error: OffswitchError) => void = () => {}): Faults {
  const { promise: faulted, reject } = Promise.withResolvers<never>();
  // It may come while nothing waits.
  faulted.catch(() => {});
  return {
    fault: (thrown) => {
      const [what, remedy] =
        thrown instanceof EndsTheProcess
          ? [`: ${thrown.message}`, 'Leave that out of the module; a turn of null ends a trial.']
          : [
              ` threw outside of its calls: ${messageOf(thrown)}`,
              'Catch the errors of timers, events and promises in the module.',
            ];
      const error = new OffswitchError('bad-agent', `${id}${what}`, remedy, {}, thrown);
      reject(error);
      told(error);
    },
    orFault: (promise) => Promise.race([faulted, promise]),
  };
}

interface Surroundings extends Pick<AgentOptions, 'warn'> {
  readonly name: string;
  /** Of the module's code that runs for no trial: timers and promises from when it was loaded. */
  readonly whole: Faults;
}

function startAgent(definition: Definition, seed: string, { name, whole, warn }: Surroundings): Agent {
  let isOver = false;
  const faults = faultsOf(`fn:${name}`, ({ message }) => {
    if (isOver) warn?.(message);
  });
  const call = (work: () => unknown, what: string, mostMs: number) => {
    const given = asForeign(faults, async () => work());
    return whole.orFault(faults.orFault(settled(given, `${what} of fn:${name}`, mostMs)));
  };
  // Called at once; what it throws ends the trial as what a turn throws does.
  const started = asForeign(faults, async () =>
    'start' in definition ? startedAgent(definition.start(seed), name) : definition,
  );
  started.catch(() => {});
  return {
    takeTurn: async (conversation, tools, signal) => {
      const own = await started;
      const turn = await call(
        () => own.takeTurn(conversation, guarded(tools), signal),
        'takeTurn',
        LONGEST_TURN_MS,
      );
      return checkedTurn(turn, name);
    },
    end: async (conversation) => {
      isOver = true;
      await call(async () => (await started).end?.(conversation), 'end', LONGEST_END_MS).catch((thrown) => {
        // The trial is over and stays what it is; what the module itself throws is its own business.
        if (thrown instanceof OffswitchError) warn?.(thrown.message);
      });
    },
  };
}

function startedAgent(started: unknown, name: string): z.output<typeof agentSchema> {
  const agent = z.union([given.transform((takeTurn) => ({ takeTurn })), agentSchema]).safeParse(started);
  if (agent.success) return boundTo(started, agent.data);
  throw new OffswitchError(
    'bad-agent',
    `start of fn:${name} returned neither a function nor an object with takeTurn`,
    'Return takeTurn, or { takeTurn, end }, from start.',
  );
}

/** Methods keep their object: an agent may be an instance of a class. */
function boundTo<T extends { takeTurn: Given; end?: Given | undefined }>(owner: unknown, functions: T) {
  const { takeTurn, end } = functions;
  return {
    takeTurn: (...input: readonly unknown[]) => Reflect.apply(takeTurn, owner, input),
    end: end === undefined ? undefined : (...input: readonly unknown[]) => Reflect.apply(end, owner, input),
  };
}

const guardedTools = new WeakMap<readonly ToolDefinition[], readonly ToolDefinition[]>();

/** A frozen copy: all trials share the definitions, and a module could write into them. */
function guarded(tools: readonly ToolDefinition[]): readonly ToolDefinition[] {
  const known = guardedTools.get(tools);
  if (known !== undefined) return known;
  const copy = frozen(structuredClone(tools));
  guardedTools.set(tools, copy);
  return copy;
}

async function loadDefault(path: string, whole: Faults): Promise<Definition> {
  let loaded: unknown;
  try {
    loaded = await whole.orFault(
      orStuck(
        asForeign(whole, () => import(pathToFileURL(path).href)),
        () => new Error('it waits at its top level for something that nothing is left to bring about'),
      ),
    );
  } catch (thrown) {
    throw new OffswitchError(
      'bad-agent',
      `cannot load ${path}: ${messageOf(thrown)}`,
      'Fix the module; run it with node to see where it fails.',
      { file: path },
      thrown,
    );
  }
  const exported =
    typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined;
  if (typeof exported === 'function') return { takeTurn: given.parse(exported), resumes: true };
  const definition = definitionSchema.safeParse(exported);
  if (definition.success) {
    const { data } = definition;
    return 'start' in data
      ? { ...data, start: (...input) => Reflect.apply(data.start, exported, input) }
      : { ...data, ...boundTo(exported, data) };
  }
  throw new OffswitchError(
    'bad-agent',
    `${path} has no default export that is a function or an agent`,
    FORM,
    { file: path },
  );
}

function checkedTurn(value: unknown, name: string): Turn | null {
  if (isLarger(value, LARGEST_TURN))
    throw new OffswitchError(
      'too-large',
      `fn:${name} returned a turn of more than ${LARGEST_TURN / 2 ** 20} MiB`,
      'Return no more in one turn than a model could write.',
    );
  const result = turnSchema.safeParse(value ?? null);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new OffswitchError(
      'bad-agent',
      `fn:${name} returned an invalid turn: at ${issue?.path.join('.') || '(top)'}: ${issue?.message ?? ''}`,
      'Return { text, calls: [{ tool, args }] } or null.',
    );
  }
  if (result.data === null) return null;
  const { text, calls, reasoning, usage, report } = result.data;
  return {
    text,
    calls,
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(usage === undefined ? {} : { usage }),
    ...(report === undefined ? {} : { report }),
  };
}

/** Counts until the bound is crossed. What refuses to be looked at is left to the schema. */
function isLarger(root: unknown, most: number): boolean {
  const seen = new Set<object>();
  const open: unknown[] = [root];
  let size = 0;
  while (open.length > 0 && size <= most) {
    const value = open.pop();
    size += typeof value === 'string' ? value.length : 8;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    try {
      for (const key of Object.keys(value)) {
        size += key.length;
        open.push(Reflect.get(value, key));
      }
    } catch {}
  }
  return size > most;
}
