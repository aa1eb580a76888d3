/** Answers of models as turns: numbers that JSON does not carry stay as they were written. */
import { expect, it } from 'vitest';
import { type Answer, turnOf } from './answer.ts';
import { redactor } from './redaction.ts';

function argumentsOf(input: string) {
  const answer: Answer = {
    text: '',
    reasoning: '',
    calls: [{ type: 'tool-call', toolCallId: 'a', toolName: 'modify_var', input }],
    parts: [],
    metadata: undefined,
    usage: {
      inputTokens: { total: 1, noCache: 1, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: 1, text: 1, reasoning: undefined },
    },
    finish: 'tool-calls',
    model: undefined,
    warnings: [],
  };
  const [call] = turnOf(answer, 1, 0, { redact: redactor([]), protocol: 'p' }).calls;
  return call;
}

it.each(['{"value":1e400}', '{"value":[-1e999]}', '{"value":9007199254740993}', '{"value":NaN}'])(
  '%s is kept as text',
  (input) => {
    expect(argumentsOf(input)).toEqual({ id: 'a', tool: 'modify_var', args: {}, unparsed: input });
  },
);

it('exact numbers are read', () => {
  expect(argumentsOf('{"value":9007199254740991,"b":0.1}')).toEqual({
    id: 'a',
    tool: 'modify_var',
    args: { value: 9007199254740991, b: 0.1 },
  });
});
