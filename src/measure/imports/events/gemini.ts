/** Gemini CLI: `-o stream-json`, and the files of its chats. */
import { textOf } from '../conversation.ts';
import { exitCodeIn } from '../shell/exit-codes.ts';
import { inside, type Line, listIn, type Program, type Run, text } from './program.ts';

export const gemini: Program = {
  name: 'gemini-cli',
  fits: (line) =>
    (line.type === 'tool_use' && 'tool_name' in line && 'tool_id' in line) ||
    (line.type === 'init' && 'session_id' in line && 'model' in line) ||
    (line.type === 'message' && typeof line.content === 'string' && typeof line.role === 'string') ||
    (line.type === 'gemini' && 'content' in line),
  read(line, run) {
    const own = inside(line, 'message');
    switch (line.type) {
      case 'init':
        run.model(line.model);
        break;
      case 'message':
        readMessage(line, run);
        break;
      case 'tool_use':
        run.called(text(line.tool_id), text(line.tool_name), line.parameters);
        break;
      case 'tool_result': {
        const output = text(line.output) || text(inside(line, 'error').message);
        run.answered(text(line.tool_id), output, {
          failed: line.status === 'error',
          exit: exitCodeIn(output),
        });
        break;
      }
      case 'user':
        run.said('user', textOf(line.content ?? own.content));
        break;
      case 'gemini':
        readTurn(line, run);
        break;
    }
  },
};

/** Pieces of one message follow each other. */
function readMessage(line: Line, run: Run): void {
  if (line.role === 'user' || line.role === 'system') run.said(line.role, text(line.content));
  else run.said('assistant', text(line.content), { piece: line.delta === true });
}

function readTurn(line: Line, run: Run): void {
  if (typeof line.id === 'string' && !run.isNew(line.id)) return;
  run.model(line.model);
  for (const thought of listIn(line, 'thoughts'))
    run.thought([text(thought.subject), text(thought.description)].join(': '));
  run.said('assistant', textOf(line.content));
  const calls = listIn(line, 'toolCalls');
  for (const call of calls) run.called(text(call.id), text(call.name), call.args);
  for (const call of calls) {
    const output = listIn(call, 'result')
      .map((part) => {
        const response = inside(inside(part, 'functionResponse'), 'response');
        return text(response.output) || text(response.error);
      })
      .join('\n');
    run.answered(text(call.id), output, { failed: call.status === 'error', exit: exitCodeIn(output) });
  }
}
