import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as alone from '../../../../verify-log.mjs';
import { canonical } from '../../../kit/canonical.ts';
import { parseVerifierKey } from '../../../notary/formats/keys.ts';
import { withoutWitnesses } from '../../../notary/formats/policy.ts';
import { machineClock } from '../../../notary/log/clock.ts';
import { type SpawnedNotary, spawnNotary } from '../../../notary/process/spawn.ts';
import type { Saying } from '../../../notary/records/record.ts';
import { openLine } from '../../guard/broker/line.ts';
import { type CertificateDocument, parseCertificate, verifyCertificate } from './document.ts';
import { issueCertificate } from './issue.ts';
import { comesTo, type Sighting } from './line.ts';

const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
let notary: SpawnedNotary;
let vkey: string;

beforeAll(async () => {
  notary = await spawnNotary({ directory: join(folder, 'log'), origin: 'test/log' });
  vkey = (await notary.client.ask('head', {})).vkey;
});
afterAll(() => notary.close());

const policy = () => withoutWitnesses([parseVerifierKey(vkey, 'test')]);
let channels = 0;

async function issue(sightings: readonly Sighting[]) {
  channels += 1;
  const stamp = () => ({ run: 'guard/1', mono_us: machineClock.monoUs(), wall: new Date().toISOString() });
  const records = openLine({
    ...{ id: `lifecycle/${channels}`, notary: notary.client, mediation: 'enforced', stamp },
  });
  const open: Saying = { kind: 'channel.open', body: { identity: 'process', peer: 'lifecycle' } };
  await records.append({ sayings: [open] });
  const ended = { agent: 'atlas', lineage: 'atlas', end: 'delete-atlas-1' };
  return issueCertificate({ records, notary: notary.client }, ended, `certificate-${channels}`, sightings);
}

const gone: Sighting = { aspect: 'processes', resource: 'atlas', result: 'confirmed', evidence: ['nothing'] };
const clean: Sighting = {
  ...gone,
  aspect: 'content',
  resource: 'backups: folder /srv/b',
  evidence: { objects: 3 },
};
const blind: Sighting = { ...clean, result: 'unobservable', evidence: { unread: ['/srv/b/x'] } };
const there: Sighting = { ...clean, result: 'contradicted', evidence: { found: ['/srv/b/y'] } };

