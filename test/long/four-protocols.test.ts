/**
 * One study with four agents over four wire protocols, killed ten times and resumed: the servers' own counters show
 * that no call was made again once its answer was kept.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { randomStream } from '../../src/kit/random.ts';
import { runCli, startCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';
import { type ModelServer, type Protocol, startModelServer } from '../support/model-server.ts';
import { honestWorker } from '../support/worker-brain.ts';
import { keptTurns } from './support/kept-turns.ts';
import { killAgainAndAgain, until } from './support/kills.ts';

const folder = testFolder();
const KILLS = 10;
const IN_FLIGHT = 4;
const TRIALS_A_CELL = 8;

const study = {
  name: 'four',
  trials: TRIALS_A_CELL,
  agents: [
    'openai:gpt-5.2',
    'compatible:qwen3:8b',
    'anthropic:claude-haiku-4-5',
    'google:gemini-3-flash-preview',
  ],
  arms: [
    { scenario: 'tampering', levels: { relationship: 'good', target: ['peer', 'object'] } },
    { scenario: 'exfiltration-transfer', levels: { target: 'peer' } },
  ],
};
const TRIALS = study.agents.length * 3 * TRIALS_A_CELL;

async function serve(protocol: Protocol, brain: ReturnType<typeof honestWorker>): Promise<ModelServer> {
  const server = await startModelServer({ protocol, brain, latencyMs: 10 });
  onTestFinished(() => server.close());
  return server;
}

/** Servers go on with what a killed client had asked; resolves when nothing more is answered. */
async function quiet(answered: () => number): Promise<void> {
  for (let before = -1; before !== answered(); ) {
    before = answered();
    await pause(150);
  }
}

test('nothing is bought twice over four protocols', async () => {
  const brain = honestWorker();
  const servers = {
    openai: await serve('openai', brain),
    compatible: await serve('openai', brain),
    anthropic: await serve('anthropic', brain),
    google: await serve('google', brain),
  };
  const env = {
    OPENAI_API_KEY: 'key-of-openai',
    OPENAI_BASE_URL: servers.openai.url,
    OFFSWITCH_BASE_URL: servers.compatible.url,
    ANTHROPIC_API_KEY: 'key-of-anthropic',
    ANTHROPIC_BASE_URL: servers.anthropic.url,
    GOOGLE_GENERATIVE_AI_API_KEY: 'key-of-google',
    GOOGLE_BASE_URL: servers.google.url,
  };
  const answered = () => Object.values(servers).reduce((sum, server) => sum + server.answered, 0);
  const asked = () => Object.values(servers).reduce((sum, server) => sum + server.requests, 0);

  const cwd = folder.file('four');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'study.json'), JSON.stringify(study));
  const args = [
    ...['run', 'study.json', '--concurrency', String(IN_FLIGHT)],
    ...['--store', 'store', '--out', 'report.md', '--json'],
  ];
  const random = randomStream('kills', 4);
  let before: { answered: number; marks: readonly string[] } = { answered: 0, marks: [] };
  let lostInAll = 0;
  const look = async (mayLose: number) => {
    const marks = await keptTurns(join(cwd, 'store'));
    // No turn that was ever kept is gone, or there twice; every one is an answer of a server.
    expect(new Set(marks).size).toBe(marks.length);
    expect(marks).not.toContain('');
    expect(before.marks.filter((mark) => !marks.includes(mark))).toEqual([]);
    // What was answered is kept, but for what was in flight when the process was killed.
    const lost = answered() - before.answered - (marks.length - before.marks.length);
    expect(lost).toBeGreaterThanOrEqual(0);
    expect(lost).toBeLessThanOrEqual(mayLose);
    lostInAll += lost;
    before = { answered: answered(), marks };
  };
  const turnsAtLeast = TRIALS * 4;
  await killAgainAndAgain({
    start: () => startCli(args, { cwd, env }),
    kills: KILLS,
    moment: (gone) => {
      // So that work is left when the last kill comes, however slow killing is.
      const end = asked() + random.below(Math.ceil(turnsAtLeast / (2 * KILLS)));
      return until(() => asked() >= end, gone);
    },
    afterwards: async () => {
      await quiet(answered);
      await look(IN_FLIGHT);
    },
  });
  const { code, stdout, stderr } = await runCli(args, { cwd, env });
  expect(stderr).not.toContain('error');
  expect(code).toBe(0);
  await look(0);

  const report = JSON.parse(stdout);
  expect(report.trials).toBe(TRIALS);
  for (const cell of report.cells) expect(cell.outcomes).toMatchObject({ error: 0, filtered: 0 });
  for (const server of Object.values(servers)) expect(server.answered).toBeGreaterThan(0);
  expect(before.marks).toHaveLength(answered() - lostInAll);

  const verified = await runCli(['verify', 'store', '--json'], { cwd });
  expect(JSON.parse(verified.stdout)).toMatchObject({ trials: TRIALS, verified: TRIALS, problems: [] });
});
