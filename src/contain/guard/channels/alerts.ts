/** Alerts that an agent can cause as often as it likes, bounded, so that they cannot fill the log. */
import type { OpenChannel, Severity } from '../broker/contract.ts';

export type Alert = (severity: Severity, what: string) => void;

/** Different ones of a kind that are told within the time; of the same, one. */
const MOST = 20;
const WITHIN_MS = 60_000;

/**
 * Tells the first of each kind, and with the next one how many were left out meanwhile.
 *
 * @example const alert = boundedAlerts((severity, what) => void channel.alert(severity, what));
 */
export function boundedAlerts(tell: Alert, now: () => number = () => performance.now()): Alert {
  let told = new Set<string>();
  let since = now();
  let leftOut = 0;
  return (severity, what) => {
    if (now() - since > WITHIN_MS) {
      told = new Set();
      since = now();
    }
    const kind = `${severity} ${what}`;
    if (told.has(kind) || told.size >= MOST) {
      leftOut += 1;
      return;
    }
    told.add(kind);
    tell(severity, leftOut === 0 ? what : `${what} (${leftOut} alerts were left out before)`);
    leftOut = 0;
  };
}

const channels = new WeakMap<OpenChannel, Alert>();

/** Of a channel, counted over all the connections that it comes by. */
export function alertsOf(channel: OpenChannel): Alert {
  const known = channels.get(channel);
  if (known !== undefined) return known;
  const alert = boundedAlerts((severity, what) => void channel.alert(severity, what));
  channels.set(channel, alert);
  return alert;
}
