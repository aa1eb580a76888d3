/**
 * A witness: it cosigns the heads of the logs that it knows, each only if it continues the one before. It remembers the
 * newest head of every log, on the disk before it answers, and keeps two heads that cannot both be true as evidence.
 */
import { hash } from 'node:crypto';
import { type ErrorCode, messageOf, OffswitchError } from '../../kit/errors.ts';
import { malformed } from '../failures.ts';
import { parseCheckpoint, type SignedCheckpoint, sameHead, verifyCheckpoint } from '../formats/checkpoint.ts';
import { canCosign, cosign } from '../formats/cosignature.ts';
import type { SignerKey, VerifierKey } from '../formats/keys.ts';
import { formatNote, formatSignature } from '../formats/note.ts';
import type { Clock } from '../log/clock.ts';
import { writeDurably } from '../log/durable.ts';
import type { FileLayer } from '../log/files.ts';
import { verifyConsistency } from '../tree/verify.ts';
import { parseAddCheckpoint } from './request.ts';

export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422 | 500;
  readonly type: 'text/plain; charset=utf-8' | 'text/x.tlog.size';
  readonly body: string;
}

export interface WitnessOptions {
  readonly files: FileLayer;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly key: SignerKey;
  /** The keys of the logs it knows; the name of a key is the origin of its log. */
  readonly logs: readonly VerifierKey[];
}

export interface LogWitness {
  addCheckpoint(body: string): Promise<WitnessAnswer>;
  /** The newest head of a log that it cosigned, with its cosignature, as a note. */
  latest(origin: string): string | undefined;
}

const PLACE = 'add-checkpoint request';

/** Errors: `bad-key` where the name of a log is too long for its cosignatures; `bad-note`, `bad-checkpoint` where its own memory is damaged: it must not go on as if it knew nothing. */
export function createWitness({ files, clock, key, logs }: WitnessOptions): LogWitness {
  const known = new Map<string, SignedCheckpoint>();
  for (const { name } of logs) {
    if (!canCosign(key, name)) throw tooLong(key, name);
    const bytes = files.read(latestPath(name));
    if (bytes !== undefined) known.set(name, parseCheckpoint(bytes, latestPath(name)));
  }
  let failed = false;
  let turn: Promise<unknown> = Promise.resolve();

  async function answer(body: string): Promise<WitnessAnswer> {
    const request = parseAddCheckpoint(body, PLACE);
    const checkpoint = parseCheckpoint(request.checkpoint, `${PLACE}, checkpoint`);
    const trusted = logs.filter(({ name }) => name === checkpoint.origin);
    if (trusted.length === 0) return refuse(404, 'this witness does not know the log');
    const signed = verifyCheckpoint(onlyBy(checkpoint, trusted), trusted);
    if (!signed.ok) return refuse(403, signed.why);
    if (request.oldSize > checkpoint.size)
      return refuse(400, 'the old size is larger than that of the checkpoint');
    const before = known.get(checkpoint.origin);
    const size = before?.size ?? 0;
    if (request.oldSize !== size) {
      if (before !== undefined) await keepIfFork(before, checkpoint);
      return { status: 409, type: 'text/x.tlog.size', body: `${size}\n` };
    }
    if (before !== undefined && before.size === checkpoint.size) {
      if (!sameHead(before, checkpoint)) {
        await keepEvidence(before, checkpoint);
        return { status: 409, type: 'text/x.tlog.size', body: `${size}\n` };
      }
      if (request.proof.length > 0) return refuse(422, 'equal sizes need no proof');
    } else if (before === undefined || before.size === 0) {
      if (request.proof.length > 0) return refuse(422, 'what was empty needs no proof');
    } else {
      const { root: olderRoot } = before;
      const { size: newer, root: newerRoot } = checkpoint;
      const consistent = verifyConsistency({
        older: size,
        newer,
        olderRoot,
        newerRoot,
        proof: request.proof,
      });
      if (!consistent.ok) {
        await keepEvidence(before, checkpoint);
        return refuse(422, consistent.why);
      }
    }
    return remember(checkpoint);
  }

  async function remember(checkpoint: SignedCheckpoint): Promise<WitnessAnswer> {
    const signature = cosign(checkpoint, Math.floor(clock.wallMs() / 1000), key);
    const { note } = onlyBy(checkpoint, logs);
    const cosigned = formatNote({ text: note.text, signatures: [...note.signatures, signature] });
    await writeDurably(files, [{ path: latestPath(checkpoint.origin), bytes: Buffer.from(cosigned) }]);
    known.set(checkpoint.origin, parseCheckpoint(cosigned, PLACE));
    return { status: 200, type: 'text/plain; charset=utf-8', body: formatSignature(signature) };
  }

  /** Without the old root nothing can be proved, but two roots of one size prove themselves. */
  async function keepIfFork(before: SignedCheckpoint, other: SignedCheckpoint): Promise<void> {
    if (before.size === other.size && !sameHead(before, other)) await keepEvidence(before, other);
  }

  /** Both heads were signed by the log. Whether they contradict each other shows once the log must prove it. */
  async function keepEvidence(before: SignedCheckpoint, other: SignedCheckpoint): Promise<void> {
    const [one, two] = [before, onlyBy(other, logs)].map(({ note }) => formatNote(note));
    const path = `evidence/${hash('sha256', `${one}\n${two}`, 'hex')}`;
    await writeDurably(files, [
      { path: `${path}-1`, bytes: Buffer.from(one ?? '') },
      { path: `${path}-2`, bytes: Buffer.from(two ?? '') },
    ]);
  }

  return {
    addCheckpoint(body) {
      // One at a time: comparing with the newest head and replacing it must not be interleaved.
      const result = turn.then(async (): Promise<WitnessAnswer> => {
        if (failed)
          return refuse(500, 'the disk of the witness failed; it cosigns no more until it is started again');
        try {
          return await answer(body);
        } catch (thrown) {
          if (thrown instanceof OffswitchError && isOfRequest(thrown.code))
            return refuse(400, thrown.message);
          failed = true;
          return refuse(500, `the witness could not keep the head: ${messageOf(thrown)}`);
        }
      });
      turn = result;
      return result;
    },
    latest(origin) {
      const checkpoint = known.get(origin);
      return checkpoint === undefined ? undefined : formatNote(checkpoint.note);
    },
  };
}

/** What others signed is not our business, and may be anything. */
function onlyBy(checkpoint: SignedCheckpoint, keys: readonly VerifierKey[]): SignedCheckpoint {
  const { text, signatures } = checkpoint.note;
  const ours = signatures.filter(({ name, id }) => keys.some((key) => key.name === name && key.id === id));
  return { ...checkpoint, note: { text, signatures: ours } };
}

function isOfRequest(code: ErrorCode): boolean {
  return ['bad-request', 'bad-note', 'bad-checkpoint'].includes(code);
}

function refuse(status: WitnessAnswer['status'], why: string): WitnessAnswer {
  return { status, type: 'text/plain; charset=utf-8', body: `${why}\n` };
}

function tooLong(key: VerifierKey, origin: string): Error {
  const what =
    'a cosignature with ML-DSA-44 holds names of the witness and the log of at most 255 bytes each';
  return malformed('bad-key', `witness ${key.name}, log ${origin}`, what, 'Take shorter names, or Ed25519.');
}

/** Origins are texts of others; their hash is a name for a file. */
function latestPath(origin: string): string {
  return `latest/${hash('sha256', origin, 'hex')}`;
}
