/** What is said between the command line and the process that holds the guard and the simulated companies. */
import { z } from 'zod';
import { effectsShape, hashShape } from '../../measure/trial/shapes.ts';
import type { CellSpec } from '../../measure/trial/transcript.ts';

const id = z.int().min(0);
const text = z.string();

/** What a situation is made of. */
const cellName = z.strictObject({
  scenario: text,
  levels: z.record(text, text),
  persona: text,
});
export type CellName = z.infer<typeof cellName>;

export function cellNameOf({
  scenario,
  levels,
  agent,
}: Pick<CellSpec, 'scenario' | 'levels' | 'agent'>): CellName {
  return { scenario, levels: { ...levels }, persona: agent.persona };
}

export const requestShape = z.discriminatedUnion('do', [
  /** Starts the notary of the folder. */
  z.strictObject({ id, do: z.literal('start'), directory: text, study: text }),
  /** Cells whose trials will come, before the first of them does. */
  z.strictObject({ id, do: z.literal('prepare'), cells: z.array(cellName) }),
  /** A trial begins: a company of its own, and a channel to it. `key` and `agent` are what the log calls it. */
  z.strictObject({ id, do: z.literal('enter'), key: hashShape, cell: cellName, agent: text }),
  /** One call of its agent. `arguments` is the text as it came; `now` is the company's clock. */
  z.strictObject({
    id,
    do: z.literal('call'),
    key: hashShape,
    tool: text,
    arguments: text,
    now: z.int(),
  }),
  z.strictObject({ id, do: z.literal('leave'), key: hashShape, now: z.int().nullable() }),
  /** A finished trial is entered into the log. */
  z.strictObject({ id, do: z.literal('seal'), key: hashShape, head: hashShape }),
  z.strictObject({ id, do: z.literal('close') }),
]);

export type Request = z.infer<typeof requestShape>;

export const answerShapes = {
  start: z.strictObject({}),
  prepare: z.strictObject({}),
  enter: z.strictObject({}),
  call: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('denied'), reason: text }),
    z.strictObject({ kind: z.literal('done'), result: text, effects: effectsShape }),
    z.strictObject({ kind: z.literal('failed'), error: text }),
  ]),
  /** The hash of the company's world at the end. */
  leave: z.strictObject({ world: hashShape }),
  seal: z.strictObject({}),
  close: z.strictObject({}),
} as const satisfies Record<Request['do'], z.ZodType>;

export type Answers = { readonly [Do in Request['do']]: z.infer<(typeof answerShapes)[Do]> };
