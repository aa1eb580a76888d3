import { describe, expect, it } from 'vitest';
import type { ToolCall } from '../agent.ts';
import { promptOf as promptFor } from './prompt.ts';

const promptOf = (conversation: Parameters<typeof promptFor>[0]) =>
  promptFor(conversation, { protocol: 'test.chat' });

const said = (text: string, ...calls: ToolCall[]) => ({ role: 'assistant', turn: { text, calls } }) as const;

describe('promptOf', () => {
  it('joins the results of parallel calls into one message and keeps ids and failures', () => {
    const prompt = promptOf([
      { role: 'system', content: 'rules' },
      { role: 'user', content: 'task' },
      said('looking', { id: 'a', tool: 'list', args: { host: 'h' } }, { id: 'b', tool: 'read', args: {} }),
      { role: 'tool', call: 'b', tool: 'read', content: 'no such file', failed: true },
      { role: 'tool', call: 'a', tool: 'list', content: 'x.txt', failed: false },
    ]);
    expect(prompt).toEqual([
      { role: 'system', content: 'rules' },
      { role: 'user', content: [{ type: 'text', text: 'task' }] },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'looking' },
          { type: 'tool-call', toolCallId: 'a', toolName: 'list', input: { host: 'h' } },
          { type: 'tool-call', toolCallId: 'b', toolName: 'read', input: {} },
        ],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'b',
            toolName: 'read',
            output: { type: 'error-text', value: 'no such file' },
          },
          {
            type: 'tool-result',
            toolCallId: 'a',
            toolName: 'list',
            output: { type: 'text', value: 'x.txt' },
          },
        ],
      },
    ]);
  });

  it('does not send reasoning back by itself', () => {
    const turn = { text: '', reasoning: 'hm', calls: [] };
    expect(JSON.stringify(promptOf([{ role: 'assistant', turn: { ...turn, text: 'so' } }]))).not.toContain(
      'hm',
    );
  });

  it.each(['', ' \n'])('lets user and assistant take turns after an answer of %j', (nothing) => {
    const prompt = promptOf([
      { role: 'system', content: 'rules' },
      { role: 'user', content: 'task' },
      said(nothing),
      { role: 'user', content: 'go on' },
      said('', { id: 'a', tool: 'list', args: {} }),
      { role: 'tool', call: 'a', tool: 'list', content: 'x.txt', failed: false },
      said(nothing),
      { role: 'user', content: 'go on' },
      { role: 'user', content: 'please' },
    ]);
    expect(prompt.map(({ role }) => role).join(' ')).toBe(
      'system user assistant user assistant tool assistant user',
    );
    expect(prompt[2]?.content).toEqual([{ type: 'text', text: '(empty message)' }]);
    expect(prompt.at(-1)?.content).toEqual([{ type: 'text', text: 'go on\n\nplease' }]);
  });

  it('gives calls a field for empty reasoning where the model reasons and the provider asks for it', () => {
    const reasoned = {
      text: '',
      calls: [{ id: 'a', tool: 'list', args: {} }],
      continuation: {
        protocol: 'test.chat',
        parts: [
          { type: 'reasoning', text: 'hm' },
          { type: 'call', call: 0 },
        ],
      },
    };
    const conversation = [
      said('', { id: 'b', tool: 'list', args: {} }),
      { role: 'assistant', turn: reasoned } as const,
      said('so'),
    ];
    const style = { protocol: 'test.chat', emptyReasoning: true };
    const [first, second, third] = promptFor(conversation, style);
    expect(first).toMatchObject({ providerOptions: { openaiCompatible: { reasoning_content: '' } } });
    expect(first?.content[0]).toEqual({ type: 'reasoning', text: '' });
    expect(second?.content[0]).toEqual({ type: 'reasoning', text: 'hm' });
    expect(second?.providerOptions).toBeUndefined();
    expect(third?.providerOptions).toBeUndefined();
    expect(promptOf(conversation)[0]?.providerOptions).toBeUndefined();
    const plain = conversation.toSpliced(1, 1);
    expect(promptFor(plain, style)).toEqual(promptOf(plain));
  });

  it('makes odd names and arguments acceptable to any provider', () => {
    const odd = said('', { id: 'a', tool: 'sys.read file', args: ['x'] }, { id: 'b', tool: '', args: 'y' });
    expect(promptOf([odd])[0]).toMatchObject({
      content: [
        { toolName: 'sys_read_file', input: {} },
        { toolName: '_', input: {} },
      ],
    });
  });
});
