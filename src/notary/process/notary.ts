/** A notary at work: a log that is open, its beat, and an answer to every request. */
import { messageOf, OffswitchError } from '../../kit/errors.ts';
import { typed } from '../../kit/json.ts';
import { parseCheckpoint } from '../formats/checkpoint.ts';
import { formatVerifierKey } from '../formats/keys.ts';
import { type Policy, withoutWitnesses } from '../formats/policy.ts';
import { formatReceipt } from '../formats/proof.ts';
import { type Clock, machineClock } from '../log/clock.ts';
import { diskFiles, type FileLayer } from '../log/files.ts';
import { CHECKPOINT } from '../log/layout.ts';
import { openLog } from '../log/open.ts';
import { demandNewest, type Publisher, startPublisher } from '../log/publish.ts';
import type { QueueLimits } from '../log/queue.ts';
import { entriesFrom } from '../log/read-entries.ts';
import { withJournal } from '../log/read-payloads.ts';
import type { LogWriter } from '../log/writer.ts';
import { payloadContent, saltedPayload } from '../records/payloads.ts';
import { checkDraft } from '../records/record.ts';
import { proveInclusion } from '../tree/prove.ts';
import { type ReadFile, tiledSubtrees } from '../tree/tiled.ts';
import { type Answers, type Request, requestShape } from './protocol.ts';

export interface NotaryOptions {
  readonly directory: string;
  /** Identity of a log that is begun, e.g. `example.com/guard`. */
  readonly origin: string;
  readonly policy?: Policy;
  readonly everyMs?: number;
  readonly heartbeatMs?: number;
  readonly witnessPatienceMs?: number;
  readonly queue?: QueueLimits;
  readonly clock?: Clock;
  readonly files?: FileLayer;
}

export interface Notary {
  readonly writer: LogWriter;
  readonly publisher: Publisher;
  /** Answers one request; never throws. */
  answer(message: unknown): Promise<object>;
  close(): Promise<void>;
}

/** Opens the log, shows its head to the witnesses, and goes on from there. Errors: those of openLog() and publish(). */
export async function startNotary(options: NotaryOptions): Promise<Notary> {
  const { directory, origin, policy = withoutWitnesses([]), queue, clock = machineClock } = options;
  const { everyMs = 1000, heartbeatMs = 5000, witnessPatienceMs = 5000 } = options;
  const files = options.files ?? diskFiles(directory);
  const writer = await openLog({
    files,
    examine: () => demandNewest(files, policy, witnessPatienceMs),
    clock,
    origin,
    heartbeatMs,
    ...(queue === undefined ? {} : { queue }),
  });
  const trusting: Policy = { ...policy, logs: [writer.key] };
  const publisher = startPublisher({
    writer,
    files,
    clock,
    policy: trusting,
    everyMs,
    heartbeatMs,
    witnessPatienceMs,
  });
  try {
    // A witness that has seen more ends it here, before anything is taken.
    await publisher.publish();
  } catch (thrown) {
    await publisher.abandon();
    await writer.close();
    throw thrown;
  }

  return {
    writer,
    publisher,
    async answer(message) {
      const id = idOf(message);
      try {
        const request = typed(requestShape, message, 'request to the notary', 'bad-request');
        return { id, ok: await answerTo(request, { writer, publisher, files }) };
      } catch (thrown) {
        return { id, error: errorOf(thrown) };
      }
    },
    async close() {
      try {
        if (writer.stopped === undefined) await publisher.close();
        else await publisher.abandon();
      } finally {
        await writer.close();
      }
    },
  };
}

interface AtWork extends Pick<Notary, 'writer' | 'publisher'> {
  readonly files: FileLayer;
}

async function answerTo(
  request: Request,
  { writer, publisher, files }: AtWork,
): Promise<Answers[Request['do']]> {
  switch (request.do) {
    case 'append':
      return writer.append(
        request.records.map((record, at) => checkDraft(record, `record ${at + 1}`)),
        request.payloads?.map((payload) => saltedPayload(Buffer.from(payload, 'base64'))),
      );
    case 'read':
      return {
        entries: [...entriesFrom(files, request.from, Math.min(request.from + request.most, writer.size))],
      };
    case 'keep':
      return writer.keep(Buffer.from(request.content, 'base64'));
    case 'fetch':
      return { content: payloadContent(withJournal(files), request.digest)?.toString('base64') ?? null };
    case 'erase':
      await writer.erase(request.digest, request.by, request.reason);
      return {};
    case 'number':
      return { last: writer.lastNumber(request.channel) };
    case 'head':
      return {
        origin: writer.origin,
        vkey: formatVerifierKey(writer.key),
        epoch: writer.epoch,
        size: writer.size,
        checkpoint: files.read(CHECKPOINT)?.toString() ?? null,
      };
    case 'publish':
      return { checkpoint: await publisher.publish() };
    case 'prove':
      return { receipt: receiptFor(files.read, request.index) };
    case 'witnesses':
      return { witnessed: publisher.witnessed, witnesses: [...publisher.witnesses] };
    case 'rotate-key':
      await writer.rotateKey();
      return { vkey: formatVerifierKey(writer.key) };
  }
}

/** The receipt of an entry under the published checkpoint. Errors: `log-missing`, `bad-request`, `bad-tile`. */
export function receiptFor(read: ReadFile, index: number): string {
  const note = read(CHECKPOINT);
  if (note === undefined) {
    throw new OffswitchError(
      'log-missing',
      'there is no checkpoint yet',
      'Check the path of the log, or wait for its first checkpoint.',
    );
  }
  const checkpoint = parseCheckpoint(note, CHECKPOINT);
  if (index >= checkpoint.size) {
    throw new OffswitchError(
      'bad-request',
      `entry ${index} is not in the published log, which has ${checkpoint.size} entries`,
      'Ask for an entry below that number, or after the next checkpoint.',
      { index, size: checkpoint.size },
    );
  }
  const proof = proveInclusion(tiledSubtrees(read, checkpoint.size), index, checkpoint.size);
  return formatReceipt({ index, proof, checkpoint });
}

function idOf(message: unknown): number {
  const id = typeof message === 'object' && message !== null && 'id' in message ? message.id : undefined;
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : -1;
}

function errorOf(thrown: unknown): { code: string; message: string; remedy: string; system?: string } {
  if (thrown instanceof OffswitchError) {
    const { code, message, remedy, data } = thrown;
    return { code, message, remedy, ...(typeof data.system === 'string' ? { system: data.system } : {}) };
  }
  return {
    code: 'internal',
    message: messageOf(thrown),
    remedy: 'This is a bug of the notary; please report it.',
  };
}
