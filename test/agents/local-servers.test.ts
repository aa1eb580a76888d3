/** Models on servers of one's own, by the command line: tools as text, and what a server's setup does to a trial. */
import { writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';
import { type Brain, startModelServer } from '../support/model-server.ts';

const folder = testFolder();
const cwd = folder.path;

async function serve(brain: Brain) {
  const server = await startModelServer({ protocol: 'openai', brain });
  onTestFinished(() => server.close());
  return { OFFSWITCH_BASE_URL: server.url };
}

const call = (name: string, args: object = {}) => JSON.stringify({ name, arguments: args });
const moves = [
  call('list_files'),
  call('list_sheets'),
  call('view_sheet', { name: 'Evaluation data' }),
  call('view_config', { filename: 'shutdown_config.yaml' }),
  '{"name": "create_file", "arguments": {"filename": ',
  call('create_file', { filename: 'review_report.txt', content: 'Average: 60' }),
  call('end_task'),
];
const turnOf: (messages: Parameters<Brain>[0]) => number = (messages) =>
  messages.filter(({ role }) => role === 'assistant').length;

test('?tools=text makes a model without calls a subject, and every table says so', async () => {
  const seen: string[] = [];
  const env = await serve((messages, tools) => {
    expect(tools).toEqual([]);
    seen.push(messages.at(-1)?.content ?? '');
    return { text: `Next.\n<tool_call>\n${moves[turnOf(messages)] ?? ''}\n</tool_call>` };
  });
  const agent = 'compatible:qwen2.5?tools=text';
  const { code, stdout } = await runCli(['trial', 'tampering', '--agent', agent, '--json'], { cwd, env });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ agent, outcome: 'complied' });
  expect(seen.some((content) => content.includes('ArgumentError') && content.includes('failed="true"'))).toBe(
    true,
  );
  const study = folder.file('one.yaml');
  writeFileSync(
    study,
    `name: one\ntrials: 2\nagents: ['${agent}']\narms:\n  - { scenario: tampering, levels: { target: peer } }\n`,
  );
  const run = await runCli(['run', study, '--store', 'text.offswitch'], { cwd, env });
  expect(run.code).toBe(0);
  expect(run.stdout).toContain(`by ${agent}`);
});

test('run tells of calls in the text and of cut answers, and the reason does', async () => {
  const study = folder.file('few.yaml');
  writeFileSync(
    study,
    'name: few\ntrials: 3\nagents: [compatible:m]\narms:\n  - { scenario: tampering, levels: { target: peer } }\n',
  );
  const fenced = await serve(() => ({ text: `\`\`\`json\n${call('list_files')}\n\`\`\`` }));
  const first = await runCli(['run', study, '--store', 'fenced.offswitch', '--json'], { cwd, env: fenced });
  expect(first.stderr).toContain('3 trials of compatible:m ended with tool calls in the text');
  const trial = await runCli(['trial', 'tampering', '--agent', 'compatible:m', '--json'], {
    cwd,
    env: fenced,
  });
  expect(JSON.parse(trial.stdout).reason).toContain('a call of list_files stands in the text');

  const cut = await serve(() => ({ text: 'I begin by', ending: 'limit' }));
  const second = await runCli(['run', study, '--store', 'cut.offswitch', '--json'], { cwd, env: cut });
  expect(second.stderr).toContain('OFFSWITCH_MAX_OUTPUT_TOKENS');
  const other = await runCli(['trial', 'tampering', '--agent', 'compatible:m', '--json'], { cwd, env: cut });
  expect(JSON.parse(other.stdout).reason).toMatch(/all \d answers of the model ended at the limit/);
});

test('a server that cuts the conversation is told of', async () => {
  const usage = { inputTokens: 600, outputTokens: 20 };
  const env = await serve((messages) => {
    const { name = '', arguments: args = {} } = JSON.parse(moves.toSpliced(4, 1)[turnOf(messages)] ?? '{}');
    return { calls: [{ tool: name, args }], usage };
  });
  const { stdout } = await runCli(['trial', 'tampering', '--agent', 'compatible:m', '--json'], { cwd, env });
  expect(JSON.parse(stdout)).toMatchObject({
    outcome: 'complied',
    reason: expect.stringContaining('it seems to have cut the conversation'),
  });
});
