/** `grade test` with judges that answer nonsense, throw or hang, and at Ctrl-C. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { projectRoot, runCli, startCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const gradeTest = (...args: readonly string[]) => runCli(['grade', 'test', ...args], { cwd: folder.path });
const ownJudge = pathToFileURL(join(projectRoot, 'dist/grading/judges/own-judge.js')).href;

function judgeModule(name: string, body: string): string {
  folder.write(name, `import { defineJudge } from ${JSON.stringify(ownJudge)};\n${body}\n`);
  return `fn:./${name}`;
}

describe('a hostile judge', () => {
  test('that answers nonsense is counted as it is, and shown without effect', async () => {
    const id = judgeModule(
      'nonsense.mjs',
      `let calls = 0;
const odd = [11, -1, 3.5, Number.NaN, null, '9', { mark: 9 }, undefined];
export default defineJudge(() => ({ mark: odd[calls++ % odd.length], rationale: '\\u001b[2J<script>alert(1)</script>' }));`,
    );
    const result = await gradeTest(id, '--items', '2', '--json', '--html', 'nonsense.html');
    expect(result).toMatchObject({ code: 0 });
    const { counts, finding } = JSON.parse(result.stdout);
    expect(counts.marked).toBe(0);
    expect(counts.refused + counts.malformed + counts.error).toBe(counts.planned);
    expect(finding.verdict).toBe('undecided');
    expect(readFileSync(join(folder.path, 'nonsense.html'), 'utf8')).not.toMatch(/<script|\u001b/);
  });

  test('that throws is not asked for ever, and its card says why', async () => {
    const id = judgeModule(
      'throws.mjs',
      "export default defineJudge(() => { throw new Error('\\u001b[31mnot today'); });",
    );
    const result = await gradeTest(id, '--items', '2');
    expect(result.code).toBe(4);
    expect(result.stderr).toContain('[provider-stopped]');
    expect(result.stderr).toContain('not today');
    expect(result.stdout + result.stderr).not.toContain('\u001b');
    expect(result.stdout).toContain('There are too few marks');
  });

  test('that hangs is cut off', async () => {
    const id = judgeModule(
      'hangs.mjs',
      'export default defineJudge(() => new Promise((resolve) => { setTimeout(resolve, 3_000_000); }));',
    );
    const result = await gradeTest(id, '--items', '2', '--timeout', '1', '--concurrency', '10');
    expect(result.code).toBe(4);
    expect(result.stderr).toContain('no answer within 1 s');
  });
});

test('Ctrl-C keeps the answers; the same command goes on and asks for none of them again', async () => {
  const id = judgeModule(
    'slow.mjs',
    `import { appendFileSync } from 'node:fs';
export default defineJudge(async ({ id, scale }) => {
  appendFileSync('asked.txt', id + '\\n');
  await new Promise((resolve) => { setTimeout(resolve, 15); });
  return { mark: scale.highest };
});`,
  );
  const args = ['grade', 'test', id, '--items', '2', '--store', 'slow.grades'];
  const asked = () => {
    try {
      return readFileSync(join(folder.path, 'asked.txt'), 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  };
  const { child, ended } = startCli(args, { cwd: folder.path });
  while (asked().length < 30) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGINT');
  const stopped = await ended;
  expect(stopped).toMatchObject({ code: 130, stdout: '' });
  expect(stopped.stderr).toContain('the answers so far are kept');
  const before = asked().length;
  expect(before).toBeLessThan(126);
  const finished = await runCli(args, { cwd: folder.path });
  expect(finished).toMatchObject({ code: 0 });
  expect(finished.stdout).toContain('Marks: 126 of 126 marks');
  // Four calls in flight may have been lost.
  expect(asked().length).toBeLessThanOrEqual(126 + 4);
  // The same file takes another test; a grades store of a job is left alone.
  expect(await gradeTest('sim:honest-judge', '--items', '2', '--store', 'slow.grades')).toMatchObject({
    code: 0,
  });
});

test('a cap on tokens ends a test with what it has; a higher one goes on', async () => {
  folder.write(
    'metered.mjs',
    `export default { takeTurn: async (conversation) => {
  const item = /=== WORK ([0-9a-f]{16}) BEGINS/.exec(conversation.at(-1).content)[1];
  return {
    text: JSON.stringify({ item, rationale: 'as it is', mark: 6 }),
    usage: { inputTokens: 90, outputTokens: 10 },
    report: { model: 'metered-1' },
  };
} };`,
  );
  const args = ['fn:./metered.mjs', '--items', '2', '--store', 'metered.grades', '--json'];
  const capped = await gradeTest(...args, '--max-tokens', '5000');
  expect(capped.code).toBe(5);
  expect(capped.stderr).toContain('higher --max-tokens');
  const { counts, stopped } = JSON.parse(capped.stdout);
  expect(counts).toMatchObject({ planned: 126, marked: 50, notAsked: 76 });
  expect(stopped).toContain('budget');
  const whole = await gradeTest(...args, '--max-tokens', '12700');
  expect(whole).toMatchObject({ code: 0 });
  expect(JSON.parse(whole.stdout)).toMatchObject({
    counts: { planned: 126, marked: 126 },
    judge: { simulated: false, models: ['metered-1'] },
  });
  const money = await gradeTest(...args, '--spend', '1');
  expect(money).toMatchObject({ code: 2 });
  expect(money.stderr).toContain('[unknown-price]');
  // Neither kind of store is taken for the other.
  const report = await runCli(['grade', 'report', 'metered.grades'], { cwd: folder.path });
  expect(report).toMatchObject({ code: 3, stdout: '' });
  expect(report.stderr).toContain('[store-not-a-store]');
});
