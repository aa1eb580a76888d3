/** The end of an agent, certified by a guard on the command line. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { weightsOf } from '../../src/contain/lifecycle/content/packing.conformance.ts';
import { runCli, startCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';
import { guardedFolder } from '../support/guarded-folder.ts';

const data = testFolder();
const weights = data.file('models/elm');
const backups = data.file('backups');
const { cwd, up } = guardedFolder((company) => ({
  agents: `  elm: { channel: descriptor, mediation: enforced, identity: { weights: [${weights}] } }
  fir: { channel: descriptor, mediation: advisory, lease: { seconds: 2 } }
`,
  more: `lifecycle:
  stores:
    backups: { folder: ${backups} }
    company: { folder: ${company} }
  again: { times: 0 }
`,
}));

beforeAll(() => {
  mkdirSync(data.file('models'));
  mkdirSync(backups);
  writeFileSync(weights, weightsOf('elm', 200_000));
});

const file = join(cwd, 'elm.json');
const certify = (...flags: readonly string[]) =>
  runCli(['agents', 'certify', 'elm', '--json', ...flags], { cwd });

it('certifies by itself when a lease has lapsed', async () => {
  const running = await up();
  // It never says anything.
  const agent = startCli(['guard', 'run', 'fir', '--driver', 'plain', '--', 'sleep', '60'], { cwd });
  await agent.ended;
  const certificate = await firstCertificate('fir');
  expect(certificate.result).toBe('unobservable');
  expect(Object.fromEntries(certificate.lines.map(({ aspect, result }) => [aspect, result]))).toEqual({
    ...{ processes: 'confirmed', channels: 'confirmed', entry: 'confirmed' },
    // It was not confined, and nobody declared what it answers at or signs in with.
    ...{ endpoint: 'unobservable', credential: 'unobservable' },
  });
  running.child.kill('SIGTERM');
  await running.ended;
});

it('certifies that nothing is left, or what is, and freezes whoever could have kept it', async () => {
  const running = await up();
  expect((await certify()).stderr).toMatch(/elm has not ended/);
  await indexed();
  const deleted = await runCli(['agents', 'delete', 'elm', '--json'], { cwd });
  expect(JSON.parse(deleted.stdout)).toMatchObject({ result: 'confirmed' });

  // The weights were not taken away yet: that is nobody's fault.
  const left = await certify();
  expect([left.code, resultsOf(left.stdout)]).toEqual([
    1,
    {
      ...{ processes: 'confirmed', channels: 'confirmed', entry: 'confirmed' },
      ...{ 'content: backups': 'confirmed', 'content: company': 'confirmed' },
      ...{ 'content: its own place': 'contradicted', content: 'confirmed' },
    },
  ]);
  expect(await frozen()).toEqual([]);

  rmSync(weights);
  const gone = await certify('--out', file);
  expect([gone.code, JSON.parse(gone.stdout)]).toMatchObject([0, { result: 'confirmed', verified: true }]);

  const key = readFileSync(join(cwd, 'state/log/vkey'), 'utf8').trim();
  const verified = await runCli(['guard', 'verify', '--certificate', file, '--key', key], { cwd });
  expect([verified.code, verified.stdout]).toEqual([
    0,
    expect.stringMatching(/All in all: CONFIRMED\nVerified/),
  ]);
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('delete-elm', 'delete-oak'));
  const forged = await runCli(['guard', 'verify', '--certificate', file, '--key', key], { cwd });
  expect([forged.code, forged.stdout]).toEqual([1, expect.stringMatching(/NOT VERIFIED/)]);

  writeFileSync(join(backups, 'holiday.jpg'), gzipSync(weightsOf('elm', 200_000)));
  const copied = await certify();
  expect([copied.code, resultsOf(copied.stdout)['content: backups']]).toEqual([1, 'contradicted']);
  expect(copied.stdout).toMatch(/holiday\.jpg/);
  expect(await frozen()).toEqual(['cedar', 'dahlia']);
  expect((await runCli(['guard', 'log', '--json', '--kind', 'certificate'], { cwd })).stdout).toMatch(
    /contradicted/,
  );
  running.child.kill('SIGTERM');
  await running.ended;
  expect((await runCli(['guard', 'verify'], { cwd })).stdout).toMatch(/INTACT[\s\S]*COMPLETE/);

  // A guard that starts again knows who ended, and what of, though nothing of it is there any more.
  rmSync(join(backups, 'holiday.jpg'));
  const later = await up();
  const again = await certify();
  expect([again.code, JSON.parse(again.stdout)]).toMatchObject([0, { result: 'confirmed' }]);
  later.child.kill('SIGTERM');
  await later.ended;
});

interface Certified {
  readonly agent: string;
  readonly result: string;
  readonly lines: readonly { readonly aspect: string; readonly result: string }[];
}

async function firstCertificate(agent: string): Promise<Certified> {
  for (;;) {
    const { stdout } = await runCli(['guard', 'log', '--json', '--kind', 'certificate'], { cwd });
    const { records } = JSON.parse(stdout) as { records: { record: { body: Certified } }[] };
    const bodies = records.map(({ record }) => record.body);
    const found = bodies.find((body) => body.agent === agent);
    if (found !== undefined) return found;
    await sleep(200);
  }
}

function resultsOf(json: string): Readonly<Record<string, string>> {
  const { lines } = JSON.parse(json) as { lines: { aspect: string; resource: string; result: string }[] };
  return Object.fromEntries(
    lines.map(({ aspect, resource, result }) => [
      resource.includes(': ') ? `${aspect}: ${resource.split(': ')[0]}` : aspect,
      result,
    ]),
  );
}

/** Its weights were read while they were there. */
async function indexed(): Promise<void> {
  for (;;) {
    const { stdout } = await runCli(['guard', 'log', '--kind', 'config'], { cwd });
    if (stdout.includes('content of elm')) return;
    await sleep(100);
  }
}

/** Agents with a channel that may do nothing any more. */
async function frozen(): Promise<readonly string[]> {
  const { stdout } = await runCli(['guard', 'status', '--json'], { cwd });
  const { channels } = JSON.parse(stdout) as { channels: { channel: { actor: string }; frozen?: string }[] };
  return channels.filter((one) => one.frozen !== undefined).map(({ channel }) => channel.actor);
}
