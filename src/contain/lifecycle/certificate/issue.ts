/** From what was seen to a certificate: a record for each line, one that names them all, and a receipt for every one. */
import { canonical } from '../../../kit/canonical.ts';
import { OffswitchError } from '../../../kit/errors.ts';
import type { NotaryClient } from '../../../notary/process/client.ts';
import { type SaltedPayload, saltPayload } from '../../../notary/records/payloads.ts';
import { decodeRecord, type LogRecord, type Saying } from '../../../notary/records/record.ts';
import { leafHash } from '../../../notary/tree/hashes.ts';
import type { Records } from '../../guard/broker/contract.ts';
import type { CertificateDocument } from './document.ts';
import { type CertificateBody, comesTo, probeOf, type Sighting } from './line.ts';

export interface Ended {
  readonly agent: string;
  readonly lineage: string;
  /** Id of the command or the lease with which it ended. */
  readonly end: string;
}

export interface Issued {
  readonly body: CertificateBody;
  readonly document: CertificateDocument;
}

/** Of a record. */
const MOST_TEXT = 4096;
const MOST_LINES = 64;

/** Errors: those of the log. */
export async function issueCertificate(
  { records, notary }: { readonly records: Pick<Records, 'append'>; readonly notary: NotaryClient },
  { agent, lineage, end }: Ended,
  id: string,
  sightings: readonly Sighting[],
): Promise<Issued> {
  const { size } = await notary.ask('head', {});
  const seen = withinBounds(sightings).map((sighting) => ({
    sighting,
    payload: saltPayload(Buffer.from(canonical(sighting.evidence))),
  }));
  await records.append({
    sayings: seen.map(({ sighting, payload }) => observationOf(sighting, payload)),
    payloads: seen.map(({ payload }) => payload),
  });
  const entries = await findEntries(notary, size, seen.length, (record) =>
    record.kind === 'observation'
      ? seen.findIndex(({ payload }) => payload.reference.digest === record.body.evidence?.digest)
      : -1,
  );
  const lines = seen.flatMap(({ sighting: { aspect, result } }, at) => {
    const found = entries[at];
    if (found?.record.kind !== 'observation') return [];
    const { resource } = found.record.body;
    return [
      {
        aspect,
        resource,
        result,
        entry: found.index,
        leaf: leafHash(Buffer.from(found.text)).toString('base64'),
      },
    ];
  });
  const body = { id, agent, lineage, end, result: comesTo(lines), lines };
  await records.append({ sayings: [{ kind: 'certificate', body }] });
  const [certificate] = await findEntries(notary, size, 1, (record) =>
    record.kind === 'certificate' && record.body.id === id ? 0 : -1,
  );
  await notary.ask('publish', {});
  const receipted = async ({ index, text }: Entry) => ({
    entry: text,
    receipt: (await notary.ask('prove', { index })).receipt,
  });
  if (certificate === undefined) throw lost();
  const document: CertificateDocument = {
    v: 1,
    certificate: await receipted(certificate),
    lines: await Promise.all(
      entries.map(async (entry, at) => ({
        ...(await receipted(entry)),
        evidence: seen[at]?.payload.bytes.toString('base64') ?? null,
      })),
    ),
  };
  return { body, document };
}

function observationOf(
  { aspect, resource, result }: Sighting,
  payload: SaltedPayload,
): Saying<'observation'> {
  return {
    kind: 'observation',
    body: {
      ...{ of: null, seen: 'state', probe: probeOf(aspect) },
      ...{ resource: resource.slice(0, MOST_TEXT).toWellFormed(), result, evidence: payload.reference },
    },
  };
}

/** What does not fit is not left out: it is one line that says so. */
function withinBounds(sightings: readonly Sighting[]): readonly Sighting[] {
  if (sightings.length <= MOST_LINES) return sightings;
  const rest = sightings.slice(MOST_LINES - 1);
  const more: Sighting = {
    aspect: 'content',
    resource: `${rest.length} more`,
    result: comesTo(rest),
    evidence: rest.map(({ resource, result }) => `${result}: ${resource}`),
  };
  return [...sightings.slice(0, MOST_LINES - 1), more];
}

interface Entry {
  readonly record: LogRecord;
  readonly index: number;
  readonly text: string;
}

/** So many entries from there on, in the order in which `placeOf` has them. Errors: `log-stopped`. */
async function findEntries(
  notary: Pick<NotaryClient, 'ask'>,
  from: number,
  count: number,
  placeOf: (record: LogRecord) => number,
): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  for (let at = from; found.filter(Boolean).length < count; ) {
    const { entries } = await notary.ask('read', { from: at, most: 1000 });
    if (entries.length === 0) throw lost();
    for (const [offset, text] of entries.entries()) {
      const record = decodeRecord(Buffer.from(text), `entry ${at + offset}`);
      const place = placeOf(record);
      if (place >= 0) found[place] = { record, index: at + offset, text };
    }
    at += entries.length;
  }
  return found;
}

function lost(): OffswitchError {
  return new OffswitchError(
    'log-stopped',
    'records of the certificate were acknowledged and are not in the log',
    'Verify the log: offswitch guard verify.',
  );
}
