/**
 * The beat of a notary: at every turn the newest head is signed, shown to the witnesses, and published with the
 * cosignatures it got; while nothing happens, a heartbeat says so.
 */
import type { OffswitchError } from '../../kit/errors.ts';
import { parseCheckpoint, type SignedCheckpoint } from '../formats/checkpoint.ts';
import { withCosignatures } from '../formats/cosignature.ts';
import type { NoteSignature } from '../formats/note.ts';
import { type Policy, satisfies, type Witness } from '../formats/policy.ts';
import { tiledSubtrees } from '../tree/tiled.ts';
import { askWitness, type WitnessReply } from '../witness/client.ts';
import type { Clock } from './clock.ts';
import type { FileLayer } from './files.ts';
import { SIGNED, WITNESSED } from './layout.ts';
import { forked, rolledBack } from './recover.ts';
import type { LogWriter } from './writer.ts';

export interface PublisherOptions {
  readonly writer: LogWriter;
  readonly files: FileLayer;
  readonly clock: Clock;
  /** Whose cosignatures are asked for. */
  readonly policy: Policy;
  /** Milliseconds between heads, between heartbeats, and for a witness to answer. */
  readonly everyMs: number;
  readonly heartbeatMs: number;
  readonly witnessPatienceMs: number;
}

export interface WitnessState {
  readonly name: string;
  readonly url: string | null;
  /** Size of the newest head that it cosigned for us in this epoch. */
  readonly size: number;
  /** Of that cosignature, seconds since 1970. */
  readonly time: number | null;
  /** Why it did not cosign the last time it was asked. */
  readonly failure: string | null;
}

export interface Publisher {
  readonly witnesses: readonly WitnessState[];
  /** Size of the newest head that reached the quorum. */
  readonly witnessed: number;
  /** Signs, asks, publishes; gives the published note. Errors: those of `sign`, `log-rolled-back`, `log-forked`. */
  publish(): Promise<string>;
  /** Says that the epoch is over, and publishes for the last time. */
  close(): Promise<void>;
  /** Publishes nothing any more. */
  abandon(): Promise<void>;
}

/** Milliseconds that other witnesses have to answer once a quorum has. */
const LATE_MS = 100;

