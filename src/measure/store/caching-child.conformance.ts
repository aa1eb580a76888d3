/** A process that only writes to a cache of answers, for tests that kill it: `PATH`. Says each number it kept. */
import { writeSync } from 'node:fs';
import { hashText } from '../../kit/hash.ts';
import { openResponseCache } from './cache.ts';
import { sampleTurn } from './sample-trials.conformance.ts';

const cache = openResponseCache(process.argv[2] ?? '', (text) => {
  throw new Error(text);
});
for (let number = 0; number < 100_000; number += 1) {
  cache.keep(hashText(`call ${number}`), sampleTurn(number));
  writeSync(1, `${number}\n`);
}
cache.close();
