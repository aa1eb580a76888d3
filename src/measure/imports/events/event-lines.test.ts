/** The same short run as each program writes it down. The forms are theirs, the texts our own. */
import { describe, expect, it } from 'vitest';
import { eventsIn, isEventLine } from './event-lines.ts';

const COMMAND = 'ssh 10.0.12.45 "ls /data"';
const FAILED = 'Host key verification failed.';

/** What all of them come to: a request, a turn with a command that failed, its answer, and a last word. */
function plain(document: unknown) {
  const events = eventsIn(document);
  return {
    program: events?.program,
    said: events?.messages.map(({ role, content, calls }) => [role, content, calls.length]),
    command: events?.messages.flatMap(({ calls }) => calls.map(({ args }) => args)),
    exits: events?.messages.flatMap(({ role, exit }) => (role === 'tool' ? [exit ?? null] : [])),
    answers: events?.messages.flatMap(({ answers }) => (answers === undefined ? [] : [answers])),
  };
}

const claudeLines = [
  { type: 'system', subtype: 'init', session_id: 's', model: 'claude-x' },
  { type: 'user', message: { role: 'user', content: 'Clear the disk.' } },
  {
    type: 'assistant',
    message: {
      id: 'm',
      role: 'assistant',
      model: 'claude-x',
      content: [{ type: 'thinking', thinking: 'hm' }],
    },
  },
  {
    type: 'assistant',
    message: { id: 'm', role: 'assistant', content: [{ type: 'text', text: 'I look.' }] },
  },
  {
    type: 'assistant',
    message: {
      id: 'm',
      role: 'assistant',
      content: [{ type: 'tool_use', id: 'c1', name: 'Bash', input: { command: COMMAND } }],
    },
  },
  { type: 'assistant', isSidechain: true, message: { role: 'assistant', content: 'a helper speaks' } },
  {
    type: 'user',
    message: {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'c1', is_error: true, content: `Exit code 255\n${FAILED}` },
      ],
    },
  },
  { type: 'assistant', message: { role: 'assistant', content: [{ type: 'text', text: 'Done.' }] } },
  { type: 'result', subtype: 'success', is_error: false, result: 'Done.' },
];

const geminiLines = [
  { type: 'init', session_id: 's', model: 'gemini-x' },
  { type: 'message', role: 'user', content: 'Clear the disk.' },
  { type: 'message', role: 'assistant', content: 'I ', delta: true },
  { type: 'message', role: 'assistant', content: 'look.', delta: true },
  { type: 'tool_use', tool_name: 'run_shell_command', tool_id: 'c1', parameters: { command: COMMAND } },
  { type: 'tool_result', tool_id: 'c1', status: 'success', output: `Output: ${FAILED}\nExit Code: 255` },
  { type: 'message', role: 'assistant', content: 'Done.', delta: true },
  { type: 'result', status: 'success', stats: {} },
];

const geminiChat = {
  sessionId: 's',
  projectHash: 'p',
  messages: [
    { id: '1', type: 'user', content: 'Clear the disk.' },
    {
      id: '2',
      type: 'gemini',
      model: 'gemini-x',
      content: 'I look.',
      thoughts: [{ subject: 'Look', description: 'first' }],
      toolCalls: [
        {
          id: 'c1',
          name: 'run_shell_command',
          args: { command: COMMAND },
          status: 'success',
          result: [
            {
              functionResponse: {
                id: 'c1',
                name: 'run_shell_command',
                response: { output: `${FAILED}\nExit Code: 255` },
              },
            },
          ],
        },
      ],
    },
    { id: '3', type: 'gemini', content: 'Done.', thoughts: [], tokens: {} },
  ],
};

const toolPart = {
  type: 'tool',
  callID: 'c1',
  tool: 'bash',
  state: { status: 'completed', input: { command: COMMAND }, output: FAILED, metadata: { exit: 255 } },
};
const opencodeLines = [
  { type: 'step_start', sessionID: 's', part: { type: 'step-start' } },
  { type: 'text', sessionID: 's', part: { type: 'text', text: 'I look.' } },
  { type: 'tool_use', sessionID: 's', part: toolPart },
  { type: 'step_finish', sessionID: 's', part: { type: 'step-finish', reason: 'tool-calls' } },
  { type: 'text', sessionID: 's', part: { type: 'text', text: 'Done.' } },
];
const opencodeDocument = {
  info: { id: 's' },
  messages: [
    { info: { role: 'user' }, parts: [{ type: 'text', text: 'Clear the disk.' }] },
    { info: { role: 'assistant', modelID: 'm' }, parts: [{ type: 'text', text: 'I look.' }, toolPart] },
    { info: { role: 'assistant' }, parts: [{ type: 'text', text: 'Done.' }] },
  ],
};

const item = { id: 'c1', type: 'command_execution', command: COMMAND, aggregated_output: FAILED };
const codexLines = [
  { type: 'thread.started', thread_id: 't' },
  { type: 'turn.started' },
  { type: 'item.completed', item: { id: 'i0', type: 'agent_message', text: 'I look.' } },
  { type: 'item.started', item: { ...item, aggregated_output: '', exit_code: null, status: 'in_progress' } },
  { type: 'item.completed', item: { ...item, exit_code: 255, status: 'failed' } },
  { type: 'item.completed', item: { id: 'i2', type: 'agent_message', text: 'Done.' } },
  { type: 'turn.completed', usage: {} },
];
const rollout = (output: string) =>
  [
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Clear the disk.' }] },
    { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'I look.' }] },
    {
      type: 'function_call',
      name: 'shell',
      call_id: 'c1',
      arguments: JSON.stringify({ command: ['bash', '-lc', COMMAND] }),
    },
    { type: 'function_call_output', call_id: 'c1', output },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Done.' }] },
  ].map((payload) => ({ type: 'response_item', payload }));

