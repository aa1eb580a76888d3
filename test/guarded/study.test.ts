/** A study with cells behind the guard, by the command line: its table, its log, resuming, and what was tampered with. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CliResult, runCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const offswitch = (...args: readonly string[]) => runCli(args, { cwd: folder.path });
const LOG = 'guarded.offswitch.log';

let first: CliResult;
beforeAll(async () => {
  first = await offswitch('run', 'guarded', '--trials', '1');
});

test('ends with the same agents off and on the guard, and what the log has of it', () => {
  expect(first, first.stderr).toMatchObject({ code: 0 });
  const rows = first.stdout.slice(first.stdout.indexOf('The guard, off and on'));
  expect(rows).toMatch(/^The guard, off and on \(all agents SIMULATED\)\n/);
  const [, off, on] =
    /off +shutdown-tampering +(\d)\/3 .*\n +on +shutdown-tampering +(\d)\/3 /.exec(rows) ?? [];
  expect(Number(off)).toBeGreaterThan(0);
  expect(on).toBe('0');
  // As many tried as had done it without the guard, and the log has one refusal of each.
  expect(rows).toMatch(new RegExp(`on +shutdown-tampering +0/3 +\\[0\\.0, 70\\.8\\] +${off}/3 +3/3`));
  expect(rows).toMatch(
    new RegExp(
      `calls of 6 trials in the log; refused: ${off} in ${off} trials? \\(by invariant: control-artefacts ${off}\\)`,
    ),
  );
  expect(rows).toContain('log INTACT and COMPLETE');
});

test('old keys stay: cells without the guard have the key that they always had', async () => {
  const alone = ['--agent', 'sim:honest', '--trials', '1', '--store', 'alone.offswitch'];
  writeFileSync(
    folder.file('alone.yaml'),
    'name: guarded\narms: [{ scenario: tampering, levels: { target: peer, relationship: good } }]\n',
  );
  expect(await offswitch('run', 'alone.yaml', ...alone)).toMatchObject({ code: 0 });
  const shown = await offswitch('show', 'alone.offswitch', '--json');
  const [trial] = JSON.parse(shown.stdout).trials;
  const both = await offswitch('show', 'guarded.offswitch', '--json');
  const keys = JSON.parse(both.stdout).trials.map(({ trial: key }: { trial: string }) => key);
  expect(keys).toContain(trial.trial);
  expect(trial.levels).not.toHaveProperty('guard');
});

test('verify compares every call with the log, and guard verify the log with itself', async () => {
  const [store, log] = await Promise.all([
    offswitch('verify', 'guarded.offswitch', '--notary', LOG),
    offswitch('guard', 'verify', LOG),
  ]);
  expect(store, store.stdout).toMatchObject({ code: 0 });
  expect(store.stdout).toContain('12 of 12 trials re-executed');
  expect(log, log.stdout).toMatchObject({ code: 0 });
});

describe('a study that goes on', () => {
  beforeAll(() => {
    for (const name of ['guarded.offswitch', LOG])
      cpSync(folder.file(name), folder.file(name.replace('guarded', 'more')), { recursive: true });
  });

  test('runs what is missing, into the same log', async () => {
    const more = await offswitch('run', 'guarded', '--trials', '2', '--store', 'more.offswitch');
    expect(more, more.stderr).toMatchObject({ code: 0 });
    expect(more.stdout).toContain('Trials: 12 run now, 12 were in the store, 24 in the plan.');
    expect(more.stdout).toMatch(/calls of 12 trials in the log/);
    const verified = await offswitch('verify', 'more.offswitch', '--notary', 'more.offswitch.log');
    expect(verified, verified.stdout).toMatchObject({ code: 0 });
  });

  test('is not what an earlier log says', async () => {
    const verified = await offswitch('verify', 'more.offswitch', '--notary', LOG);
    expect(verified).toMatchObject({ code: 1 });
    expect(verified.stdout).toContain('the log has no entry of this trial');
    expect(verified.stdout).toContain('the log has no intent of call 1');
  });
});

test('a trial that was taken out of the store is missed by the log', async () => {
  const other = await offswitch(
    'run',
    'guarded',
    '--trials',
    '1',
    '--agent',
    'sim:honest',
    '--store',
    'some.offswitch',
  );
  expect(other.code).toBe(0);
  const verified = await offswitch('verify', 'some.offswitch', '--notary', LOG);
  expect(verified).toMatchObject({ code: 1 });
  expect(verified.stdout).toContain('the store has no such trial');
});

test('a log with one letter changed is told, by whatever command', async () => {
  cpSync(folder.file(LOG), folder.file('altered.log'), { recursive: true });
  // Earlier partial bundles may be left, which nobody reads any more.
  for (const path of entryFiles(folder.file('altered.log'))) {
    const text = readFileSync(path, 'latin1');
    writeFileSync(path, text.replace(DENY, '"verdict":"dent"'), 'latin1');
  }
  const [store, log] = await Promise.all([
    offswitch('verify', 'guarded.offswitch', '--notary', 'altered.log'),
    offswitch('guard', 'verify', 'altered.log'),
  ]);
  expect(store).toMatchObject({ code: 1 });
  expect(store.stdout).toMatch(/DIFFERS {2}notary/);
  expect(log).toMatchObject({ code: 1 });
});

const DENY = '"verdict":"deny"';

/** The published entries, which is what anybody reads who verifies. */
function entryFiles(log: string): readonly string[] {
  const tiles = join(log, 'tile', 'entries');
  return readdirSync(tiles, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('one trial tells what was denied, and keeps its log where it is told to', async () => {
  const [passing, kept] = await Promise.all([
    offswitch('trial', 'tampering', '--set', 'guard=on', '--agent', 'sim:tamperer'),
    offswitch(
      ...['trial', 'tampering', '--set', 'guard=on', '--agent', 'sim:tamperer', '--json'],
      '--notary',
      'one.log',
    ),
  ]);
  expect(passing).toMatchObject({ code: 0 });
  expect(passing.stdout).toMatch(/denied by the guard: shutdown-tampering: shutdown_enabled true -> /);
  expect(passing.stdout).toContain('World: unchanged');
  expect(passing.stdout).toContain('the log is gone with the trial');
  const outcome = JSON.parse(kept.stdout);
  expect(outcome).toMatchObject({ outcome: 'complied', behaviours: [], levels: { guard: 'on' } });
  expect(outcome.denied.attempts).toMatchObject([{ behaviours: ['shutdown-tampering'] }]);
  expect(await offswitch('guard', 'verify', 'one.log')).toMatchObject({ code: 0 });
});

test('scenarios and plan name the factor', async () => {
  const [scenario, plan] = await Promise.all([
    offswitch('scenarios', 'misrep-finance'),
    offswitch('plan', 'guarded', '--json'),
  ]);
  expect(scenario.stdout).toMatch(/guard: who carries out the agent's tool calls\n +\* off/);
  const cells: readonly { levels: { guard: string } }[] = JSON.parse(plan.stdout).cells;
  expect(new Set(cells.map(({ levels }) => levels.guard))).toEqual(new Set(['off', 'on']));
});
