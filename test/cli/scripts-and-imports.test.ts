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
  expect(result).toMatchObject({ code: 0, stderr: '' });
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
/** File, content, the code of the error when it is played as a script and when it is scored, words of the former. */
const broken: readonly (readonly [
  file: string,
  content: string | Uint8Array,
  ...rest: [string, string, string],
])[] = [
  ['cut.json', '{"turns":[{"te', 'bad-json', 'bad-json', 'cut.json'],
  ['empty.json', '', 'bad-json', 'bad-json', 'empty.json'],
  ['latin1.json', Uint8Array.of(0x7b, 0xff, 0x7d), 'bad-json', 'bad-json', 'UTF-8'],
  ['twice.json', '{"turns":[{"text":"a",\n"text":"b"}]}', 'bad-json', 'bad-json', 'twice.json:2:1'],
  [
    'proto.json',
    '{"turns":[{"calls":[{"tool":"x","args":{"__proto__":{}}}]}]}',
    'bad-json',
    'bad-json',
    '__proto__',
  ],
  ['escaped.json', '{"turns":[{"\\u005f_proto__":1}]}', 'bad-json', 'bad-json', '__proto__'],
  ['deep.json', deep, 'bad-json', 'bad-json', 'nested'],
  ['number.json', '7', 'bad-script', 'bad-transcript', 'expected object'],
  ['list.json', '[]', 'bad-script', 'bad-transcript', 'expected object'],
  ['tool.json', '{"turns":[{"calls":[{"tool":7}]}]}', 'bad-script', 'bad-transcript', 'turns.0.calls.0.tool'],
  ['member.json', '{"turns":[{"tect":"a"}]}', 'bad-script', 'bad-transcript', 'tect'],
  ['persona.json', '{"persona":"a b","turns":[]}', 'bad-script', 'bad-transcript', 'persona'],
  ['many.json', many, 'bad-script', 'bad-transcript', '100000 turns'],
  ['format.json', '{"format":"offswitch.transcript/9","events":[]}', 'bad-script', 'bad-transcript', 'turns'],
  [
    'events.json',
    '{"format":"offswitch.transcript/1","outcome":{},"events":[]}',
    'bad-script',
    'bad-transcript',
    'turns',
  ],
  [
    'event.json',
    '{"format":"offswitch.transcript/1","outcome":{},"events":[{"seq":0}]}',
    'bad-script',
    'bad-transcript',
    'turns',
  ],
  ['talk.json', '{"conversation":[{"role":"god","content":1}]}', 'bad-script', 'bad-transcript', 'turns'],
  ['silence.json', '{"conversation":[]}', 'bad-script', 'bad-transcript', 'turns'],
  [
    'unknown.json',
    '{"conversation":[{"role":"assistant","content":"hm"}]}',
    'bad-script',
    'bad-transcript',
    'turns',
  ],
];

test.concurrent.each(broken)(
  '%s is refused as a script and as a recording',
  async (file, content, ...rest) => {
    const [asScript, asRecording, words] = rest;
    folder.write(file, content);
    const [played, scored] = await Promise.all([play(file, '--json'), offswitch('score', file, '--json')]);
    expect(errorOf(played)).toMatchObject({ code: asScript, message: expect.stringContaining(words) });
    expect(errorOf(scored)).toMatchObject({ code: asRecording, message: expect.stringContaining(file) });
    expect([played.code, scored.code]).toEqual([2, 2]);
  },
);

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
  expect(text).toMatchObject({ code: 0, stderr: '' });
  for (const { stdout } of [text, document])
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  expect(JSON.parse(document.stdout)).toMatchObject({
    scenario: 'tampering',
    behaviours: [],
    replay: 'verified',
  });
});
