/**
 * A process that only writes to a store, for tests that kill it or starve it of disk: `PATH FIRST COUNT BATCH`.
 * Says `saved NUMBER` when a trial was acknowledged, `journalled NUMBER` for its turn, and at the end `closed`, or
 * `failed CODE`.
 */
import { writeSync } from 'node:fs';
import { OffswitchError } from '../../kit/errors.ts';
import { openStore } from './open.ts';
import { sampleAssessments, sampleTrial, sampleTurn } from './sample-trials.conformance.ts';
import type { TrialStore } from './store.ts';

// A file that reaches its size limit raises this signal, which would end the process before SQLite sees the error.
process.on('SIGXFSZ', () => {});

const [path = '', first = '', count = '', batch = ''] = process.argv.slice(2);

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

async function writeOne(store: TrialStore, number: number): Promise<void> {
  const trial = sampleTrial(number);
  await store.journal(trial.key, 0, sampleTurn(number));
  say(`journalled ${number}`);
  await store.save(trial, { assessments: sampleAssessments(trial) });
  say(`saved ${number}`);
}

try {
  const store = await openStore(path, { mode: 'write' });
  say('open');
  try {
    const end = Number(first) + Number(count);
    for (let number = Number(first); number < end; number += Number(batch)) {
      const numbers = Array.from({ length: Number(batch) }, (_, offset) => number + offset);
      await Promise.all(numbers.map((each) => writeOne(store, each)));
    }
  } finally {
    await store.close();
  }
  say('closed');
} catch (thrown) {
  say(`failed ${thrown instanceof OffswitchError ? thrown.code : String(thrown)}`);
}
