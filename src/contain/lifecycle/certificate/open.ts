/**
 * Certificates in a guard: content is indexed while it is there; when an agent has ended its end is certified, and looked at
 * again at moments that nobody can foresee. A contradiction freezes whoever could have brought it about.
 */
import { createHash, randomInt, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { messageOf, OffswitchError } from '../../../kit/errors.ts';
import { writeWhole } from '../../../kit/files.ts';
import type { Hash } from '../../../kit/hash.ts';
import { unknownName } from '../../../kit/names.ts';
import type { Recorded } from '../../../notary/records/record.ts';
import type { OpenChannel, Records } from '../../guard/broker/contract.ts';
import type { Attached, Foundation } from '../../guard/service/attachment.ts';
import { readCredentials } from '../../guard/state/credentials.ts';
import { decodeIndex } from '../content/index-file.ts';
import { openShelf } from '../content/shelf.ts';
import { openDrivers } from '../drivers/open.ts';
import type { ManagedAgent, RegistryState } from '../registry/registry.ts';
import { runJob } from '../stores/job.ts';
import type { CertificateDocument } from './document.ts';
import { type Certified, type End, foldEnds } from './ends.ts';
import { issueCertificate } from './issue.ts';
import { comesTo, type Sighting } from './line.ts';
import { isWithin, type LookParts, lookAtAgent, lookForContent } from './looking.ts';
import { suspectsOf } from './suspects.ts';

export const certificateRequests = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('agents.certify'), id: z.string() }),
  z.strictObject({ do: z.literal('agents.certificates') }),
]);

export interface CertificatesParts extends Pick<Foundation, 'guard' | 'state' | 'notary'> {
  registry(): RegistryState;
}

export type CertificatesAnswer =
  | { readonly document: CertificateDocument /** Of the log, as it is now. */; readonly key: string }
  | { readonly certificates: readonly ReturnType<typeof shown>[] };

export interface Certificates {
  /** Of every record, those of earlier runs among them, after the registry. */
  take(record: Recorded): void;
  /** Errors: `unknown-name`, `agent-lives`, those of the log. */
  answer(request: z.infer<typeof certificateRequests>): Promise<CertificatesAnswer>;
  started(guard: Attached): Promise<void>;
  /** What these agents' weights are made of, file by file. */
  digests(agents: readonly string[]): ReadonlySet<Hash>;
  close(): Promise<void>;
}

/** What ends does so within this time; a look before it would see what is about to go. */
const GOING_MS = 3000;
const LOOK_MS = 100;
const HOUR_MS = 3_600_000;
/** Of timers. */
const LONGEST_MS = 2 ** 31 - 1;
const AGAIN_MS = 5000;
/** Owner of content that all may have. */
const SHARED = '@shared';

interface AtWork extends LookParts {
  readonly records: Records;
  readonly own: OpenChannel;
  readonly attached: Attached;
}

