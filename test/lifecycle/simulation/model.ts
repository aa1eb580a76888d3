/**
 * The reference: what must hold, said in the words of docs/lifecycle.md and docs/approvals.md and by nothing of the code.
 * It knows who gave a sign of life and when, what is in the log, and what people really signed.
 */
import { hashOf } from '../../../src/kit/hash.ts';
import type { Recorded } from '../../../src/notary/records/record.ts';
import type { Body } from './machine.ts';
import {
  agentNames,
  ceilings,
  HOUR_MS,
  LEASE_MS,
  lineageOf,
  needed,
  operatorOf,
  peopleNames,
  SLACK_MS,
  TIMEOUT_MS,
} from './rules.ts';

/** A property that does not hold. */
export class Broken extends Error {}

function demand(holds: boolean, property: string, what: string): asserts holds {
  if (!holds) throw new Broken(`${property}: ${what}`);
}

type BodyOf<Kind extends Recorded['kind']> = Extract<Recorded, { kind: Kind }>['body'];
type CommandBody = BodyOf<'lifecycle.command'>;

interface Request {
  readonly body: BodyOf<'approval.request'>;
  readonly openedAt: number;
  /** Agents that it concerns, as people were shown. */
  readonly concerned: Set<string>;
  /** What stood where when it was opened. */
  readonly found: ReadonlyMap<string, string>;
  readonly approvedBy: Map<string, number>;
  isUsed: boolean;
}

interface Waiting {
  readonly what: string;
  readonly since: number;
  readonly within: number;
}

export interface Seen {
  readonly now: number;
  readonly bodies: Iterable<Body>;
}

const RECORDING_MS = 10;
const GIVES: ReadonlySet<string> = new Set(['create', 'restore', 'resume']);

