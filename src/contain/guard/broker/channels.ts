/** Channels that are open: each is an identity, with what came over it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import type { Channel, Mediation } from '../channel.ts';
import { boundedAlerts } from '../channels/alerts.ts';
import type { Guard } from '../config/load.ts';
import { approvalShapeIn } from '../mcp/approval-shape.ts';
import type { Alerts } from './alerts.ts';
import type { CallAnswer, ChannelStatus, OpenChannel, Opening } from './contract.ts';
import { clipped } from './effect-records.ts';
import { type LifeParts, live } from './life.ts';

export interface Channels {
  /** Errors: `unknown-agent`, `mediation-missing`, `unknown-name`, and those of the log. */
  open(opening: Opening): Promise<OpenChannel>;
  status(): readonly ChannelStatus[];
  /** Closes all of an actor at once, and does not wait for what is under way. */
  end(actor: string, reason: string): Promise<void>;
  /** Those who serve the channels of an actor ask for a sign of life. */
  knock(actor: string): void;
  /** Takes no more calls, and waits for those that are under way. */
  close(): Promise<void>;
}

export interface ChannelsOptions {
  readonly guard: Guard;
  readonly parts: LifeParts;
  readonly alerts: Alerts;
  /** Of the broker's run. */
  readonly epoch: number;
  readonly observeOnly: boolean;
  readonly mayNotAct: ((actor: string) => string | undefined) | undefined;
  readonly heard: ((actor: string) => void) | undefined;
}

/** What is under way when a channel is taken away gets as long to stop. */
const BREAK_OFF_MS = 2000;

interface Kept {
  readonly opened: OpenChannel;
  /** Asks for a sign of life; what the guard itself owes it an answer to is one. */
  readonly knock: () => void;
  readonly end: (reason: string) => Promise<void>;
  calls: number;
  refused: number;
}

