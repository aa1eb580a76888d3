/** `offswitch guard verify`: the two verdicts on a log, and what they rest on. */
import { readFileSync } from 'node:fs';
import { parseCertificate, verifyCertificate } from '../../contain/lifecycle/certificate/document.ts';
import { exitCodes, OffswitchError, pathFailure } from '../../kit/errors.ts';
import { readText } from '../../kit/json.ts';
import { printable } from '../../kit/text.ts';
import { parseCheckpoint, type SignedCheckpoint } from '../../notary/formats/checkpoint.ts';
import { parseVerifierKey } from '../../notary/formats/keys.ts';
import { type Policy, parsePolicy, withoutWitnesses } from '../../notary/formats/policy.ts';
import type { FileLayer } from '../../notary/log/files.ts';
import { FIRST_KEY } from '../../notary/log/layout.ts';
import { type LogVerdict, verifyLog } from '../../notary/verify/verify-log.ts';
import { progressLine } from '../progress.ts';
import { print, printJson } from '../terminal.ts';
import { linesOf as linesOfEnd, plain } from './certify.ts';
import { logDirectory, logIn } from './directory.ts';
import type { GuardOption } from './state.ts';

interface VerifyOptions extends GuardOption {
  readonly policy?: string;
  readonly key?: readonly string[];
  readonly head?: readonly string[];
  /** A certificate of an end, in place of the log. */
  readonly certificate?: string;
  readonly json?: boolean;
}

export async function verify(dir: string | undefined, options: VerifyOptions): Promise<void> {
  if (options.certificate !== undefined) return verifyEnd(options.certificate, dir, options);
  const directory = await logDirectory(dir, options);
  const files = logIn(directory);
  const given = givenTrust(options);
  const policy = given ?? ownTrust(files, directory);
  const heads = (options.head ?? []).map(headOf);
  const line = progressLine(`verifying ${directory}`);
  const verdict = verifyLog(files.read, { policy, heads, progress: line.update });
  line.finish();
  const limits = limitsOf(given, options.head ?? []);
  if (options.json) printJson({ directory, ...verdict, limits });
  else print(textOf(directory, verdict, limits));
  if (!isGood(verdict)) process.exitCode = exitCodes.negative;
}

/** A certificate needs no log, but a key that is trusted: one that is given, or that which lies beside the log. */
async function verifyEnd(file: string, dir: string | undefined, options: VerifyOptions): Promise<void> {
  const document = parseCertificate(readText(file), file);
  const given = givenTrust(options);
  const trust = async () => {
    const directory = await logDirectory(dir, options);
    return ownTrust(logIn(directory), directory);
  };
  const verified = verifyCertificate(document, given ?? (await trust()), file);
  if (options.json) printJson(plain(verified));
  else print(linesOfEnd(verified));
  if (verified.faults.length > 0) process.exitCode = exitCodes.negative;
}

function isGood({ integrity, completeness }: LogVerdict): boolean {
  return integrity.verdict === 'intact' && completeness.verdict === 'complete';
}

/** Undefined if the command line names nobody. */
function givenTrust({ policy: file, key = [] }: VerifyOptions): Policy | undefined {
  if (file === undefined && key.length === 0) return undefined;
  const policy = file === undefined ? withoutWitnesses([]) : parsePolicy(readText(file), file);
  return { ...policy, logs: [...policy.logs, ...key.map((text) => parseVerifierKey(text, '--key'))] };
}

/** The key that lies beside the log. */
export function ownTrust(files: Pick<FileLayer, 'read'>, directory: string): Policy {
  const text = files.read(FIRST_KEY)?.toString('utf8').trim();
  if (text !== undefined) return withoutWitnesses([parseVerifierKey(text, `${directory}/${FIRST_KEY}`)]);
  throw new OffswitchError(
    'bad-key',
    `${directory} has no file "${FIRST_KEY}" with the key of the log`,
    'Give the key that you trust: --key VKEY, or --policy FILE.',
    { directory },
  );
}

function headOf(file: string): SignedCheckpoint {
  try {
    return parseCheckpoint(readFileSync(file), file);
  } catch (thrown) {
    if (thrown instanceof OffswitchError) throw thrown;
    const remedy = 'Check the path and its permissions.';
    throw new OffswitchError(
      'file-unreadable',
      `cannot read ${file}: ${pathFailure(thrown)}`,
      remedy,
      { file },
      thrown,
    );
  }
}

/** What the verdicts do not show, given what was trusted. */
function limitsOf(given: Policy | undefined, heads: readonly string[]): readonly string[] {
  return [
    ...(given === undefined
      ? [
          'The key was taken from the folder itself: whoever can write the folder can replace both. Give --key or --policy.',
        ]
      : []),
    ...(given?.quorum === undefined
      ? [
          'No witness was asked for: whoever has the key of the log can have written another one. Give --policy.',
        ]
      : []),
    ...(heads.length === 0
      ? [
          'No head was given that somebody kept: an earlier state of the whole folder looks the same. Give --head.',
        ]
      : []),
    'Completeness is what the records show. What never reached the log leaves no other trace in it.',
  ];
}

const SHOWN = 20;

function textOf(directory: string, verdict: LogVerdict, limits: readonly string[]): readonly string[] {
  const { origin, size, root, integrity, completeness } = verdict;
  const cosigned = integrity.cosigned.map(
    ({ name, time }) => `${name} at ${new Date(time * 1000).toISOString()}`,
  );
  return [
    `${directory}: ${printable(origin ?? 'no checkpoint')}, ${size} entries, root ${root ?? 'none'}`,
    `Integrity:    ${integrity.verdict.toUpperCase()}`,
    ...linesOf(integrity.findings),
    ...(cosigned.length === 0 ? [] : [`  cosigned by ${printable(cosigned.join(', '), 500)}`]),
    `Completeness: ${completeness.verdict.toUpperCase()}`,
    ...linesOf(completeness.findings),
    'What this does not show:',
    ...limits.map((limit) => `  ${limit}`),
  ];
}

function linesOf(findings: readonly { readonly code: string; readonly what: string }[]): readonly string[] {
  const lines = findings.slice(0, SHOWN).map(({ code, what }) => `  ${code}: ${printable(what, 300)}`);
  return findings.length > SHOWN ? [...lines, `  ... and ${findings.length - SHOWN} more`] : lines;
}
