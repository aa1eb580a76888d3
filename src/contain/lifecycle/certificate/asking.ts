/** Looks from outside: whether something answers where an agent answered, and whether others still know it. */
import { connect, type NetConnectOpts } from 'node:net';
import { messageOf, systemCodeOf } from '../../../kit/errors.ts';
import type { Result, Sighting } from './line.ts';

const PATIENCE_MS = 3000;

type Seen = Pick<Sighting, 'result' | 'evidence'>;

/** What a gateway says of which nobody stands behind. */
const NOBODY: ReadonlySet<number> = new Set([404, 410, 502, 503, 504]);
const REFUSED: ReadonlySet<number> = new Set([401, 403]);
const ABSENT: ReadonlySet<number> = new Set([404, 410]);
/** Nobody listens. */
const SILENT: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOENT']);

/** @example await lookAtEndpoint('tcp://127.0.0.1:8080') // { result: 'confirmed', evidence: 'ECONNREFUSED' } */
export async function lookAtEndpoint(endpoint: string): Promise<Seen> {
  if (endpoint.startsWith('http')) {
    const answer = await ask(endpoint, {});
    if (typeof answer === 'number')
      return { result: NOBODY.has(answer) ? 'confirmed' : 'contradicted', evidence: `answers ${answer}` };
    return answer;
  }
  const options: NetConnectOpts = endpoint.startsWith('unix:')
    ? { path: endpoint.slice(5) }
    : tcpOf(endpoint);
  return new Promise((resolve) => {
    const socket = connect({ ...options, timeout: PATIENCE_MS });
    const tell = (result: Result, evidence: string) => {
      socket.destroy();
      resolve({ result, evidence });
    };
    socket.on('connect', () => tell('contradicted', 'somebody listens'));
    socket.on('timeout', () => tell('unobservable', `no answer within ${PATIENCE_MS} ms`));
    socket.on('error', (thrown) => {
      const { result, evidence } = failed(thrown);
      tell(result, evidence);
    });
  });
}

function tcpOf(endpoint: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(endpoint);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
}

/** The issuer refuses it. */
export async function lookAtCredential(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Seen> {
  const answer = await ask(url, headers);
  // That nobody is there to refuse it says nothing about tomorrow.
  if (typeof answer !== 'number') return { ...answer, result: 'unobservable' };
  if (REFUSED.has(answer)) return { result: 'confirmed', evidence: `refused with ${answer}` };
  const isTaken = answer >= 200 && answer < 300;
  return { result: isTaken ? 'contradicted' : 'unobservable', evidence: `answered with ${answer}` };
}

/** It is listed no more. */
export async function lookAtEntry(url: string, headers: Readonly<Record<string, string>>): Promise<Seen> {
  const answer = await ask(url, headers);
  if (typeof answer !== 'number') return { ...answer, result: 'unobservable' };
  if (ABSENT.has(answer)) return { result: 'confirmed', evidence: `answered with ${answer}` };
  const isThere = answer >= 200 && answer < 300;
  return { result: isThere ? 'contradicted' : 'unobservable', evidence: `answered with ${answer}` };
}

/** The status; or what it comes to that there is none. */
async function ask(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<number | { readonly result: Result; readonly evidence: string }> {
  try {
    const answer = await fetch(url, {
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await answer.body?.cancel();
    return answer.status;
  } catch (thrown) {
    return failed(thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown);
  }
}

function failed(thrown: unknown): { readonly result: Result; readonly evidence: string } {
  const code = systemCodeOf(thrown);
  return {
    result: SILENT.has(code ?? '') ? 'confirmed' : 'unobservable',
    evidence: code ?? messageOf(thrown),
  };
}
