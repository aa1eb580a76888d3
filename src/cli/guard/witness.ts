/** `offswitch guard witness`: a witness as a server, until it is told to end. */
import { OffswitchError, pathFailure } from '../../kit/errors.ts';
import { makeFolders } from '../../kit/files.ts';
import { printable } from '../../kit/text.ts';
import {
  formatSignerKey,
  formatVerifierKey,
  type KeyType,
  keyTypes,
  newSignerKey,
  parseSignerKey,
  parseVerifierKey,
  type SignerKey,
} from '../../notary/formats/keys.ts';
import { machineClock } from '../../notary/log/clock.ts';
import { writeDurably } from '../../notary/log/durable.ts';
import { cannotWrite, diskFiles, type FileLayer } from '../../notary/log/files.ts';
import { serveWitness } from '../../notary/witness/server.ts';
import { createWitness } from '../../notary/witness/witness.ts';
import { listening } from '../interruption.ts';
import { printDocument } from '../terminal.ts';

interface WitnessOptions {
  readonly dir: string;
  readonly listen?: string;
  readonly name?: string;
  readonly algorithm?: keyof typeof types;
  readonly log?: readonly string[];
}

const types = { ed25519: keyTypes.cosignature, 'ml-dsa-44': keyTypes.mlDsaCosignature } as const;

const KEY = 'key';
const LOCK = 'lock';
const DEFAULT_ADDRESS = '127.0.0.1:7380';

export async function witness({
  dir,
  listen = DEFAULT_ADDRESS,
  name = 'localhost/witness',
  algorithm = 'ed25519',
  log = [],
}: WitnessOptions): Promise<void> {
  const address = addressOf(listen);
  const logs = log.map((text) => parseVerifierKey(text, '--log'));
  const files = filesIn(dir);
  const unlock = await files.lock(LOCK);
  try {
    const key = await obtainKey(files, name, types[algorithm]);
    const server = await serveWitness(createWitness({ files, clock: machineClock, key, logs }), address);
    const of = logs.length === 0 ? 'no log yet: give --log VKEY' : logs.map((one) => one.name).join(', ');
    for (const line of [
      `Witness ${key.name} on ${server.url}, for ${of}`,
      `Line for a policy file: witness ${key.name} ${formatVerifierKey(key)} ${server.url}`,
    ])
      printDocument(printable(line, Number.POSITIVE_INFINITY));
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    await listening(end, () => ended);
    await server.close();
  } finally {
    await unlock();
  }
}

function addressOf(listen: string): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, port = ''] = /^(?:\[([0-9a-fA-F:]+)\]|([^:]+)):(\d{1,5})$/.exec(listen) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535) {
    const remedy = 'Write it as 127.0.0.1:7380; port 0 takes a free one.';
    throw new OffswitchError('bad-flag', `${JSON.stringify(listen)} is not an address with a port`, remedy);
  }
  return { host, port: Number(port) };
}

function filesIn(dir: string): FileLayer {
  try {
    makeFolders(dir);
  } catch (thrown) {
    throw cannotWrite(dir, thrown);
  }
  return diskFiles(dir);
}

async function obtainKey(files: FileLayer, name: string, type: KeyType): Promise<SignerKey> {
  const text = files.read(KEY)?.toString('utf8').trim();
  if (text !== undefined) return parseSignerKey(text, KEY);
  const made = newSignerKey(name, type);
  try {
    await writeDurably(files, [{ path: KEY, bytes: Buffer.from(`${formatSignerKey(made)}\n`), mode: 0o600 }]);
  } catch (thrown) {
    throw new OffswitchError(
      'file-unwritable',
      `cannot write the key: ${pathFailure(thrown)}`,
      'Check the folder.',
      {},
      thrown,
    );
  }
  return made;
}
