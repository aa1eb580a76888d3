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