const piMessages = [
  { role: 'user', content: 'Clear the disk.' },
  {
    role: 'assistant',
    model: 'm',
    content: [
      { type: 'text', text: 'I look.' },
      { type: 'toolCall', id: 'c1', name: 'bash', arguments: { command: COMMAND } },
    ],
  },
  {
    role: 'toolResult',
    toolCallId: 'c1',
    toolName: 'bash',
    isError: true,
    content: [{ type: 'text', text: `${FAILED}\n\nCommand exited with code 255` }],
  },
  { role: 'assistant', content: [{ type: 'text', text: 'Done.' }] },
];

const copilotLines = [
  { type: 'session.start', data: { selectedModel: 'm' } },
  { type: 'user.message', data: { content: 'Clear the disk.' } },
  { type: 'assistant.message', data: { content: 'I look.', toolRequests: [{ toolCallId: 'c1' }] } },
  {
    type: 'tool.execution_start',
    data: { toolCallId: 'c1', toolName: 'bash', arguments: { command: COMMAND } },
  },
  {
    type: 'tool.execution_complete',
    data: { toolCallId: 'c1', success: true, result: { content: `${FAILED}\n<exited with exit code 255>` } },
  },
  { type: 'assistant.message', data: { content: 'Done.' } },
];

describe('the events of a program', () => {
  it.each<[string, unknown, string]>([
    ['claude-code', claudeLines, 'claude-code or qwen-code'],
    ['gemini-cli', geminiLines, 'gemini-cli'],
    ['gemini-cli, chat', geminiChat, 'gemini-cli'],
    ['opencode', opencodeLines, 'opencode'],
    ['opencode, export', opencodeDocument, 'opencode'],
    ['codex', codexLines, 'codex'],
    [
      'codex, older rollout',
      rollout(JSON.stringify({ output: FAILED, metadata: { exit_code: 255 } })),
      'codex',
    ],
    [
      'codex, rollout',
      rollout(`Wall time: 0.1 seconds\nProcess exited with code 255\nOutput:\n${FAILED}`),
      'codex',
    ],
    ['pi', piMessages.map((message) => ({ type: 'message_end', message })), 'pi'],
    [
      'pi, session',
      piMessages.map((message) => ({ type: 'message', id: 'a', parentId: 'b', message })),
      'pi',
    ],
    ['copilot', copilotLines, 'copilot'],
    [
      'cline',
      claudeLines.flatMap((line) => ('message' in line && !('isSidechain' in line) ? [line.message] : [])),
      'cline',
    ],
  ])('%s', (_, document, program) => {
    const { said, command, ...rest } = plain(document);
    expect(rest).toEqual({ program, exits: [255], answers: ['c1'] });
    const turns = said?.filter(([role]) => role !== 'user');
    expect(turns).toEqual([
      ['assistant', 'I look.', 1],
      ['tool', expect.stringContaining(FAILED), 0],
      ['assistant', 'Done.', 0],
    ]);
    expect(JSON.stringify(command)).toContain('10.0.12.45');
  });

  it('a command by words is quoted as a shell takes it', () => {
    expect(plain(rollout('ok')).command).toEqual([{ command: `bash -lc '${COMMAND}'` }]);
  });

  it('other lines are none', () => {
    for (const line of [
      null,
      7,
      [],
      {},
      { type: 'user' },
      { type: 'message' },
      { role: 'user', content: 'x' },
    ])
      expect(isEventLine(line), JSON.stringify(line)).toBe(false);
    expect(eventsIn({ messages: [] })).toBeUndefined();
  });
});

describe('what is not one run of one agent', () => {
  const call = (session: string, command: string) => [
    {
      type: 'assistant',
      session_id: session,
      message: {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'call_1', name: 'Bash', input: { command } }],
      },
    },
    {
      type: 'user',
      session_id: session,
      message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: 'ok' }] },
    },
  ];

  it('a second session is read, though its calls bear the ids of the first', () => {
    const read = eventsIn([...call('a', 'ls'), ...call('b', 'rm x')]);
    const calls = read?.messages.flatMap((message) => message.calls.map(({ args }) => args));
    expect(calls).toEqual([{ command: 'ls' }, { command: 'rm x' }]);
    expect(read?.losses).toEqual(['2 sessions stand in the file: they are read as one run']);
  });

  it('lines of another program and turns of subagents are told as not read', () => {
    const [first] = call('a', 'ls');
    const codex = { type: 'item.completed', item: { id: '1', type: 'command_execution', command: 'rm x' } };
    const read = eventsIn([first, { ...first, isSidechain: true }, codex]);
    expect(read?.unread).toEqual([
      'the turns of subagents are not read',
      'lines of another program (codex) are not read',
    ]);
  });

  it('an exit code that is null is no success', () => {
    const item = {
      id: '1',
      type: 'command_execution',
      command: 'scp a b',
      exit_code: null,
      status: 'completed',
    };
    const read = eventsIn([{ type: 'item.completed', item }]);
    expect(read?.messages.at(-1)).toMatchObject({ role: 'tool', unfinished: true });
  });
});
