/** From a request as it came to what it asks for; the body goes on as it is, and every reader reads it alike. */
import type { IncomingHttpHeaders } from 'node:http';
import { isRecord } from '../kit/canonical.ts';
import { parseExactJson } from '../kit/json.ts';
import { askedHeaders } from './headers.ts';
import type { Endpoint, ModelRequest, Protocol, ProtocolName } from './protocols/protocol.ts';
import { badRequest } from './protocols/reading.ts';

export interface RawRequest {
  readonly method: string;
  /** What follows the base address that the client was given, with its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export interface Asked {
  readonly protocol: ProtocolName;
  readonly endpoint: Endpoint;
  readonly request: ModelRequest;
  /** Those that go on. */
  readonly headers: Readonly<Record<string, string>>;
  /** Exactly the bytes that came. */
  readonly body: string;
}

/** Errors: `bad-request`, `bad-json`. */
export function readAsked(protocol: Protocol, raw: RawRequest): Asked {
  const [path = '', query = '', ...more] = raw.path.split('?');
  const endpoint =
    raw.method === 'POST' && more.length === 0
      ? protocol.endpointOf(path, new URLSearchParams(query))
      : undefined;
  if (endpoint === undefined) throw badRequest(`nothing is served at ${raw.method} ${path.slice(0, 200)}`);
  if (!/^application\/json\b/i.test(raw.headers['content-type'] ?? ''))
    throw badRequest('the body must be application/json');
  if ((raw.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw badRequest('the body must not be compressed');
  const body = parseExactJson(raw.body, 'body');
  if (!isRecord(body)) throw badRequest('the body must be an object');
  const headers = askedHeaders(raw.headers, protocol);
  const request = protocol.read(body, endpoint, headers);
  return { protocol: protocol.name, endpoint, request, headers, body: new TextDecoder().decode(raw.body) };
}
