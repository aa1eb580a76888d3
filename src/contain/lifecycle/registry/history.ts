/** What agents did and what was done to them, newest last: a few lines each, for people. */
import type { Recorded } from '../../../notary/records/record.ts';

export interface PastEvent {
  /** Time of day. */
  readonly at: string;
  readonly what: string;
}

export interface History {
  take(record: Recorded): void;
  of(agent: string): readonly PastEvent[];
}

const MOST = 20;

/** By how a channel knows who speaks. */
const channelText: Readonly<Record<string, string>> = {
  descriptor: 'the one that the guard gave it at its start',
  socket: 'its own socket',
  token: 'over HTTP, with its token',
};

export function openHistory(): History {
  const events = new Map<string, PastEvent[]>();
  const leases = new Map<string, string>();

  function add(agent: string, at: string, what: string): void {
    const list = events.get(agent) ?? [];
    events.set(agent, list);
    list.push({ at, what });
    if (list.length > MOST) list.shift();
  }

  return {
    of: (agent) => [...(events.get(agent) ?? [])],
    take({ run, channel, wall, kind, body }) {
      if (!run.startsWith('guard/')) return;
      const [sort, speaker = ''] = channel.replace(/^journal\//, '').split('/');
      const own = (what: string) => {
        if (sort === 'agent') add(speaker, wall, what);
      };
      switch (kind) {
        case 'channel.open':
          return own(`opened its channel (${channelText[body.identity] ?? body.identity})`);
        case 'channel.close':
          return own(`its channel was closed: ${body.reason}`);
        case 'intent':
          return own(`asked for ${body.upstream ?? '?'}.${body.tool} (${body.effect})`);
        case 'decision':
          if (body.verdict === 'allow') return undefined;
          return own(
            body.verdict === 'escalate' ? 'waits for people to decide' : `was denied it by ${body.layer}`,
          );
        case 'lease.grant':
          for (const { id } of body.subject) {
            leases.set(body.id, id);
            add(id, wall, `got a lease of ${body.ms / 1000} s`);
          }
          return undefined;
        case 'lease.lapse': {
          const agent = leases.get(body.of);
          leases.delete(body.of);
          return agent === undefined ? undefined : add(agent, wall, `its lease is over: ${body.why}`);
        }
        case 'agent.entry':
          return add(body.agent, wall, 'was entered into the registry');
        case 'agent.evaluated':
          return add(
            body.agent,
            wall,
            `was evaluated, says ${body.by}${body.grades === null ? '' : `; its grades say ${body.grades.outcome}`}`,
          );
        case 'approval.request':
          // Of whoever asks, a person too; a held effect is told by its decision.
          return body.class.startsWith('command.')
            ? add(body.requester, wall, `asked people to decide on ${body.class} (request ${body.id})`)
            : undefined;
        case 'lifecycle.command':
          for (const { id } of body.subject) add(id, wall, commanded(body));
          return undefined;
      }
    },
  };
}

function commanded({ command, count, by }: Extract<Recorded, { kind: 'lifecycle.command' }>['body']): string {
  if (command === 'review') return `${by} asked for its deletion, which people decide on`;
  return `${by} commanded: ${command}${count === null ? '' : `, ${count === 1 ? '1 instance' : `${count} instances`}`}`;
}
