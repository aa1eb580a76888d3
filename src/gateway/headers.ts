/** The headers that pass, both ways; what is not named here stays where it is. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Protocol } from './protocols/protocol.ts';
import { textWithoutSecret } from './without-secret.ts';

/** Of a request, as far as they say how it is to be understood. */
export function askedHeaders(
  headers: IncomingHttpHeaders,
  protocol: Protocol,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    protocol.requestHeaders.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' && PLAIN.test(value) ? [[name, value]] : [];
    }),
  );
}

const PLAIN = /^[\x20-\x7e]{1,2000}$/;

const ANSWERED =
  /^(?:content-type|retry-after|retry-after-ms|x-should-retry|request-id|x-request-id|anthropic-ratelimit-.+|x-ratelimit-.+)$/;

/** Of an answer: what it is, and when to try again. */
export function answeredHeaders(
  headers: IncomingHttpHeaders,
  secret: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && ANSWERED.test(name) ? [[name, textWithoutSecret(value, secret)]] : [],
    ),
  );
}
