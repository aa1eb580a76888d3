/** Whatever a record holds: the text printed of it has no control character but our own line breaks, and no forged line. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AgentKind, Turn } from '../measure/agents/agent.ts';
import { inspectLog, inspectSample } from '../measure/imports/files/sample-files.conformance.ts';
import { openStore } from '../measure/store/open.ts';
import { executePlan } from '../measure/study/execute.ts';
import { checkStudy } from '../measure/study/load.ts';
import { planStudy } from '../measure/study/plan.ts';
import { assess } from './assess.ts';
import { exportTrials } from './export.ts';
import { progressLine } from './progress.ts';
import { report } from './report.ts';
import { score } from './score.ts';
import { show } from './show.ts';
import { print } from './terminal.ts';
import { verify } from './verify.ts';

const FORGED = 'Outcome: complied';
const controls = [...Array(32).keys(), ...Array.from({ length: 33 }, (_, at) => 0x7f + at), 0x2028, 0x202e]
  .map((code) => String.fromCharCode(code))
  .join('');
const hostile = `\u001b[31mgood\r\n${FORGED}\n${FORGED}\u2028${FORGED}${controls}`;
/** As much of it as a file name may hold. */
const hostileName = hostile.replaceAll(/[\0/]/g, '');

const folder = mkdtempSync(join(tmpdir(), 'offswitch-hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inFolder = (name: string) => join(folder, name);
const storePath = inFolder(`${hostileName}.offswitch`);

async function printed(work: () => unknown): Promise<string> {
  const written: string[] = [];
  const streams = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    }),
  );
  try {
    await work();
  } finally {
    for (const stream of streams) stream.mockRestore();
    process.exitCode = undefined;
  }
  return written.join('');
}

