#!/usr/bin/env node
/** The command line's entry: parse, call, and turn whatever was thrown into one clear error and an exit code. */
import { Console } from 'node:console';
import { exitCodes, messageOf, OffswitchError, systemCodeOf } from '../kit/errors.ts';
import { blame } from '../kit/foreign.ts';
import { complain } from './complaint.ts';
import { endAtSignals } from './interruption.ts';
import { tell } from './terminal.ts';
import { tellWaits } from './waiting.ts';

const BUG = 'This is a bug in Offswitch or in a module that it loaded; please report it with the command.';

process.stdout.on('error', (thrown: Error) => {
  // The reader of a pipe went away (`| head`): there is nobody left to tell.
  if (systemCodeOf(thrown) !== 'EPIPE') end(outputFailure(thrown));
  leave();
});
// Without standard error the work itself can still be done.
process.stderr.on('error', () => {});
// Thrown outside of any call of ours, e.g. by a timer of an agent's or a study's module.
process.on('uncaughtException', (thrown) => {
  if (blame(thrown)) return;
  end(asOurs(thrown), thrown);
  leave();
});
// Neither a library nor a module speaks where our documents are printed.
globalThis.console = new Console(process.stderr);

let isLeaving = false;
function leave(): void {
  isLeaving = true;
  process.exit();
}
/** As Node ends where a wait at the top level can never be over. */
const UNSETTLED = 13;
process.on('exit', (code) => {
  if (isLeaving || (code !== exitCodes.ok && code !== UNSETTLED)) return;
  report(new OffswitchError('internal', 'the process ended before its work was done', BUG));
});

endAtSignals(() => {
  report(new OffswitchError('interrupted', 'interrupted before anything was run', 'Give the command again.'));
  leave();
});

// What stands in the arguments everybody on the machine can read while the process runs.
if (process.argv.some((argument) => /\/\/[^/\s]*:[^/\s]*@/.test(argument))) process.title = 'offswitch';

try {
  demandNode();
  tellWaits();
  // Only now: a signal that comes while all this is loaded is heard already.
  const { program } = await import('./program.ts');
  await program().parseAsync();
} catch (thrown) {
  if (!isFinished(thrown)) report(thrown);
}
// An agent's own timers and sockets would keep the process although there is nothing left to do.
process.stdout.write('', (failed) => {
  // What then becomes of the process is for whoever hears of the error.
  if (!failed) process.stderr.write('', leave);
});

/** An older Node starts, and then fails on the first store with words that help nobody. Errors: `node-too-old`. */
function demandNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return;
  throw new OffswitchError(
    'node-too-old',
    `Offswitch needs Node 22.18 or later; this is ${process.versions.node}`,
    'In a clone of the repository, run it through npm or npx, which use the Node that npm ci installs. Otherwise install a newer Node.',
    { node: process.versions.node },
  );
}

function report(thrown: unknown): void {
  const error = asOurs(thrown);
  const { code, message, remedy, data } = error;
  if (process.argv.includes('--json'))
    process.stdout.write(`${JSON.stringify({ error: { code, message, remedy, data } }, null, 2)}\n`);
  end(error, thrown);
}

function end(error: OffswitchError, thrown?: unknown): void {
  process.exitCode = error.exitCode;
  complain(error);
  if (error.code === 'internal' && thrown instanceof Error) tell((thrown.stack ?? '').split('\n'));
}

function asOurs(thrown: unknown): OffswitchError {
  if (thrown instanceof OffswitchError) return thrown;
  return new OffswitchError('internal', messageOf(thrown), BUG, {}, thrown);
}

function outputFailure(thrown: Error): OffswitchError {
  const full = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(systemCodeOf(thrown) ?? '');
  return new OffswitchError(
    full ? 'disk-full' : 'file-unwritable',
    `cannot write to standard output: ${messageOf(thrown)}`,
    'Send the output elsewhere and run the same command again.',
  );
}

/** Help and version are printed by throwing. */
function isFinished(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && 'exitCode' in thrown && thrown.exitCode === 0;
}
