/** What the log says of commands: which are open, how many of each agent were asked for, and what was begun lately. */
import { type Clock, machineClock } from '../../../notary/log/clock.ts';
import type { Recorded, Saying } from '../../../notary/records/record.ts';
import { guardTime } from '../../guard/broker/guard-time.ts';

export type CommandBody = Extract<Saying, { kind: 'lifecycle.command' }>['body'];

export interface Standing {
  /** Without a confirmation that ends them, by their ids, oldest first. */
  readonly open: ReadonlyMap<string, CommandBody>;
  /** Deletions that were confirmed, by their ids. */
  readonly deleted: ReadonlyMap<string, CommandBody>;
  /** How many there are to be of an agent; none where it is not named. */
  readonly counts: ReadonlyMap<string, Count>;
  readonly begun: readonly Begun[];
}

export interface Count {
  readonly count: number;
  /** Id of the command that asked for so many. */
  readonly by: string;
}

export interface Begun {
  /** Milliseconds for which guards have run: setting a clock makes no room. */
  readonly at: number;
  readonly count: number;
}

export interface StandingFold {
  /** Changes with `take`. */
  readonly state: Standing;
  /** Of a log that is read: with the clock of the guard that made it. */
  take(record: Recorded & { readonly mono_us?: number }): void;
  /** The log was read: from here on `take` is called with what happens. */
  goLive(): void;
  /** By the clock of `begun`. */
  now(): number;
}

const HOUR_MS = 3_600_000;
/** Of the guard's own: they are confirmed in the same breath, and ask nothing of a driver. */
const ofGuard: ReadonlySet<string> = new Set(['start', 'pause', 'revoke']);

/** @example for (const record of records) fold.take(record); fold.state.open.size */
export function foldStanding(clock: Clock = machineClock): StandingFold {
  const time = guardTime(clock);
  let isLive = false;
  const open = new Map<string, CommandBody>();
  const deleted = new Map<string, CommandBody>();
  const counts = new Map<string, Count>();
  const leases = new Map<string, string>();
  /** Agents whose processes are the guard's own, and those that run, by their channels. */
  const own = new Set<string>();
  const instances = new Map<string, string>();
  let latestRun = '';
  let begun: Begun[] = [];

  /** One that ended by itself is begun again by the same count. */
  function runningOf(id: string): number {
    const supposed = counts.get(id);
    if (!own.has(id)) return supposed?.count ?? 0;
    const seen = [...instances.values()].filter((agent) => agent === id).length;
    // What was asked for and is on its way counts as if it were there.
    return supposed !== undefined && open.has(supposed.by) ? Math.max(seen, supposed.count) : seen;
  }

  function command(body: CommandBody, at: number): void {
    if (ofGuard.has(body.command)) return;
    open.set(body.id, body);
    for (const { id } of body.subject) {
      if (body.command === 'stop' || body.command === 'delete') counts.delete(id);
      if (body.count === null) continue;
      const added = body.count - runningOf(id);
      if (added > 0) begun = [...begun.filter((one) => at - one.at < HOUR_MS), { at, count: added }];
      counts.set(id, { count: body.count, by: body.id });
    }
  }

  return {
    state: {
      open,
      deleted,
      counts,
      get begun() {
        return begun;
      },
    },
    goLive() {
      isLive = true;
      time.goLive();
    },
    now: time.now,
    take({ run, mono_us = 0, kind, body, channel }) {
      if (!run.startsWith('guard/')) return;
      // Processes of a guard end with it.
      if (run !== latestRun) instances.clear();
      latestRun = run;
      if (kind === 'channel.open' && body.identity === 'descriptor' && channel.startsWith('agent/')) {
        own.add(body.peer);
        instances.set(channel, body.peer);
      }
      if (kind === 'channel.close') instances.delete(channel);
      const at = isLive ? time.now() : time.ofRecord(run, mono_us / 1000);
      if (kind === 'lifecycle.command') command(body, at);
      if (kind === 'lifecycle.confirm') {
        const confirmed = open.get(body.of);
        // Until it is seen that everything is gone, a deletion goes on.
        if (confirmed?.command === 'delete' && body.result === 'contradicted') return;
        open.delete(body.of);
        if (confirmed?.command === 'delete') deleted.set(body.of, confirmed);
        if (body.result === 'contradicted')
          for (const { id } of confirmed?.subject ?? [])
            if (counts.get(id)?.by === body.of) counts.delete(id);
      }
      if (kind === 'lease.grant') for (const { id } of body.subject) leases.set(body.id, id);
      if (kind === 'lease.lapse') {
        const agent = leases.get(body.of);
        leases.delete(body.of);
        if (agent !== undefined) counts.delete(agent);
      }
    },
  };
}
