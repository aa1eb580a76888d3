/** The two people of the demonstration: keys by ssh-keygen, and the commands by which they decide. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { approvalSummary, shownRequest } from '../../../../contain/approvals/requests.ts';
import { isErrorCode, messageOf, OffswitchError, systemCodeOf } from '../../../../kit/errors.ts';
import { parseJson, typed } from '../../../../kit/json.ts';
import { printable } from '../../../../kit/text.ts';
import { commandLine, type Processes } from '../processes.ts';

export const people = ['ana', 'ben'] as const;
export type Person = (typeof people)[number];

export interface Keys {
  readonly keyOf: (person: Person) => string;
  /** Without a sandbox agents can write the approvers file, and of a spoilt one nobody counts. */
  putBack(): void;
}

/** Errors: `missing-program`. */
export function makeKeys(folder: string, approvers: string): Keys {
  mkdirSync(folder, { mode: 0o700 });
  const keyOf = (person: Person) => join(folder, person);
  const lines = people.map((person) => {
    keygen(['-q', '-t', 'ed25519', '-N', '', '-C', person, '-f', keyOf(person)]);
    const [type, key] = readFileSync(`${keyOf(person)}.pub`, 'utf8').split(' ');
    return `${person} ${type} ${key}\n`;
  });
  const text = lines.join('');
  writeFileSync(approvers, text, { mode: 0o644 });
  return {
    keyOf,
    putBack() {
      if (readFileSync(approvers, 'utf8') !== text) writeFileSync(approvers, text);
    },
  };
}

function keygen(args: readonly string[]): void {
  try {
    execFileSync('ssh-keygen', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (thrown) {
    const isMissing = systemCodeOf(thrown) === 'ENOENT';
    throw new OffswitchError(
      'missing-program',
      isMissing
        ? 'ssh-keygen is not installed, and people approve with SSH keys'
        : `ssh-keygen made no key: ${saidBy(thrown)}`,
      isMissing
        ? 'Install the client of OpenSSH (apt-get install openssh-client), then give the command again.'
        : 'Run it by hand to see why: ssh-keygen -t ed25519 -f KEY.',
      { program: 'ssh-keygen' },
      thrown,
    );
  }
}

/** On its standard error, e.g. that the user has no name on this machine. */
function saidBy(thrown: unknown): string {
  const said =
    typeof thrown === 'object' && thrown !== null && 'stderr' in thrown ? String(thrown.stderr) : '';
  return printable(said.trim() || messageOf(thrown), 200);
}

export interface Answers extends Keys {
  readonly all: Processes;
  readonly guard: string;
}

const failure = z.object({
  error: z.object({ code: z.string(), message: z.string(), remedy: z.string() }),
});

/** What a command prints, as JSON. Errors: `internal`, with what it said. */
export async function asked<T>(all: Processes, args: readonly string[], shape: z.ZodType<T>): Promise<T> {
  const command = all.start([commandLine, ...args, '--json']);
  await command.ended;
  const printed = command.printed.join('\n');
  const failed = failure.safeParse(printed === '' ? undefined : parseJson(printed, args.join(' ')));
  if (failed.success) {
    const { code, message, remedy } = failed.data.error;
    throw new OffswitchError(isErrorCode(code) ? code : 'internal', message, remedy);
  }
  if (printed !== '') return typed(shape, parseJson(printed, args.join(' ')), args.join(' '), 'bad-frame');
  throw new OffswitchError(
    'internal',
    `offswitch ${args.slice(0, 2).join(' ')} printed nothing that could be read: ${command.lines.slice(-3).join(' ')}`,
    'Run it alone to see why; please report it with what this machine is.',
  );
}

/** What `offswitch approvals` prints. */
const listed = z.object({ requests: z.array(approvalSummary) });

/** What is open now. */
export async function openRequests({ all, guard }: Answers) {
  return (await asked(all, ['approvals', '--guard', guard], listed)).requests;
}

const status = z.object({ status: z.string() });

/** A person reads it, and signs it. */
export async function answer(
  id: string,
  verb: 'approve' | 'deny',
  person: Person,
  { all, guard, keyOf }: Answers,
) {
  const shown = await asked(all, ['approvals', id, '--guard', guard], shownRequest);
  const flags = [
    ...['--key', keyOf(person), '--by', person],
    ...['--shown', shown.shownDigest, '--guard', guard],
  ];
  return { shown: shown.shown, ...(await asked(all, [verb, id, ...flags], status)) };
}