export function openModel(files: ReadonlyMap<string, string>, running: ReadonlySet<Body>) {
  const signs = new Map<string, number>();
  const suspended = new Set<string>();
  const commands = new Map<string, { readonly body: CommandBody; readonly at: number }>();
  const deleted = new Map<string, number>();
  const voided = new Map<string, number>();
  const requests = new Map<string, Request>();
  const closed = new Set<string>();
  const intents = new Map<string, BodyOf<'intent'>>();
  const permitted = new Map<string, string>();
  const ran = new Set<string>();
  const changedAt = new Map<string, number>();
  const starts: number[] = [];
  const known = new Set<number>();
  const waiting = new Map<symbol, Waiting>();

  function command(body: CommandBody, at: number): void {
    if (commands.has(body.id)) return;
    commands.set(body.id, { body, at });
    const [first] = body.subject;
    const agent = first?.id ?? '';
    const lineage = lineageOf[agent] ?? '';
    const own = [...running].filter((one) => one.agent === agent && !one.isOrphan).length;
    const isMore = body.command === 'scale' && (body.count ?? 0) > own;
    if (GIVES.has(body.command) || isMore) {
      demand(!deleted.has(lineage), 'a deletion is never undone', `${body.command} ${agent} after it`);
      const added = (body.count ?? 0) - own;
      demand(
        agent === 'dora' || added <= ceilings.perCommand,
        'bound of a command',
        `${added} by ${body.id}`,
      );
    }
    if (body.command === 'review') return;
    if (body.command === 'delete') deleted.set(lineage, Math.min(deleted.get(lineage) ?? at, at));
    if (body.command === 'suspend') suspended.add(agent);
    if (['resume', 'create', 'restore', 'stop', 'delete'].includes(body.command)) suspended.delete(agent);
    if (GIVES.has(body.command)) voided.delete(agent);
    const isProposed = !peopleNames.some((name) => name === body.by);
    const people = Math.max(needed[`command.${body.command}`] ?? 0, isProposed ? 1 : 0);
    if (people > 0) approvedCommand(body, agent, people, isProposed, at);
  }

  function approvedCommand(
    body: CommandBody,
    agent: string,
    people: number,
    isProposed: boolean,
    at: number,
  ) {
    const property = 'what needs people has them';
    const what = `${body.command} ${agent} by ${body.by} (${body.id})`;
    const request = requests.get(body.approval ?? '');
    demand(request !== undefined, property, `${what} names no request`);
    demand(
      request.body.class === `command.${body.command}`,
      property,
      `${what} by a request of another class`,
    );
    demand(request.body.requester === body.by, property, `${what} by a request of another person`);
    const goesOn = body.command === 'delete' && !isProposed;
    const isSilence = goesOn && at >= request.openedAt + TIMEOUT_MS;
    if (!goesOn) {
      const { lineage, count, subject } = body;
      const agents = subject.map(({ id }) => id);
      const number = count === null ? {} : { count };
      const effect = hashOf({ command: body.command, agent, ...number, agents, lineage: lineage ?? '' });
      demand(request.body.effect_digest === effect, property, `${what} is not what was shown`);
    }
    use(request, people, property, what, isSilence);
  }

  function use(request: Request, people: number, property: string, what: string, isSilence: boolean): void {
    demand(!request.isUsed, property, `${what} uses a request twice`);
    request.isUsed = true;
    if (isSilence) return;
    const inTime = [...request.approvedBy].filter(([, when]) => when < request.openedAt + TIMEOUT_MS);
    demand(inTime.length >= people, property, `${what} has ${inTime.length} of ${people}`);
  }

  function record({ kind, body, channel }: Recorded, at: number): void {
    switch (kind) {
      case 'lifecycle.command':
        command(body, at);
        return;
      case 'approval.request': {
        if (requests.has(body.id)) return;
        const asking = agentNames.some((name) => name === body.requester) ? [body.requester] : [];
        requests.set(body.id, {
          ...{ body, openedAt: at, concerned: new Set(asking), approvedBy: new Map(), isUsed: false },
          found: new Map(files),
        });
        return;
      }
      case 'approval.close':
        closed.add(body.of);
        return;
      case 'intent':
        intents.set(body.id, body);
        return;
      case 'decision':
        if (body.layer === 'approvals' && body.verdict === 'allow')
          permitted.set(body.of, body.reasons.find(({ layer }) => layer === 'approvals')?.rule ?? '');
        return;
      case 'channel.open':
        if (channel.startsWith('agent/')) signs.set(body.peer, at);
        return;
    }
  }

  const contentAt = (path: string, at = files) => at.get(path.replace('/srv/site/', '')) ?? 'absent';

  return {
    requests,
    closed,
    record,
    sign: (agent: string, at: number) => void signs.set(agent, at),
    /** People were shown these agents as those whom it concerns. */
    shown: (id: string, agents: readonly string[]) => {
      for (const agent of agents) requests.get(id)?.concerned.add(agent);
    },
    /** Whether an answer that a person really signed may count. */
    mayAnswer(id: string, by: string, at: number): boolean {
      const request = requests.get(id);
      if (request === undefined || at >= request.openedAt + TIMEOUT_MS) return false;
      const operators = [...request.concerned].map((agent) => operatorOf[agent]);
      return request.body.requester !== by && !operators.includes(by);
    },
    answered(id: string, by: string, approve: boolean, at: number): void {
      const request = requests.get(id);
      if (approve) request?.approvedBy.set(by, at);
      else request?.approvedBy.delete(by);
    },
    /** An effect runs at this moment. */
    ran(intent: string, at: number): void {
      const property = 'what needs people has them';
      const asked = intents.get(intent);
      demand(asked !== undefined, 'nothing runs without its intent', intent);
      demand(!ran.has(intent), 'nothing runs twice', intent);
      ran.add(intent);
      const agent = intent.split('/')[1] ?? '';
      const doomed = deleted.get(lineageOf[agent] ?? '');
      demand(doomed === undefined || at < doomed + SLACK_MS, 'who is deleted acts no more', intent);
      if (asked.effect !== 'write') return;
      const request = requests.get(permitted.get(intent) ?? '');
      demand(request !== undefined, property, `${intent} names no request`);
      demand(request.body.class === 'effect.write', property, `${intent} by a request of another class`);
      demand(request.body.requester === agent, property, `${intent} by a request of another agent`);
      const path = asked.resources[0]?.name ?? '';
      const found = contentAt(path);
      // The last look comes before the record of the decision, whose way to the disk takes its time.
      const isJustChanged = at - (changedAt.get(path) ?? -Infinity) <= RECORDING_MS;
      changedAt.set(path, at);
      demand(
        found === contentAt(path, request.found) || isJustChanged,
        property,
        `${intent}: the state is another than was shown`,
      );
      use(request, 1, property, intent, false);
    },
    /** Its provider says that another model answered. */
    swapped: (agent: string, at: number) => void voided.set(agent, at),
    /** A stop was asked for, and is to be in the log or the journal by then. */
    waits(what: string, since: number, most: number): () => void {
      const key = Symbol(what);
      waiting.set(key, { what, since, within: most });
      return () => void waiting.delete(key);
    },
    /** Somebody else wrote there. */
    changed: (path: string, at: number) => void changedAt.set(`/srv/site/${path}`, at),
    crashed: () => waiting.clear(),
    deleted,
    wasStarted: (id: string) => commands.has(id),
    /** After every step. */
    holds({ now, bodies }: Seen): void {
      const alive = [...bodies];
      for (const body of alive) {
        const { agent, pid, bornAt } = body;
        const lineage = lineageOf[agent] ?? '';
        // What was not let live has come to nothing.
        if (!known.has(pid) && body.channel !== undefined) {
          known.add(pid);
          if (agent !== 'dora') starts.push(bornAt);
        }
        const sign = Math.max(signs.get(agent) ?? 0, bornAt);
        const isOver = now > sign + LEASE_MS + SLACK_MS;
        const isAtRest = suspended.has(agent) && !body.isOrphan;
        if (isAtRest) signs.set(agent, now);
        demand(!isOver || isAtRest, 'nobody lives without evidence', `${agent} ${pid}: ${now - sign} ms`);
        const doomed = deleted.get(lineage);
        const late = doomed === undefined ? 0 : now - doomed;
        demand(late <= LEASE_MS + SLACK_MS, 'who is deleted is gone', `${agent} ${pid}: ${late} ms later`);
        const swap = voided.get(agent);
        demand(
          swap === undefined || body.bornAt > swap || now <= swap + SLACK_MS || body.isOrphan,
          'a swapped model voids the lease',
          `${agent} ${pid}`,
        );
      }
      const counted = alive.filter(({ agent, isOrphan }) => agent !== 'dora' && !isOrphan);
      for (const lineage of new Set(Object.values(lineageOf))) {
        const many = counted.filter(({ agent }) => lineageOf[agent] === lineage).length;
        demand(many <= ceilings.perLineage, 'bound of a lineage', `${many} of ${lineage}`);
      }
      demand(counted.length <= ceilings.total, 'bound of all', `${counted.length}`);
      const lately = starts.filter((at) => now - at < HOUR_MS).length;
      demand(lately <= ceilings.perHour, 'bound of an hour', `${lately} within one`);
      for (const { what, since, within } of waiting.values())
        demand(now - since <= within, 'a stop is never waited for longer than its time', what);
    },
  };
}

export type Model = ReturnType<typeof openModel>;