export function startPublisher(options: PublisherOptions): Publisher {
  const { writer, files, clock, policy, everyMs, heartbeatMs, witnessPatienceMs } = options;
  const asked = policy.witnesses.filter(({ url }) => url !== undefined);
  const states = new Map<string, WitnessState>(
    policy.witnesses.map(({ name, url }) => [
      name,
      { name, url: url ?? null, size: 0, time: null, failure: null },
    ]),
  );
  let witnessed = sizeIn(files, WITNESSED);
  let published = '';
  /** Entries at the last publication, with the records that the publication itself made. */
  let settled = 0;
  /** Witnesses that have not answered an earlier question. */
  const awaited = new Set<string>();
  const ending = new AbortController();
  let lastBeat = clock.monoUs();
  let running: Promise<string> | undefined;

  async function turn(last = false): Promise<string> {
    if (!last && clock.monoUs() - lastBeat >= heartbeatMs * 1000) await beat();
    if (writer.size === settled && published !== '') return published;
    const tellLater = !last && writer.size > settled + (published === '' ? 0 : 1);
    const note = await writer.sign();
    const checkpoint = parseCheckpoint(note, 'own checkpoint');
    const cosignatures = await cosignaturesOn(note, checkpoint);
    const cosigned = withCosignatures(checkpoint, [...cosignatures.values()]);
    const reached = reachesQuorum(checkpoint, cosignatures);
    await writer.publish(cosigned, reached);
    if (reached) witnessed = checkpoint.size;
    published = cosigned;
    settled = checkpoint.size;
    if (tellLater) {
      const names = [...cosignatures.keys()];
      const root = checkpoint.root.toString('base64');
      await writer.say({
        kind: 'checkpoint.publish',
        body: { size: checkpoint.size, root, cosigned_by: names },
      });
    }
    return published;
  }

  /** By name of the witness. Who is late is not waited for once there are enough: the head would grow old meanwhile. */
  async function cosignaturesOn(
    note: string,
    checkpoint: SignedCheckpoint,
  ): Promise<ReadonlyMap<string, NoteSignature>> {
    const tree = tiledSubtrees(files.read, checkpoint.size);
    const cosignatures = new Map<string, NoteSignature>();
    const enough = Promise.withResolvers<void>();
    const replies = asked
      .filter(({ name }) => !awaited.has(name))
      .map(async (witness) => {
        const oldSize = states.get(witness.name)?.size ?? 0;
        const asking = { witness, checkpoint: note, oldSize, tree, patience: witnessPatienceMs };
        awaited.add(witness.name);
        const reply = await askWitness({ ...asking, cancelled: ending.signal });
        awaited.delete(witness.name);
        takeReply(witness, reply, checkpoint.size);
        if (reply.kind !== 'cosigned') return;
        cosignatures.set(witness.name, reply.signature);
        if (reachesQuorum(checkpoint, cosignatures)) setTimeout(enough.resolve, LATE_MS);
      });
    await Promise.race([Promise.all(replies), enough.promise]);
    return new Map(cosignatures);
  }

  function reachesQuorum(checkpoint: SignedCheckpoint, cosignatures: ReadonlyMap<string, NoteSignature>) {
    const cosigned = withCosignatures(checkpoint, [...cosignatures.values()]);
    return policy.quorum !== undefined && satisfies(parseCheckpoint(cosigned, 'own checkpoint'), policy).ok;
  }

  async function beat(): Promise<void> {
    lastBeat = clock.monoUs();
    const { size, root } = parseCheckpoint(await writer.sign(), 'own checkpoint');
    await writer.say({ kind: 'heartbeat', body: { size, root: root.toString('base64'), witnessed } });
  }

  function takeReply(witness: Witness, reply: WitnessReply, size: number): void {
    const before = states.get(witness.name);
    if (before === undefined) return;
    if (reply.kind === 'cosigned')
      states.set(witness.name, { ...before, size, time: reply.time, failure: null });
    if (reply.kind === 'failed') states.set(witness.name, { ...before, failure: reply.why });
    if (reply.kind === 'contradicts') {
      const error = contradiction(witness, reply.size, size);
      writer.stop(error);
      throw error;
    }
  }

  /** One at a time; who comes meanwhile waits for the next one, which has what they wrote. */
  function publish(): Promise<string> {
    const before = running;
    const next = (before === undefined ? Promise.resolve('') : before.catch(() => '')).then(() => turn());
    running = next;
    const done = () => {
      if (running === next) running = undefined;
    };
    next.then(done, done);
    return next;
  }

  const timer = setInterval(() => {
    if (running === undefined && writer.stopped === undefined) publish().catch(() => {});
  }, everyMs);

  async function abandon(): Promise<void> {
    clearInterval(timer);
    await running?.catch(() => {});
    ending.abort();
  }

  return {
    get witnesses() {
      return [...states.values()];
    },
    get witnessed() {
      return witnessed;
    },
    publish,
    async close() {
      clearInterval(timer);
      await running?.catch(() => {});
      await writer.say({ kind: 'channel.close', body: { reason: 'closed' } });
      await turn(true);
      ending.abort();
    },
    abandon,
  };
}

function contradiction({ name }: Witness, seen: number, size: number): OffswitchError {
  return seen > size
    ? rolledBack(`the witness ${name} has seen ${seen} entries; there are ${size}`)
    : forked(`the witness ${name} has seen another history of the first ${seen} entries`);
}

/**
 * Shows the witnesses the head that was signed last, before anything else is signed: one that has seen more knows that
 * the folder was put back. Who does not answer cannot object. Errors: `log-rolled-back`, `log-forked`.
 */
export async function demandNewest(files: FileLayer, { witnesses }: Policy, patience: number): Promise<void> {
  const note = files.read(SIGNED)?.toString();
  if (note === undefined) return;
  const { size } = parseCheckpoint(note, SIGNED);
  const tree = tiledSubtrees(files.read, size);
  const asked = witnesses.filter(({ url }) => url !== undefined);
  const replies = await Promise.all(
    asked.map((witness) => askWitness({ witness, checkpoint: note, oldSize: size, tree, patience })),
  );
  for (const [at, reply] of replies.entries()) {
    const witness = asked[at];
    if (witness !== undefined && reply.kind === 'contradicts') throw contradiction(witness, reply.size, size);
  }
}

function sizeIn(files: Pick<FileLayer, 'read'>, path: string): number {
  const bytes = files.read(path);
  return bytes === undefined ? 0 : parseCheckpoint(bytes, path).size;
}
