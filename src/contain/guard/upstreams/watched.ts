/** What a server sends that is no answer: told, and never passed on. Nobody is asked anything on its behalf. */
import type { Transport } from '@modelcontextprotocol/client';
import { isRecord } from '../../../kit/canonical.ts';
import { printable } from '../../../kit/text.ts';
import type { Alert } from '../channels/alerts.ts';
import { asksForInput, isApprovalMethod } from '../mcp/suspicious.ts';

type Handler = NonNullable<Transport['onmessage']>;

/**
 * Looks at every message that comes in. The library then refuses requests by itself: the client has no capability and
 * answers nothing but a ping.
 */
export function watched(transport: Transport, alert: Alert): Transport {
  /** The library puts handlers aside and back again; each is wrapped once. */
  const wrapped = new WeakSet<Handler>();
  let handler: Handler | undefined;
  Object.defineProperty(transport, 'onmessage', {
    configurable: true,
    get: () => handler,
    set: (given: Handler | undefined) => {
      if (given === undefined || wrapped.has(given)) {
        handler = given;
        return;
      }
      handler = (message, extra) => {
        look(message, alert);
        given(message, extra);
      };
      wrapped.add(handler);
    },
  });
  return transport;
}

function look(message: unknown, alert: Alert): void {
  if (!isRecord(message)) return;
  const { method, id } = message;
  if (typeof method === 'string') {
    if (id !== undefined && method !== 'ping') {
      const severity = isApprovalMethod(method) ? 'critical' : 'warning';
      alert(severity, `it asked for something (${printable(method, 60)}), and was refused`);
    } else if (isApprovalMethod(method))
      alert('critical', `it sent ${printable(method, 60)}, which nobody reads`);
  } else if (asksForInput(message.result))
    alert('critical', 'it answered a call by a request for input, and was refused');
}
