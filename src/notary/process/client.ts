/** Speaking to a notary from another process. */
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { isErrorCode, messageOf, OffswitchError } from '../../kit/errors.ts';
import { typed } from '../../kit/json.ts';
import type { SaltedPayload } from '../records/payloads.ts';
import type { Draft } from '../records/record.ts';
import { encodeFrame, onFrames } from './frames.ts';
import { type Answers, answerShapes, type Request, replyShape } from './protocol.ts';

export interface NotaryClient {
  /** Resolves when the records are on the notary's disk, and before them the payloads that they refer to. */
  append(records: readonly Draft[], payloads?: readonly SaltedPayload[]): Promise<Answers['append']>;
  ask<Do extends Request['do']>(
    what: Do,
    rest: Omit<Extract<Request, { do: Do }>, 'id' | 'do'>,
  ): Promise<Answers[Do]>;
  close(): void;
}

/** Through its Unix socket. Errors: `log-stopped` if nobody listens there. */
export function connectNotary(path: string): Promise<NotaryClient> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(notaryClient(socket)));
    socket.once('error', (thrown) => reject(gone(`${path}: ${messageOf(thrown)}`)));
  });
}

interface Waiting {
  readonly what: Request['do'];
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Through a stream that is connected to it. When it ends, everything that is under way fails with `log-stopped`. */
export function notaryClient(stream: Duplex): NotaryClient {
  const waiting = new Map<number, Waiting>();
  let next = 0;
  let ended: Error | undefined;

  function take(value: unknown): void {
    const reply = typed(replyShape, value, 'reply of the notary', 'bad-frame');
    const one = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) {
      const { code, message, remedy, system = null } = reply.error;
      const error = new OffswitchError(isErrorCode(code) ? code : 'internal', message, remedy, { system });
      if (one === undefined) end(error);
      else one.reject(error);
      return;
    }
    if (one === undefined) return;
    const result = answerShapes[one.what].safeParse(reply.ok);
    if (result.success) one.resolve(result.data as never);
    else one.reject(gone(`its answer to ${one.what} does not fit`));
  }

  function end(error?: Error): void {
    ended ??= error instanceof OffswitchError ? error : gone(error?.message ?? 'it ended');
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  }

  onFrames(stream, take, end);

  function ask<Do extends Request['do']>(
    what: Do,
    rest: Omit<Extract<Request, { do: Do }>, 'id' | 'do'>,
  ): Promise<Answers[Do]> {
    if (ended !== undefined) return Promise.reject(ended);
    const id = next;
    next += 1;
    return new Promise((resolve, reject) => {
      waiting.set(id, { what, resolve, reject });
      stream.write(encodeFrame({ ...rest, id, do: what }));
    });
  }

  return {
    ask,
    append: (records, payloads = []) =>
      ask('append', {
        records: [...records],
        ...(payloads.length === 0 ? {} : { payloads: payloads.map(({ bytes }) => bytes.toString('base64')) }),
      }),
    close: () => stream.destroy(),
  };
}

function gone(what: string): OffswitchError {
  return new OffswitchError(
    'log-stopped',
    `the notary cannot be reached: ${what}`,
    'Nothing may be done that must be logged. Start the notary again; what it acknowledged is in the log.',
  );
}
