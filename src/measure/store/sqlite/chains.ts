/** Reading transcripts back, each event checked against the chain. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { messageOf } from '../../../kit/errors.ts';
import { type Hash, hashText } from '../../../kit/hash.ts';
import { parseShape } from '../../../kit/json.ts';
import { bodyShape } from '../../trial/shapes.ts';
import { CHAIN_START, chainHash, type Event } from '../../trial/transcript.ts';
import { blobColumn, hashColumn, wholeColumn } from './columns.ts';
import { unpack } from './packing.ts';

export interface Chain {
  /** The events up to the first fault. */
  readonly events: readonly Event[];
  readonly head: Hash;
  readonly fault?: string;
}

/** Gives the chain of the trial with an id. */
export function chainReader(connection: DatabaseSync): (trial: number) => Chain {
  const events = connection.prepare(
    `SELECT events.seq, events.hash, events.inline, bodies.data AS shared
     FROM events LEFT JOIN bodies ON bodies.id = events.body WHERE trial = ? ORDER BY seq`,
  );
  return (trial) => checkedChain(() => events.iterate(trial));
}

const eventRow = z.object({
  seq: wholeColumn,
  hash: hashColumn,
  inline: blobColumn.nullable(),
  shared: blobColumn.nullable(),
});

function checkedChain(read: () => Iterable<unknown>): Chain {
  const events: Event[] = [];
  let head = CHAIN_START;
  try {
    for (const row of read()) {
      const event = checkedEvent(row, events.length, head);
      events.push(event);
      head = event.hash;
    }
  } catch (thrown) {
    return { events, head, fault: messageOf(thrown) };
  }
  return { events, head };
}

/** The event of a row that should be number `seq`. Throws an Error that says what is wrong. */
function checkedEvent(row: unknown, seq: number, prev: Hash): Event {
  const parsed = eventRow.safeParse(row);
  if (!parsed.success) throw new Error('its entry is unreadable');
  const { hash, inline, shared } = parsed.data;
  if (parsed.data.seq !== seq) throw new Error('it is missing');
  const bytes = inline ?? shared;
  if (bytes === null) throw new Error('its body is missing');
  const text = unpackedBody(bytes);
  if (chainHash(prev, seq, hashText(text)) !== hash) throw new Error('it is altered');
  return { ...parseShape(text, bodyShape), seq, prev, hash };
}

function unpackedBody(bytes: Uint8Array): string {
  try {
    return unpack(bytes);
  } catch (thrown) {
    throw new Error(`its body is unreadable: ${messageOf(thrown)}`, { cause: thrown });
  }
}
