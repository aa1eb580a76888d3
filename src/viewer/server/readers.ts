/**
 * Who may read a page on a machine that others use, too: browsers that were given its key once. It is a key for reading;
 * what a person decides is signed with theirs.
 */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { OffswitchError, pathFailure, systemCodeOf } from '../../kit/errors.ts';

const KEY = /^[\w-]{43}$/;

/** The key in this file, which is made where there is none: links stay good when the page is started again. Errors: `key-file`. */
export function pageKeyIn(path: string): string {
  try {
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (thrown) {
    if (systemCodeOf(thrown) !== 'EEXIST') throw unusable(path, pathFailure(thrown));
  }
  if ((statSync(path).mode & 0o077) !== 0) throw unusable(path, 'others may read it');
  const key = read(path).trim();
  if (!KEY.test(key)) throw unusable(path, 'it holds no key of a page');
  return key;
}

/** Of our own, since a proxy may use `authorization` for itself. A browser sends no header by itself, unlike a cookie. */
const HEADER = 'offswitch-page-key';

/** Lets those through who send the key. */
export function onlyReaders(key: string): MiddlewareHandler {
  return createMiddleware(async (context, next) => {
    if (sameText(context.req.header(HEADER) ?? '', key)) return next();
    const error = {
      code: 'no-key',
      message: 'This browser was not given the key of the page.',
      remedy: 'Open the address that "offswitch approvals serve" printed.',
    };
    return context.json({ error }, 401);
  });
}

/** In a time that depends on neither of them. */
function sameText(left: string, right: string): boolean {
  return timingSafeEqual(hash('sha256', left, 'buffer'), hash('sha256', right, 'buffer'));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw unusable(path, pathFailure(thrown));
  }
}

function unusable(path: string, why: string): OffswitchError {
  return new OffswitchError(
    'key-file',
    `${path} cannot be used as the key of the page: ${why}`,
    'Remove the file, and a new key is made; browsers that had the old one need the new address.',
    { file: path },
  );
}
