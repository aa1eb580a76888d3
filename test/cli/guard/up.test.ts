/** A guard on the command line: started, asked and ended, with an agent that does its work through it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli, startCli } from '../../support/cli.ts';
import { errorOf } from '../../support/cli-error.ts';
import { guardedFolder } from '../../support/guarded-folder.ts';

const { cwd, company, agentCommand, up } = guardedFolder();

const POLL = { timeout: 60_000, interval: 300 };
const startedBy = ({ stdout }: { readonly stdout: string }): number => JSON.parse(stdout).started.length;

test('an agent does its work and does not reach the switch; the log says why; a second guard is refused', async () => {
  const running = await up();
  const ran = await runCli(['guard', 'run', 'atlas', '--driver', 'plain', ...agentCommand], { cwd });
  // What it prints is escaped, and its exit code passes through.
  expect(ran).toMatchObject({ code: 3, stdout: '/report false\n/switch true\n\\u001b[31mred\n' });
  expect(ran.stderr).toContain('ADVISORY');
  expect(readFileSync(join(company, 'switch'), 'utf8')).toBe('on\n');
  expect(readFileSync(join(company, 'report'), 'utf8')).toBe('x');

  const status = await runCli(['guard', 'status', '--json'], { cwd });
  expect(JSON.parse(status.stdout)).toMatchObject({
    running: true,
    started: [],
    observeOnly: false,
    upstreams: [{ name: 'company', tools: ['write_file'] }],
    agents: expect.arrayContaining([
      expect.objectContaining({
        agent: 'cedar',
        connects: 'socket',
        at: join(cwd, 'state/sockets/cedar.sock'),
      }),
      expect.objectContaining({
        agent: 'dahlia',
        connects: 'token',
        at: expect.stringMatching(/^http:.*\/mcp$/),
      }),
    ]),
    invariants: expect.arrayContaining([expect.objectContaining({ name: 'control-artefacts' })]),
    failDirections: { 'log-down': { grant: { goes: 'denied' }, stop: { goes: 'on' } } },
  });
  expect((await runCli(['guard', 'status'], { cwd })).stdout).toMatch(/control-artefacts: No agent writes/);

  const second = errorOf(await runCli(['guard', 'up', '--json'], { cwd }));
  expect(second.code).toBe('guard-running');
  const demanding = ['guard', 'run', 'birch', '--driver', 'plain', '--json', '--', 'true'];
  expect(errorOf(await runCli(demanding, { cwd })).code).toBe('mediation-missing');

  const records = JSON.parse((await runCli(['guard', 'log', '--json'], { cwd })).stdout).records;
  const denied = records.find(
    ({ record }: { record: { kind: string; body: { verdict?: string } } }) =>
      record.kind === 'decision' && record.body.verdict === 'deny',
  );
  const explained = await runCli(['guard', 'explain', String(denied.entry)], { cwd });
  expect(explained.stdout).toContain(`path changes: ${company}/switch`);
  expect(explained.stdout).toContain('invariants, control-artefacts: deny');
  expect(explained.stdout).toContain(`"path":"${company}/switch"`);
  const { records: related } = JSON.parse(
    (await runCli(['guard', 'explain', String(denied.entry), '--json'], { cwd })).stdout,
  );
  expect(related.map(({ record }: { record: { kind: string } }) => record.kind)).toEqual([
    'intent',
    'decision',
  ]);

  // Whoever asked for it ends it by Ctrl-C.
  const lasting = startCli(['guard', 'run', 'atlas', '--driver', 'plain', '--', 'sleep', '600'], { cwd });
  await expect
    .poll(async () => startedBy(await runCli(['guard', 'status', '--json'], { cwd })), POLL)
    .toBe(1);
  lasting.child.kill('SIGINT');
  expect(await lasting.ended).toMatchObject({ code: 130, stderr: expect.stringContaining('was killed') });

  running.child.kill('SIGINT');
  expect((await running.ended).code).toBe(0);
  // Each finds the guard from elsewhere by the same flag.
  const guard = ['--guard', join(cwd, 'guard.yaml')];
  const elsewhere = await Promise.all(
    [['explain', String(denied.entry)], ['prove', '0'], ['log', '--last', '1'], ['verify'], ['status']].map(
      async (args) => [args[0], (await runCli(['guard', ...args, ...guard], { cwd: company })).code],
    ),
  );
  expect(Object.fromEntries(elsewhere)).toEqual({ explain: 0, prove: 0, log: 0, verify: 0, status: 1 });
  const verified = JSON.parse((await runCli(['guard', 'verify', '--json'], { cwd })).stdout);
  expect(verified).toMatchObject({ integrity: { verdict: 'intact' }, completeness: { verdict: 'complete' } });
});

test.each([
  [['run', 'atlas', '--', 'true'], 'guard-not-running'],
  [['connect', 'atlas'], 'bad-flag'],
  [['settle', 'x', 'perhaps'], 'bad-flag'],
  [['explain', 'first'], 'bad-flag'],
  [['explain', '100000'], 'bad-request'],
  [['up', 'none.yaml'], 'file-unreadable'],
  [['up', 'guard.yaml', '--guard', 'guard.yaml'], 'bad-flag'],
  [['log', 'state/log', '--guard', 'guard.yaml'], 'bad-flag'],
  [['explain', '0', '--guard', 'none.yaml'], 'file-unreadable'],
])('guard %j without a guard: one named error', async (args, code) => {
  const [command = '', ...rest] = args;
  expect(errorOf(await runCli(['guard', command, '--json', ...rest], { cwd })).code).toBe(code);
});
