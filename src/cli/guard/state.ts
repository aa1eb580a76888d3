/** The guard that a command is about: its file, and the socket by which it is operated. */
import { userInfo } from 'node:os';
import { loadGuard } from '../../contain/guard/config/load.ts';
import { openState, type StateFolder } from '../../contain/guard/state/state-folder.ts';
import { OffswitchError } from '../../kit/errors.ts';

/** Where nobody names another. */
export const GUARD_FILE = 'guard.yaml';

export interface GuardOption {
  readonly guard?: string;
}

/** Of commands that take the file as an argument as well. Errors: `bad-flag`. */
export function guardFile(given: string | undefined, { guard }: GuardOption): string {
  if (given !== undefined && guard !== undefined)
    throw new OffswitchError(
      'bad-flag',
      `${given} and --guard both say which guard is meant`,
      'Give one of them.',
    );
  return given ?? guard ?? GUARD_FILE;
}

/** Errors: those of guard.yaml and of its state folder. */
export async function stateOf(file: string = GUARD_FILE): Promise<StateFolder> {
  return openState((await loadGuard(file)).state);
}

/** Who sits at the command line, as far as the system knows. */
export function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
