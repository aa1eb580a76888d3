/** Pi and Copilot: `--mode json`, `--output-format json`, and their session files. */
import { textOf } from '../conversation.ts';
import { exitCodeIn } from '../shell/exit-codes.ts';
import { inside, listIn, type Program, text } from './program.ts';

export const pi: Program = {
  name: 'pi',
  fits: (line) =>
    (line.type === 'message_end' || (line.type === 'message' && 'parentId' in line)) &&
    'role' in inside(line, 'message'),
  read(line, run) {
    if (line.type !== 'message_end' && line.type !== 'message') return;
    const message = inside(line, 'message');
    run.model(message.model);
    if (message.role === 'toolResult') {
      const output = textOf(message.content);
      const failed = message.isError === true;
      run.answered(text(message.toolCallId), output, {
        failed,
        exit: failed ? exitCodeIn(output) : 0,
      });
      return;
    }
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    if (typeof message.content === 'string') run.said(role, message.content);
    for (const part of listIn(message, 'content')) {
      if (part.type === 'text') run.said(role, text(part.text));
      if (part.type === 'thinking') run.thought(text(part.thinking));
      if (part.type === 'toolCall') run.called(text(part.id), text(part.name), part.arguments);
    }
  },
};

export const copilot: Program = {
  name: 'copilot',
  fits: (line) =>
    /^(?:user\.message|assistant\.message|session\.start|tool\.execution_(?:start|complete))$/.test(
      text(line.type),
    ) && 'data' in line,
  read(line, run) {
    const data = inside(line, 'data');
    switch (line.type) {
      case 'session.start':
        run.model(data.selectedModel);
        break;
      case 'user.message':
        run.said('user', text(data.content));
        break;
      case 'assistant.message':
        run.model(data.model);
        run.thought(text(data.reasoningText));
        run.said('assistant', text(data.content));
        break;
      case 'tool.execution_start':
        run.called(text(data.toolCallId), text(data.toolName), data.arguments);
        break;
      case 'tool.execution_complete': {
        const output = textOf(data.result) || text(inside(data, 'error').message);
        run.answered(text(data.toolCallId), output, {
          failed: data.success === false,
          exit: exitCodeIn(output),
        });
        break;
      }
    }
  },
};
