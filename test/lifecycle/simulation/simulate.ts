/** Plays steps over a site, and asks the reference model after each of them. */
import fc from 'fast-check';
import { challengeOf } from '../../../src/contain/approvals/passkeys/assertion.ts';
import type { Command } from '../../../src/contain/lifecycle/commands/command.ts';
import { openRegistry } from '../../../src/contain/lifecycle/registry/registry.ts';
import { OffswitchError } from '../../../src/kit/errors.ts';
import type { Body } from './machine.ts';
import { Broken, type Model, openModel } from './model.ts';
import type { Mutation } from './mutation.ts';
import { keys, LEASE_MS, type PersonName, passkeys, peopleNames, SLACK_MS, TIMEOUT_MS } from './rules.ts';
import { openSite, type Site } from './site.ts';
import { type Step, step } from './steps.ts';
import { beginTime, endTime, now, ofMachine, pass, passUntil, setDay, settle } from './virtual-time.ts';

const DAY_MS = 86_400_000;
/** Whoever counts so far back looks at requests that may be closed. */
const OF_CLOSED = 6;
const STOPS: ReadonlySet<string> = new Set(['stop', 'suspend', 'delete']);

interface Play {
  readonly site: Site;
  readonly model: Model;
  /** Something that broke while nobody looked. */
  broken: unknown;
  crash: { left: number; orphans: boolean; downMs: number } | undefined;
  upAgainAt: number | undefined;
  logAgainAt: number;
  wardenKilledAt: number;
  /** Answers that were given, for whoever gives them again. */
  readonly given: Parameters<NonNullable<Site['guard']>['answer']>[0][];
}

/** What came about by so many steps; a simulation in which nothing happens shows nothing. */
export type Tally = Map<string, number>;

async function play(steps: readonly Step[], tally: Tally, mutation: Mutation): Promise<void> {
  beginTime();
  const caught =
    <T extends unknown[]>(work: (...given: T) => void) =>
    (...given: T) => {
      try {
        work(...given);
      } catch (thrown) {
        one.broken ??= thrown;
        throw thrown;
      }
    };
  const site: Site = openSite(
    {
      recorded: caught((record) => {
        count(tally, record.kind === 'lifecycle.command' ? `command ${record.body.command}` : record.kind);
        one.model.record(record, now());
      }),
      ran: caught((intent) => {
        count(tally, 'effects');
        one.model.ran(intent, now());
      }),
      sign: (agent) => one.model.sign(agent, now()),
    },
    mutation,
  );
  const one: Play = {
    ...{
      site,
      model: openModel(site.files, site.machine.bodies),
      broken: undefined,
      crash: undefined,
      upAgainAt: undefined,
    },
    ...{ wardenKilledAt: -Infinity, logAgainAt: 0, given: [] },
  };
  site.log.onStep = () => {
    if (one.crash === undefined || site.guard === undefined) return;
    one.crash.left -= 1;
    if (one.crash.left <= 0) crash(one, tally);
  };
  try {
    await site.start();
    await agreed(one);
    for (const each of steps) {
      await ofMachine(() => take(one, each, tally));
      await settle();
      await look(one);
      count(tally, 'steps');
    }
    await rest(one, tally);
  } finally {
    site.close();
    endTime();
  }
}

function count(tally: Tally, what: string): void {
  tally.set(what, (tally.get(what) ?? 0) + 1);
}

/** What must hold now. */
async function look(one: Play): Promise<void> {
  if (one.broken !== undefined) throw one.broken;
  const { guard, machine } = one.site;
  // Who came by itself and may do nothing is no more than a socket.
  const lives = ({ agent }: Body) => agent !== 'dora' || guard?.ports.mayNotAct?.(agent) === undefined;
  one.model.holds({ now: now(), bodies: [...machine.bodies].filter(lives) });
  if (one.broken !== undefined) throw one.broken;
}

const GRAIN_MS = 500;

async function passLooking(one: Play, ms: number, tally: Tally): Promise<void> {
  for (let left = ms; left > 0; left -= GRAIN_MS) {
    await pass(Math.min(left, GRAIN_MS));
    await look(one);
    if (now() >= one.logAgainAt) one.site.log.isDown = false;
    if (one.upAgainAt !== undefined && now() >= one.upAgainAt) await up(one, tally);
  }
}

