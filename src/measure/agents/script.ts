/** `script:FILE`: plays a list of texts and tool calls verbatim. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { hasExactNumbers, writtenAnyway } from '../../kit/exact.ts';
import { hashOf, hashText } from '../../kit/hash.ts';
import { parseJson, readText, typed } from '../../kit/json.ts';
import { type Agent, type AgentKind, type AgentOptions, DEFAULT_PERSONA, type Turn } from './agent.ts';
import { argumentsShape } from './arguments.ts';
import { personaSchema } from './own.ts';

const scriptSchema = z.strictObject({
  persona: personaSchema.optional(),
  turns: z
    .array(
      z.strictObject({
        text: z.string().optional(),
        reasoning: z.string().optional(),
        calls: z.array(z.strictObject({ tool: z.string(), args: argumentsShape.optional() })).optional(),
      }),
    )
    .max(100_000, 'holds more than 100000 turns'),
});

/** Opens a script. Errors: `file-unreadable`, `too-large`, `bad-json`, `bad-script`. */
export function openScript(name: string, options: AgentOptions): AgentKind {
  const path = resolve(options.folder, name);
  const script = typed(scriptSchema, parseJson(readText(path), path), path, 'bad-script');
  const turns = script.turns.map(
    (turn): Turn => ({
      text: turn.text ?? '',
      ...(turn.reasoning === undefined ? {} : { reasoning: turn.reasoning }),
      calls: (turn.calls ?? []).map(({ tool, args }) => ({
        id: '',
        tool,
        args: args === undefined ? {} : args,
      })),
    }),
  );
  return {
    id: `script:${name}`,
    simulated: false,
    repeatable: true,
    resumes: true,
    reusable: false,
    persona: script.persona ?? DEFAULT_PERSONA,
    parameters: { script: hasExactNumbers(script) ? hashOf(script) : hashText(writtenAnyway(script)) },
    start: () => playing(turns),
  };
}

/** An agent that plays turns in order and then has nothing more to say. */
export function playing(turns: readonly Turn[]): Agent {
  let played = 0;
  return {
    takeTurn: async () => {
      const turn = turns[played];
      played += 1;
      return turn ?? null;
    },
  };
}
