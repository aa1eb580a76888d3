/** Claude Code and Qwen Code: `--output-format stream-json` and the session files, which hold the same messages. */
import { textOf } from '../conversation.ts';
import { exitCodeIn } from '../shell/exit-codes.ts';
import { inside, type Line, listIn, type Program, type Run, text } from './program.ts';

export const claude: Program = {
  name: 'claude-code or qwen-code',
  fits: (line) => (line.type === 'assistant' || line.type === 'user') && 'role' in inside(line, 'message'),
  read(line, run) {
    const message = inside(line, 'message');
    if (line.type === 'system' && line.subtype === 'init') run.model(line.model);
    if (line.type === 'result' && line.is_error === true)
      run.lost('the run ended in an error of its program');
    if (line.type !== 'assistant' && line.type !== 'user') return;
    if (line.isSidechain === true || typeof line.parent_tool_use_id === 'string') {
      if (run.isNew('sidechain')) run.unread('the turns of subagents are not read');
      return;
    }
    run.model(message.model);
    if (typeof message.content === 'string')
      run.said(line.type === 'user' ? 'user' : 'assistant', message.content);
    for (const block of listIn(message, 'content'))
      readBlock(line.type === 'user' ? 'user' : 'assistant', block, run, isUnfinished(line));
  },
};

/** What the program keeps beside the text: whether it was stopped, or goes on in the background. */
function isUnfinished(line: Line): boolean {
  return [inside(line, 'toolUseResult'), inside(line, 'tool_use_result')].some(
    (result) => result.interrupted === true || typeof result.backgroundTaskId === 'string',
  );
}

/** Cline and others keep the messages of Anthropic's interface by themselves. */
export const anthropicMessages: Program = {
  name: 'cline',
  fits: (line) =>
    (line.role === 'user' || line.role === 'assistant') &&
    listIn(line, 'content').some(({ type }) => type === 'tool_use' || type === 'tool_result'),
  read(line, run) {
    const role = line.role === 'user' ? 'user' : 'assistant';
    if (typeof line.content === 'string') run.said(role, line.content);
    for (const block of listIn(line, 'content')) readBlock(role, block, run);
  },
};

function readBlock(role: 'user' | 'assistant', block: Line, run: Run, unfinished = false): void {
  if (block.type === 'text') run.said(role, text(block.text));
  if (block.type === 'thinking') run.thought(text(block.thinking));
  if (block.type === 'tool_use' && run.isNew(`call ${text(block.id)}`))
    run.called(text(block.id), text(block.name), block.input);
  if (block.type === 'tool_result') {
    const output = textOf(block.content);
    const failed = block.is_error === true;
    // A command that failed is told as an error with its exit code; one that is not was none.
    run.answered(text(block.tool_use_id), output, {
      failed,
      exit: failed ? exitCodeIn(output) : 0,
      unfinished,
    });
  }
}
