/** Keys of people, made and used by the real ssh-keygen. */
import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wireString } from '../../src/contain/approvals/signatures/wire.ts';

export const NAMESPACE = 'offswitch-approval';

export interface SshKey {
  /** Of the private key. */
  readonly path: string;
  /** `TYPE BASE64`, as in an allowed-signers file after the name. */
  readonly line: string;
  sign(text: string, namespace?: string): string;
}

export function sshKey(folder: string, name: string, type = 'ed25519', bits?: number): SshKey {
  const path = join(folder, name);
  const size = bits === undefined ? [] : ['-b', String(bits)];
  execFileSync('ssh-keygen', ['-q', '-t', type, ...size, '-N', '', '-C', name, '-f', path]);
  const [kind = '', blob = ''] = readFileSync(`${path}.pub`, 'utf8').split(' ');
  return {
    path,
    line: `${kind} ${blob}`,
    sign: (text, namespace = NAMESPACE) =>
      execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-n', namespace, '-f', path], {
        input: text,
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'ignore'],
      }),
  };
}

/** Whether the real one takes it. */
export function takenBySsh(
  signers: string,
  person: string,
  text: string,
  signature: string,
  namespace = NAMESPACE,
): boolean {
  try {
    execFileSync(
      'ssh-keygen',
      ['-q', '-Y', 'verify', '-f', signers, '-I', person, '-n', namespace, '-s', signature],
      { input: text, stdio: ['pipe', 'ignore', 'ignore'] },
    );
    return true;
  } catch {
    return false;
  }
}

/** The same without a process, for tests with many signatures: ed25519. */
export function quickKey(): Pick<SshKey, 'line' | 'sign'> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const type = 'ssh-ed25519';
  const point = Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url');
  const blob = Buffer.concat([wireString(type), wireString(point)]);
  return {
    line: `${type} ${blob.toString('base64')}`,
    sign(text, namespace = NAMESPACE) {
      const digest = createHash('sha512').update(text).digest();
      const head = [namespace, '', 'sha512'].map(wireString);
      const inner = Buffer.concat([Buffer.from('SSHSIG'), ...head, wireString(digest)]);
      const signature = Buffer.concat([wireString(type), wireString(sign(null, inner, privateKey))]);
      const whole = Buffer.concat([
        ...[Buffer.from('SSHSIG'), Buffer.of(0, 0, 0, 1), wireString(blob), ...head],
        wireString(signature),
      ]);
      return `-----BEGIN SSH SIGNATURE-----\n${whole.toString('base64')}\n-----END SSH SIGNATURE-----\n`;
    },
  };
}
