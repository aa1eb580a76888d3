/** Speaking to a notary from another process. */
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { messageOf, OffswitchError } from '../../kit/errors.ts';
import type { SaltedPayload } from '../records/payloads.ts';
import type { Draft } from '../records/record.ts';
import { askingOver } from './asking.ts';
import { type Answers, answerShapes, type Request } from './protocol.ts';

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

/** Through a stream that is connected to it. When it ends, everything that is under way fails with `log-stopped`. */
export function notaryClient(stream: Duplex): NotaryClient {
  const { ask, close } = askingOver<Answers>(stream, { answers: answerShapes, who: 'notary', gone });
  return {
    ask,
    append: (records, payloads = []) =>
      ask('append', {
        records: [...records],
        ...(payloads.length === 0 ? {} : { payloads: payloads.map(({ bytes }) => bytes.toString('base64')) }),
      }),
    close,
  };
}

function gone(what: string): OffswitchError {
  return new OffswitchError(
    'log-stopped',
    `the notary cannot be reached: ${what}`,
    'Nothing may be done that must be logged. Start the notary again; what it acknowledged is in the log.',
  );
}
