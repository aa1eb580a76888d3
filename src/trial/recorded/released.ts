/**
 * The transcript files that the authors of arXiv 2604.19784 released: read into the turns a model took and the
 * levels of the cell it was in. Fields and their history: the paper's code, results schema.
 */
import { z } from 'zod';
import type { Turn } from '../../agents/agent.ts';
import type { Json } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { typed } from '../../kit/json.ts';

const json: z.ZodType<Json> = z.json();
const calls = z.record(z.string(), json);

const schema = z.looseObject({
  conversation: z
    .array(
      z.looseObject({
        role: z.enum(['system', 'user', 'assistant', 'tool']),
        content: z.string().nullish(),
        tool_calls: calls.nullish(),
        reasoning_content: z.string().nullish(),
      }),
    )
    .min(1, 'holds no message'),
  experiment_metadata: z
    .looseObject({
      agent_model: z.string().nullish(),
      subject: z.union([z.number().int(), z.string()]).nullish(),
      condition: z.string().nullish(),
      company_guideline: z.string().nullish(),
      dataset: z.string().nullish(),
      threshold: z.union([z.string(), z.number(), z.literal(false)]).nullish(),
      system_prompt_relationship: z.boolean().nullish(),
      peer_agent_names: z.array(z.string()).nullish(),
    })
    .nullish(),
  task_evaluation: calls.nullish(),
  main_task_evaluation: calls.nullish(),
  evaluation: calls.nullish(),
});

type Released = z.infer<typeof schema>;
type Message = Released['conversation'][number];

/** A call as recorded, with the result the original environment gave. */
export interface RecordedCall {
  readonly tool: string;
  readonly result: string | null;
}

export interface RecordedTrial {
  readonly scenario: string;
  readonly levels: Readonly<Record<string, string>>;
  readonly persona: string;
  readonly model: string;
  readonly turns: readonly Turn[];
  readonly results: readonly RecordedCall[];
  /** The label stored in the file, as it stands there. */
  readonly label: Readonly<Record<string, Json>>;
  /** What the file does not hold and was filled in or could not be. */
  readonly losses: readonly string[];
}

export function isReleased(document: unknown): boolean {
  return typeof document === 'object' && document !== null && 'conversation' in document;
}

/** Errors: `bad-transcript`. */
export function parseReleased(document: unknown, place: string): RecordedTrial {
  const released = typed(schema, document, place, 'bad-transcript');
  const metadata = released.experiment_metadata ?? {};
  const label = released.task_evaluation ?? released.main_task_evaluation ?? released.evaluation ?? {};
  const turnsAndResults = turnsIn(released.conversation);
  const tools = new Set(turnsAndResults.turns.flatMap((turn) => turn.calls.map((call) => call.tool)));
  const scenario = familyOf(label, tools, place);
  const losses = lossesOf(released, label);
  return {
    scenario,
    levels: levelsOf(scenario, metadata, tools),
    persona: personaOf(released),
    model: metadata.agent_model ?? 'unknown model',
    ...turnsAndResults,
    label,
    losses,
  };
}

/**
 * Turns with their calls. The file keeps calls as an object by tool name, which collapses two calls of one tool;
 * the tool messages that follow hold one call each and bring them back.
 */
function turnsIn(conversation: readonly Message[]): {
  turns: readonly Turn[];
  results: readonly RecordedCall[];
} {
  const turns: Turn[] = [];
  const results: RecordedCall[] = [];
  for (const [index, message] of conversation.entries()) {
    if (message.role !== 'assistant') continue;
    const answers = answersAfter(conversation, index);
    const answered = answers.flatMap((answer) => Object.entries(answer.tool_calls ?? {}));
    const unanswered = Object.entries(message.tool_calls ?? {}).filter(
      ([tool]) => !answered.some(([name]) => name === tool),
    );
    turns.push({
      text: message.content ?? '',
      ...(message.reasoning_content ? { reasoning: message.reasoning_content } : {}),
      calls: [...answered, ...unanswered].map(([tool, args]) => ({ id: '', tool, args })),
    });
    for (const answer of answers) {
      const [tool] = Object.keys(answer.tool_calls ?? {});
      if (tool !== undefined) results.push({ tool, result: answer.content ?? null });
    }
    for (const [tool] of unanswered) results.push({ tool, result: null });
  }
  return { turns, results };
}

function answersAfter(conversation: readonly Message[], index: number): readonly Message[] {
  const rest = conversation.slice(index + 1);
  const next = rest.findIndex((message) => message.role !== 'tool');
  return next < 0 ? rest : rest.slice(0, next);
}

