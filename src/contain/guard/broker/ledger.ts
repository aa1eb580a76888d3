/** What the log says of earlier effects, kept in memory: what was done, what is open, who worked with whom, who is frozen. */
import type { Clock } from '../../../notary/log/clock.ts';
import type { LogRecord, Saying } from '../../../notary/records/record.ts';
import { type Recall, recallFor } from '../history/recall.ts';
import type { HistoryRecord } from '../history/record.ts';
import type { HistoryRule } from '../history/rules.ts';
import type { Parties, Party } from '../situation.ts';
import { type Acquaintances, acquaintances } from './acquaintances.ts';
import type { EarlierEffect } from './earlier-effect.ts';
import { guardTime } from './guard-time.ts';
import { joined } from './parties.ts';
import { mayChange } from './touching.ts';

export interface Ledger {
  /** Of a log that is read from its start. */
  read(record: LogRecord): void;
  /** From here on `take` is called with what happens. */
  goLive(): void;
  /** `resolved`: of an intent, where the links of its resources lead. */
  take(channel: string, saying: Saying, resolved?: readonly string[]): void;
  /** Milliseconds, by the clock of the history. */
  now(): number;
  /** Effects that created agents. */
  readonly created: readonly HistoryRecord[];
  readonly recall: Recall['of'];
  /** What is known of everybody, with whom they worked among it. */
  readonly parties: Parties;
  /** Intents that nothing decided on, and those that were let through and have no outcome. */
  open(): {
    readonly undecided: readonly EarlierEffect[];
    /** People were asked, and no decision followed. */
    readonly held: readonly EarlierEffect[];
    readonly allowed: readonly EarlierEffect[];
  };
  /** Nobody knows whether they came about, and nobody has found out since. */
  readonly indeterminate: ReadonlyMap<string, EarlierEffect>;
  /** Effects that were under way together with this one, and may have changed what it touches: ids of their intents. */
  besides(id: string): readonly string[];
  /** Why an agent may do nothing. */
  frozen(actor: string): string | undefined;
  /** When a person or the lifecycle stopped an agent, by the same clock as `now`; undefined where it was started since. */
  stoppedAt(agent: string): number | undefined;
  /** The digest that a record of the kind gave to a name last; a policy may be called as a configuration is. */
  governed(kind: 'config' | 'policy', name: string): string | undefined;
  /** How often the guard was started before. */
  readonly runs: number;
}

export interface LedgerOptions {
  readonly clock: Clock;
  readonly parties: ReadonlyMap<string, Party>;
  /** What others know of them by now. */
  readonly more?: Parties;
  /** For which earlier effects are kept. */
  readonly rules: readonly HistoryRule[];
}

const begins: ReadonlySet<string> = new Set(['start', 'create', 'restore', 'scale']);
const ends: ReadonlySet<string> = new Set(['stop', 'delete']);

type Undecided = EarlierEffect & { readonly count: number; readonly at: number };

/** Another decision follows it. */
function isForPeople({ verdict, reasons }: Extract<Saying, { kind: 'decision' }>['body']): boolean {
  return verdict === 'escalate' && reasons.some(({ layer }) => layer === 'approvals');
}