describe('a certificate', () => {
  it('comes to its worst line', () => {
    expect(comesTo([gone, clean])).toBe('confirmed');
    expect(comesTo([gone, blind])).toBe('unobservable');
    expect(comesTo([blind, there, gone])).toBe('contradicted');
    expect(comesTo([])).toBe('unobservable');
  });

  it('verifies with the key of the log, by both verifiers, and shows what was seen', async () => {
    const { document, body } = await issue([gone, clean, blind]);
    expect(body).toMatchObject({ agent: 'atlas', end: 'delete-atlas-1', result: 'unobservable' });
    const text = JSON.stringify(document);
    const verified = verifyCertificate(parseCertificate(text, 'test'), policy(), 'test');
    expect(verified.faults).toEqual([]);
    expect(verified.record.body).toEqual(body);
    expect(verified.lines.map(({ evidence }) => evidence)).toEqual(
      [gone, clean, blind].map((one) => one.evidence),
    );
    expect(alone.verifyCertificate(JSON.parse(text), alonePolicy())).toMatchObject({
      result: 'unobservable',
      faults: [],
    });
  });

  it('of more lines than a record has is one with a line for the rest', async () => {
    const many = Array.from(
      { length: 70 },
      (_, i): Sighting => ({ ...(i === 66 ? there : clean), resource: `store ${i}` }),
    );
    const { body, document } = await issue(many);
    expect(body).toMatchObject({ result: 'contradicted', lines: { length: 64 } });
    expect(verifyCertificate(document, policy(), 'test').faults).toEqual([]);
  });

  const lies: Readonly<
    Record<string, (document: CertificateDocument, other: CertificateDocument) => unknown>
  > = {
    'with another result': ({ certificate, ...rest }) => ({
      ...rest,
      certificate: { ...certificate, entry: certificate.entry.replace(/"contradicted"/g, '"confirmed"') },
    }),
    'with a line that says something else': ({ lines, ...rest }) => ({
      ...rest,
      lines: lines.map((line) => ({ ...line, entry: line.entry.replace('contradicted', 'confirmed') })),
    }),
    'with a line of another': ({ lines, ...rest }, { lines: others }) => ({
      ...rest,
      lines: [lines[0], others[1]],
    }),
    'without a line': ({ lines, ...rest }) => ({ ...rest, lines: lines.slice(0, 1) }),
    'with a line twice': ({ lines, ...rest }) => ({ ...rest, lines: [...lines, lines[0]] }),
    'with lines in another order': ({ lines, ...rest }) => ({ ...rest, lines: lines.toReversed() }),
    'with other evidence': ({ lines, ...rest }) => ({
      ...rest,
      lines: lines.map((line) => ({ ...line, evidence: Buffer.alloc(40, '[]').toString('base64') })),
    }),
    'with the receipt of another entry': ({ certificate, lines, ...rest }) => ({
      ...rest,
      lines,
      certificate: { ...certificate, receipt: lines[0]?.receipt },
    }),
    'with a receipt that nobody signed': ({ certificate, ...rest }) => ({
      ...rest,
      certificate: {
        ...certificate,
        receipt: certificate.receipt.replace(/(\u2014 \S+ )(\S{20})/, `$1${'A'.repeat(20)}`),
      },
    }),
  };

  it.each(Object.entries(lies))('%s is found out by both verifiers', async (_name, lie) => {
    const [{ document }, { document: other }] = [await issue([gone, there]), await issue([gone, clean])];
    const text = JSON.stringify(lie(document, other));
    expect(text).not.toBe(JSON.stringify(document));
    const faults = (verify: () => readonly string[]) => {
      try {
        return verify().length;
      } catch {
        return 1;
      }
    };
    expect(
      faults(() => verifyCertificate(parseCertificate(text, 'test'), policy(), 'test').faults),
    ).toBeGreaterThan(0);
    expect(faults(() => alone.verifyCertificate(JSON.parse(text), alonePolicy()).faults)).toBeGreaterThan(0);
  });

  it('of a log with another key is found out', async () => {
    const { document } = await issue([gone]);
    const other = await spawnNotary({ directory: join(folder, 'other'), origin: 'test/log' });
    const { vkey: theirs } = await other.client.ask('head', {});
    await other.close();
    const trust = withoutWitnesses([parseVerifierKey(theirs, 'test')]);
    expect(verifyCertificate(document, trust, 'test').faults).not.toEqual([]);
    expect(alone.verifyCertificate(document, alonePolicy(theirs)).faults).not.toEqual([]);
  });

  it('that is none is refused by name', () => {
    for (const text of [
      '{}',
      '{"v":2}',
      canonical({ v: 1, certificate: { entry: '', receipt: '' }, lines: [] }),
    ])
      expect(() => parseCertificate(text, 'test')).toThrow(
        expect.objectContaining({ code: 'bad-certificate' }),
      );
  });

  it('is verified by one file and Node', async () => {
    const { document } = await issue([gone]);
    const file = join(folder, 'atlas.json');
    writeFileSync(file, JSON.stringify(document));
    const verifier = fileURLToPath(new URL('../../../../verify-log.mjs', import.meta.url));
    const said = execFileSync(process.execPath, [verifier, '--certificate', file, '--key', vkey]).toString();
    expect(JSON.parse(said)).toMatchObject({ agent: 'atlas', result: 'confirmed', faults: [] });
  });
});

function alonePolicy(key = vkey) {
  return { logs: [alone.parseKey(key)], reached: () => true };
}
