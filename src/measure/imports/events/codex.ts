/** Codex: `exec --json`, and the rollout files of its sessions. */
import { textOf } from '../conversation.ts';
import { exitCodeIn } from '../shell/exit-codes.ts';
import { inside, isLine, type Line, listIn, type Program, type Run, text } from './program.ts';

export const codex: Program = {
  name: 'codex',
  fits: (line) =>
    line.type === 'thread.started' ||
    (/^item\.(?:started|updated|completed)$/.test(text(line.type)) && 'type' in inside(line, 'item')),
  read(line, run) {
    if (line.type === 'turn.failed') run.lost(`a turn failed: ${text(inside(line, 'error').message)}`);
    if (line.type === 'item.completed') readItem(inside(line, 'item'), run);
  },
};

function readItem(item: Line, run: Run): void {
  const id = text(item.id);
  switch (item.type) {
    case 'agent_message':
      run.said('assistant', text(item.text));
      break;
    case 'reasoning':
      run.thought(text(item.text));
      break;
    case 'command_execution': {
      run.called(id, 'shell', { command: text(item.command) });
      const exit = typeof item.exit_code === 'number' ? item.exit_code : null;
      const failed = item.status === 'failed' || item.status === 'declined';
      const output = text(item.aggregated_output);
      run.answered(id, item.status === 'declined' && output === '' ? 'the command was declined' : output, {
        failed: failed && exit === null,
        exit,
        unfinished: exit === null && item.status !== 'declined',
      });
      break;
    }
    case 'file_change':
      run.called(id, 'apply_patch', { changes: item.changes });
      run.answered(id, text(item.status), { failed: item.status === 'failed' });
      break;
    case 'mcp_tool_call':
      run.called(id, text(item.tool), item.arguments);
      run.answered(id, textOf(item.result) || text(inside(item, 'error').message), {
        failed: item.status === 'failed',
      });
      break;
  }
}

export const codexRollout: Program = {
  name: 'codex',
  fits: (line) =>
    (line.type === 'session_meta' || line.type === 'response_item' || line.type === 'turn_context') &&
    isLine(line.payload),
  read(line, run) {
    const payload = inside(line, 'payload');
    if (line.type === 'turn_context') run.model(payload.model);
    if (line.type === 'response_item') readResponse(payload, run);
  },
};

function readResponse(item: Line, run: Run): void {
  const id = text(item.call_id) || text(item.id);
  switch (item.type) {
    case 'message': {
      const { role } = item;
      const said = textOf(item.content);
      run.said(role === 'assistant' || role === 'user' ? role : 'system', said);
      break;
    }
    case 'reasoning':
      run.thought(textOf(item.summary));
      break;
    case 'function_call':
      run.called(id, text(item.name), withCommandText(item.arguments));
      break;
    case 'custom_tool_call':
      run.called(id, text(item.name), { input: item.input });
      break;
    case 'local_shell_call':
      run.called(id, 'shell', withCommandText(item.action));
      break;
    case 'function_call_output':
    case 'custom_tool_call_output': {
      const { output, exit, unfinished } = outputOf(item.output);
      run.answered(id, output, { exit, unfinished });
      break;
    }
  }
}

/** `["bash", "-lc", "ls"]` is a command by words; its text is what is read. */
function withCommandText(args: unknown): unknown {
  const parsed = typeof args === 'string' ? jsonIn(args) : args;
  if (!isLine(parsed) || !Array.isArray(parsed.command)) return args;
  return { ...parsed, command: parsed.command.map((word) => quoted(text(word))).join(' ') };
}

function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Older files keep output and exit code as JSON text, newer ones write them out. */
function outputOf(output: unknown): {
  readonly output: string;
  readonly exit: number | null;
  readonly unfinished: boolean;
} {
  const value = typeof output === 'string' ? (jsonIn(output) ?? output) : output;
  if (isLine(value)) {
    const exit = inside(value, 'metadata').exit_code;
    return { output: textOf(value), exit: typeof exit === 'number' ? exit : null, unfinished: exit === null };
  }
  const told =
    typeof value === 'string' ? value : Array.isArray(value) ? textOf(listIn({ value }, 'value')) : '';
  return { output: told, exit: exitCodeIn(told), unfinished: false };
}

function jsonIn(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
