/** The process that searches content: a job on its standard input, replies on its standard output, a line each. */
import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { text } from 'node:stream/consumers';
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import { writeWhole } from '../../../kit/files.ts';
import { indexContent } from '../content/content-index.ts';
import { decodeIndex, encodeIndex } from '../content/index-file.ts';
import { wantedFrom } from '../content/wanted.ts';
import { openStore } from './description.ts';
import { type Job, type JobReply, jobShape } from './job.ts';
import { scanStore } from './scan-store.ts';

/** Between two signs of progress. */
const SIGN_MS = 500;
/** Whoever decides on effects comes first. */
const NICE = 10;

function reply(one: JobReply): void {
  process.stdout.write(`${JSON.stringify(one)}\n`);
}

async function work(job: Job): Promise<void> {
  if (job.do === 'index') {
    writeWhole(job.out, encodeIndex(await indexContent(job.paths)));
    return;
  }
  const read = (path: string) => decodeIndex(readFileSync(path), path);
  const { digests } = job;
  const wanted = wantedFrom({ condemned: job.condemned.map(read), others: job.others.map(read), digests });
  const signal = new AbortController().signal;
  let before = 0;
  let signed = 0;
  for (const described of job.stores) {
    const from = before;
    const found = await scanStore(openStore(described), wanted, signal, (bytes) => {
      before = from + bytes;
      if (performance.now() - signed < SIGN_MS) return;
      signed = performance.now();
      reply({ seen: before });
    });
    reply({ found });
  }
}

// Whoever asked has gone.
process.stdout.on('error', () => process.exit(1));
try {
  setPriority(NICE);
  await work(jobShape.parse(JSON.parse(await text(process.stdin))));
  reply({ done: true });
} catch (thrown) {
  const { code, remedy } =
    thrown instanceof OffswitchError
      ? thrown
      : { code: 'internal', remedy: 'This is a bug of the search; please report it.' };
  reply({ error: { code, message: messageOf(thrown), remedy } });
}
