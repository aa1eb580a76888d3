/**
 * A certificate as a file: the entries of the log that it is made of, each with its receipt. It is verified with the key of
 * the log alone, or with the policy of witnesses, and asks nobody.
 */
import { z } from 'zod';
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import { parseJson } from '../../../kit/json.ts';
import type { Policy } from '../../../notary/formats/policy.ts';
import { parseReceipt, verifyReceipt } from '../../../notary/formats/proof.ts';
import { decodeRecord, type LogRecord } from '../../../notary/records/record.ts';
import { leafHash, sha256 } from '../../../notary/tree/hashes.ts';
import { type CertificateBody, comesTo, probeOf } from './line.ts';

const receipted = z.strictObject({
  /** The bytes of the entry, as text. */
  entry: z.string().max(65_535),
  /** c2sp.org/tlog-proof. */
  receipt: z.string().max(1_000_000),
});

export const certificateShape = z.strictObject({
  v: z.literal(1),
  certificate: receipted,
  lines: z
    .array(receipted.extend({ /** 32 secret bytes, then what was seen. */ evidence: z.base64().nullable() }))
    .min(1)
    .max(64),
});

export type CertificateDocument = z.infer<typeof certificateShape>;

export interface VerifiedCertificate {
  readonly record: LogRecord<'certificate'>;
  readonly lines: readonly {
    readonly record: LogRecord<'observation'>;
    /** Undefined where the file does not have it. */
    readonly evidence: unknown;
  }[];
  /** Why it is not what it says; empty where it is. */
  readonly faults: readonly string[];
  readonly origin: string;
  /** Of the log when the receipts were made. */
  readonly size: number;
}

/** Errors: `bad-certificate`. */
export function parseCertificate(text: string, place: string): CertificateDocument {
  const parsed = certificateShape.safeParse(parseJson(text, place));
  if (parsed.success) return parsed.data;
  throw badCertificate(place, parsed.error.issues[0]?.message ?? 'it does not fit');
}

/**
 * Errors: `bad-certificate` where an entry or a receipt in it cannot be read.
 *
 * @example verifyCertificate(parseCertificate(text, 'atlas.json'), policy, 'atlas.json').faults // []
 */
export function verifyCertificate(
  document: CertificateDocument,
  policy: Policy,
  place: string,
): VerifiedCertificate {
  const faults: string[] = [];
  const head = read(document.certificate, `${place}, certificate`);
  const { record } = head;
  if (record.kind !== 'certificate') throw badCertificate(place, `its entry is of kind ${record.kind}`);
  const { lines, result } = record.body;
  if (!head.accepted.ok) faults.push(`the certificate: ${head.accepted.why}`);
  if (lines.length !== document.lines.length) faults.push('it has not the lines that it names');
  if (comesTo(lines) !== result) faults.push(`its lines do not come to ${result}`);
  const found = document.lines.map((line, at) => {
    const name = `line ${at + 1}`;
    const one = read(line, `${place}, ${name}`);
    if (!one.accepted.ok) faults.push(`${name}: ${one.accepted.why}`);
    if (one.record.kind !== 'observation')
      throw badCertificate(place, `${name} is of kind ${one.record.kind}`);
    if (!isLine(lines[at], one, record.channel))
      faults.push(`${name} is not the one that the certificate names`);
    const evidence = evidenceIn(line.evidence, one.record.body.evidence);
    if (evidence === 'altered') faults.push(`${name}: its evidence was altered`);
    return { record: one.record, evidence: evidence === 'altered' ? undefined : evidence };
  });
  return {
    record,
    lines: found,
    faults,
    origin: head.receipt.checkpoint.origin,
    size: head.receipt.checkpoint.size,
  };

  function read({ entry, receipt: text }: z.infer<typeof receipted>, at: string) {
    try {
      const bytes = Buffer.from(entry);
      const receipt = parseReceipt(text, at);
      const leaf = leafHash(bytes);
      return {
        record: decodeRecord(bytes, at),
        receipt,
        leaf,
        accepted: verifyReceipt(receipt, leaf, policy),
      };
    } catch (thrown) {
      throw badCertificate(at, messageOf(thrown));
    }
  }
}

function isLine(
  line: CertificateBody['lines'][number] | undefined,
  found: { readonly record: LogRecord; readonly receipt: { readonly index: number }; readonly leaf: Buffer },
  channel: string,
): boolean {
  const { record, receipt, leaf } = found;
  return (
    line !== undefined &&
    record.kind === 'observation' &&
    record.channel === channel &&
    record.body.of === null &&
    record.body.probe === probeOf(line.aspect) &&
    record.body.resource === line.resource &&
    record.body.result === line.result &&
    receipt.index === line.entry &&
    leaf.toString('base64') === line.leaf
  );
}

function evidenceIn(salted: string | null, reference: { readonly digest: string } | null): unknown {
  if (salted === null) return undefined;
  const bytes = Buffer.from(salted, 'base64');
  if (reference === null || `sha256:${sha256(bytes).toString('hex')}` !== reference.digest) return 'altered';
  try {
    return JSON.parse(bytes.subarray(32).toString());
  } catch {
    return 'altered';
  }
}

function badCertificate(place: string, what: string): OffswitchError {
  const remedy = 'Use the file as `offswitch agents certify ID --out FILE` wrote it.';
  return new OffswitchError('bad-certificate', `${place}: ${what}`, remedy);
}
