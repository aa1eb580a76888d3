/**
 * Broker and notary, real processes, killed at random: no effect in the world without a durable intent that was let
 * through, nothing that was answered is lost, and nothing runs twice. `KILLS=1000` for a long hour.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { expectTold } from '../../src/contain/guard/broker/crash.conformance.ts';
import { randomStream } from '../../src/kit/random.ts';
import { parseVerifierKey } from '../../src/notary/formats/keys.ts';
import { withoutWitnesses } from '../../src/notary/formats/policy.ts';
import { diskFiles } from '../../src/notary/log/files.ts';
import { storedEntries } from '../../src/notary/log/read-entries.ts';
import { spawnNotary } from '../../src/notary/process/spawn.ts';
import { decodeRecord } from '../../src/notary/records/record.ts';
import { verifyLog } from '../../src/notary/verify/verify-log.ts';
import * as single from '../../verify-log.mjs';
import { testFolder } from '../support/folder.ts';
import { tellCounts } from '../support/suite-counts.ts';

const folder = testFolder();
const USUAL = 20;
const KILLS = Number(process.env.KILLS ?? USUAL);
/** A log of its own for so many, so that looking at it whole stays quick. */
const BATCH = 25;
const worker = fileURLToPath(new URL('./support/broker-worker.ts', import.meta.url));

let survived = 0;
for (let batch = 0; batch * BATCH < KILLS; batch += 1) {
  const kills = Math.min(BATCH, KILLS - batch * BATCH);
  test(`killed ${kills} times (${batch + 1})`, { timeout: 15 * 60_000 }, async () => {
    const directory = folder.file(`batch-${batch}`);
    mkdirSync(join(directory, 'world'), { recursive: true });
    const random = randomStream('broker kills', batch);
    const answered: string[] = [];
    let ran = 0;
    for (let run = 0; run < kills; run += 1) {
      answered.push(...(await runAndKill(directory, run, random)));
      ran += 1;
    }
    expect(ran).toBe(kills);
    await expectWhole(directory, answered);
    survived += kills;
    rmSync(directory, { recursive: true });
  });
}

test.runIf(KILLS === USUAL)('is counted', async () => {
  expect(survived).toBe(KILLS);
  await tellCounts('broker-kills', { kills: survived, unexplained: 0 });
});

/** Kills the broker, the notary, or first the one and then the other. Gives the paths that were answered. */
async function runAndKill(
  directory: string,
  run: number,
  random: ReturnType<typeof randomStream>,
): Promise<readonly string[]> {
  const child = spawn(process.execPath, [worker, directory, String(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const answered: string[] = [];
  let notary = 0;
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word, text = ''] = line.split(' ');
      if (word === 'notary') notary = Number(text);
      if (word === 'done') answered.push(text);
      if (word !== 'ready') return;
      // What was open has been looked at before anything else is taken.
      if (text === '0') resolve();
      else reject(new Error(`${text} effects are still indeterminate`));
    });
    ended.then(() => reject(new Error('the worker ended by itself')));
  });
  // Sometimes in the middle of its start.
  await (random.chance(0.2) ? sleep(random.below(1500)) : ready.then(() => sleep(random.below(400))));
  const which = random.below(3);
  if (which > 0 && notary > 0) kill(notary);
  if (which === 2) await sleep(random.below(400));
  if (child.pid !== undefined) kill(child.pid);
  await ended;
  ready.catch(() => {});
  return answered;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It had ended.
  }
}

async function expectWhole(directory: string, answered: readonly string[]): Promise<void> {
  const log = join(directory, 'log');
  const ran = readFileSync(join(directory, 'ran'), 'utf8').split('\n').filter(Boolean);
  expect(answered.length, 'something was done').toBeGreaterThan(0);
  // The last kill may have left a notary that ends by itself in a moment, and what it left open is closed by a broker.
  const last = spawn(process.execPath, [worker, directory, 'last'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => last.on('close', () => resolve()));
  await new Promise<void>((resolve) => {
    createInterface({ input: last.stdout }).on('line', (line) => line.startsWith('ready') && resolve());
  });
  if (last.pid !== undefined) kill(last.pid);
  await ended;
  await sleep(300);
  const notary = await spawnNotary({ directory: log, origin: 'example.com/kills' });
  await notary.close();
  const files = diskFiles(log);
  const records = [...storedEntries(files).entries()].map(({ bytes, place }) => decodeRecord(bytes, place));
  expectTold(records, { ran, world: new Map(), answered }, 'killed');
  const key = files.read('vkey')?.toString().trim() ?? '';
  const { integrity, completeness } = verifyLog(files.read, {
    policy: withoutWitnesses([parseVerifierKey(key, 'vkey')]),
  });
  // The last worker is killed as well: at most its own two effects are open.
  const open = completeness.findings.filter(({ code }) => code !== 'intent-open');
  expect([integrity.findings, open]).toEqual([[], []]);
  expect(completeness.findings.length).toBeLessThanOrEqual(2);
  const theirs = single.verifyLog(files.read, single.parsePolicy(`log ${key}\nquorum none\n`));
  expect(theirs.integrity.findings).toEqual([]);
}
