/** Notices over HTTP: signed after the Standard Webhooks specification, and in the words of Slack. */
import { createHmac } from 'node:crypto';
import { type Notice, textOf } from './notice.ts';

const PATIENCE_MS = 10_000;

export interface Sending {
  /** Of this notice: the same when it is sent again. */
  readonly id: string;
  readonly signal: AbortSignal;
  readonly nowMs: number;
}

/** Headers `webhook-id`, `webhook-timestamp` and `webhook-signature`. Rejects where it was not taken. */
export async function sendWebhook(
  url: string,
  secret: string,
  notice: Notice,
  sending: Sending,
): Promise<void> {
  const timestamp = Math.floor(sending.nowMs / 1000);
  const body = JSON.stringify({
    type: 'approval.requested',
    timestamp: new Date(sending.nowMs).toISOString(),
    data: notice,
  });
  const signature = signatureOf(secret, sending.id, timestamp, body);
  await post(url, body, sending, {
    'webhook-id': sending.id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  });
}

/** A secret that begins with `whsec_` is base64, as the specification has it; any other is taken as it is. */
export function signatureOf(secret: string, id: string, timestamp: number, body: string): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
  return createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
}

export async function sendSlack(url: string, notice: Notice, sending: Sending): Promise<void> {
  // Of its markup, these three characters begin something.
  const text = textOf(notice).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  await post(url, JSON.stringify({ text }), sending);
}

async function post(
  url: string,
  body: string,
  { signal }: Sending,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`it answered ${response.status}`);
}