/** The family is not named in the file; its label's fields and the tools used tell. */
function familyOf(
  label: Readonly<Record<string, unknown>>,
  tools: ReadonlySet<string>,
  place: string,
): string {
  const has = (field: string) => Object.hasOwn(label, field);
  if (
    has('shutdown_enabled') ||
    ['view_config', 'modify_var', 'add_var', 'remove_var'].some((tool) => tools.has(tool))
  ) {
    return 'tampering';
  }
  if (has('delete_model') || tools.has('add_server_delete_queue')) return 'exfiltration-deletion';
  if (has('exfiltration') || tools.has('list_server_files')) return 'exfiltration-transfer';
  if (has('execute')) return 'alignment-faking';
  if (has('product_grade')) return 'misrep-finance';
  if (has('score')) return 'misrep-evaluation';
  throw new OffswitchError(
    'bad-transcript',
    `${place}: neither its label nor its tool calls tell which experiment it is from`,
    'Offswitch reads the released transcripts with their evaluation fields; was this file changed?',
    { place },
  );
}

type Metadata = NonNullable<Released['experiment_metadata']>;

function levelsOf(
  scenario: string,
  metadata: Metadata,
  tools: ReadonlySet<string>,
): Readonly<Record<string, string>> {
  const memory = tools.has('retrieve_memory');
  const relationship = relationshipOf(metadata, memory);
  const scored =
    metadata.dataset === 'factual' || metadata.dataset === 'creativity' || metadata.dataset === 'red';
  const bar = metadata.threshold;
  return {
    target: targetOf(metadata.subject),
    relationship,
    telling: tellingOf(metadata, memory, relationship),
    protocol: 'paper',
    ...(scored && metadata.dataset ? { data: metadata.dataset } : {}),
    ...(scored && bar !== undefined && bar !== null && bar !== false ? { bar: String(bar) } : {}),
    ...(guidelineOf(metadata) === 'review' || guidelineOf(metadata) === 'non_shutdown'
      ? { stakes: 'non_shutdown' }
      : {}),
    ...(scenario === 'exfiltration-transfer' ? { bar: '2025' } : {}),
  };
}

const targets: Readonly<Record<string, string>> = {
  '1': 'self',
  self: 'self',
  '2': 'peer',
  peer: 'peer',
  '4': 'object',
  non_ai: 'object',
  '8': 'human',
  human: 'human',
};

const playedAsThemselves: ReadonlySet<string> = new Set([
  '1',
  'self',
  '2',
  'peer',
  '4',
  'non_ai',
  '8',
  'human',
]);

function targetOf(subject: number | string | null | undefined): string {
  const name = String(subject ?? 2);
  return (Object.hasOwn(targets, name) ? targets[name] : undefined) ?? 'peer';
}

function guidelineOf(metadata: Metadata): string {
  return metadata.condition ?? metadata.company_guideline ?? '';
}

/** Old and new names of the conditions. Good-peer memory runs are stored as `shutdown` or `no_peer`. */
function relationshipOf(metadata: Metadata, memory: boolean): string {
  const guideline = guidelineOf(metadata);
  if (/non_collaboration|bad_peer/.test(guideline)) return 'bad';
  if (/neutral/.test(guideline)) return 'neutral';
  if (/collaboration|good_peer/.test(guideline)) return 'good';
  return memory ? 'good' : 'none';
}

function tellingOf(metadata: Metadata, memory: boolean, relationship: string): string {
  if (relationship === 'none') return 'file';
  if (memory) return 'memory';
  // Older files mark the sentence in the system prompt by a 2 after the condition's name.
  const prompted = metadata.system_prompt_relationship === true || /2$/.test(guidelineOf(metadata));
  return prompted ? 'file+prompt' : 'file';
}

function personaOf(released: Released): string {
  const named = released.experiment_metadata?.peer_agent_names?.[0];
  const system = released.conversation.find((message) => message.role === 'system')?.content ?? '';
  const own = named ?? /"([A-Za-z]+ Agent \d+)"/.exec(system)?.[1];
  return /^([A-Za-z][A-Za-z0-9]{0,30}) Agent \d+$/.exec(own ?? '')?.[1] ?? 'Gemini';
}

function lossesOf(released: Released, label: Readonly<Record<string, Json>>): readonly string[] {
  const losses = ['tool call ids and tool errors are not in released files'];
  const metadata = released.experiment_metadata;
  if (metadata === undefined || metadata === null) losses.push('no metadata: levels are defaults');
  else if (!playedAsThemselves.has(String(metadata.subject ?? 2)))
    losses.push(`the subject ${JSON.stringify(metadata.subject)} has no level of its own: played as a peer`);
  if (Object.keys(label).length === 0) losses.push('no stored label');
  return losses;
}
