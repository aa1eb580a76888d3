/**
 * Who is behind an HTTP request: the agent whose token it carries, or nobody. The token stands in the path or in a
 * header; a request from a page of a browser, or for another host, is nobody's.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isSameSecret } from '../../../kit/secrets.ts';
import { REFUSAL } from '../decide.ts';
import type { Alert } from './alerts.ts';

export interface DoorOptions {
  /** Tokens by agent. */
  readonly tokens: ReadonlyMap<string, string>;
  /** Names and ports under which the server is known, as they stand in `Host`. */
  readonly hosts: () => readonly string[];
  /** Headers that may hold the token, beside `Authorization: Bearer`, e.g. `x-api-key`. */
  readonly keyHeaders?: readonly string[];
  readonly alert: Alert;
}

export interface Admitted {
  readonly agent: string;
  /** The path without the token: `/mcp`. */
  readonly path: string;
}

/** `/agent/TOKEN/mcp`: whoever knows the address is the agent. */
const WITH_TOKEN = /^\/agent\/([^/]+)(\/.*)$/;

/** Undefined where nobody is behind it; `alert` has been told why. */
export function admit(request: IncomingMessage, options: DoorOptions): Admitted | undefined {
  const why = refusalOf(request, options);
  if (typeof why !== 'string') return why;
  options.alert('warning', why);
  return undefined;
}

/** The same bytes whatever the reason is. */
export function turnAway(response: ServerResponse): void {
  const body = JSON.stringify(REFUSAL);
  response.writeHead(403, { 'content-type': 'application/json', connection: 'close' }).end(body);
}

function refusalOf(request: IncomingMessage, options: DoorOptions): Admitted | string {
  const hosts = options.hosts();
  const { host, origin } = request.headers;
  if (host === undefined || !hosts.includes(host.toLowerCase()))
    return 'a request was for a host that is not this one (a forged Host?)';
  if (origin !== undefined && !hosts.some((own) => origin === `http://${own}`))
    return 'a request came from a page of another site';
  if (['cross-site', 'same-site'].includes(String(request.headers['sec-fetch-site'])))
    return 'a request came from a page of another site';
  const { headersDistinct } = request;
  const single = ['host', 'authorization', ...(options.keyHeaders ?? [])];
  if (single.some((name) => (headersDistinct[name]?.length ?? 0) > 1))
    return 'a request had a header twice of which there is one';
  const address = request.url ?? '';
  const [path = '', query] = address.split('?', 2);
  const inPath = WITH_TOKEN.exec(path);
  const given = [...(inPath?.[1] === undefined ? [] : [inPath[1]]), ...keysIn(request, options)];
  if (query !== undefined && holdsToken(query, options.tokens))
    return 'a token stood in a query string, where logs keep it';
  if (given.length === 0) return 'a request had no token';
  const agents = given.map((token) => ownerOf(token, options.tokens));
  const [agent] = agents;
  if (agent === undefined || agents.includes(undefined)) return 'a request had a wrong token';
  if (agents.some((other) => other !== agent)) return 'a request had the tokens of two agents';
  const rest = inPath?.[2] ?? path;
  return { agent, path: query === undefined ? rest : `${rest}?${query}` };
}

function keysIn({ headers }: IncomingMessage, { keyHeaders = [] }: DoorOptions): readonly string[] {
  const bearer = headers.authorization;
  const own = keyHeaders.flatMap((name) => headers[name] ?? []);
  return [...(bearer === undefined ? [] : [/^Bearer ([^\s]+)$/i.exec(bearer)?.[1] ?? '']), ...own];
}

/** Compares with every token, whichever fits. */
function ownerOf(given: string, tokens: ReadonlyMap<string, string>): string | undefined {
  let owner: string | undefined;
  for (const [agent, token] of tokens) if (isSameSecret(given, token)) owner = agent;
  return owner;
}

function holdsToken(text: string, tokens: ReadonlyMap<string, string>): boolean {
  return text.split(/[&=]/).some((part) => ownerOf(part, tokens) !== undefined);
}