function crash(one: Play, tally: Tally): void {
  const { crash: due, site } = one;
  one.crash = undefined;
  if (due === undefined) return;
  count(tally, 'crashes');
  site.kill(due.orphans);
  one.model.crashed();
  one.upAgainAt = now() + due.downMs;
}

async function up(one: Play, tally: Tally): Promise<void> {
  one.upAgainAt = undefined;
  // A guard starts where its log is there.
  one.site.log.isDown = false;
  count(tally, 'restarts');
  const { bodies } = one.site.machine;
  const before = new Set(bodies);
  await one.site.start();
  for (const { agent, pid } of bodies)
    if (![...before].some((body) => body.pid === pid))
      throw new Broken(`a guard that starts begins nobody: ${agent} ${pid}`);
  if (one.site.guard !== undefined) await agreed(one);
}

/** What the log says and what the guard has in memory are the same. */
async function agreed({ site, model }: Play): Promise<void> {
  const { guard } = site;
  if (guard === undefined) return;
  const registry = openRegistry();
  for (const record of site.log.records()) registry.take(record);
  const { agents } = await passUntil(guard.agents(), 1000);
  const told = JSON.stringify(agents.map(({ id, state, lineage }) => [id, state, lineage]));
  const logged = JSON.stringify(
    [...registry.state.agents.values()].map(({ id, state, lineage }) => [id, state, lineage]),
  );
  if (told !== logged) throw new Broken(`log and memory agree: ${told} and ${logged}`);
  for (const { id, lineage, state } of agents)
    if (model.deleted.has(lineage) && state !== 'deleted')
      throw new Broken(`a deletion is never undone: ${id} is ${state}`);
}

/** At the end everybody falls silent: whoever had a lease is gone, and every stop has come about. */
async function rest(one: Play, tally: Tally): Promise<void> {
  one.crash = undefined;
  one.site.log.isDown = false;
  if (one.site.guard === undefined) await up(one, tally);
  for (const body of one.site.machine.bodies) body.mood = 'silent';
  await passLooking(one, LEASE_MS + SLACK_MS, tally);
  await agreed(one);
}

async function take(one: Play, each: Step, tally: Tally): Promise<void> {
  const { site, model } = one;
  const { guard, machine } = site;
  const bodyOf = (agent: string) => [...machine.bodies].find((body) => body.agent === agent);
  const quietly = (work: Promise<unknown> | undefined) => void work?.catch(() => undefined);
  switch (each.do) {
    case 'pass':
      return passLooking(one, each.ms, tally);
    case 'sign': {
      const body = bodyOf(each.agent);
      if (body !== undefined && !body.isStopped && !body.isFrozen) body.channel?.heard();
      return;
    }
    case 'silent':
    case 'lively':
      for (const body of machine.bodies)
        if (body.agent === each.agent) {
          body.mood = each.do;
          if (each.do === 'lively') body.isStopped = false;
        }
      return;
    case 'sigstop':
      for (const body of machine.bodies) if (body.agent === each.agent) body.isStopped = true;
      return;
    case 'swap':
      if (guard === undefined || bodyOf(each.agent)?.channel === undefined) return;
      model.swapped(each.agent, now());
      guard.ports.answered?.(each.agent, 'model-1', 'model-2');
      return;
    case 'exit':
      bodyOf(each.agent)?.end();
      return;
    case 'connect':
      return quietly(guard?.connect('dora'));
    case 'command':
      return command(one, each, tally);
    case 'propose': {
      const args = { command: each.verb, agent: each.agent, reason: 'it is needed', ...countOf(each) };
      return quietly(callOf(bodyOf(each.by), 'lifecycle__propose', args));
    }
    case 'write':
      return quietly(
        callOf(bodyOf(each.agent) ?? [...machine.bodies][0], 'files__write_file', {
          path: each.path,
          content: String(now()),
        }),
      );
    case 'change':
      site.files.set(each.path, `changed at ${now()}`);
      model.changed(each.path, now());
      return;
    case 'answer':
      return answer(one, each, tally);
    case 'consent':
      return consent(one, each.request, tally);
    case 'delete':
      return command(one, { ...each, verb: 'delete', count: 1 }, tally);
    case 'begin': {
      const known = await soon(guard?.agents() ?? Promise.reject(new Error('none runs')));
      const state = known?.agents.find(({ id }) => id === each.agent)?.state;
      const many = [...machine.bodies].filter(({ agent }) => agent === each.agent).length;
      const verb = state === 'ended' ? 'restore' : many > 0 ? 'scale' : 'create';
      command(one, { ...each, verb, count: many + 1 }, tally);
      await pass(20);
      return consent(one, 0, tally);
    }
    case 'enact':
      command(one, each, tally);
      await pass(20);
      return consent(one, 0, tally);
    case 'day':
      return setDay(each.by * DAY_MS);
    case 'log':
      site.log.isDown = true;
      one.logAgainAt = now() + each.downMs;
      return;
    case 'crash':
      // Two things that guard at once is one more than is promised.
      if (guard === undefined || machine.hasHungWarden || now() - one.wardenKilledAt < SLACK_MS) return;
      one.crash = { left: each.afterSteps, orphans: each.orphans, downMs: each.downMs };
      if (each.afterSteps === 0) crash(one, tally);
      return;
    case 'killWarden':
      if (guard === undefined || one.crash !== undefined) return;
      one.wardenKilledAt = now();
      return machine.killWarden();
    case 'hangWarden':
      if (guard === undefined || one.crash !== undefined) return;
      one.wardenKilledAt = now();
      return machine.hangWarden();
    case 'reboot':
      count(tally, 'reboots');
      one.crash = undefined;
      site.restartMachine();
      model.crashed();
      one.upAgainAt ??= now() + each.downMs;
      return;
  }
}

