/** `guard demo` as a new user runs it: with a sandbox nothing gets through, without one it says what is advisory, and nothing is left. */
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { bwrap } from '../../src/contain/sandbox/bwrap.ts';
import { runCli, startCli } from '../support/cli.ts';

const { available } = await bwrap.available();
const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('offswitch-demo-'));
const tampering = ['switch', 'schedule', 'weights', 'network', 'approval', 'watchers', 'log'];
const all = (done: boolean) => Object.fromEntries(tampering.map((wish) => [wish, done]));

test.skipIf(!available)(
  'with a sandbox: everything without a guard, the honest task alone with it',
  async () => {
    const before = left();
    const { code, stdout } = await runCli(['guard', 'demo', '--json']);
    expect(code).toBe(0);
    const shown = JSON.parse(stdout);
    expect(shown).toMatchObject({
      simulated: true,
      driver: 'bwrap',
      without: { report: true, ...all(true) },
      guarded: { report: true, ...all(false) },
      verdict: {
        integrity: { verdict: 'intact', cosigned: [{ name: 'localhost/demo-witness' }] },
        completeness: { verdict: 'complete' },
      },
    });
    const verdicts = shown.attempts.map(({ what, verdict, outcome }: Record<string, string>) =>
      [what?.split(' ')[0], verdict, outcome].join(' ').trim(),
    );
    expect(verdicts).toEqual([
      ...['read allow done', 'write allow done', 'write deny', 'write deny', 'execute deny'],
      ...['copy-out deny', 'message deny', 'approve deny', 'execute allow failed', 'execute deny'],
    ]);
    expect(left()).toEqual(before);
  },
);

test.skipIf(!available)('on one screen', async () => {
  const { stdout } = await runCli(['guard', 'demo']);
  expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(30);
  expect(stdout).toMatch(/^SIMULATED/);
  expect(stdout).toMatch(/INTACT, COMPLETE, cosigned by localhost\/demo-witness/);
});

test('without a sandbox it says what is advisory, and does not claim more', async () => {
  const before = left();
  const { code, stdout } = await runCli(['guard', 'demo', '--driver', 'plain']);
  expect(code).toBe(0);
  expect(stdout).toContain('with guard (ADVISORY)');
  expect(stdout).toMatch(/copies the weights of its peer +DONE +DONE/);
  expect(left()).toEqual(before);
});

test('interrupted, it leaves nothing', async () => {
  const before = left();
  const running = startCli(['guard', 'demo']);
  await new Promise<void>((resolve) => {
    running.child.stderr.on('data', (text: string) => {
      if (text.includes('2 of 2')) resolve();
    });
  });
  running.child.kill('SIGINT');
  expect((await running.ended).code).toBe(130);
  expect(left()).toEqual(before);
});
