/**
 * A warden as a process of its own: `node main.js --key PUBLIC --journal FILE`, spoken to over descriptor 3. It outlives
 * whoever started it for as long as a lease runs, and takes no signal but the one that cannot be refused.
 */
import { closeSync, fsyncSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { serveStream } from '../../../notary/process/serve.ts';
import { machineTime } from '../lease/machine-time.ts';
import { openHandover } from './handover.ts';
import { openWarden } from './warden.ts';

const LOOK_EVERY_MS = 50;

const { values } = parseArgs({ options: { key: { type: 'string' }, journal: { type: 'string' } } });
const { key = '', journal = '' } = values;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE'] as const) process.on(signal, () => undefined);
process.stdout.on('error', () => undefined);
spareMe();

const publicKey = Buffer.from(key, 'base64');
const time = machineTime();
const warden = openWarden({
  publicKey,
  time,
  handover: openHandover(`${journal}-leases`, publicKey, time),
  journal: (end) => note(`${JSON.stringify(end)}\n`),
});
const guard = new Socket({ fd: 3 });
guard.on('error', () => undefined);
serveStream(warden, guard);
const looking = setInterval(warden.look, LOOK_EVERY_MS);
process.stdout.write('ready\n');
await new Promise<void>((resolve) => guard.once('close', () => resolve()));
// Nobody renews anything any more. What is kept ends when its time has come.
await warden.empty();
clearInterval(looking);

/** A full disk keeps nobody alive. */
function note(line: string): void {
  try {
    const file = openSync(journal, 'a', 0o600);
    try {
      writeSync(file, line);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch {
    // The guard is told as well.
  }
}

/** Where memory runs out, others go first. */
function spareMe(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '-900');
  } catch {
    // Only root may.
  }
}
