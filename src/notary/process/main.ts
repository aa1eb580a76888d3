/**
 * A notary as a process of its own: `node main.js --dir DIR --origin NAME [--policy FILE] (--socket PATH | --fd N)`.
 * Run it as a user whom no agent is: then only it can write its folder and read its key. It says `ready` on standard
 * output once it takes records, and ends when it is told to, or when the descriptor does.
 */
import { Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { exitCodes, messageOf, OffswitchError } from '../../kit/errors.ts';
import { readText } from '../../kit/json.ts';
import { parsePolicy } from '../formats/policy.ts';
import { startNotary } from './notary.ts';
import { serveSocket, serveStream } from './serve.ts';

const whole = (text: string | undefined) => (text === undefined ? undefined : Number(text));

// Whoever started it may be gone: its descriptor, which is gone then, ends it.
process.stdout.on('error', () => {});

try {
  await main();
} catch (thrown) {
  const error = thrown instanceof OffswitchError ? thrown : undefined;
  const failure = {
    code: error?.code ?? 'internal',
    message: messageOf(thrown),
    remedy: error?.remedy ?? '',
  };
  process.stdout.write(`${JSON.stringify({ error: failure })}\n`);
  process.exitCode = error?.exitCode ?? exitCodes.internal;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      dir: { type: 'string' },
      origin: { type: 'string', default: 'localhost/notary' },
      policy: { type: 'string' },
      socket: { type: 'string' },
      fd: { type: 'string' },
      'every-ms': { type: 'string' },
      'heartbeat-ms': { type: 'string' },
    },
  });
  const { dir, origin, policy, socket } = values;
  if (dir === undefined || (socket === undefined) === (values.fd === undefined))
    throw new OffswitchError(
      'bad-flag',
      'a notary needs --dir, and --socket or --fd',
      'Name the folder of the log and how it is reached.',
    );
  const [everyMs, heartbeatMs] = [whole(values['every-ms']), whole(values['heartbeat-ms'])];
  const notary = await startNotary({
    directory: dir,
    origin,
    ...(policy === undefined ? {} : { policy: parsePolicy(readText(policy), policy) }),
    ...(everyMs === undefined ? {} : { everyMs }),
    ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
  });
  const served = socket === undefined ? undefined : await serveSocket(notary, socket);
  const inherited = values.fd === undefined ? undefined : new Socket({ fd: Number(values.fd) });

  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
    process.once('SIGHUP', resolve);
    if (inherited !== undefined) {
      inherited.once('close', () => resolve());
      serveStream(notary, inherited);
    }
    process.stdout.write(
      `${JSON.stringify({ ready: { origin: notary.writer.origin, epoch: notary.writer.epoch } })}\n`,
    );
  });
  await served?.close();
  await notary.close();
  inherited?.destroy();
}
