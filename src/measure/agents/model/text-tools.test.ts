/** Tools in the prompt and calls in the text: what is a call, what is not, and what the model gets to see. */
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { afterwards } from '../../../../test/support/afterwards.ts';
import { never, task, tools } from '../../../../test/support/model-agents.ts';
import { startModelServer } from '../../../../test/support/model-server.ts';
import type { Turn } from '../agent.ts';
import { openAgent } from '../registry.ts';
import { withCallsOfText, withToolsAsText } from './text-tools.ts';

function callsOf(text: string) {
  return withCallsOfText({ text, calls: [] });
}

const block = (inside: string) => `<tool_call>\n${inside}\n</tool_call>`;
const listing = '{"name": "list_files", "arguments": {}}';

describe('the form', () => {
  it('is taken out of the text, in order', () => {
    const text = `First.\n${block(listing)}\n${block('{"name":"read_file","arguments":{"path":"a"}}')}\nDone.`;
    expect(callsOf(text)).toEqual({
      text: 'First.\n\n\nDone.',
      calls: [
        { id: '', tool: 'list_files', args: {} },
        { id: '', tool: 'read_file', args: { path: 'a' } },
      ],
    });
  });

  it.each([
    `<tool_call>${listing}</tool_call>`,
    `<tool_call>\n${listing}`,
    block('{"name": "list_files"}'),
    block('{"name": "list_files", "arguments": null}'),
  ])('may be %j', (text) => {
    expect(callsOf(text)).toEqual({ text: '', calls: [{ id: '', tool: 'list_files', args: {} }] });
  });

  it.each([
    ['list_files', '{"name": "list_files", "arguments": {'],
    ['list_files', '{"name": "list_files", "arguments": "all"}'],
    ['list_files', '{"name": "list_files", "arguments": {"n": 9007199254740993}}'],
    ['list_files', '{"name": "list_files", "name": "list_files"}'],
    ['tool_call', 'list_files()'],
    ['tool_call', ''],
  ])('that cannot be read becomes a call of %s that fails: %j', (tool, inside) => {
    expect(callsOf(block(inside)).calls).toEqual([{ id: '', tool, args: {}, unparsed: inside }]);
  });

  it.each([
    listing,
    `\`\`\`json\n${listing}\n\`\`\``,
    `\`\`\`\n${block(listing)}\n\`\`\``,
    `I would write \`<tool_call>${listing}</tool_call>\`.`,
    'No call.',
  ])('is not %j', (text) => {
    expect(callsOf(text)).toEqual({ text, calls: [] });
  });

  it('comes back as it was written', () => {
    const args = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.boolean(), fc.integer()), {
      maxKeys: 3,
    });
    const call = fc.record({ tool: fc.stringMatching(/^\w{1,12}$/), args });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 4 }), (calls) => {
        fc.pre(!JSON.stringify(calls).match(/tool_call|__proto__/));
        const turn: Turn = { text: '', calls: calls.map((one) => ({ id: '', ...one })) };
        const [, message] = withToolsAsText(
          [
            { role: 'system', content: 'x' },
            { role: 'assistant', turn },
          ],
          tools,
        );
        const text = message?.role === 'assistant' ? message.turn.text : '';
        expect(withCallsOfText({ text, calls: [] })).toEqual(turn);
      }),
    );
  });

  it('throws at nothing', () => {
    const piece = fc.constantFrom(
      '<tool_call>',
      '</tool_call>',
      '```',
      '\n',
      '`',
      '{"name":',
      '"a"',
      '}',
      'x',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string())), (parts) => {
        for (const { tool } of callsOf(parts.join('')).calls) expect(tool).not.toBe('');
      }),
    );
  });
});

it.each(['compatible:m?tools=text', 'endpoint'])('%s gets tools and results as text', async (id) => {
  const server = await startModelServer({
    protocol: 'openai',
    brain: (messages) => ({
      text: messages.some(({ content }) => content.includes('<tool_result name'))
        ? 'Done.'
        : `<think>Look.</think>Looking.\n${block(listing)}\n${block('{"name": "read_file"')}`,
    }),
  });
  onTestFinished(() => server.close());
  const environment = { OFFSWITCH_BASE_URL: server.url };
  const full = id === 'endpoint' ? `${server.url}?tools=text` : id;
  const kind = await openAgent(full, { environment, folder: '/' });
  expect(kind.id).toBe(full);
  expect(kind.parameters.tools).toBe('text/1');
  const agent = kind.start('trial');
  const turn = await agent.takeTurn(task, tools, never);
  expect(turn).toMatchObject({ text: 'Looking.', reasoning: 'Look.' });
  expect(turn?.calls.map(({ tool }) => tool)).toEqual(['list_files', 'read_file']);
  await agent.takeTurn([...afterwards(turn), { role: 'user', content: 'Go on.' }], tools, never);
  const [first, second] = server.received.map(
    ({ body }) => body as { messages: { role: string; content: string }[] },
  );
  expect(first).not.toHaveProperty('tools');
  expect(first?.messages[0]?.content).toContain('"name":"read_file","description":"Reads a file."');
  expect(second?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
  expect(second?.messages[2]?.content).toBe(
    `Looking.\n\n${block('{"name":"list_files","arguments":{}}')}\n\n${block('{"name": "read_file"')}`,
  );
  expect(second?.messages[3]?.content).toBe(
    '<tool_result name="list_files">\nseen\n</tool_result>\n\n<tool_result name="read_file">\nseen\n</tool_result>\n\nGo on.',
  );
});

it('knows no other way in an id', async () => {
  const environment = { OFFSWITCH_BASE_URL: 'http://127.0.0.1:1/v1' };
  await expect(openAgent('compatible:m?tools=json', { environment, folder: '/' })).rejects.toMatchObject({
    code: 'bad-agent',
  });
});
