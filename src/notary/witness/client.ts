/** Asking a witness for its cosignature on a head, from the log's side. */
import { messageOf } from '../../kit/errors.ts';
import { parseCheckpoint } from '../formats/checkpoint.ts';
import { verifyCosignature } from '../formats/cosignature.ts';
import { type NoteSignature, parseSignature } from '../formats/note.ts';
import { decimal } from '../formats/numerals.ts';
import type { Witness } from '../formats/policy.ts';
import { proveConsistency, type Subtrees } from '../tree/prove.ts';
import { formatAddCheckpoint } from './request.ts';

export type WitnessReply =
  | { readonly kind: 'cosigned'; readonly signature: NoteSignature; readonly time: number }
  /** It has cosigned a larger tree of this log than there is, or another one of the same size. */
  | { readonly kind: 'contradicts'; readonly size: number }
  | { readonly kind: 'failed'; readonly why: string };

interface Asked {
  readonly witness: Witness;
  /** The signed note. */
  readonly checkpoint: string;
  /** What the witness is believed to have cosigned last; it says so itself where that is wrong. */
  readonly oldSize: number;
  readonly tree: Subtrees;
  /** Milliseconds for each request. */
  readonly patience: number;
  /** Ends the asking early. */
  readonly cancelled?: AbortSignal;
}

const MOST_BYTES = 64 * 1024;

/** Never throws: a witness that does not answer is a fact, not a failure of the log. */
export async function askWitness(asked: Asked): Promise<WitnessReply> {
  try {
    const first = await submit(asked, asked.oldSize);
    if (first.status !== 409) return replyTo(first, asked);
    const size = decimal(first.body.trim());
    if (size === undefined) return { kind: 'failed', why: 'it answered 409 without the size of its head' };
    const { size: ours } = parseCheckpoint(asked.checkpoint, 'own checkpoint');
    // Of the same size, and still refused: it knows another root.
    if (size > ours || size === asked.oldSize) return { kind: 'contradicts', size };
    const second = await submit(asked, size);
    if (second.status === 409 || second.status === 422) return { kind: 'contradicts', size };
    return replyTo(second, asked);
  } catch (thrown) {
    return { kind: 'failed', why: causeOf(thrown) };
  }
}

function replyTo({ status, body }: Response, { witness, checkpoint, oldSize }: Asked): WitnessReply {
  if (status === 422) return { kind: 'contradicts', size: oldSize };
  if (status !== 200) return { kind: 'failed', why: `it answered ${status}: ${body.slice(0, 200).trim()}` };
  const own = parseCheckpoint(checkpoint, 'own checkpoint');
  for (const line of body.split('\n').slice(0, 16)) {
    if (line === '') continue;
    const signature = parseSignature(line, `answer of ${witness.name}`);
    const cosigned = verifyCosignature(
      { ...own, note: { text: own.note.text, signatures: [signature] } },
      witness.key,
    );
    if (cosigned.ok) return { kind: 'cosigned', signature, time: cosigned.time };
  }
  return { kind: 'failed', why: 'its answer has no cosignature by its key' };
}

interface Response {
  readonly status: number;
  readonly body: string;
}

async function submit(
  { witness, checkpoint, tree, patience, cancelled }: Asked,
  oldSize: number,
): Promise<Response> {
  const { size } = parseCheckpoint(checkpoint, 'own checkpoint');
  const proof = proveConsistency(tree, oldSize, size);
  const answer = await fetch(`${witness.url?.replace(/\/$/, '')}/add-checkpoint`, {
    method: 'POST',
    body: formatAddCheckpoint({ oldSize, proof, checkpoint }),
    signal: AbortSignal.any([AbortSignal.timeout(patience), ...(cancelled === undefined ? [] : [cancelled])]),
    redirect: 'error',
  });
  return { status: answer.status, body: await shortText(answer) };
}

async function shortText({ body }: globalThis.Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error('its answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What failed beneath a failed fetch. */
function causeOf(thrown: unknown): string {
  return thrown instanceof Error && thrown.cause instanceof Error
    ? messageOf(thrown.cause)
    : messageOf(thrown);
}
