import { describe, expect, it } from 'vitest';
import type { ToolCall } from '../agent.ts';
import { promptOf as promptFor } from './prompt.ts';

const promptOf = (conversation: Parameters<typeof promptFor>[0]) => promptFor(conversation, 'test.chat');

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

  it('neither sends reasoning back nor messages that say nothing', () => {
    const turn = { text: '', reasoning: 'hm', calls: [] };
    expect(promptOf([{ role: 'assistant', turn }])).toEqual([]);
    expect(JSON.stringify(promptOf([{ role: 'assistant', turn: { ...turn, text: 'so' } }]))).not.toContain(
      'hm',
    );
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
