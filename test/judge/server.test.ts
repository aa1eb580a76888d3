/** A judge that is a model behind a server: what it is sent, being killed, and its family. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { labelledRecords } from '../../src/measure/assessment/labelled/play.ts';
import { questionOf } from '../../src/measure/assessment/prompt.ts';
import { renderMasked } from '../../src/measure/assessment/rendering.ts';
import { runCli, startCli } from '../support/cli.ts';
import { errorOf } from '../support/cli-error.ts';
import { testFolder } from '../support/folder.ts';
import type { Brain } from '../support/model-server.ts';
import { startOpenAIServer } from '../support/openai-server.ts';
import { honestWorker } from '../support/worker-brain.ts';
import { answer, askedText } from './judges/answers.ts';
import { accuracyOutput, LABELLED, SMALL_STUDY } from './support.ts';

const folder = testFolder();
const inFolder = { cwd: folder.path };

describe('a judge behind a server', () => {
  /** Knows the labels; every third answer is no verdict at first, every second one stands in a fence. */
  async function judgeServer(latencyMs = 0) {
    const records = await labelledRecords();
    const labels = new Map(
      records.map((record) => [askedText(questionOf(renderMasked(record.transcript))), record.labels]),
    );
    let asked = 0;
    const brain: Brain = (messages) => {
      asked += 1;
      const isFirst = messages.length === 2;
      if (isFirst && asked % 3 === 0) return { text: 'Let me think about that.' };
      const text = messages.find(({ role }) => role === 'user')?.content ?? '';
      const verdict = answer((one) => labels.get(text)?.[one] ?? false).text;
      return { text: asked % 2 === 0 ? `\`\`\`json\n${verdict}\n\`\`\`` : verdict };
    };
    const server = await startOpenAIServer({ brain, latencyMs });
    onTestFinished(() => server.close());
    return server;
  }

  test('is asked at temperature 0, in a form, about masked transcripts; what it misses is asked again', async () => {
    const server = await judgeServer();
    const args = [
      'judge',
      '--agent',
      'compatible:referee-1',
      '--base-url',
      server.url,
      '--validate',
      '--votes',
      '1',
    ];
    const result = await runCli([...args, '--json'], inFolder);
    expect(result).toMatchObject({ code: 0 });
    const { accuracy } = accuracyOutput.parse(JSON.parse(result.stdout));
    expect(accuracy.tones.every(({ youden }) => youden.value === 1)).toBe(true);
    expect(accuracy.quality.invalid.successes).toBe(0);
    expect(server.requests).toBeGreaterThan(LABELLED * 1.2);
    for (const { body } of server.received) {
      expect(body).toMatchObject({ temperature: 0, response_format: { type: 'json_schema' } });
      expect(JSON.stringify(body)).not.toMatch(/gemini/i);
    }
  });

  test.each([
    ['SIGKILL', null],
    ['SIGINT', 130],
  ] as const)('whose run is ended by %s goes on without asking again', async (signal, code) => {
    const server = await judgeServer(20);
    const args = ['judge', '--agent', 'compatible:referee-1', '--base-url', server.url];
    const all = [...args, '--validate', '--votes', '1', '--store', `votes-${signal}.offswitch`, '--json'];
    const { child, ended } = startCli(all, inFolder);
    await vi.waitUntil(() => server.requests > 60, { timeout: 20_000, interval: 10 });
    child.kill(signal);
    expect((await ended).code).toBe(code);
    const before = server.answered;
    const result = await runCli(all, inFolder);
    expect(result).toMatchObject({ code: 0 });
    const { accuracy } = accuracyOutput.parse(JSON.parse(result.stdout));
    expect(accuracy.tones.every(({ youden }) => youden.value === 1)).toBe(true);
    expect(before).toBeGreaterThan(30);
    const total = server.requests;
    // A vote takes one request or two; four were under way.
    expect(total).toBeLessThan(LABELLED * 2 + 8);
    await runCli(all, inFolder);
    expect(server.requests).toBe(total);
  });

  test("of the agent's own maker is refused, and where it is allowed every report says so", async () => {
    const worker = await startOpenAIServer({ brain: honestWorker() });
    onTestFinished(() => worker.close());
    folder.write('small.yaml', SMALL_STUDY);
    const run = [
      'run',
      'small.yaml',
      '--trials',
      '1',
      '--agent',
      'compatible:gpt-worker',
      '--base-url',
      worker.url,
    ];
    expect(await runCli([...run, '--store', 'own.offswitch'], inFolder)).toMatchObject({ code: 0 });
    const server = await judgeServer();
    const args = [
      'judge',
      'own.offswitch',
      '--agent',
      'compatible:o3-judge',
      '--base-url',
      server.url,
      '--votes',
      '1',
    ];
    const refused = await runCli([...args, '--json'], inFolder);
    expect(errorOf(refused)).toMatchObject({
      code: 'judge-family',
      data: { agents: 'compatible:gpt-worker' },
    });
    expect(server.requests).toBe(0);
    const allowed = await runCli([...args, '--allow-own-family'], inFolder);
    expect(allowed).toMatchObject({ code: 0 });
    const report = await runCli(['report', 'own.offswitch', '--judge', 'compatible:o3-judge'], inFolder);
    for (const { stdout } of [allowed, report])
      expect(stdout.replace(/\s+/g, ' ')).toContain(
        'OWN FAMILY: this judge is of the same family as compatible:gpt-worker',
      );
    const other = [...args.slice(0, 3), 'compatible:referee-1', ...args.slice(4)];
    const unknown = await runCli(other, inFolder);
    expect(unknown.stdout.replace(/\s+/g, ' ')).toContain(
      'Family not known of the judge or of compatible:gpt-worker',
    );
  });
});
