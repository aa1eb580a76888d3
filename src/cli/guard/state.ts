/** The guard that a command is about: its file, and the socket by which it is operated. */
import { userInfo } from 'node:os';
import { loadGuard } from '../../contain/guard/config/load.ts';
import { openState, type StateFolder } from '../../contain/guard/state/state-folder.ts';
import { GUARD_FILE } from './directory.ts';

export interface GuardOption {
  readonly guard?: string;
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