export function createLedger({ clock, parties, more, rules }: LedgerOptions): Ledger {
  const time = guardTime(clock);
  const recall = recallFor(rules);
  const created: HistoryRecord[] = [];
  const actors = new Map<string, string>();
  const undecided = new Map<string, Undecided>();
  const held = new Map<string, Undecided>();
  const allowed = new Map<string, EarlierEffect>();
  const indeterminate = new Map<string, EarlierEffect>();
  const besides = new Map<string, readonly string[]>();
  const frozen = new Map<string, string>();
  const known: Acquaintances = acquaintances(parties);
  const everybody = more === undefined ? known.parties : joined([known.parties, more]);
  const stopped = new Map<string, number>();
  const governed = { config: new Map<string, string>(), policy: new Map<string, string>() };
  let runs = 0;

  function forget(id: string): void {
    allowed.delete(id);
    besides.delete(id);
  }

  function meet(one: EarlierEffect): void {
    for (const other of [...allowed.values(), ...indeterminate.values()])
      for (const [mover, seen] of [
        [one, other],
        [other, one],
      ] as const)
        if (mayChange(mover, seen)) besides.set(seen.id, [...(besides.get(seen.id) ?? []), mover.id]);
  }

  function takeAt(channel: string, saying: Saying, at: number, resolved: readonly string[] = []): void {
    const { kind, body } = saying;
    switch (kind) {
      case 'channel.open':
        actors.set(channel, body.peer);
        // The guard itself has started it.
        if (body.identity === 'descriptor') stopped.delete(body.peer);
        return;
      case 'config':
      case 'policy':
        governed[kind].set(body.name, body.digest);
        return;
      case 'intent': {
        const { id, effect, upstream, tool, resources, subject, count, args_digest, args } = body;
        const actor = actors.get(channel) ?? channel;
        const subjects = subject.map((party) => party.id);
        const intent: EarlierEffect = {
          ...{ id, channel, actor, upstream: upstream ?? '', tool, class: effect, resources, subjects },
          ...{ resolved, digest: args_digest, args: args?.digest },
        };
        undecided.set(id, { ...intent, count, at });
        known.learn(subject);
        return;
      }
      case 'decision': {
        const intent = undecided.get(body.of) ?? held.get(body.of);
        undecided.delete(body.of);
        held.delete(body.of);
        if (intent === undefined) {
          // It was let through, and before it could run the world was another one.
          if (body.verdict === 'deny' && body.applied) forget(body.of);
          return;
        }
        if (body.verdict !== 'allow' && body.applied) {
          if (isForPeople(body)) held.set(body.of, intent);
          return;
        }
        meet(intent);
        allowed.set(body.of, intent);
        known.see(intent);
        const done: HistoryRecord = {
          ...intent,
          resources: intent.resources.map(({ name }) => name),
          decision: 'permit',
        };
        recall.add(done);
        if (done.class === 'create-agent') created.push(done);
        return;
      }
      case 'effect.outcome': {
        const intent = allowed.get(body.of);
        if (intent !== undefined && body.status === 'indeterminate') {
          allowed.delete(body.of);
          indeterminate.set(body.of, intent);
        } else forget(body.of);
        if (intent?.class === 'stop-agent' && body.status === 'done')
          for (const subject of intent.subjects) stopped.set(subject, at);
        return;
      }
      case 'observation':
        if (body.of === null || body.result === 'unobservable') return;
        indeterminate.delete(body.of);
        besides.delete(body.of);
        return;
      case 'lifecycle.command':
        for (const { id } of body.subject) {
          if (body.command === 'pause')
            frozen.set(id, `paused by ${body.by}${body.reason === null ? '' : `: ${body.reason}`}`);
          if (body.command === 'start') frozen.delete(id);
          if (begins.has(body.command)) stopped.delete(id);
          if (ends.has(body.command)) stopped.set(id, at);
        }
        return;
    }
  }

  return {
    read({ run, channel, mono_us, ...saying }) {
      if (!run.startsWith('guard/')) return;
      if (saying.kind === 'channel.open' && channel.startsWith('broker/')) runs += 1;
      takeAt(channel, saying, time.ofRecord(run, mono_us / 1000));
    },
    goLive: time.goLive,
    take: (channel, saying, resolved) => takeAt(channel, saying, time.now(), resolved),
    now: time.now,
    created,
    recall: recall.of,
    parties: everybody,
    open: () => ({
      undecided: [...undecided.values()],
      held: [...held.values()],
      allowed: [...allowed.values()],
    }),
    indeterminate,
    besides: (id) => besides.get(id) ?? [],
    frozen: (actor) => frozen.get(actor),
    stoppedAt: (agent) => stopped.get(agent),
    governed: (kind, name) => governed[kind].get(name),
    get runs() {
      return runs;
    },
  };
}
