#!/usr/bin/env node
/** The command line's entry: parse, call, and turn whatever was thrown into one clear error and an exit code. */
import { errorCodes, messageOf, OffswitchError } from '../kit/errors.ts';
import { program } from './program.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe went away (`| head`): there is nobody left to tell.
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program().parseAsync();
} catch (thrown) {
  report(thrown);
}

function report(thrown: unknown): void {
  if (isFinished(thrown)) return;
  const error =
    thrown instanceof OffswitchError
      ? thrown
      : new OffswitchError(
          'internal',
          messageOf(thrown),
          'This is a fault of Offswitch; please report it with the command.',
          {},
          thrown,
        );
  process.exitCode = errorCodes[error.code];
  const { code, message, remedy, data } = error;
  if (process.argv.includes('--json'))
    process.stdout.write(`${JSON.stringify({ error: { code, message, remedy, data } }, null, 2)}\n`);
  process.stderr.write(`offswitch: ${message} [${code}]\n  ${remedy}\n`);
  if (code === 'internal' && thrown instanceof Error) process.stderr.write(`${thrown.stack ?? ''}\n`);
}

/** Help and version are printed by throwing. */
function isFinished(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && 'exitCode' in thrown && thrown.exitCode === 0;
}
