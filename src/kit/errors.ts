/**
 * The one error class of Offswitch, and every code it can carry.
 *
 * A code is stable: programs may match on it. `remedy` is a sentence that says what to do next.
 */

/** How the command line ends for each family of errors; documented in `docs/errors.md`. */
export const exitCodes = {
  ok: 0,
  /** The command ran and its answer is no: a replay differs, or no trial could be completed. */
  negative: 1,
  /** The request cannot be understood: flags, study files, scripts, imports. */
  input: 2,
  /** The store cannot be used: locked, not a store, another version, damaged. */
  store: 3,
  /** The machine failed us: disk full, file not readable, provider not reachable at start. */
  environment: 4,
  /** A budget that was set is used up; what is finished is kept. */
  budget: 5,
  /** Offswitch itself is wrong; please report it. */
  internal: 70,
  interrupted: 130,
} as const;

/** Every stable code and the exit code it leads to. */
export const errorCodes = {
  'unknown-name': exitCodes.input,
  'unsupported-level': exitCodes.input,
  'bad-flag': exitCodes.input,
  'bad-json': exitCodes.input,
  'bad-study': exitCodes.input,
  'bad-script': exitCodes.input,
  'bad-transcript': exitCodes.input,
  'bad-agent': exitCodes.input,
  'bad-config': exitCodes.input,
  'bad-prices': exitCodes.input,
  'bad-guard': exitCodes.input,
  'bad-client-config': exitCodes.input,
  'bad-approvers': exitCodes.input,
  'bad-signature': exitCodes.input,
  'approval-refused': exitCodes.input,
  'bad-arguments': exitCodes.input,
  'unknown-price': exitCodes.input,
  'judge-family': exitCodes.input,
  'judge-unvalidated': exitCodes.input,
  'bad-job': exitCodes.input,
  'bad-items': exitCodes.input,
  'bad-controls': exitCodes.input,
  'no-judge': exitCodes.input,
  'one-family': exitCodes.input,
  'bad-grades': exitCodes.input,
  'unknown-agent': exitCodes.input,
  'mediation-missing': exitCodes.environment,
  'agent-ended': exitCodes.input,
  'agent-lives': exitCodes.input,
  'lease-refused': exitCodes.environment,
  'guard-missing': exitCodes.input,
  'guard-stopped': exitCodes.environment,
  'capability-spent': exitCodes.internal,
  'upstream-failed': exitCodes.environment,
  'bad-sandbox': exitCodes.input,
  'too-large': exitCodes.input,
  'bad-note': exitCodes.input,
  'bad-checkpoint': exitCodes.input,
  'bad-tile': exitCodes.input,
  'bad-proof': exitCodes.input,
  'bad-policy': exitCodes.input,
  'bad-key': exitCodes.input,
  'bad-record': exitCodes.input,
  'bad-certificate': exitCodes.input,
  'bad-frame': exitCodes.input,
  'bad-request': exitCodes.input,
  'unknown-store': exitCodes.input,
  'would-overwrite': exitCodes.input,
  'node-too-old': exitCodes.environment,
  'evaluation-refused': exitCodes.negative,
  'file-unreadable': exitCodes.environment,
  'file-unwritable': exitCodes.environment,
  'disk-full': exitCodes.environment,
  'key-file': exitCodes.environment,
  'missing-credential': exitCodes.environment,
  'missing-package': exitCodes.environment,
  'missing-program': exitCodes.environment,
  'port-unavailable': exitCodes.environment,
  'provider-setup': exitCodes.environment,
  'provider-failed': exitCodes.environment,
  'provider-refused': exitCodes.environment,
  'provider-stopped': exitCodes.environment,
  'sandbox-unavailable': exitCodes.environment,
  'sandbox-failed': exitCodes.environment,
  'driver-failed': exitCodes.environment,
  'command-refused': exitCodes.negative,
  'budget-reached': exitCodes.budget,
  'store-locked': exitCodes.store,
  'store-not-a-store': exitCodes.store,
  'store-older': exitCodes.store,
  'store-newer': exitCodes.store,
  'store-damaged': exitCodes.store,
  'store-missing': exitCodes.store,
  'store-other-study': exitCodes.store,
  'store-other-job': exitCodes.store,
  'log-missing': exitCodes.store,
  'log-locked': exitCodes.store,
  'log-altered': exitCodes.store,
  'log-truncated': exitCodes.store,
  'log-rolled-back': exitCodes.store,
  'log-forked': exitCodes.store,
  'log-fenced': exitCodes.store,
  'state-missing': exitCodes.store,
  'state-foreign': exitCodes.store,
  'state-version': exitCodes.store,
  'state-open': exitCodes.store,
  'guard-running': exitCodes.store,
  'guard-not-running': exitCodes.store,
  'log-busy': exitCodes.environment,
  'log-stopped': exitCodes.environment,
  interrupted: exitCodes.interrupted,
  internal: exitCodes.internal,
} as const;

export type ErrorCode = keyof typeof errorCodes;

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

/** Small, serialisable facts about an error, for `--json` and for tests. */
export type ErrorData = Readonly<Record<string, string | number | boolean | readonly string[] | null>>;

export class OffswitchError extends Error {
  override readonly name = 'OffswitchError';
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly data: ErrorData;

  constructor(code: ErrorCode, message: string, remedy: string, data: ErrorData = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.remedy = remedy;
    this.data = data;
  }

  get exitCode(): number {
    return errorCodes[this.code];
  }
}

/** The message of whatever was thrown, for wrapping foreign errors. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : textOf(thrown);
}

/** `String(value)` for values that may refuse it: an object whose `toString` is null or throws. */
export function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** What the system's codes say of a path, for people. */
const systemWords: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EEXIST: 'something else is there already',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead round in a circle',
  ENAMETOOLONG: 'its name is too long',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is no folder',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
};

/** Why the system refused a path: in words where its code has some, else its own, without code, call and path. */
export function pathFailure(thrown: unknown): string {
  const words = systemWords[systemCodeOf(thrown) ?? ''];
  return words ?? messageOf(thrown).replace(/^E[A-Z0-9]+: (.*), \w+(?: '.*)?$/s, '$1');
}

/** The system error code (`ENOENT`, `ENOSPC` ...) of whatever was thrown, if it has one. */
export function systemCodeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
