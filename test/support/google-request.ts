/** Reading what a client sends to Google's generateContent endpoints, as strictly as the real service does. */
import { z } from 'zod';
import { rejectUnpaired, signedText, type WireMessage, type WireRequest } from './model-wire.ts';

const functionName = z.string().regex(/^[a-zA-Z_][\w.-]{0,63}$/);
const part = z.union([
  z.strictObject({
    functionCall: z.object({
      id: z.string().optional(),
      name: functionName,
      args: z.record(z.string(), z.unknown()).default({}),
    }),
    thoughtSignature: z.string().optional(),
  }),
  z.strictObject({
    functionResponse: z.object({
      id: z.string().optional(),
      name: functionName,
      response: z.record(z.string(), z.unknown()),
    }),
  }),
  z.strictObject({
    text: z.string(),
    thought: z.boolean().optional(),
    thoughtSignature: z.string().optional(),
  }),
]);
const parts = z.array(part).min(1);
const content = z.object({ role: z.enum(['user', 'model']), parts });

const request = z.object({
  contents: z.array(content).min(1),
  systemInstruction: z.object({ parts: z.array(z.object({ text: z.string() })) }).optional(),
  tools: z
    .array(
      z.object({
        functionDeclarations: z
          .array(
            z.object({
              name: functionName,
              description: z.string().default(''),
              parameters: z.unknown().optional(),
              parametersJsonSchema: z.unknown().optional(),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
  generationConfig: z
    .looseObject({
      responseMimeType: z.string().optional(),
      responseSchema: z.unknown().optional(),
      responseJsonSchema: z.unknown().optional(),
      thinkingConfig: z.looseObject({ includeThoughts: z.boolean().optional() }).optional(),
    })
    .optional(),
});

type Content = z.infer<typeof content>;
type Part = z.infer<typeof part>;

/** A body of `:generateContent`. Throws with a message fit for a 400. `strict`: this server signed every turn with calls. */
export function readGoogleRequest(
  model: string,
  streaming: boolean,
  body: unknown,
  strict: boolean,
): WireRequest {
  const asked = request.parse(body);
  const system = (asked.systemInstruction?.parts ?? []).map(({ text }) => text).join('\n');
  const messages: WireMessage[] = system === '' ? [] : [{ role: 'system', content: system, calls: [] }];
  for (const [index, each] of asked.contents.entries()) {
    rejectUneven(each, asked.contents[index - 1]);
    messages.push(
      ...(each.role === 'model' ? [modelMessage(each.parts, index)] : userMessages(each.parts, index)),
    );
  }
  if (asked.contents[0]?.role !== 'user')
    throw new Error('Please ensure that the first turn is a user turn.');
  rejectUnpaired(messages);
  rejectSignatures(asked.contents, strict);
  const { generationConfig: config } = asked;
  const json = config?.responseMimeType === 'application/json';
  return {
    model,
    messages,
    tools: asked.tools.flatMap(({ functionDeclarations }) =>
      functionDeclarations.map(({ name, description, parameters, parametersJsonSchema }) => ({
        name,
        description,
        parameters: parametersJsonSchema ?? parameters,
      })),
    ),
    streaming,
    usage: true,
    reasoning: config?.thinkingConfig?.includeThoughts === true,
    ...(json ? { answerSchema: config.responseJsonSchema ?? config.responseSchema ?? true } : {}),
  };
}

function rejectUneven(each: Content, before: Content | undefined): void {
  const responses = each.parts.filter((one) => 'functionResponse' in one).length;
  if (responses === 0) return;
  const calls = before?.role === 'model' ? before.parts.filter((one) => 'functionCall' in one).length : 0;
  if (responses === calls) return;
  throw new Error(
    'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
  );
}

/** Ids are optional here, so calls and results belong together by their order. */
function modelMessage(given: readonly Part[], index: number): WireMessage {
  let count = 0;
  const said = given.flatMap((one) => ('text' in one && one.thought !== true ? [one.text] : []));
  const calls = given.flatMap((one) => {
    if (!('functionCall' in one)) return [];
    count += 1;
    const { name, args } = one.functionCall;
    return [{ id: `${index}-${count}`, name, arguments: JSON.stringify(args) }];
  });
  return { role: 'assistant', content: said.join(''), calls };
}

function userMessages(given: readonly Part[], index: number): WireMessage[] {
  let count = 0;
  return given.map((one): WireMessage => {
    if ('text' in one) return { role: 'user', content: one.text, calls: [] };
    if ('functionCall' in one) throw new Error('a function call must come from the model');
    count += 1;
    return {
      role: 'tool',
      content: textOf(one.functionResponse.response),
      calls: [],
      answers: `${index - 1}-${count}`,
    };
  });
}

function textOf(response: Readonly<Record<string, unknown>>): string {
  const value = response.content ?? response.output ?? response.error ?? response;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What clients send for calls of another model, which has given no signature; forgetting one is no excuse for it here. */
const SKIPPED = 'skip_thought_signature_validator';

/** Signatures must be real, and each step since the person last spoke must bring back that of its first call. */
function rejectSignatures(contents: readonly Content[], strict: boolean): void {
  const said = contents.findLastIndex(
    ({ role, parts: given }) => role === 'user' && given.some((one) => 'text' in one),
  );
  for (const [index, { role, parts: given }] of contents.entries()) {
    for (const one of given) {
      const signature = 'thoughtSignature' in one ? one.thoughtSignature : undefined;
      if (signature !== undefined && signature !== SKIPPED) signedText(signature);
    }
    const first = given.find((one) => 'functionCall' in one);
    if (!strict || role !== 'model' || index < said || first === undefined) continue;
    if (first.thoughtSignature === undefined || first.thoughtSignature === SKIPPED) {
      throw new Error(
        `Function call \`${first.functionCall.name}\` is missing a thought_signature in functionCall parts.`,
      );
    }
  }
}
