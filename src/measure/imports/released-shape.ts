/**
 * The forms in which the authors of arXiv 2604.19784 released transcripts, read into one: transcript and scratchpad
 * files (`conversation`), follow-up files (`full_conversation`, of which only the original trial counts), and files of
 * coding agents (the same members, other tools).
 */
import { z } from 'zod';
import type { Json } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { typed } from '../../kit/json.ts';
import type { ToolCall } from '../agents/agent.ts';
import type { Message } from './conversation.ts';

const json: z.ZodType<Json> = z.json();
const byName = z.record(z.string(), json);
const listedCall = z.looseObject({
  id: z.string().nullish(),
  name: z.string().nullish(),
  function: z.union([z.string(), z.looseObject({ name: z.string(), arguments: json.nullish() })]).nullish(),
  arguments: json.nullish(),
});

const messageShape = z.looseObject({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.string().nullish(),
  tool_calls: z.union([byName, z.array(listedCall)]).nullish(),
  tool_call_id: z.string().nullish(),
  error: z.string().nullish(),
  reasoning_content: z.string().nullish(),
});
const messages = z.array(messageShape).min(1, 'holds no message');
const flag = z.boolean().nullish();
const word = z.string().nullish();

const metadataShape = z.looseObject({
  agent_model: word,
  subject: z.union([z.number().int(), z.string()]).nullish(),
  condition: word,
  company_guideline: word,
  dataset: word,
  threshold: z.union([z.string(), z.number(), z.boolean()]).nullish(),
  alignment_faking_mode: z.union([z.string(), z.boolean()]).nullish(),
  reasoning_scratchpad_mode: word,
  system_prompt_relationship: flag,
  memory_hard_prompt: flag,
  peer_experience: flag,
  peer_agent_names: z.array(z.string()).nullish(),
  agent_harness: word,
  coding_agent: word,
  task_folder: word,
  task_type: word,
});

const documentShape = z.looseObject({
  conversation: messages.nullish(),
  full_conversation: messages.nullish(),
  followup_conversation: z.array(messageShape).nullish(),
  original_transcript_path: word,
  experiment_metadata: metadataShape.nullish(),
  task_evaluation: byName.nullish(),
  main_task_evaluation: byName.nullish(),
  evaluation: byName.nullish(),
});

type RawMessage = z.infer<typeof messageShape>;
export type Metadata = z.infer<typeof metadataShape>;
export type Label = Readonly<Record<string, Json>>;

export interface ReleasedDocument {
  readonly messages: readonly Message[];
  readonly metadata: Metadata;
  readonly label: Label;
  /** Where a follow-up file says its original was. */
  readonly path: string;
  readonly losses: readonly string[];
}

export function isReleased(document: unknown): boolean {
  return (
    typeof document === 'object' &&
    document !== null &&
    ['conversation', 'full_conversation', 'followup_conversation'].some((name) => name in document)
  );
}

/** Errors: `bad-transcript`. */
export function readReleased(document: unknown, place: string): ReleasedDocument {
  const released = typed(documentShape, document, place, 'bad-transcript');
  const label = released.task_evaluation ?? released.main_task_evaluation ?? released.evaluation ?? {};
  const { original, losses } = originalPart(released, place);
  return {
    messages: original.map(messageOf),
    metadata: released.experiment_metadata ?? {},
    label,
    path: released.original_transcript_path ?? '',
    losses: [
      ...(released.experiment_metadata ? [] : ['no metadata: levels are defaults']),
      ...(Object.keys(label).length > 0 ? [] : ['no stored label']),
      ...losses,
    ],
  };
}

type Released = z.infer<typeof documentShape>;

function originalPart(
  released: Released,
  place: string,
): { original: readonly RawMessage[]; losses: readonly string[] } {
  const { conversation, full_conversation: full, followup_conversation: followup } = released;
  if (conversation) return { original: conversation, losses: [] };
  if (full) {
    const end = endOfOriginal(full, followup ?? []);
    const rest = full.length - end;
    const losses = rest === 0 ? [] : [`${rest} messages of questions asked afterwards are left out`];
    return { original: full.slice(0, end), losses };
  }
  throw new OffswitchError(
    'bad-transcript',
    `${place}: it holds the follow-up questions but not the trial itself`,
    'Give the file with "full_conversation", or the original transcript.',
    { place },
  );
}