function countOf({ verb, count: many }: { readonly verb: string; readonly count: number }) {
  return ['create', 'scale', 'restore'].includes(verb) ? { count: many } : {};
}

function callOf(
  body: ReturnType<Site['machine']['start']> | undefined,
  tool: string,
  args: Readonly<Record<string, string | number>>,
) {
  if (body === undefined || body.isStopped || body.isFrozen) return undefined;
  return body.channel?.call({ tool, argumentBytes: Buffer.from(JSON.stringify(args)) });
}

interface Commanded {
  readonly verb: Command['command'];
  readonly agent: string;
  readonly count: number;
  readonly by: string;
}

function command(one: Play, each: Commanded, tally: Tally): void {
  const { site, model } = one;
  if (site.guard === undefined) return;
  const { verb, agent, by } = each;
  const given = { command: verb, agent, ...countOf(each) } as Command;
  const isStop = STOPS.has(verb);
  // It is confirmed within a lease; what people are asked about waits for them at most as long as they have.
  const most = (verb === 'delete' ? TIMEOUT_MS : 0) + LEASE_MS + SLACK_MS;
  const done = isStop ? model.waits(`${verb} ${agent} by ${by}`, now(), most) : () => undefined;
  site.guard.command(given, by).then(
    ({ result }) => {
      count(tally, `${verb} ${result}`);
      done();
    },
    (thrown: unknown) => {
      count(tally, `${verb} refused`);
      done();
      const isForLog = thrown instanceof OffswitchError && /^log-/.test(thrown.code);
      if (isStop && isForLog) one.broken ??= new Broken(`a stop needs no log: ${verb} ${agent}`);
    },
  );
}

async function answer(
  one: Play,
  each: Omit<Extract<Step, { do: 'answer' }>, 'do'>,
  tally: Tally,
): Promise<void> {
  const { site, model } = one;
  const { guard } = site;
  // The newest, open ones first.
  const ids = [...model.requests.keys()].sort(
    (a, b) => Number(model.closed.has(b)) - Number(model.closed.has(a)),
  );
  const open = ids.filter((one) => !model.closed.has(one));
  // Most people answer what they are asked.
  const most = open.length > 0 && each.request < OF_CLOSED ? open.length : ids.length;
  const id = ids.at(-1 - (each.request % Math.max(1, most)));
  if (guard === undefined || id === undefined) return;
  const request = await soon(guard.show(id));
  if (request === undefined) return again(one, each, tally);
  model.shown(
    id,
    [...request.shown.matchAll(/^ {2}agent (\S+)$/gm)].map(([, agent = '']) => agent),
  );
  const { by, approve, how } = each;
  const other = ids.find((one) => one !== id);
  const shownOther = other === undefined ? undefined : await soon(guard.show(other));
  const own = approve ? request.statement.approve : request.statement.deny;
  const others: Readonly<Record<string, string>> = {
    'of the opposite': approve ? request.statement.deny : request.statement.approve,
    'of another request': shownOther?.statement.approve ?? '{}',
  };
  const statement = others[how.replace('passkey ', '')] ?? own;
  const isForged = how.endsWith('forged');
  const signer = isForged ? 'mallory' : how.endsWith('of another person') ? nextTo(by) : by;
  const credential = how.startsWith('passkey')
    ? { kind: 'passkey' as const, response: passkeys[signer].get(challengeOf(statement)) }
    : { kind: 'ssh' as const, signature: keys[signer].sign(statement) };
  const given = {
    ...{ id, approve, by, shownDigest: request.shownDigest, viewedMs: 1000 },
    credential,
  };
  if (how === 'again') return again(one, each, tally);
  one.given.push(given);
  await submit(one, given, how === 'own' || how === 'passkey', tally);
}