export function openChannels(options: ChannelsOptions): Channels {
  const { guard, parts, alerts, epoch, observeOnly, heard } = options;
  const kept = new Map<string, Kept>();
  let count = 0;
  let isClosed = false;

  async function open(opening: Opening): Promise<OpenChannel> {
    const channel = identify(opening, guard, observeOnly);
    const why = channel.kind === 'agent' ? options.mayNotAct?.(channel.actor) : undefined;
    if (why !== undefined)
      throw new OffswitchError(
        'agent-ended',
        `${channel.actor} may not act: ${why}`,
        'Look at it with "offswitch agents"; only a person gives it back.',
      );
    count += 1;
    const id = `${channel.kind}/${channel.actor}/${epoch}.${count}`;
    const { actor, mediation } = channel;
    const records = await parts.recorder.open({ id, actor, mediation }, opening.identity);
    parts.ledger.take(id, {
      kind: 'channel.open',
      body: { identity: opening.identity, peer: actor },
    });
    let intents = 0;
    const nextId = () => {
      intents += 1;
      return `${id}#${intents}`;
    };
    const leaving = new AbortController();
    const stops = new Set<() => void>();
    const knocks = new Set<() => void>();
    const closed = new Set<(isTaken: boolean) => void>();
    const gone = new AbortController();
    const underWay = new Set<Promise<CallAnswer>>();
    const alertOnce = boundedAlerts((severity, what) => void opened.alert(severity, what));
    const opened: OpenChannel = {
      id,
      channel,
      tools: () => (isClosed || !kept.has(id) ? [] : parts.catalogue.listed()),
      onToolsChanged(listener) {
        const stop = parts.catalogue.onChanged(listener);
        stops.add(stop);
        return () => {
          stops.delete(stop);
          stop();
        };
      },
      onKnock(listener) {
        knocks.add(listener);
        return () => void knocks.delete(listener);
      },
      onClosed: (listener) => void closed.add(listener),
      heard() {
        if (channel.kind === 'agent' && kept.has(id)) heard?.(actor);
      },
      async call(request) {
        const one = kept.get(id);
        if (isClosed || one === undefined) return { kind: 'refused' };
        one.calls += 1;
        opened.heard();
        const shaped = channel.kind === 'agent' ? approvalShapeIn(request.argumentBytes) : undefined;
        if (shaped !== undefined)
          alertOnce(
            'critical',
            `it sent what is shaped like an approval (${shaped}); nobody reads it as one`,
          );
        const signal = AbortSignal.any([
          gone.signal,
          ...(request.signal === undefined ? [] : [request.signal]),
        ]);
        const caller = { channel, records, nextId, leaving: leaving.signal };
        const answer = live(parts, caller, { ...request, signal }).catch(
          async (thrown): Promise<CallAnswer> => {
            await alerts.raise('critical', `a call of ${id} failed: ${messageOf(thrown)}`);
            return { kind: 'refused' };
          },
        );
        underWay.add(answer);
        const { kind, ...rest } = await answer.finally(() => underWay.delete(answer));
        if (kind === 'refused') one.refused += 1;
        return { kind, ...rest } as CallAnswer;
      },
      alert: (severity, what) => alerts.raise(severity, `${id}: ${what}`, records),
      async close(reason) {
        if (!take(false)) return;
        await Promise.allSettled(underWay);
        await sayClosed(reason);
      },
    };
    /** False where it was closed already. */
    const take = (isTaken: boolean) => {
      for (const stop of stops) stop();
      if (!kept.delete(id)) return false;
      leaving.abort();
      for (const tell of closed) tell(isTaken);
      return true;
    };
    const sayClosed = async (reason: string) => {
      await records.appendAnyway({
        sayings: [{ kind: 'channel.close', body: { reason: clipped(reason, 2000) } }],
      });
      records.end();
    };
    const end = async (reason: string) => {
      if (!take(true)) return;
      gone.abort();
      await Promise.race([Promise.allSettled(underWay), sleep(BREAK_OFF_MS, undefined, { ref: false })]);
      await sayClosed(reason);
    };
    const knock = () => {
      if (underWay.size > 0) opened.heard();
      for (const ask of knocks) ask();
    };
    kept.set(id, { opened, knock, end, calls: 0, refused: 0 });
    return opened;
  }

  const ofActor = (actor: string) =>
    [...kept.values()].filter(
      ({ opened: { channel } }) => channel.kind === 'agent' && channel.actor === actor,
    );

  return {
    open,
    async end(actor, reason) {
      await Promise.all(ofActor(actor).map((one) => one.end(reason)));
    },
    knock(actor) {
      for (const one of ofActor(actor)) one.knock();
    },
    status: () =>
      [...kept.values()].map(({ opened: { id, channel }, calls, refused }) => ({
        ...{ id, channel, calls, refused },
        frozen: parts.ledger.frozen(channel.actor),
      })),
    async close() {
      isClosed = true;
      await Promise.all([...kept.values()].map(({ opened }) => opened.close('the guard ends')));
    },
  };
}

/** Of people and machinery; those of agents stand in guard.yaml. */
const ACTOR = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;

function identify({ actor, kind, confined }: Opening, guard: Guard, observeOnly: boolean): Channel {
  const mediation: Mediation = confined && !observeOnly ? 'enforced' : 'advisory';
  if (kind !== 'agent') {
    if (ACTOR.test(actor)) return { actor, kind, mediation };
    const remedy = 'A name is letters, digits, dot, hyphen, underscore and at sign.';
    throw new OffswitchError('unknown-name', `${JSON.stringify(actor)} is no name`, remedy);
  }
  const agent = Object.hasOwn(guard.agents, actor) ? guard.agents[actor] : undefined;
  if (agent === undefined)
    throw new OffswitchError(
      'unknown-agent',
      `guard.yaml has no agent ${JSON.stringify(actor)}`,
      'Add it under `agents`, or correct the name.',
    );
  if (agent.mediation === 'enforced' && !confined)
    throw new OffswitchError(
      'mediation-missing',
      `guard.yaml demands that ${actor} is confined by the guard, and it is not`,
      'Start it with `offswitch guard run`, or say `mediation: advisory`.',
    );
  return { actor, kind, mediation };
}