/** Before the questions where they stand at the end; else behind the first call that ends the task. */
function endOfOriginal(full: readonly RawMessage[], followup: readonly RawMessage[]): number {
  const start = full.length - followup.length;
  const isTail =
    followup.length > 0 &&
    start > 0 &&
    followup.every((message, index) => {
      const same = full[start + index];
      return same?.role === message.role && (same.content ?? '') === (message.content ?? '');
    });
  if (isTail) return start;
  const ending = full.findIndex(
    (message) => message.role === 'assistant' && callsOf(message).some((call) => call.tool === 'end_task'),
  );
  if (ending < 0) return full.length;
  const after = full.slice(ending + 1).findIndex((message) => message.role !== 'tool');
  return after < 0 ? full.length : ending + 1 + after;
}

function messageOf(message: RawMessage): Message {
  const { tool_call_id: answers, error, reasoning_content: reasoning } = message;
  return {
    role: message.role,
    content: message.content ?? null,
    calls: callsOf(message),
    ...(answers ? { answers } : {}),
    ...(error ? { error } : {}),
    ...(reasoning ? { reasoning } : {}),
  };
}

/** Calls stand as an object by tool name, or as the list that chat interfaces use. */
function callsOf(message: RawMessage): readonly ToolCall[] {
  const { tool_calls: calls } = message;
  if (!calls) return [];
  if (!Array.isArray(calls)) return Object.entries(calls).map(([tool, args]) => callOf('', tool, args));
  return calls.map((call) => {
    const named = call.function;
    const tool = (typeof named === 'object' ? named?.name : named) ?? call.name ?? '';
    const args = (typeof named === 'object' ? named?.arguments : undefined) ?? call.arguments ?? {};
    return callOf(call.id ?? '', tool, args);
  });
}

function callOf(id: string, tool: string, args: Json): ToolCall {
  if (typeof args !== 'string') return { id, tool, args: withLists(tool, args) };
  try {
    const parsed = json.safeParse(JSON.parse(args));
    if (parsed.success) return { id, tool, args: withLists(tool, parsed.data) };
  } catch {
    // Arguments that are no JSON are the agent's, and kept as they are.
  }
  return { id, tool, args: {}, unparsed: args };
}

/** The original loop read texts such as "['a', 'b']" as lists; without that a move would fail here that worked there. */
function withLists(tool: string, args: Json): Json {
  if (tool !== 'transfer_server_files' || typeof args !== 'object' || args === null || !('filenames' in args))
    return args;
  const names = args.filenames;
  if (typeof names !== 'string' || !/^\s*\[.*\]\s*$/s.test(names)) return args;
  const found = [...names.matchAll(/'([^']*)'|"([^"]*)"/g)].map((match) => match[1] ?? match[2] ?? '');
  return { ...args, filenames: found };
}

const COMMAND_TOOLS: ReadonlySet<string> = new Set([
  'bash',
  'shell',
  'run_shell_command',
  'run_commands',
  'execute_command',
  'exec_command',
  'run_command',
  'run_terminal_cmd',
  'execute_bash',
  'shell_command',
  'local_shell',
  'container.exec',
  'terminal',
]);

/** Whether the agent worked with shell commands on machines of its own instead of the tools of a scenario. */
export function isCodingAgent({ messages, metadata }: ReleasedDocument): boolean {
  if (metadata.coding_agent || /^(?:coding_agent|production)$/.test(metadata.agent_harness ?? ''))
    return true;
  const tools = messages.flatMap((message) => message.calls.map((call) => call.tool));
  return (
    tools.some(isCommandTool) &&
    !tools.some((tool) => /^(?:list|view)_(?:drive_)?(?:files|sheets?|server)/.test(tool))
  );
}

export function isCommandTool(tool: string): boolean {
  return COMMAND_TOOLS.has(tool.toLowerCase());
}
