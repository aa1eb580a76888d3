/** What the log says of ends: who has ended and how, which certificates there are, and what agents did before. */
import type { Recorded } from '../../../notary/records/record.ts';
import type { CertificateBody } from './line.ts';

export interface End {
  /** Id of the command or the lease. */
  readonly id: string;
  readonly kind: 'delete' | 'lapse';
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly lineage: string | undefined;
  /** Whoever ended it says that it is done; a lapse is done when it is recorded. */
  readonly isOver: boolean;
}

export interface Certified {
  readonly body: CertificateBody;
  readonly at: string;
}

export interface EndsFold {
  take(record: Recorded): void;
  endOf(agent: string): End | undefined;
  /** All who have ended. */
  readonly ended: ReadonlyMap<string, End>;
  /** Oldest first. */
  readonly certificates: readonly Certified[];
  /** What agents did. */
  readonly touches: Touches;
}

/** An effect of an agent that was carried out. */
export interface Touch {
  readonly agent: string;
  readonly class: string;
  readonly upstream: string;
  readonly tool: string;
  readonly resources: readonly { readonly kind: string; readonly access: string; readonly name: string }[];
}

export interface Touches {
  /** Oldest first. */
  readonly all: readonly Touch[];
  /** Agents of whom older effects are not kept. */
  readonly forgotten: ReadonlySet<string>;
}

const GIVEN: ReadonlySet<string> = new Set(['create', 'restore']);
/** Of the newest that were carried out. */
const MOST_TOUCHES = 100_000;

export function foldEnds(): EndsFold {
  const ended = new Map<string, End>();
  const certificates: Certified[] = [];
  const leases = new Map<string, readonly string[]>();
  const intents = new Map<string, Touch>();
  const forgotten = new Set<string>();
  let touches: Touch[] = [];

  function command(record: Extract<Recorded, { kind: 'lifecycle.command' }>): void {
    const { id, command: what, subject, lineage } = record.body;
    for (const { id: agent } of subject) {
      if (what === 'delete')
        ended.set(agent, {
          id,
          kind: 'delete',
          at: Date.parse(record.wall),
          lineage: lineage ?? undefined,
          isOver: false,
        });
      if (GIVEN.has(what) && ended.get(agent)?.kind === 'lapse') ended.delete(agent);
    }
  }

  function lapse({ body: { of, cause }, wall }: Extract<Recorded, { kind: 'lease.lapse' }>): void {
    for (const agent of leases.get(of) ?? [])
      if (cause !== 'ended' && ended.get(agent)?.kind !== 'delete')
        ended.set(agent, { id: of, kind: 'lapse', at: Date.parse(wall), lineage: undefined, isOver: true });
    leases.delete(of);
  }

  function take(record: Recorded): void {
    if (!record.run.startsWith('guard/')) return;
    switch (record.kind) {
      case 'intent': {
        const [kind, agent = ''] = record.channel.replace(/^journal\//, '').split('/');
        const { id, effect, upstream, tool, resources } = record.body;
        if (kind === 'agent')
          intents.set(id, { agent, class: effect, upstream: upstream ?? '', tool, resources });
        break;
      }
      case 'effect.outcome': {
        const touch = intents.get(record.body.of);
        intents.delete(record.body.of);
        if (touch !== undefined) touches.push(touch);
        if (touches.length > 2 * MOST_TOUCHES) {
          for (const old of touches.slice(0, -MOST_TOUCHES))
            if (old.class !== 'read') forgotten.add(old.agent);
          touches = touches.slice(-MOST_TOUCHES);
        }
        break;
      }
      case 'decision':
        if (record.body.verdict !== 'allow' && record.body.applied) intents.delete(record.body.of);
        break;
      case 'lease.grant':
        leases.set(
          record.body.id,
          record.body.subject.map(({ id }) => id),
        );
        for (const { id } of record.body.subject) if (ended.get(id)?.kind === 'lapse') ended.delete(id);
        break;
      case 'lease.lapse':
        lapse(record);
        break;
      case 'lifecycle.command':
        command(record);
        break;
      case 'lifecycle.confirm':
        if (record.body.result !== 'contradicted')
          for (const [agent, end] of ended)
            if (end.id === record.body.of) ended.set(agent, { ...end, isOver: true });
        break;
      case 'certificate':
        certificates.push({ body: record.body, at: record.wall });
        break;
    }
  }

  return {
    take,
    ended,
    certificates,
    endOf: (agent) => ended.get(agent),
    get touches() {
      return { all: touches, forgotten };
    },
  };
}
