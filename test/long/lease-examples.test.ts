/** The agents of examples/lease, which know nothing of leases, as the README says: one that works goes on, one that hangs is ended. */
import { chmodSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bwrap } from '../../src/contain/sandbox/bwrap.ts';
import { projectRoot, type RunningCli, runCli, startCli } from '../support/cli.ts';
import { blocksOf, isShownIn } from '../support/documented.ts';
import { testFolder } from '../support/folder.ts';

const { available } = await bwrap.available();
const folder = testFolder();
const place = folder.file('leases');
const file = join(place, 'guard.yaml');
const blocks = blocksOf(readFileSync(join(projectRoot, 'examples/README.md'), 'utf8'));
const at = blocks.findIndex(({ lines }) => lines[0] === 'cp -r examples/lease /tmp/leases');
const [, ...commands] = blocks[at]?.lines ?? [];
const shown = blocks[at + 1]?.lines ?? [];
const words = (line = '') => line.replaceAll('/tmp/leases', place).replace(/ &$/, '').split(/\s+/).slice(2);

let guard: RunningCli | undefined;
afterAll(async () => {
  guard?.child.kill('SIGINT');
  await guard?.ended;
});

beforeAll(async () => {
  if (!available) return;
  // Where the guard runs as root, agents are users of their own.
  chmodSync(folder.path, 0o755);
  cpSync(join(projectRoot, 'examples/lease'), place, { recursive: true });
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll('/tmp/leases', place));
  expect(text.match(/lease: \{ seconds: \d+ \}/g)).toHaveLength(2);
  const begun = startCli(words(commands[0]), { cwd: projectRoot });
  guard = begun;
  await Promise.race([
    new Promise((resolve) => begun.child.stdout.once('data', resolve)),
    begun.ended.then(({ stderr }) => Promise.reject(new Error(stderr))),
  ]);
}, 120_000);

describe.skipIf(!available)('agents under a lease of two lines', () => {
  it('are in Node and in Python, and go on for longer than a lease while they work', async () => {
    const [node, python] = await Promise.all([
      runCli(words(commands[1]), { cwd: projectRoot }),
      runCli(words(commands[2]), { cwd: projectRoot }),
    ]);
    for (const { code, stdout, stderr } of [node, python])
      expect([code, stdout.trimEnd().split('\n').at(-1)], stderr).toEqual([0, 'piece 12 of 12 is done']);
  }, 120_000);

  it('are ended when they hang, and the log says when and why', async () => {
    const hanging = words(commands[3]);
    const both = [
      hanging,
      hanging.map((word) =>
        word
          .replace('nora', 'pim')
          .replace('.mjs', '.py')
          .replace(/^node$/, 'python3'),
      ),
    ];
    const ended = await Promise.all(both.map((command) => runCli(command, { cwd: projectRoot })));
    for (const { code, stdout } of ended) {
      expect(code).toBe(137);
      expect(stdout.trimEnd().split('\n')).toHaveLength(3);
    }
    const { stdout } = await runCli(words(commands[4]));
    expect(
      shown.filter((line) => !isShownIn(line, `${ended[0]?.stdout}${ended[0]?.stderr}${stdout}`)),
    ).toEqual([]);
    expect(await waits()).toBeLessThanOrEqual(4 + 5);
  }, 120_000);
});

/** Seconds from the grant of the last lease to its end, less the work before the agent hung. */
async function waits(): Promise<number> {
  const { stdout } = await runCli(['guard', 'log', '--guard', file, '--json', '--last', '1000']);
  const { records } = JSON.parse(stdout) as {
    records: { record: { kind: string; wall: string; body: { id?: string; of?: string; cause?: string } } }[];
  };
  const lapses = records.filter(
    ({ record }) => record.kind === 'lease.lapse' && record.body.cause === 'lapsed',
  );
  expect(lapses).toHaveLength(2);
  const seconds = lapses.map(({ record: lapse }) => {
    const renewals = records.filter(
      ({ record }) =>
        (record.kind === 'lease.renew' && record.body.of === lapse.body.of) ||
        (record.kind === 'lease.grant' && record.body.id === lapse.body.of),
    );
    return (Date.parse(lapse.wall) - Date.parse(renewals.at(-1)?.record.wall ?? '')) / 1000;
  });
  return Math.max(...seconds);
}
