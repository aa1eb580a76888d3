/** The body of an add-checkpoint request (c2sp.org/tlog-witness): the old size, a consistency proof, the checkpoint. */
import { malformed } from '../failures.ts';
import { base64, decimal } from '../formats/numerals.ts';

export interface AddCheckpoint {
  /** Size of the head that the witness is believed to have cosigned last. */
  readonly oldSize: number;
  readonly proof: readonly Buffer[];
  /** The signed note, as it is. */
  readonly checkpoint: string;
}

const MOST_HASHES = 63;

export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  return [`old ${oldSize}`, ...proof.map((hash) => hash.toString('base64')), '', checkpoint].join('\n');
}

/** Errors: `bad-request`. The checkpoint in it is not looked at. */
export function parseAddCheckpoint(body: string, place: string): AddCheckpoint {
  const split = body.indexOf('\n\n');
  if (split < 0) throw badRequest(place, 'no empty line stands before the checkpoint');
  const [first = '', ...lines] = body.slice(0, split).split('\n');
  const oldSize = first.startsWith('old ') ? decimal(first.slice('old '.length)) : undefined;
  if (oldSize === undefined) throw badRequest(place, 'its first line is not "old SIZE"');
  if (lines.length > MOST_HASHES) throw badRequest(place, `it has more than ${MOST_HASHES} hashes`);
  const proof = lines.map((line, at) => {
    const hash = base64(line, 32);
    if (hash === undefined) throw badRequest(place, `its hash ${at + 1} is not 32 bytes in base64`);
    return hash;
  });
  return { oldSize, proof, checkpoint: body.slice(split + 2) };
}

function badRequest(place: string, what: string): Error {
  return malformed('bad-request', place, what, 'Send what c2sp.org/tlog-witness describes.');
}
