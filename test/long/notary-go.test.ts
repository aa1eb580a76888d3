/**
 * Other people's code on our logs, and ours on theirs: golang.org/x/mod/sumdb, Tessera's fsck, transparency-dev/formats,
 * and litewitness as a witness of ours.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect as openDatabase } from '../../src/kit/sqlite.ts';
import { parseCheckpoint, signCheckpoint, verifyCheckpoint } from '../../src/notary/formats/checkpoint.ts';
import { verifyCosignature } from '../../src/notary/formats/cosignature.ts';
import {
  formatVerifierKey,
  keyTypes,
  newSignerKey,
  parseSignerKey,
  parseVerifierKey,
  verifierKey,
} from '../../src/notary/formats/keys.ts';
import { parsePolicy, satisfies, withoutWitnesses } from '../../src/notary/formats/policy.ts';
import { formatReceipt, parseReceipt, verifyReceipt } from '../../src/notary/formats/proof.ts';
import { diskFiles } from '../../src/notary/log/files.ts';
import { receiptFor, startNotary } from '../../src/notary/process/notary.ts';
import { alerts, testClock } from '../../src/notary/sample-log.conformance.ts';
import { leafHash } from '../../src/notary/tree/hashes.ts';
import { proveConsistency, rootAt } from '../../src/notary/tree/prove.ts';
import { tiledSubtrees } from '../../src/notary/tree/tiled.ts';
import { verifyConsistency } from '../../src/notary/tree/verify.ts';
import { verifyLog } from '../../src/notary/verify/verify-log.ts';
import { askWitness } from '../../src/notary/witness/client.ts';
import { serveWitness, type WitnessServer } from '../../src/notary/witness/server.ts';
import { createWitness } from '../../src/notary/witness/witness.ts';
import { projectRoot } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { noGo, type Ran, runProgram } from './support/go.ts';

const folder = testFolder();
const BUILD = 15 * 60_000;
const program = folder.file('interop');
const ORIGIN = 'example.com/interop';
const interop = (...args: readonly string[]): Promise<Ran> => runProgram(program, args);

const servers: WitnessServer[] = [];
const children: ChildProcess[] = [];
afterAll(async () => {
  for (const server of servers) await server.close();
  for (const child of children) child.kill('SIGKILL');
});

describe.skipIf(noGo !== undefined)('with Go', () => {
  const directory = folder.file('log');
  const policyFile = folder.file('policy');
  let vkey = '';

  beforeAll(async () => {
    const built = await runProgram('go', ['build', '-o', program, '.'], {
      cwd: join(projectRoot, 'test/long/go'),
    });
    expect(built, 'go build').toMatchObject({ code: 0 });
    const witnesses = [1, 2, 3].map((number) =>
      newSignerKey(`witness.example/w${number}`, keyTypes.cosignature),
    );
    const logKeys: ReturnType<typeof parseVerifierKey>[] = [];
    const lines: string[] = [];
    for (const [at, key] of witnesses.entries()) {
      const files = diskFiles(folder.file(`witness-${at}`));
      mkdirSync(folder.file(`witness-${at}`));
      const witness = createWitness({ files, clock: testClock(Date.now()), key, logs: logKeys });
      const server = await serveWitness(witness, { host: '127.0.0.1', port: 0 });
      servers.push(server);
      lines.push(`witness w${at + 1} ${formatVerifierKey(key)} ${server.url}`);
    }
    const text = [...lines, 'group everyone all w1 w2 w3', 'quorum everyone', ''].join('\n');
    writeFileSync(policyFile, text);
    // Its key is made when the log is begun, and the witnesses are told of it.
    const begun = await startNotary({ directory, origin: ORIGIN, everyMs: 60_000 });
    vkey = formatVerifierKey(begun.writer.key);
    await begun.close();
    logKeys.push(parseVerifierKey(vkey, 'vkey'));
    const notary = await startNotary({
      directory,
      origin: ORIGIN,
      everyMs: 60_000,
      policy: parsePolicy(text, 'policy'),
    });
    for (let at = 0; at < 70; at += 1) {
      await notary.writer.append(alerts(1000, `c${at}`));
      if (at % 20 === 0) await notary.publisher.publish();
    }
    await notary.close();
  }, BUILD);

  test('sumdb: note, inclusion and consistency of many entries, from tiles', async () => {
    const { size } = parseCheckpoint(readFileSync(join(directory, 'checkpoint')), 'checkpoint');
    expect(size).toBeGreaterThan(70_000);
    expect(await interop('tlog', directory, vkey)).toMatchObject({ code: 0, stdout: `${size}\n` });
  });

  test("Tessera's fsck accepts the log, and refuses it altered", async () => {
    expect(await interop('fsck', directory, vkey)).toMatchObject({ code: 0 });
    for (const path of ['tile/entries/001', 'tile/0/003', 'tile/1/000', 'checkpoint']) {
      const altered = folder.file('altered');
      cpSync(directory, altered, { recursive: true });
      const bytes = readFileSync(join(altered, path));
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      writeFileSync(join(altered, path), bytes);
      expect((await interop('fsck', altered, vkey)).code, path).toBe(1);
      expect(
        verifyLog(diskFiles(altered).read, { policy: withoutWitnesses([parseVerifierKey(vkey, 'vkey')]) })
          .integrity.verdict,
        path,
      ).toBe('broken');
    }
  });

  test('formats: cosignatures, the quorum of the policy file, and receipts byte for byte', async () => {
    const note = join(directory, 'checkpoint');
    const checkpoint = parseCheckpoint(readFileSync(note), 'checkpoint');
    const policyText = `log ${vkey}\n${readFileSync(policyFile, 'utf8')}`;
    const policy = parsePolicy(policyText, 'policy');
    expect(satisfies(checkpoint, policy)).toEqual({ ok: true });
    const witnessKeys = policy.witnesses.map(({ key }) => formatVerifierKey(key));
    expect(await interop('cosigned', note, ...witnessKeys)).toMatchObject({ code: 0, stdout: '3\n' });
    expect(await interop('policy', policyFile, note)).toMatchObject({ code: 0, stdout: 'true\n' });
    const file = folder.write('receipt', receiptFor(diskFiles(directory).read, 54_321));
    expect(await interop('receipt', file)).toMatchObject({ code: 0, stdout: readFileSync(file, 'utf8') });
  });

  test.each([1, 256, 300, 70_000])(
    'a log of theirs with %d entries: note, cosignature, receipt, tiles, proofs',
    async (count) => {
      const theirs = folder.file(`theirs-${count}`);
      const made = await interop('make', theirs, String(count));
      expect(made).toMatchObject({ code: 0 });
      const [logKey = '', witnessKey = ''] = made.stdout.split('\n');
      const checkpoint = parseCheckpoint(readFileSync(join(theirs, 'checkpoint')), 'checkpoint');
      const log = parseVerifierKey(logKey, 'theirs');
      const witness = parseVerifierKey(witnessKey, 'theirs');
      expect(verifyCheckpoint(checkpoint, [log])).toEqual({ ok: true });
      expect(verifyCosignature(checkpoint, witness)).toMatchObject({ ok: true });
      const text = readFileSync(join(theirs, 'receipt'), 'utf8');
      const receipt = parseReceipt(text, 'receipt');
      expect(formatReceipt(receipt)).toBe(text);
      const policy = parsePolicy(`log ${logKey}\nwitness w ${witnessKey}\nquorum w\n`, 'policy');
      expect(verifyReceipt(receipt, leafHash(Buffer.from(`theirs ${count - 1}`)), policy)).toEqual({
        ok: true,
      });
      expect(verifyReceipt(receipt, leafHash(Buffer.from('theirs')), policy).ok).toBe(false);
      const tree = tiledSubtrees(diskFiles(theirs).read, count);
      expect(rootAt(tree, count)).toEqual(checkpoint.root);
      const older = Math.ceil(count / 3);
      const grown = { older, newer: count, olderRoot: rootAt(tree, older), newerRoot: checkpoint.root };
      expect(verifyConsistency({ ...grown, proof: proveConsistency(tree, older, count) })).toEqual({
        ok: true,
      });
    },
  );

  test('litewitness cosigns our heads as they grow, and answers every refusal as ours does', {
    timeout: BUILD,
  }, async () => {
    const installed = await runProgram('go', ['install', 'filippo.io/torchwood/cmd/litewitness@v0.6.1'], {
      env: { ...process.env, GOBIN: folder.path },
    });
    expect(installed, installed.stderr).toMatchObject({ code: 0 });
    const { url, witness } = await startLitewitness();
    const tree = tiledSubtrees(
      diskFiles(directory).read,
      parseCheckpoint(readFileSync(join(directory, 'checkpoint')), 'c').size,
    );
    const key = parseSignerKey(readFileSync(join(directory, 'state/key'), 'utf8').trim(), 'key');
    const ask = (size: number, oldSize: number, root = rootAt(tree, size)) =>
      askWitness({
        witness: { name: 'lite', key: witness, url },
        checkpoint: signCheckpoint({ size, root }, key),
        oldSize,
        tree,
        patience: 5000,
      });
    expect(await ask(10, 0)).toMatchObject({ kind: 'cosigned' });
    expect(await ask(10, 10)).toMatchObject({ kind: 'cosigned' });
    expect(await ask(5000, 10)).toMatchObject({ kind: 'cosigned' });
    // Too old a size, which it corrects.
    expect(await ask(60_000, 10)).toMatchObject({ kind: 'cosigned' });
    expect(await ask(100, 0)).toEqual({ kind: 'contradicts', size: 60_000 });
    expect(await ask(61_000, 60_000, Buffer.alloc(32, 7))).toMatchObject({ kind: 'contradicts' });
    expect(await ask(60_000, 60_000, Buffer.alloc(32, 7))).toMatchObject({ kind: 'contradicts' });
  });

  async function startLitewitness() {
    const name = 'lite.example/witness';
    const socket = folder.file('agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    children.push(agent);
    const env = { ...process.env, SSH_AUTH_SOCK: socket };
    expect(
      await runProgram('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', folder.file('id')]),
    ).toMatchObject({ code: 0 });
    await until(async () => (await runProgram('ssh-add', [folder.file('id')], { env })).code === 0);
    const { stdout } = await runProgram('ssh-keygen', ['-l', '-f', folder.file('id.pub')]);
    const fingerprint = stdout.split(' ')[1] ?? '';
    const port = await freePort();
    const child = spawn(
      folder.file('litewitness'),
      [
        '-name',
        name,
        '-db',
        folder.file('lite.db'),
        '-ssh-agent',
        socket,
        '-key',
        fingerprint,
        '-listen',
        `127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    );
    children.push(child);
    const url = `http://127.0.0.1:${port}`;
    await until(() =>
      fetch(url).then(
        () => true,
        () => false,
      ),
    );
    const database = openDatabase(folder.file('lite.db'));
    database
      .prepare('INSERT INTO log (origin, tree_size, tree_hash) VALUES (?, 0, ?)')
      .run(ORIGIN, rootAt({ subtree: () => Buffer.alloc(0) }, 0).toString('base64'));
    database.prepare('INSERT INTO key (origin, key) VALUES (?, ?)').run(ORIGIN, vkey);
    database.close();
    // The line of an OpenSSH key ends with the 32 bytes of the raw one.
    const raw = Buffer.from(
      readFileSync(folder.file('id.pub'), 'utf8').split(' ')[1] ?? '',
      'base64',
    ).subarray(-32);
    return { url, witness: verifierKey(name, keyTypes.cosignature, raw) };
  }
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come about');
}