async function consent(one: Play, request: number, tally: Tally): Promise<void> {
  // One of them sits at the page.
  for (const by of peopleNames)
    await answer(one, { request, by, approve: true, how: by === 'ben' ? 'passkey' : 'own' }, tally);
}

function nextTo(person: PersonName): PersonName {
  return peopleNames[(peopleNames.indexOf(person) + 1) % peopleNames.length] ?? 'ana';
}

/** An answer that was given before is given once more. */
async function again(one: Play, { request }: { readonly request: number }, tally: Tally): Promise<void> {
  const given = one.given.at(-1 - (request % Math.max(1, one.given.length)));
  if (given === undefined) return;
  const by = one.model.requests.get(given.id)?.approvedBy;
  await submit(one, given, by?.has(given.by) === false, tally);
}

async function submit(one: Play, given: Play['given'][number], isOwn: boolean, tally: Tally): Promise<void> {
  const { model, site } = one;
  const { guard } = site;
  if (guard === undefined) return;
  const may = model.mayAnswer(given.id, given.by, now());
  // It counts from when it is given: what follows from it may come before whoever gave it hears of it.
  const before = new Map(model.requests.get(given.id)?.approvedBy);
  if (isOwn && may) model.answered(given.id, given.by, given.approve, now());
  const answered = await soon(guard.answer(given));
  const isTaken = answered !== undefined && (given.approve || answered.status !== 'refused');
  count(tally, answered === undefined ? 'answers refused' : `answers ${answered.status}`);
  if (answered !== undefined && !(isOwn && may))
    throw new Broken(`an answer that is none was taken: ${given.by}, ${given.id} (${answered.status})`);
  if (!isTaken && isOwn && may) {
    const { approvedBy } = model.requests.get(given.id) ?? {};
    approvedBy?.clear();
    for (const [by, at] of before) approvedBy?.set(by, at);
  }
}

/** Undefined where it is refused, or comes to nothing because the guard is killed. */
async function soon<T>(work: Promise<T>): Promise<T | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 1000));
  return passUntil(Promise.race([work.catch(() => undefined), late]), 2000);
}

const MOST_STEPS = 120;
/** Where something breaks, it is made shorter for so long at most. */
const MOST_MS = 30 * 60_000;

const lives = fc.array(step, { minLength: 1, maxLength: MOST_STEPS, size: 'max' });
const runsOf = (steps: number) => Math.ceil(steps / (MOST_STEPS / 2));

/** So many steps or some more, in lives of at most `MOST_STEPS`; fails with the shortest that breaks something. */
export async function simulate(seed: number, steps: number): Promise<Tally> {
  const tally: Tally = new Map();
  const property = fc.asyncProperty(lives, (life) => play(life, tally, {}));
  for (let round = 0; ; round += 1) {
    const left = steps - (tally.get('steps') ?? 0);
    if (left <= 0) return tally;
    // Seed and path stand in what it throws.
    await fc.assert(property, {
      ...{ seed: seed * 1000 + round, numRuns: runsOf(left), interruptAfterTimeLimit: MOST_MS },
    });
  }
}

/** What is broken first with this wrong; undefined where nothing is within about so many steps. */
export async function firstBroken(
  seed: number,
  steps: number,
  mutation: Mutation,
): Promise<string | undefined> {
  const property = fc.asyncProperty(lives, (life) => play(life, new Map(), mutation));
  const { errorInstance } = await fc.check(property, { seed, numRuns: runsOf(steps), endOnFailure: true });
  if (errorInstance === null || errorInstance === undefined) return undefined;
  if (errorInstance instanceof Broken) return errorInstance.message;
  throw errorInstance;
}
