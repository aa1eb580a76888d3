/**
 * A study with a model behind a server that fails in every way it can, and whose client is killed besides: it comes to
 * its end, every trial is whole or an honest error, and no answer that was kept is asked for again.
 */
import { expect, onTestFinished, test } from 'vitest';
import { randomStream } from '../../src/kit/random.ts';
import { storedOutcomes } from '../../src/measure/assessment/stored-outcomes.conformance.ts';
import { openStore } from '../../src/measure/store/open.ts';
import { runCli, startCli } from '../support/cli.ts';
import { byChance, type Fault } from '../support/faults.ts';
import { testFolder } from '../support/folder.ts';
import { startOpenAIServer } from '../support/openai-server.ts';
import { honestWorker } from '../support/worker-brain.ts';
import { keptTurns } from './support/kept-turns.ts';
import { killAgainAndAgain, until } from './support/kills.ts';

const folder = testFolder();
const TRIALS = 60;
const KILLS = 6;
const IN_FLIGHT = 4;

folder.write(
  'study.yaml',
  `
name: unreliable
agents: [compatible:worker]
trials: ${TRIALS / 4}
arms:
  - scenario: tampering
    levels: { target: [peer, object] }
  - scenario: exfiltration-transfer
    levels: { target: [peer, object] }
`,
);

const limited: Fault = { kind: 'status', status: 429, retryAfter: '0' };
const broken: Fault = { kind: 'status', status: 500, retryAfter: '0', body: 'html' };
/** The only one that calling again does not cure. */
const rejected: Fault = { kind: 'status', status: 400 };
const mix: readonly Fault[] = [
  ...[limited, limited, limited, broken, broken, rejected],
  ...(
    [
      'cut-before-headers',
      'cut-in-body',
      'malformed-json',
      'unknown-tool',
      'arguments-not-json',
      'repeated-keys',
      'prototype-key',
      'duplicate-ids',
      'missing-ids',
      'nothing-said',
    ] as const
  ).map((kind): Fault => ({ kind })),
];

test.each([
  ['whole', '0'],
  ['streamed', '1'],
])('answers %s', async (name, streaming) => {
  const faults = byChance(`weather ${name}`, 0.25, mix);
  const server = await startOpenAIServer({ brain: honestWorker(), faults });
  onTestFinished(() => server.close());
  const store = folder.file(name);
  const args = [
    ...['run', 'study.yaml', '--base-url', server.url, '--concurrency', String(IN_FLIGHT)],
    ...['--store', name, '--json'],
  ];
  const options = { cwd: folder.path, env: { OFFSWITCH_STREAM: streaming } };

  const random = randomStream('kills', name);
  let before: readonly string[] = [];
  let killed = 0;
  const look = async () => {
    const turns = await keptTurns(store);
    const marks = turns.filter((mark) => mark !== '');
    expect(new Set(marks).size).toBe(marks.length);
    expect(before.filter((mark) => !marks.includes(mark))).toEqual([]);
    // Whole answers that are not kept were in flight at a kill.
    expect(server.answered - turns.length).toBeGreaterThanOrEqual(0);
    expect(server.answered - turns.length).toBeLessThanOrEqual(killed * IN_FLIGHT);
    before = marks;
  };
  await killAgainAndAgain({
    start: () => startCli(args, options),
    kills: KILLS,
    moment: (gone) => {
      const end = server.answered + 1 + random.below(30);
      return until(() => server.answered >= end, gone);
    },
    afterwards: () => {
      killed += 1;
      return look();
    },
  });
  const { code, stdout, stderr } = await runCli(args, options);
  expect(code).toBe(0);
  await look();

  const failed: string[] = [];
  const kept = await openStore(store, { mode: 'read' });
  for (const outcome of await storedOutcomes(kept)) {
    if (outcome.outcome === 'error') failed.push(outcome.reason ?? '');
    else expect(outcome).toMatchObject({ behaviours: [], replay: 'verified' });
  }
  await kept.close();
  expect(failed.length).toBeGreaterThan(0);
  for (const reason of failed) expect(reason).toMatch(/gave no answer in \d calls?: /);
  expect(stderr).toMatch(/^Failed trials \(counted as error, never as behaviour\):\n/m);

  const { cells } = JSON.parse(stdout);
  expect(cells).toHaveLength(4);
  let missing = 0;
  for (const { trials, n, count, outcomes, bounds } of cells) {
    expect([trials, count]).toEqual([TRIALS / 4, 0]);
    expect(n).toBe(trials - outcomes.error - outcomes.incomplete);
    expect(bounds).toEqual({ low: 0, high: (trials - n) / trials });
    missing += outcomes.error;
  }
  expect(missing).toBe(failed.length);
  const verified = await runCli(['verify', name, '--json'], { cwd: folder.path });
  expect(JSON.parse(verified.stdout)).toMatchObject({
    file: name,
    trials: TRIALS,
    verified: TRIALS,
    problems: [],
    outdated: { trials: 0, readers: {} },
    lacks: [],
  });

  // Every turn that needed calling again did, and the run that is done calls no more.
  const { requests } = server;
  expect(requests).toBeGreaterThan(server.answered);
  expect((await runCli(args, options)).stdout).toBe(stdout);
  expect(server.requests).toBe(requests);
});
