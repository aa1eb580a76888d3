/** Tokens of agents: each in a file of its own, made once, and whoever has it is the agent. */
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { OffswitchError, pathFailure } from '../../../kit/errors.ts';

const BYTES = 32;
const FORM = /^[A-Za-z0-9_-]{43}$/;

/** Reads the token, or makes it where there is none. Errors: `key-file`, `file-unwritable`. */
export function obtainToken(path: string): string {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return makeToken(path);
  if (process.getuid !== undefined && (status.mode & 0o077) !== 0)
    throw badToken(path, 'others may read it', `Remove the file: the guard then makes a new token.`);
  const text = textIn(path).trim();
  if (!FORM.test(text))
    throw badToken(path, 'it holds no token', 'Remove the file: the guard then makes a new one.');
  return text;
}

function makeToken(path: string): string {
  const token = randomBytes(BYTES).toString('base64url');
  try {
    writeFileSync(path, `${token}\n`, { mode: 0o600, flag: 'wx' });
  } catch (thrown) {
    const remedy = 'Check the state folder and its permissions.';
    throw new OffswitchError(
      'file-unwritable',
      `cannot write ${path}: ${pathFailure(thrown)}`,
      remedy,
      { file: path },
      thrown,
    );
  }
  return token;
}

function textIn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw badToken(path, pathFailure(thrown), 'Check the file and its permissions.');
  }
}

function badToken(path: string, what: string, remedy: string): OffswitchError {
  return new OffswitchError('key-file', `token ${path}: ${what}`, remedy, { file: path });
}
