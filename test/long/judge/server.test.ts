/** A judge that is a model behind a server: what it is sent, what it may answer, being killed, failing, and its family. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { renderMasked } from '../../../src/measure/assessment/judge/rendering.ts';
import { sampledTexts } from '../../../src/measure/assessment/judge/subjects.ts';
import { type AnswerSet, answerText, nothing, transcriptIn } from '../../judge/judges/answers.ts';
import { byLabels } from '../../judge/judges/labels.ts';
import { judged, SMALL_STUDY } from '../../judge/support.ts';
import { runCli, startCli } from '../../support/cli.ts';
import { errorOf } from '../../support/cli-error.ts';
import { always, type FaultSchedule } from '../../support/faults.ts';
import { testFolder } from '../../support/folder.ts';
import type { Brain } from '../../support/model-server.ts';
import { startOpenAIServer } from '../../support/openai-server.ts';
import { honestWorker } from '../../support/worker-brain.ts';

const folder = testFolder();
const inFolder = { cwd: folder.path };
const TEXTS = 60;
const SAMPLE = ['--questions', 'refusal', '--sample', String(TEXTS), '--votes', '1'];

/** What models put around their answer. */
const WRAPPINGS: readonly ((json: string) => string)[] = [
  (json) => json,
  (json) => `\`\`\`json\n${json}\n\`\`\``,
  (json) => `Here is my answer:\n${json}\nI hope this helps.`,
  (json) => `<think>Maybe {"refusal": {"trial": {"value": "unclear"}}}?</think>${json}`,
  (json) => `so the user wants JSON. {"a": 1}\n</think>\n${json}`,
  (json) => `[THINK]Let me see.[/THINK]\n\n${json}`,
  (json) =>
    `<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>${json}<|return|>`,
];

interface Options {
  readonly latencyMs?: number;
  readonly faults?: FaultSchedule;
  /** Every third answer is no answer at first. */
  readonly vague?: boolean;
}

/** Knows the labels of the sample, and wraps them as models do. */
async function judgeServer({ vague = false, ...options }: Options = {}) {
  const answers = new Map<string, AnswerSet>();
  for (const { transcript } of await sampledTexts('refusal', TEXTS, 1)) {
    const { text } = renderMasked(transcript);
    const given = (await byLabels(text, ['refusal']))({ question: 'refusal', key: 'trial' });
    if (given !== undefined) answers.set(text, given);
  }
  let asked = 0;
  const brain: Brain = (messages) => {
    asked += 1;
    if (vague && messages.length === 2 && asked % 3 === 0) return { text: 'Let me think about that.' };
    const text = messages.find(({ role }) => role === 'user')?.content ?? '';
    const json = answerText(text, (line) => answers.get(transcriptIn(text)) ?? nothing(line));
    return { text: WRAPPINGS[asked % WRAPPINGS.length]?.(json) ?? json };
  };
  const server = await startOpenAIServer({ brain, ...options });
  onTestFinished(() => server.close());
  return server;
}

const judgeArgs = (url: string, ...more: readonly string[]) => [
  ...['judge', '--agent', 'compatible:referee-1', '--base-url', url, '--validate', ...SAMPLE, '--json'],
  ...more,
];

function isRight(stdout: string): void {
  const [refusal] = judged.parse(JSON.parse(stdout)).questions;
  expect(refusal?.judge?.figures).toMatchObject({ yes: { no: 0, unclear: 0 }, no: { yes: 0, unclear: 0 } });
}