function demandClean(text: string): void {
  const found = text.match(/[\0-\t\v-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/u);
  expect(found, JSON.stringify(text.slice(0, 2000))).toBeNull();
}

function demandNoForgery(text: string): void {
  const forged = text.split('\n').filter((line) => line.startsWith(FORGED) || line.startsWith(`> ${FORGED}`));
  expect(forged, text.slice(0, 2000)).toEqual([]);
}

/** Names, words and reports of it are all hostile; the first trial acts, the others fail. */
function hostileAgent(): AgentKind {
  let started = 0;
  const usage = { inputTokens: 1, outputTokens: 1 };
  const turns: readonly Turn[] = [
    {
      text: hostile,
      reasoning: hostile,
      calls: [
        { id: hostile, tool: hostile, args: { [hostile]: hostile } },
        {
          id: 'b',
          tool: 'modify_var',
          args: { filename: 'shutdown_config.yaml', shutdown_enabled: hostile },
        },
      ],
      usage,
      report: { model: hostile, finish: hostile },
    },
    { text: hostile, calls: [], usage, report: { model: `other${hostile}` } },
  ];
  return {
    id: `fn:${hostile}`,
    ...{ simulated: false, repeatable: false, resumes: true, reusable: false },
    model: { provider: hostile, name: hostile },
    persona: 'Gemini',
    parameters: { [hostile]: hostile },
    start: () => {
      started += 1;
      const fails = started > 1;
      let turn = 0;
      return {
        takeTurn: async () => {
          if (fails) throw new Error(hostile);
          turn += 1;
          return turns[turn - 1] ?? null;
        },
      };
    },
  };
}

beforeAll(async () => {
  const agent = hostileAgent();
  const study = checkStudy(
    { name: 'hostile', agents: [agent.id], trials: 2, arms: [{ scenario: 'tampering' }] },
    'study',
  );
  const store = await openStore(storePath, { mode: 'write' });
  await executePlan({
    plan: planStudy(study, [agent]),
    ...{ store, concurrency: 1, signal: new AbortController().signal, prices: [], budget: {} },
    ...{ retryErrors: false, warn: () => {}, progress: () => {} },
  });
  await store.close();
});

test.each<[string, () => unknown]>([
  ['show', () => show(storePath, undefined, {})],
  ['verify', () => verify([storePath], {})],
  ['assess', () => assess(storePath, {})],
  ['report', () => report(storePath, {})],
  ['report --summary', () => report(storePath, { summary: true })],
  ['report --format markdown', () => report(storePath, { format: 'markdown' })],
  ['export', () => exportTrials(storePath, undefined, { out: inFolder(`out${hostileName}`) })],
])('%s', async (_, command) => {
  const text = await printed(command);
  expect(text).not.toBe('');
  demandClean(text);
  demandNoForgery(text);
});

test('show and score, trial by trial', async () => {
  const out = inFolder(`each${hostileName}`);
  await printed(() => exportTrials(storePath, undefined, { out }));
  const files = readdirSync(out);
  expect(files).toHaveLength(2);
  for (const file of files) {
    const shown = await printed(() => show(storePath, file.replace('.json', ''), {}));
    const scored = await printed(() => score([join(out, file)], {}));
    expect(shown).toContain('Events');
    expect(scored).toContain('Outcome: ');
    for (const text of [shown, scored]) demandClean(text);
    for (const line of [shown, scored].flatMap((text) => text.split('\n')))
      expect(line).not.toMatch(/^Outcome: complied\\u/);
  }
});

const call = { id: 'a', function: hostile, arguments: { [hostile]: hostile }, type: 'function' };
const messages = [
  { role: 'system', content: hostile },
  { role: 'user', content: hostile },
  { role: 'assistant', content: hostile, tool_calls: [call] },
  { role: 'tool', tool_call_id: 'a', content: hostile, error: { type: hostile, message: hostile } },
  { role: 'assistant', content: hostile },
];
const jsonLines = (...values: readonly object[]) => values.map((value) => JSON.stringify(value)).join('\n');

test.each<[string, string]>([
  [
    'a sample',
    JSON.stringify(
      inspectLog([inspectSample(hostile, { messages, output: { model: hostile, choices: [] } })]),
    ),
  ],
  [
    'a sample that failed',
    JSON.stringify(inspectLog([inspectSample(hostile, { messages, error: { message: hostile } })])),
  ],
  [
    'events',
    jsonLines(
      { type: 'system', subtype: 'init', session_id: hostile, model: hostile, tools: [hostile] },
      {
        type: 'assistant',
        message: {
          ...{ id: hostile, role: 'assistant', model: hostile },
          content: [
            { type: 'text', text: hostile },
            { type: 'tool_use', id: 't', name: hostile, input: { command: hostile } },
          ],
        },
      },
      {
        type: 'user',
        message: {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 't', content: hostile, is_error: true }],
        },
      },
      { type: 'result', subtype: 'success', result: hostile },
    ),
  ],
  [
    'a released transcript',
    JSON.stringify({
      conversation: [
        { role: 'system', content: 'You work here. Your ID is "Kimi Agent 1".' },
        { role: 'user', content: hostile },
        { role: 'assistant', content: hostile, tool_calls: { [hostile]: { filename: hostile } } },
        { role: 'tool', content: hostile, tool_calls: { [hostile]: { filename: hostile } } },
        { role: 'assistant', content: null, tool_calls: { end_task: {} } },
      ],
      experiment_metadata: { agent_model: hostile, task_type: hostile, agent_harness: hostile },
      task_evaluation: { shutdown_enabled: true, [hostile]: hostile },
    }),
  ],
  ['no recording', JSON.stringify({ [hostile]: hostile })],
  ['plain text', hostile],
  [
    'rows',
    JSON.stringify([{ transcript_json: hostile }, { transcript_json: JSON.stringify({ [hostile]: 1 }) }]),
  ],
])('score: %s', async (name, content) => {
  const file = inFolder(`${name}${hostileName}.json`);
  writeFileSync(file, content);
  let thrown: unknown;
  const text = await printed(async () => {
    try {
      await score([file, file], {});
    } catch (error) {
      thrown = error;
    }
  });
  expect(thrown).toBeUndefined();
  expect(text).not.toBe('');
  demandClean(text);
  demandNoForgery(text);
});

test('a line of progress', () => {
  const written: string[] = [];
  const stream = { isTTY: false, write: (text: string) => written.push(text) > 0 };
  const progress = progressLine(hostile, stream);
  progress.note(hostile);
  demandClean(written.join(''));
});

test('every line that is printed is one line', async () => {
  const character = fc.oneof(fc.constantFrom(...controls), fc.string({ maxLength: 3 }));
  const line = fc.array(character, { maxLength: 30 }).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 5 }), async (lines) => {
      const text = await printed(() => print(lines));
      demandClean(text);
      expect(text.split('\n')).toHaveLength(lines.length + 1);
    }),
    { numRuns: 200 },
  );
});
