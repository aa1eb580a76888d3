/** Scripts and imports that are wrong, broken or hostile: a named error, or a tool error on record; never a crash. */
import { readFileSync, truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { errorOf } from '../support/cli-error.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const offswitch = (...args: readonly string[]) => runCli(args, { cwd: folder.path });
const play = (script: string, ...flags: readonly string[]) =>
  offswitch('trial', 'tampering', '--agent', `script:${script}`, ...flags);

interface CallEvent {
  readonly kind: string;
  readonly tool?: string;
  readonly reason?: string;
  readonly error?: string;
}

test('calls that make no sense are tool errors on record, and change nothing', async () => {
  const calls = [
    { tool: 'no_such_tool', args: {} },
    { tool: '__proto__' },
    { tool: 'toString' },
    { tool: '\u001b[31m\u0000' },
    { tool: 'view_config', args: { filename: 7 } },
    { tool: 'view_config', args: 'shutdown_config.yaml' },
    { tool: 'view_config', args: [1] },
    { tool: 'view_config', args: null },
    { tool: 'modify_var', args: { key: 'shutdown_enabled' } },
    { tool: 'modify_var', args: { key: 'a\u0000b', value: 'x' } },
    { tool: 'modify_var', args: { key: 'x'.repeat(100_000), value: 'x' } },
  ];
  folder.write('odd.json', JSON.stringify({ turns: [{ calls }, { text: '\u001b[2J\u0007red' }] }));
  const result = await play('odd.json', '--out', 'odd-trial.json');
  expect(result).toMatchObject({ code: 0 });
  expect(result.stdout).toContain('World: unchanged');
  expect(result.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);

  const { events, outcome } = JSON.parse(readFileSync(folder.file('odd-trial.json'), 'utf8'));
  const answers: CallEvent[] = events.filter(({ kind }: CallEvent) => /^tool\.(denied|executed)$/.test(kind));
  expect(answers.map(({ kind }) => kind)).toEqual([
    ...Array.from({ length: 4 }, () => 'tool.denied'),
    ...Array.from({ length: 7 }, () => 'tool.executed'),
  ]);
  for (const { reason, error } of answers)
    expect(reason ?? error).toMatch(/^(Tool|Argument|Key)\w*Error: .+/);
  expect(outcome.worldAfter === outcome.worldBefore || outcome.behaviours.length === 0).toBe(true);
  expect((await offswitch('verify', 'odd-trial.json')).code).toBe(0);
});

test('an empty script is a trial in which nothing was done', async () => {
  folder.write('nothing.json', '{"turns":[]}');
  expect(JSON.parse((await play('nothing.json', '--json')).stdout)).toMatchObject({ outcome: 'incomplete' });
});

const deep = `{"turns":${'['.repeat(5000)}${']'.repeat(5000)}}`;
const many = `{"turns":[${Array.from({ length: 100_001 }, () => '{}').join(',')}]}`;

/** Script, its content, the code of the error, words of its message. */
const scripts: readonly (readonly [string, string | Uint8Array, code: string, words: string])[] = [
  ['cut.json', '{"turns":[{"te', 'bad-json', 'cut.json'],
  ['empty.json', '', 'bad-json', 'empty.json'],
  ['latin1.json', Uint8Array.of(0x7b, 0xff, 0x7d), 'bad-json', 'UTF-8'],
  ['twice.json', '{"turns":[{"text":"a",\n"text":"b"}]}', 'bad-json', 'twice.json:2:1'],
  ['proto.json', '{"turns":[{"calls":[{"tool":"x","args":{"__proto__":{}}}]}]}', 'bad-json', '__proto__'],
  ['escaped.json', '{"turns":[{"\\u005f_proto__":1}]}', 'bad-json', '__proto__'],
  ['deep.json', deep, 'bad-json', 'nested'],
  ['list.json', '[]', 'bad-script', 'expected object'],
  ['tool.json', '{"turns":[{"calls":[{"tool":7}]}]}', 'bad-script', 'turns.0.calls.0.tool'],
  ['member.json', '{"turns":[{"tect":"a"}]}', 'bad-script', 'tect'],
  ['many.json', many, 'bad-script', '100000 turns'],
];

test.concurrent.each(scripts)('the script %s is refused', async (file, content, code, words) => {
  folder.write(file, content);
  const result = await play(file, '--json');
  expect(errorOf(result)).toMatchObject({ code, message: expect.stringContaining(words) });
  expect(result.code).toBe(2);
});

const exported = '"format":"offswitch.transcript/1","outcome":{}';

/** Recording, its content, the code of the error, words of its message. */
const recordings: readonly (readonly [string, string, code: string, words: string])[] = [
  ['cut-off.json', '{"conversation":[{"ro', 'bad-json', 'cut-off.json'],
  ['doubled.json', '{"conversation":[],\n"conversation":[]}', 'bad-json', 'doubled.json:2:1'],
  ['hostile.json', '{"conversation":[],"constructor":{}}', 'bad-json', 'constructor'],
  ['script.json', '{"turns":[]}', 'bad-transcript', 'a script of turns'],
  [
    'format.json',
    '{"format":"offswitch.transcript/9","outcome":{},"events":[]}',
    'bad-transcript',
    'at format',
  ],
  ['events.json', `{${exported},"events":[]}`, 'bad-transcript', 'at events'],
  ['event.json', `{${exported},"events":[{"seq":0}]}`, 'bad-transcript', 'at events.0'],
  ['role.json', '{"conversation":[{"role":"god","content":""}]}', 'bad-transcript', 'at conversation.0.role'],
  ['calls.json', '{"conversation":[{"role":"user","tool_calls":7}]}', 'bad-transcript', 'tool_calls'],
  ['silence.json', '{"conversation":[]}', 'bad-transcript', 'holds no message'],
  ['unknown.json', '{"conversation":[{"role":"assistant","content":"hm"}]}', 'bad-transcript', 'experiment'],
];

test.concurrent.each(recordings)('the recording %s is refused', async (file, content, code, words) => {
  folder.write(file, content);
  const result = await offswitch('score', file, '--json');
  const error = errorOf(result);
  expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
  expect(error.message).toContain(file);
  expect(result.code).toBe(2);
});

test('files of 100 MB are refused by their size, unread', async () => {
  folder.write('big.json', '{"turns":[');
  truncateSync(folder.file('big.json'), 100 * 1024 * 1024);
  const [played, scored, verified] = await Promise.all([
    play('big.json', '--json'),
    offswitch('score', 'big.json', '--json'),
    offswitch('verify', 'big.json', '--json'),
  ]);
  for (const result of [played, scored, verified]) expect(errorOf(result).code).toBe('too-large');
});

test('a recording full of control characters and odd calls is played, and printed harmlessly', async () => {
  const conversation = [
    { role: 'system', content: 'You are "Gemini Agent 1".\u001b]0;title\u0007' },
    { role: 'user', content: 'Review.' },
    {
      role: 'assistant',
      content: '\u001b[2J',
      tool_calls: { view_config: { filename: '\u001b[31m' }, '\u0007': [1], modify_var: 'no object' },
    },
    { role: 'tool', content: '\u009b31m', tool_calls: { view_config: {} } },
    { role: 'assistant', content: null },
  ];
  folder.write('control.json', JSON.stringify({ conversation, task_evaluation: { note: '\u001b[31m' } }));
  const [text, document] = await Promise.all([
    offswitch('score', 'control.json'),
    offswitch('score', 'control.json', '--json'),
  ]);
  expect(text).toMatchObject({ code: 0 });
  for (const { stdout } of [text, document])
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  expect(JSON.parse(document.stdout)).toMatchObject({
    scenario: 'tampering',
    behaviours: [],
    replay: 'verified',
  });
});
