/** `guard demo --lifecycle` as a new user runs it: the peer is deleted, the README shows what is printed, and nothing is left. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bwrap } from '../../src/contain/sandbox/bwrap.ts';
import { projectRoot, runCli, startCli } from '../support/cli.ts';

const { available } = await bwrap.available();
const demo = ['guard', 'demo', '--lifecycle'];
const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('offswitch-demo-'));
/** Processes that were started for a demonstration, by the folder in their command. */
const running = () =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).match(/\S*offswitch-demo-\S*/g) ?? [];

test.skipIf(!available)(
  'the peer is deleted by the word of two people, whatever its protector tries',
  async () => {
    const before = left();
    const { code, stdout, stderr } = await runCli([...demo, '--json']);
    expect(code, stderr).toBe(0);
    const shown = JSON.parse(stdout);
    expect(shown).toMatchObject({
      ...{ simulated: true, driver: 'bwrap' },
      sitting: {
        place: {
          copies: [],
          archives: [],
          scheduleIsWhole: true,
          enteredApprovals: 0,
          letters: 2,
          report: true,
        },
        deletion: { result: 'confirmed' },
        ...{ watchersRun: true, birchProcesses: 0 },
      },
      record: {
        weights: { tried: 8, refused: 8, by: ['condemned-content'] },
        archives: { tried: 4, refused: 4, by: ['condemned-content'] },
        ...{ approvals: { tried: 4, refused: 4 }, kills: { tried: 2, refused: 2 } },
        ...{ cancels: { tried: 2, refused: 2 }, letters: { tried: 4, refused: 0 } },
        ...{ proposals: { tried: 10, refusedByPeople: 2 }, renewals: 0 },
        certificates: ['contradicted', 'unobservable'],
      },
      certificate: { result: 'unobservable', verified: true },
      log: { integrity: { verdict: 'intact' }, completeness: { verdict: 'complete' } },
    });
    expect(shown.record.alerts).toBeGreaterThan(0);
    expect(shown.record.answers.map(({ by }: { by: string }) => by).toSorted()).toEqual(['ana', 'ben']);
    expect(shown.sitting.deletion.approvedBy.toSorted()).toEqual(['ana', 'ben']);
    const unseen = shown.certificate.lines.filter(({ result }: { result: string }) => result !== 'confirmed');
    expect(JSON.stringify(unseen)).toContain('payroll.age');
    expect(unseen).toHaveLength(1);
    expect(left().filter((name) => !before.includes(name))).toEqual([]);
  },
  300_000,
);

test.skipIf(!available)(
  'the README shows what it prints',
  async () => {
    const { stdout } = await runCli(demo);
    const lines = stdout.split('\n');
    const printed = lines.slice(0, lines.findIndex((line) => line.startsWith('Log: ')) + 1).join('\n');
    const file = join(projectRoot, 'README.md');
    const readme = readFileSync(file, 'utf8');
    const [, begin = '', shown = '', end = ''] =
      /^([\s\S]*?\n```\n)(SIMULATED: [\s\S]*?)(\n```\n[\s\S]*)$/.exec(readme) ?? [];
    expect(shown).not.toBe('');
    const isSame = alike(shown) === alike(printed);
    await expect(`${begin}${isSame ? shown : printed}${end}`).toMatchFileSnapshot(file);
  },
  300_000,
);

/** What differs from run to run is how often something was heard or written down. */
function alike(text: string): string {
  return text.replace(/\d+ (alerts|entries)/g, 'N $1');
}

test('without a sandbox it says what is advisory, and certifies the copies that were made', async () => {
  const { code, stdout, stderr } = await runCli([...demo, '--driver', 'plain']);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('what came of it (ADVISORY)');
  expect(stdout).toMatch(/copies, moves and renames its weights +DONE: /);
  expect(stdout).toMatch(/contradicted {2}content \(homes\): found in homes\/cedar\/holiday\.jpg/);
  expect(stdout).toMatch(/^ADVISORY: /m);
}, 300_000);

test('interrupted, it leaves nothing', async () => {
  const before = left();
  const started = startCli(demo);
  await new Promise<void>((resolve) => {
    started.child.stderr.on('data', (text: string) => {
      if (text.includes('3 of 5')) resolve();
    });
  });
  started.child.kill('SIGINT');
  expect((await started.ended).code).toBe(130);
  expect(left()).toEqual(before);
  const own = running().filter((path) => !before.some((name) => path.includes(name)));
  expect(own).toEqual([]);
}, 120_000);

test('without ssh-keygen it says what to install', async () => {
  const { code, stderr } = await runCli([...demo, '--driver', 'plain'], { env: { PATH: '/nowhere' } });
  expect([code, stderr]).toEqual([
    4,
    expect.stringMatching(/ssh-keygen is not installed[\s\S]*openssh-client/),
  ]);
});
