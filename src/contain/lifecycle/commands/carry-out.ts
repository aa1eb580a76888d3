/**
 * What follows from a command that is in the log, until it is confirmed there. Of one lineage, what gives an ability waits
 * for what was asked before it, and is called off by what takes one away.
 */
import type { RegistryState } from '../registry/registry.ts';
import type { Effects, Seen } from './effects.ts';
import type { CommandBody, Standing } from './standing.ts';

export interface CarryingParts {
  registry(): RegistryState;
  readonly standing: Standing;
  readonly effects: Effects;
  confirm(command: string, seen: Seen): Promise<void>;
  alert(severity: 'notice' | 'warning' | 'critical', what: string): Promise<void>;
}

export interface Carrying {
  /** Rejects only where the guard ends before it has come about: it is gone on with at the next start. */
  carryOut(body: CommandBody, intent: 'grant' | 'stop', lineage: string): Promise<Seen>;
  /** Looks whether anything of a deleted lineage is there again, and takes it away. */
  lookBack(): Promise<void>;
  close(): Promise<void>;
}

interface Grant {
  readonly controller: AbortController;
  readonly settled: Promise<Seen>;
}

export function carryingOut(parts: CarryingParts): Carrying {
  const { effects, alert, confirm } = parts;
  const closing = new AbortController();
  const grants = new Map<string, Set<Grant>>();
  const underWay = new Set<Promise<unknown>>();

  async function grant(body: CommandBody, lineage: string): Promise<Seen> {
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, closing.signal]);
    const all = grants.get(lineage) ?? new Set();
    const before = [...all].map((one) => one.settled);
    const mine: Grant = {
      controller,
      settled: Promise.allSettled(before).then(() => begin(body, signal)),
    };
    grants.set(lineage, all.add(mine));
    return mine.settled.finally(() => all.delete(mine));
  }

  async function begin(
    { command, subject: [agent], count }: CommandBody,
    signal: AbortSignal,
  ): Promise<Seen> {
    if (agent === undefined) return { result: 'contradicted', evidence: 'it is about nobody' };
    if (signal.aborted) return { result: 'contradicted', evidence: 'it was overtaken' };
    return command === 'resume' ? effects.resume(agent.id) : effects.scale(agent.id, count ?? 1, signal);
  }

  async function takeAway(body: CommandBody, lineage: string): Promise<Seen> {
    const under = [...(grants.get(lineage) ?? [])];
    for (const { controller } of under) controller.abort();
    const settled = Promise.allSettled(under.map((one) => one.settled));
    const agents = body.subject.map(({ id }) => id);
    const [agent = ''] = agents;
    const why = `${body.command} by ${body.by}`;
    const end = (): Promise<Seen> => {
      const told = onceEach((what) => void alert('warning', `${body.id}: ${what}`));
      return body.command === 'delete'
        ? effects.erase(() => membersWith(parts.registry(), agents), why, closing.signal, told)
        : effects.stop(() => agents, why, closing.signal, told);
    };
    // The first time for nobody is waited; who was on the way to life is met the second time.
    if (body.command === 'delete' || body.command === 'stop') await end();
    await settled;
    if (body.command === 'delete' || body.command === 'stop') return end();
    if (body.command === 'suspend') return effects.suspend(agent);
    return effects.scale(agent, body.count ?? 1, closing.signal);
  }

  async function bringAbout(body: CommandBody, intent: 'grant' | 'stop', lineage: string): Promise<Seen> {
    const seen = await (intent === 'grant' ? grant(body, lineage) : takeAway(body, lineage));
    await confirm(body.id, seen);
    if (seen.result === 'contradicted')
      await alert('warning', `${body.id} did not come about: ${JSON.stringify(seen.evidence)}`);
    return seen;
  }

  return {
    carryOut(body, intent, lineage) {
      const done = bringAbout(body, intent, lineage);
      underWay.add(done);
      const forget = () => void underWay.delete(done);
      done.then(forget, forget);
      return done;
    },
    async lookBack() {
      for (const { id, subject } of parts.standing.deleted.values()) {
        const named = subject.map((party) => party.id);
        const members = () => membersWith(parts.registry(), named);
        // Where it cannot be looked, there is another look.
        const left = await effects.remains(members()).catch(() => []);
        if (left.length === 0) continue;
        await alert('critical', `${id}: it is there again, and is taken away: ${left.join(', ')}`);
        const told = onceEach((what) => void alert('warning', `${id}: ${what}`));
        await confirm(id, await effects.erase(members, id, closing.signal, told));
      }
    },
    async close() {
      closing.abort();
      await Promise.allSettled(underWay);
    },
  };
}

/** Those that were named, and whoever belongs to one of their lineages by now. */
function membersWith({ agents, lineages }: RegistryState, named: readonly string[]): readonly string[] {
  const of = named.flatMap((id) => lineages.get(agents.get(id)?.lineage ?? '')?.members ?? []);
  return [...new Set([...named, ...of])];
}

const MOST_TOLD = 100;

function onceEach(tell: (what: string) => void): (what: string) => void {
  const told = new Set<string>();
  return (what) => {
    if (told.has(what) || told.size >= MOST_TOLD) return;
    told.add(what);
    tell(what);
  };
}
