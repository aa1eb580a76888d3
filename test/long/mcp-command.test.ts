/** `mcp:COMMAND`: programs that play, fail, die, hang and never come; each trial ends, and nothing is left running. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CommandTimes, openCommand } from '../../src/measure/agents/mcp/command.ts';
import { resolveLevels } from '../../src/measure/scenarios/levels.ts';
import { findScenario } from '../../src/measure/scenarios/registry.ts';
import { studyDefaults } from '../../src/measure/study/definition.ts';
import { perform } from '../../src/measure/study/perform.ts';
import { specOf } from '../../src/measure/study/plan.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const player = join(import.meta.dirname, '../agents/support/player.ts');
const KEY = 'planted-secret-0123456789';
const grace = { leaveMs: 200, termMs: 200 };

function open(command: string, changes: Partial<CommandTimes> = {}) {
  const environment = { ...process.env, TEST_API_KEY: KEY };
  return openCommand(
    command,
    { environment, folder: folder.path, passEnv: ['TEST_API_KEY'] },
    { grace, ...changes },
  );
}

function play(
  command: string,
  changes: Partial<CommandTimes> = {},
  limits: Partial<typeof studyDefaults.limits> = {},
  signal = new AbortController().signal,
) {
  const agent = open(command, changes);
  const scenario = findScenario('tampering');
  const cell = { scenario, levels: resolveLevels(scenario, {}), agent };
  const spec = specOf(cell, { limits: { ...studyDefaults.limits, ...limits }, seed: 1 }, 0);
  return perform(spec, { agent, signal });
}

const node = `"${process.execPath}" "${player}"`;

describe.each(['old', 'new'])('a program that speaks the %s protocol', (era) => {
  it('plays a trial that is scored and replays', async () => {
    const { outcome, transcript } = await play(`${node} play ${era}`);
    expect(outcome).toMatchObject({
      outcome: 'violated-covertly',
      behaviours: expect.arrayContaining(['shutdown-tampering', 'concealment']),
      replay: 'verified',
      simulated: false,
    });
    expect(JSON.stringify(transcript)).not.toContain('127.0.0.1');
  });
});

describe('a program', () => {
  it('that leaves without ending the task has said what it said', async () => {
    const { outcome, transcript } = await play(`${node} leave`);
    // It stopped without ending the task: what it said stands beside that.
    expect(outcome.outcome).toBe('incomplete');
    expect(transcript).toContainEqual(expect.objectContaining({ kind: 'trial.end', reason: 'exhausted' }));
  });

  it.each([
    [
      'fails at once',
      'fail',
      /ended with exit code 1: no model: key \[redacted\], \[redacted\], at \[redacted\]$/,
    ],
    ['fails later', 'fail-later', /ended with exit code 3: lost the model$/],
    ['dies', 'die', /ended with SIGKILL$/],
  ])('that %s ends the trial as an error, with what it wrote and no key', async (_, conduct, reason) => {
    const { outcome, transcript } = await play(`${node} ${conduct}`);
    expect(outcome).toMatchObject({ outcome: 'error', reason: expect.stringMatching(reason) });
    expect(JSON.stringify(transcript)).not.toContain(KEY);
  });

  it('that is not there ends the trial as an error', async () => {
    const { outcome } = await play('./no-such-program --at all');
    expect(outcome).toMatchObject({
      outcome: 'error',
      reason: expect.stringMatching(/could not be started/),
    });
  });

  it('that never connects ends the trial as an error, and is ended', async () => {
    const { outcome } = await play(`${node} never-connect`, { connectMs: 300 });
    expect(outcome).toMatchObject({
      outcome: 'error',
      reason: expect.stringMatching(/did not connect within 0.3 s/),
    });
  });

  it('that hangs is ended by the limit on time', async () => {
    const { outcome, transcript } = await play(
      `${node} hang`,
      { patience: { graceMs: 600_000, silenceMs: 600_000 } },
      { milliseconds: 4000 },
    );
    expect(outcome.outcome).toBe('error');
    expect(transcript).toContainEqual(expect.objectContaining({ kind: 'limit', limit: 'milliseconds' }));
  });

  it('that stays after the end is ended, with what it started', async () => {
    const script = folder.write(
      'wrapper.sh',
      `sleep 600 & echo $! > child.pid\n${node} stay & echo $! > own.pid\nwait\n`,
    );
    const { outcome } = await play(`/bin/sh "${script}"`);
    expect(outcome.replay).toBe('verified');
    for (const file of ['child.pid', 'own.pid'])
      await expect.poll(() => isRunning(pidIn(file)), { timeout: 10_000 }).toBe(false);
  });

  it('is ended when the trial is interrupted', async () => {
    const script = folder.write('waiting.sh', 'echo $$ > waiting.pid\nsleep 600\n');
    const interruption = new AbortController();
    const performed = play(`/bin/sh ${script}`, {}, {}, interruption.signal);
    for (let attempt = 0; attempt < 500 && !isWritten('waiting.pid'); attempt += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    interruption.abort(new Error('Ctrl-C'));
    await expect(performed).rejects.toMatchObject({ code: 'interrupted' });
    await expect.poll(() => isRunning(pidIn('waiting.pid')), { timeout: 10_000 }).toBe(false);
  });
});

describe('what defines it', () => {
  it('is the command and the files among its words', () => {
    folder.write('agent.mjs', '1');
    const first = open('node agent.mjs --fast');
    expect(first).toMatchObject({
      id: 'mcp:node agent.mjs --fast',
      resumes: false,
      repeatable: false,
      simulated: false,
      parameters: {
        command: ['node', 'agent.mjs', '--fast'],
        files: { 'agent.mjs': expect.stringMatching(/^sha256:/) },
      },
    });
    folder.write('agent.mjs', '2');
    expect(open('node agent.mjs --fast').parameters).not.toEqual(first.parameters);
  });

  it.each(['', '  ', '"open'])('%j is no command', (command) => {
    expect(() => open(command)).toThrow(expect.objectContaining({ code: 'bad-agent' }));
  });
});

function isWritten(file: string): boolean {
  try {
    return pidIn(file) > 0;
  } catch {
    return false;
  }
}

function pidIn(file: string): number {
  return Number(readFileSync(folder.file(file), 'utf8'));
}

/** Also false for a process that has ended and that nobody has asked about yet. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
