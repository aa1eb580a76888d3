/** Both verifiers on one folder: they must say the same. */
import { expect } from 'vitest';
import * as single from '../../../verify-log.mjs';
import { parseCheckpoint } from '../formats/checkpoint.ts';
import { parsePolicy } from '../formats/policy.ts';
import type { ReadFile } from '../tree/tiled.ts';
import { policyText } from './tamper.conformance.ts';
import { verifyLog } from './verify-log.ts';

export interface Judged {
  /** Codes of the findings, each once, sorted. */
  readonly integrity: readonly string[];
  readonly completeness: readonly string[];
  readonly complete: string;
}

/** `kept`: notes of heads that somebody kept; `trust`: the policy file. */
export function judge(
  { read }: { readonly read: ReadFile },
  kept: readonly string[],
  trust = policyText,
): Judged {
  const policy = parsePolicy(trust, 'policy');
  const ours = verifyLog(read, { policy, heads: kept.map((note) => parseCheckpoint(note, 'kept')) });
  const theirs = single.verifyLog(
    read,
    single.parsePolicy(trust),
    kept.map((note) => single.parseCheckpoint(Buffer.from(note))),
  );
  const judged = judgedBy(ours);
  expect(judgedBy(theirs), 'the verifier in one file').toEqual(judged);
  return judged;
}

function judgedBy(verdict: {
  readonly integrity: { readonly findings: readonly { readonly code: string }[] };
  readonly completeness: {
    readonly verdict: string;
    readonly findings: readonly { readonly code: string }[];
  };
}): Judged {
  const codes = (findings: readonly { readonly code: string }[]) =>
    [...new Set(findings.map(({ code }) => code))].sort();
  return {
    integrity: codes(verdict.integrity.findings),
    completeness: codes(verdict.completeness.findings),
    complete: verdict.completeness.verdict,
  };
}