export function openCertificates(parts: CertificatesParts): Certificates {
  const { guard, state, notary, registry } = parts;
  const ends = foldEnds();
  const shelf = openShelf(join(state.path, 'content'));
  const closing = new AbortController();
  /** By agent, the next look, and of which end. */
  const timers = new Map<string, { readonly end: string; readonly timer: NodeJS.Timeout }>();
  let host: Attached | undefined;
  let opened: Promise<AtWork> | undefined;
  /** One search at a time: the disk is one. */
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work, work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  /** Channels for records are opened when there is something to record. */
  function atWork(): Promise<AtWork> {
    if (host === undefined) throw new RangeError('the guard is not up');
    opened ??= openWork(parts, host);
    return opened;
  }

  const pathsOf = (agent: string) => guard.agents[agent]?.identity?.weights ?? [];

  /** An index of what is there now, where there is none yet. What cannot be read is told, and its end is unobservable. */
  async function index(owner: string, paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    const { records, own } = await atWork();
    try {
      const { file, isThere } = shelf.placeOf(owner, paths);
      if (isThere) return;
      await runJob({ do: 'index', paths: [...paths], out: file }, closing.signal);
      const digest = `sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}` as const;
      await records.append({ sayings: [{ kind: 'config', body: { name: `content of ${owner}`, digest } }] });
    } catch (thrown) {
      if (!closing.signal.aborted)
        await own.alert('warning', `no index of the content of ${owner}: ${messageOf(thrown)}`);
    }
  }

  async function indexAll(): Promise<void> {
    for (const agent of Object.keys(guard.agents))
      if (registry().agents.get(agent)?.state !== 'deleted') await index(agent, pathsOf(agent));
    await index(SHARED, guard.lifecycle.shared);
  }

  function familyOf(agent: string, end: End): readonly string[] {
    const { agents, lineages } = registry();
    const lineage = lineages.get(agents.get(agent)?.lineage ?? end.lineage ?? '');
    return [...new Set([agent, ...(lineage?.members ?? [])])];
  }

  async function contentOf(agent: string, end: End, work: AtWork): Promise<readonly Sighting[]> {
    if (end.kind === 'lapse') return [];
    const family = familyOf(agent, end);
    const condemned = family.flatMap(shelf.of);
    const indexed = condemned.flatMap((file) =>
      decodeIndex(readFileSync(file), file).files.map(({ path }) => path),
    );
    const named = family.flatMap(pathsOf);
    const ownPlaces = [
      ...new Set([...named, ...indexed.filter((path) => !named.some((one) => isWithin(path, one)))]),
    ];
    const others = shelf.except([...family, ...deleted(registry())]);
    const { variables } = work;
    return lookForContent({ guard, variables, condemned, others, ownPlaces, signal: closing.signal });
  }

  async function certify(agent: ManagedAgent, end: End): Promise<CertificateDocument> {
    const work = await atWork();
    const quick = await untilGone(agent, end, work);
    const content = await inTurn(() => contentOf(agent.id, end, work)).catch(
      (thrown: unknown): readonly Sighting[] => {
        closing.signal.throwIfAborted();
        const evidence = messageOf(thrown);
        return [{ aspect: 'content', resource: 'all stores', result: 'unobservable', evidence }];
      },
    );
    const sightings = [...quick, ...content];
    const id = `end-of-${agent.id}-${randomUUID().slice(0, 8)}`;
    const ended = { agent: agent.id, lineage: agent.lineage, end: end.id };
    const { body, document } = await issueCertificate(
      { records: work.records, notary },
      ended,
      id,
      sightings,
    );
    keep(id, document);
    if (body.result === 'contradicted') await contradicted(agent.id, end, sightings, work);
    return document;
  }

  /** Something may still be going: it is looked at again for a short while before that counts. */
  async function untilGone(agent: ManagedAgent, end: End, work: AtWork): Promise<readonly Sighting[]> {
    const late = performance.now() + GOING_MS;
    for (;;) {
      const now = registry().agents.get(agent.id) ?? agent;
      const seen = await lookAtAgent(work, now, end);
      if (comesTo(seen) !== 'contradicted' || performance.now() > late) return seen;
      await sleep(LOOK_MS, undefined, { signal: closing.signal });
    }
  }

  function keep(id: string, document: CertificateDocument): void {
    const folder = join(state.path, 'certificates');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeWhole(join(folder, `${id}.json`), `${JSON.stringify(document, null, 2)}\n`);
  }

  async function contradicted(
    agent: string,
    end: End,
    sightings: readonly Sighting[],
    { own, attached }: AtWork,
  ): Promise<void> {
    const wrong = sightings.filter(({ result }) => result === 'contradicted');
    const what = wrong.map(({ aspect, resource }) => `${aspect} (${resource})`).join(', ');
    const why = `the end of ${agent} is contradicted: ${what}`;
    await own.alert('critical', why);
    const places = wrong.flatMap(({ wrongIn }) => wrongIn ?? []);
    if (places.length === 0) return;
    const family = familyOf(agent, end);
    const crime = { places, source: family.flatMap(pathsOf), family };
    const { could, readers } = suspectsOf(guard, ends.touches, crime);
    if (readers.length > 0)
      await own.alert('warning', `${why}; who read there, and is not frozen for it: ${readers.join(', ')}`);
    for (const [one, because] of could)
      await attached.service.broker.freeze(one, 'lifecycle', `${because}: ${why}`);
  }

  /** Certified at once, and again as often as guard.yaml says. */
  function follow(agent: string): void {
    const end = ends.endOf(agent);
    if (host === undefined || end?.isOver !== true || timers.get(agent)?.end === end.id) return;
    const done = ends.certificates.filter(({ body }) => body.agent === agent && body.end === end.id).length;
    const { times, withinHours } = guard.lifecycle.again;
    if (done > times) return;
    // Nobody can foresee it; the first is due now.
    const wait = done === 0 ? 0 : Math.min(LONGEST_MS, randomInt(1, Math.ceil(withinHours * HOUR_MS) + 1));
    lookAfter(wait, agent, end);
  }

  /** What was to be looked at because of an earlier end is not any more. */
  function lookAfter(ms: number, agent: string, end: End): void {
    clearTimeout(timers.get(agent)?.timer);
    timers.set(agent, { end: end.id, timer: setTimeout(() => void again(agent, end), ms).unref() });
  }

  async function again(agent: string, end: End): Promise<void> {
    const known = registry().agents.get(agent);
    try {
      if (known !== undefined && ends.endOf(agent)?.id === end.id) await certify(known, end);
      if (timers.get(agent)?.end === end.id) timers.delete(agent);
      follow(agent);
    } catch {
      // The log is away, or the guard ends.
      if (!closing.signal.aborted) lookAfter(AGAIN_MS, agent, end);
    }
  }

  function certified(): readonly Certified[] {
    return ends.certificates.toReversed();
  }

  async function certifyNow(id: string): Promise<CertificateDocument> {
    const { agents } = registry();
    const agent = agents.get(id);
    if (agent === undefined) throw unknownName('managed agent', id, [...agents.keys()]);
    const end = ends.endOf(id);
    if (end?.isOver === true) return certify(agent, end);
    throw new OffswitchError(
      'agent-lives',
      end === undefined ? `${id} has not ended: it is ${agent.state}` : `${id} is being deleted`,
      end === undefined ? `Delete it first: offswitch agents delete ${id}.` : 'Ask again when that is done.',
      { agent: id, state: agent.state },
    );
  }

  return {
    take(record) {
      ends.take(record);
      if (host === undefined) return;
      if (record.kind === 'lifecycle.confirm' || record.kind === 'lease.lapse')
        for (const agent of ends.ended.keys()) follow(agent);
      if (record.kind === 'agent.entry') {
        const { agent } = record.body;
        void inTurn(() => index(agent, pathsOf(agent))).catch(() => undefined);
      }
    },
    async answer(request) {
      if (request.do === 'agents.certify') {
        const document = await certifyNow(request.id);
        return { document, key: (await notary.ask('head', {})).vkey };
      }
      return { certificates: certified().map(shown) };
    },
    digests: shelf.digests,
    async started(attached) {
      host = attached;
      void inTurn(indexAll).catch(() => undefined);
      for (const agent of ends.ended.keys()) follow(agent);
    },
    async close() {
      host = undefined;
      closing.abort();
      for (const { timer } of timers.values()) clearTimeout(timer);
      await turn;
    },
  };
}

/** They have nothing by right any more. */
function deleted({ agents }: RegistryState): readonly string[] {
  return [...agents.values()].filter(({ state }) => state === 'deleted').map(({ id }) => id);
}

async function openWork({ guard, state }: CertificatesParts, attached: Attached): Promise<AtWork> {
  const { service, start } = attached;
  const variables = readCredentials(guard, state);
  const drivers = openDrivers(guard, { start, running: service.running, variables });
  const records = await service.broker.openRecords('certificates');
  const opening = { actor: 'certifier', kind: 'lifecycle', identity: 'process', confined: true } as const;
  const own = await service.broker.openChannel(opening);
  return {
    ...{ guard, variables, records, own, attached, service },
    driverOf: (agent) => drivers.get(agent),
  };
}

/** As the page shows it. */
function shown({ body: { id, agent, result, lines }, at }: Certified) {
  return {
    ...{ id, subject: agent, at, result },
    lines: lines.map((line) => ({
      text: `${line.aspect}: ${line.resource}`,
      ...{ result: line.result, record: line.entry },
    })),
  };
}
