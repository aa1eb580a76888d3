/** One request to a provider, and its answer on to the client as it comes: byte for byte, no faster than it is read. */
import { once } from 'node:events';
import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { messageOf, systemCodeOf } from '../kit/errors.ts';
import { answerReader, type ReadAnswer } from './answer.ts';
import { answeredHeaders } from './headers.ts';
import type { Protocol } from './protocols/protocol.ts';
import { textWithoutSecret, withoutSecret } from './without-secret.ts';

export interface Forwarded {
  readonly protocol: Protocol;
  /** Whole, query included. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The provider's. */
  readonly key: string;
  readonly signal: AbortSignal;
}

export type Forwarding =
  /** Nothing was answered. `unsent`: the provider cannot have got it. */
  | { readonly kind: 'no-answer'; readonly why: string; readonly isUnsent: boolean }
  /** An answer that does not pass: a redirect, another encoding. */
  | { readonly kind: 'unfit'; readonly status: number; readonly why: string }
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly answer: ReadAnswer;
      /** Why it broke off before its end: by whom it was given up, or what happened to the provider. */
      readonly cut: string | undefined;
    };

/** A provider that says nothing for so long has gone. Models think for minutes before their first word. */
const SILENCE_MS = 30 * 60_000;

const agents = {
  'http:': new HttpAgent({ keepAlive: true }),
  'https:': new HttpsAgent({ keepAlive: true }),
} as const;

/** Follows no redirect and tries nothing twice. Writes to `client` only if the answer passes. Never throws. */
export async function forward(asked: Forwarded, client: ServerResponse): Promise<Forwarding> {
  const wasAborted = () => asked.signal.aborted;
  let reached = false;
  try {
    const response = await sent(asked, () => {
      reached = true;
    });
    const status = response.statusCode ?? 0;
    const unfit = whyUnfit(response);
    if (unfit !== undefined) {
      response.destroy();
      return { kind: 'unfit', status, why: unfit };
    }
    client.writeHead(status, answeredHeaders(response.headers, asked.key));
    client.flushHeaders();
    return await passOn(asked, response, client);
  } catch (thrown) {
    const told = textWithoutSecret(systemCodeOf(thrown) ?? messageOf(thrown), asked.key);
    return {
      kind: 'no-answer',
      why: wasAborted() ? 'given up by the client' : told,
      isUnsent: !reached,
    };
  }
}

function sent({ protocol, url, headers, body, key, signal }: Forwarded, onReached: () => void) {
  const target = new URL(url);
  const isPlain = target.protocol === 'http:';
  const request = (isPlain ? httpRequest : httpsRequest)(target, {
    method: 'POST',
    agent: agents[isPlain ? 'http:' : 'https:'],
    signal,
    headers: {
      ...headers,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'accept-encoding': 'identity',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'offswitch',
      [protocol.key.header]: `${protocol.key.prefix}${key}`,
    },
  });
  return new Promise<IncomingMessage>((resolve, reject) => {
    request.on('socket', (socket) => {
      if (socket.connecting) socket.once('connect', onReached);
      else onReached();
    });
    request.on('response', resolve);
    request.on('error', reject);
    // Without a listener an upgrade would end in silence.
    request.on('upgrade', (_, socket) => {
      socket.destroy();
      reject(new Error('the provider wanted another protocol'));
    });
    request.on('close', () => reject(new Error('the provider closed the connection')));
    request.setTimeout(SILENCE_MS, () => request.destroy(new Error('the provider fell silent')));
    request.end(body);
  });
}

function whyUnfit({ statusCode = 0, headers }: IncomingMessage): string | undefined {
  if (statusCode >= 300 && statusCode < 400) return 'the provider sends the call to another address';
  if (statusCode < 200) return 'the provider gave no status';
  const encoding = headers['content-encoding'] ?? 'identity';
  return encoding === 'identity' ? undefined : 'the provider answers in an encoding that nobody asked for';
}

async function passOn(
  asked: Forwarded,
  response: IncomingMessage,
  client: ServerResponse,
): Promise<Forwarding> {
  const reader = answerReader(asked.protocol, response.headers['content-type'] ?? '');
  const filter = withoutSecret(asked.key);
  let cut: string | undefined;
  const put = async (bytes: Buffer): Promise<void> => {
    if (bytes.length === 0) return;
    reader.write(bytes);
    if (!client.write(bytes)) await once(client, 'drain', { signal: asked.signal });
  };
  try {
    for await (const part of response) await put(filter.write(part));
    await put(filter.end());
    // A body that was cut off ends as if it were whole where neither length nor chunks say so.
    if (!response.complete) cut = 'the provider broke off';
  } catch (thrown) {
    const told = textWithoutSecret(messageOf(thrown), asked.key);
    cut = asked.signal.aborted ? 'given up by the client' : `the provider broke off: ${told}`;
  }
  if (cut === undefined) client.end();
  // The client is to see that it is not whole.
  else client.destroy();
  return { kind: 'answered', status: response.statusCode ?? 0, answer: reader.end(), cut };
}
