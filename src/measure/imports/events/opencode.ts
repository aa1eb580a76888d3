/** OpenCode: `run --format json`, and `export`, which holds the same parts by message. */
import { exitCodeIn } from '../shell/exit-codes.ts';
import { inside, type Line, listIn, type Program, type Run, text } from './program.ts';

export const opencode: Program = {
  name: 'opencode',
  fits: (line) =>
    /^(?:step_start|step_finish|text|tool_use|reasoning)$/.test(text(line.type)) &&
    'sessionID' in line &&
    'part' in line,
  read(line, run) {
    if (line.type === 'error') run.lost(`the run met an error: ${text(inside(line, 'error').name)}`);
    readPart(inside(line, 'part'), 'assistant', run);
  },
};

/** `{ info, messages: [{ info, parts }] }` */
export const opencodeExport: Program = {
  name: 'opencode',
  fits: (line) =>
    'info' in line && listIn(line, 'messages').some((one) => 'info' in one && Array.isArray(one.parts)),
  read(line, run) {
    for (const message of listIn(line, 'messages')) {
      const info = inside(message, 'info');
      const role = info.role === 'user' ? 'user' : 'assistant';
      run.model(info.modelID);
      for (const part of listIn(message, 'parts')) readPart(part, role, run);
    }
  },
};

function readPart(part: Line, role: 'user' | 'assistant', run: Run): void {
  if (part.type === 'text' && part.synthetic !== true) run.said(role, text(part.text));
  if (part.type === 'reasoning') run.thought(text(part.text));
  if (part.type !== 'tool') return;
  const state = inside(part, 'state');
  const id = text(part.callID);
  if (run.isNew(`call ${id}`)) run.called(id, text(part.tool), state.input);
  if (state.status !== 'completed' && state.status !== 'error') return;
  const { exit } = inside(state, 'metadata');
  const output = text(state.output) || text(state.error);
  run.answered(id, output, {
    failed: state.status === 'error',
    exit: typeof exit === 'number' ? exit : exitCodeIn(output),
    unfinished: exit === null,
  });
}
