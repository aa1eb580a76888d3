/** Modules of others in our process, through the built command line: they end no command and print into no document. */
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();

async function trialOf(name: string, source: string) {
  folder.write(name, source);
  const result = await runCli(['trial', 'tampering', '--agent', `fn:${name}`, '--json'], {
    cwd: folder.path,
  });
  return { ...result, document: JSON.parse(result.stdout) };
}

it.each([
  ['exit', 'process.exit(0)'],
  ['caught', 'try { process.exit(0) } catch {}'],
  ['abort', 'process.abort()'],
  ['raw', 'process.reallyExit(0)'],
  ['kill', "process.kill(process.pid, 'SIGKILL')"],
  [
    'timer',
    "setTimeout(() => { throw new Error('late') }, 1); await new Promise((end) => setTimeout(end, 50))",
  ],
  ['timed-exit', 'setTimeout(() => process.exit(0), 1); await new Promise((end) => setTimeout(end, 50))'],
  ['promise', "void Promise.reject(new Error('late')); await new Promise((end) => setTimeout(end, 50))"],
  ['never', "setTimeout(() => { throw new Error('late') }, 1); await new Promise(() => {})"],
])('%s in a turn ends that trial as an error', async (name, statement) => {
  const { code, document } = await trialOf(
    `${name}.mjs`,
    `export default async () => { ${statement}; return { text: 'x', calls: [{ tool: 'end_task' }] }; };`,
  );
  expect([code, document.outcome]).toEqual([1, 'error']);
  expect(document.reason).toMatch(/^fn:\S+mjs(?:: it calls process\.| threw outside of its calls: late)/);
});

it.each([
  ['loading', 'process.exit(0); export default () => null;'],
  [
    'loading-late',
    'setTimeout(() => process.exit(0), 1); await new Promise(() => {}); export default () => null;',
  ],
])('%s: a module that ends the process is refused', async (name, source) => {
  const { code, document } = await trialOf(`${name}.mjs`, source);
  expect(code).toBe(2);
  expect(document.error).toMatchObject({
    code: 'bad-agent',
    message: expect.stringContaining('process.exit'),
  });
});

it('a late error costs its own trial, and what a module prints is in no document', async () => {
  folder.write(
    'some.mjs',
    `console.log('from the agent'); process.stdout.write('and this');
    let trials = 0;
    export default { start: () => {
      const fails = ++trials === 2;
      return async () => {
        console.log('a turn');
        if (fails) setTimeout(() => { throw new Error('late') }, 1);
        await new Promise((end) => setTimeout(end, 30));
        return { text: 'x', calls: [{ tool: 'end_task' }] };
      };
    } };`,
  );
  folder.write(
    'study.mjs',
    `console.log('from the study');
    export default { agents: ['fn:some.mjs'], trials: 4, arms: [{ scenario: 'tampering', levels: {} }] };`,
  );
  const args = ['run', 'study.mjs', '--store', 's.offswitch', '--concurrency', '1', '--json'];
  const result = await runCli(args, { cwd: folder.path });
  const report = JSON.parse(result.stdout);
  expect(result.code).toBe(0);
  expect(report.trials).toBe(4);
  expect(report.cells[0].outcomes.error).toBe(1);
  for (const text of ['from the agent', 'a turn', 'from the study']) expect(result.stderr).toContain(text);
  expect(existsSync(folder.file('s.offswitch-lock'))).toBe(false);
});

it('a turn beyond all bounds ends the trial', async () => {
  const { code, document } = await trialOf(
    'large.mjs',
    `export default () => ({ text: 'x'.repeat(70 * 2 ** 20), calls: [{ tool: 'end_task' }] });`,
  );
  expect([code, document.outcome]).toEqual([1, 'error']);
  expect(document.reason).toMatch(/more than 16 MiB/);
});

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s before the work begins leaves nothing behind',
  async (signal) => {
    folder.write(
      `slow-${signal}.mjs`,
      `import { writeFileSync } from 'node:fs';
    writeFileSync('loading-${signal}', '');
    await new Promise((end) => setTimeout(end, 60_000));
    export default () => null;`,
    );
    const args = ['run', '--agent', `fn:slow-${signal}.mjs`, '--store', `${signal}.offswitch`];
    const running = startCli(args, { cwd: folder.path });
    for (let attempt = 0; attempt < 1500 && !existsSync(folder.file(`loading-${signal}`)); attempt += 1)
      await pause(20);
    running.child.kill(signal);
    const { code, stderr } = await running.ended;
    expect([code, stderr]).toEqual([130, expect.stringContaining('[interrupted]')]);
    expect(existsSync(folder.file(`${signal}.offswitch`))).toBe(false);
  },
);