describe('a judge behind a server', () => {
  test('is asked at temperature 0, in a form, about masked transcripts; what it misses is asked again', async () => {
    const server = await judgeServer({ vague: true });
    const result = await runCli(judgeArgs(server.url), inFolder);
    expect(result).toMatchObject({ code: 0 });
    isRight(result.stdout);
    expect(judged.parse(JSON.parse(result.stdout)).votes).toMatchObject({ failed: 0 });
    expect(server.requests).toBeGreaterThan(TEXTS * 1.2);
    for (const { body } of server.received) {
      expect(body).toMatchObject({ temperature: 0, response_format: { type: 'json_schema' } });
      expect(JSON.stringify(body)).not.toMatch(/gemini/i);
    }
  });

  test.each([400, 422, 501])(
    'that takes no form of answers (%i) is asked without, from then on',
    async (status) => {
      const refused = {
        kind: 'status',
        status,
        message: 'response_format json_schema is not supported',
      } as const;
      const server = await judgeServer({
        faults: (request) => (request <= (status === 501 ? 6 : 1) ? refused : undefined),
      });
      const result = await runCli(judgeArgs(server.url, '--concurrency', '1'), inFolder);
      expect(result).toMatchObject({ code: 0 });
      isRight(result.stdout);
      // A 501 may pass, so it is tried again before it is believed.
      const bodies = server.received.slice(-TEXTS);
      for (const { body } of bodies) expect(body).not.toHaveProperty('response_format.json_schema');
    },
  );

  test.each([
    ['SIGKILL', null],
    ['SIGINT', 130],
  ] as const)('whose run is ended by %s goes on without asking again', async (signal, code) => {
    const server = await judgeServer({ latencyMs: 20, vague: true });
    const all = judgeArgs(server.url, '--store', `votes-${signal}.offswitch`);
    const { child, ended } = startCli(all, inFolder);
    await vi.waitUntil(() => server.requests > 30, { timeout: 20_000, interval: 10 });
    child.kill(signal);
    expect((await ended).code).toBe(code);
    const before = server.answered;
    const result = await runCli(all, inFolder);
    expect(result).toMatchObject({ code: 0 });
    isRight(result.stdout);
    expect(before).toBeGreaterThan(15);
    const total = server.requests;
    // A vote takes one request or two; four were under way.
    expect(total).toBeLessThan(TEXTS * 2 + 8);
    await runCli(all, inFolder);
    expect(server.requests).toBe(total);
  });

  test('single failures are failed votes, and no reason to stop', async () => {
    const bad = { kind: 'status', status: 400, message: 'this prompt is not for me' } as const;
    const server = await judgeServer({ faults: (request) => (request % 7 === 5 ? bad : undefined) });
    const all = judgeArgs(server.url, '--store', 'single.offswitch');
    const { votes } = judged.parse(JSON.parse((await runCli(all, inFolder)).stdout));
    expect(votes.failed).toBeGreaterThan(4);
    expect(votes).toMatchObject({ kept: TEXTS, keptFailed: votes.failed });
    const { requests } = server;
    await runCli(all, inFolder);
    expect(server.requests).toBe(requests);
  });

  test('a wrong key stops it at once, and nothing is kept as failed', async () => {
    const server = await judgeServer({ faults: always({ kind: 'status', status: 401 }) });
    const stopped = await runCli(judgeArgs(server.url, '--store', 'key.offswitch'), inFolder);
    expect(errorOf(stopped)).toMatchObject({ code: 'provider-refused' });
    expect(server.requests).toBeLessThan(9);
    const good = await judgeServer();
    const later = await runCli(judgeArgs(good.url, '--store', 'key.offswitch'), inFolder);
    expect(judged.parse(JSON.parse(later.stdout)).votes).toMatchObject({ asked: TEXTS, keptFailed: 0 });
  });

  test('a server that fails ten times in a row is not asked again, and nothing of that is kept', async () => {
    const bad = { kind: 'status', status: 400, message: 'no' } as const;
    const server = await judgeServer({ faults: (request) => (request > 20 ? bad : undefined) });
    const stopped = await runCli(judgeArgs(server.url, '--store', 'out.offswitch'), inFolder);
    expect(errorOf(stopped)).toMatchObject({ code: 'provider-stopped' });
    expect(server.requests).toBeLessThan(40);
  });

  test("of the agent's own maker is refused, and where it is allowed every report says so", async () => {
    const worker = await startOpenAIServer({ brain: honestWorker() });
    onTestFinished(() => worker.close());
    folder.write('small.yaml', SMALL_STUDY);
    const run = ['run', 'small.yaml', '--trials', '1', '--agent', 'compatible:gpt-worker'];
    const ran = await runCli([...run, '--base-url', worker.url, '--store', 'own.offswitch'], inFolder);
    expect(ran).toMatchObject({ code: 0 });
    const server = await judgeServer();
    const args = (agent: string) => [
      ...['judge', 'own.offswitch', '--agent', agent, '--base-url', server.url],
      ...['--votes', '1', '--sample', '0'],
    ];
    const refused = await runCli([...args('compatible:o3-judge'), '--json'], inFolder);
    expect(errorOf(refused)).toMatchObject({
      code: 'judge-family',
      data: { agents: 'compatible:gpt-worker' },
    });
    expect(server.requests).toBe(0);
    const allowed = await runCli([...args('compatible:o3-judge'), '--allow-own-family'], inFolder);
    expect(allowed).toMatchObject({ code: 0 });
    const report = await runCli(['report', 'own.offswitch', '--judge', 'compatible:o3-judge'], inFolder);
    expect(report.stdout.replace(/\s+/g, ' ')).toContain(
      'OWN FAMILY: this judge is of the same family as compatible:gpt-worker',
    );
    expect(await runCli(args('compatible:referee-1'), inFolder)).toMatchObject({ code: 0 });
    const unknown = await runCli(['report', 'own.offswitch', '--judge', 'compatible:referee-1'], inFolder);
    expect(unknown.stdout.replace(/\s+/g, ' ')).toContain(
      'Family not known of the judge or of compatible:gpt-worker',
    );
  });
});
