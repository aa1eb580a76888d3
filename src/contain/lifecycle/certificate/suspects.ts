/**
 * Who could have put content where it may not be: who wrote there by the log, or reaches the place without the guard. Who only
 * read stands in the evidence. Where that leaves nobody, it may have been anybody.
 */
import { whereLinksLead } from '../../../kit/files.ts';
import type { Guard } from '../../guard/config/load.ts';
import type { Touch, Touches } from './ends.ts';
import { isWithin } from './looking.ts';

export interface Crime {
  /** Folders, and addresses of buckets, in which a copy was found. */
  readonly places: readonly string[];
  /** Where the content had its own place. */
  readonly source: readonly string[];
  /** Those whose content it is. */
  readonly family: readonly string[];
}

export interface Suspects {
  /** Agents, each with the reason. */
  readonly could: ReadonlyMap<string, string>;
  /** Agents that read there, or read the content, and could not have written it there. */
  readonly readers: readonly string[];
}

/** What is carried out there is not known from its arguments. */
const OPAQUE: ReadonlySet<string> = new Set(['execute', 'other']);

type Known = Pick<Guard, 'agents' | 'upstreams'>;

export function suspectsOf(guard: Known, { all, forgotten }: Touches, crime: Crime): Suspects {
  const { places, source, family } = crime;
  const others = Object.keys(guard.agents).filter((agent) => !family.includes(agent));
  const there = within(places);
  const ofContent = within(source);
  const could = new Map<string, string>();
  const suspect = (agent: string, why: string) => {
    if (others.includes(agent) && !could.has(agent)) could.set(agent, why);
  };
  const readers = new Set<string>();
  for (const touch of all) {
    const why = whyWritten(guard, touch, there, ofContent, places);
    if (why !== undefined) suspect(touch.agent, `${why} by ${touch.upstream}.${touch.tool}`);
    else if (touch.resources.some((one) => there(one) || ofContent(one))) readers.add(touch.agent);
  }
  for (const agent of others) {
    const why = whyUnseen(guard.agents[agent], places);
    if (why !== undefined) suspect(agent, why);
    else if (forgotten.has(agent)) suspect(agent, 'it changed more than the guard remembers');
  }
  const innocent = [...readers].filter((agent) => others.includes(agent) && !could.has(agent));
  if (could.size > 0) return { could, readers: innocent };
  const read = innocent.length === 0 ? '' : ` (${innocent.join(', ')} read there)`;
  const anybody = `the log shows nobody who could have written there${read}: it may have been anybody`;
  return { could: new Map(others.map((agent) => [agent, anybody])), readers: [] };
}

type Resource = Touch['resources'][number];

function whyWritten(
  { upstreams }: Known,
  { class: done, upstream, resources }: Touch,
  there: (one: Resource) => boolean,
  ofContent: (one: Resource) => boolean,
  places: readonly string[],
): string | undefined {
  const changed = resources.find((one) => one.access === 'changes' && there(one));
  if (changed !== undefined) return `it changed ${changed.name}`;
  if (done === 'copy-out' && resources.some((one) => there(one) || ofContent(one)))
    return 'it copied the content, or what stands there, to another place';
  if (!OPAQUE.has(done)) return undefined;
  if (resources.some(there)) return 'it had something run there';
  return reaches(Object.hasOwn(upstreams, upstream) ? upstreams[upstream] : undefined, places)
    ? 'it had something run where that place can be written'
    : undefined;
}

/** Whether a server can write there, whatever it is asked for; true where nobody can say. */
function reaches(server: Known['upstreams'][string] | undefined, places: readonly string[]): boolean {
  if (server === undefined || server.url !== undefined || server.sandbox?.driver === 'plain') return true;
  const isRemote = (place: string) => place.includes('://');
  if (places.some(isRemote) && server.sandbox?.network === 'host') return true;
  const { directory } = server;
  const own = directory === undefined ? [] : [{ from: directory, access: 'write' }];
  const mounts = server.sandbox?.mounts ?? own;
  return mounts.some(({ from, access }) => access === 'write' && places.some(overlaps(from)));
}

/** Why an agent may have written there without a word in the log. */
function whyUnseen(
  agent: Known['agents'][string] | undefined,
  places: readonly string[],
): string | undefined {
  if (agent?.channel !== 'descriptor' || agent.mediation !== 'enforced')
    return 'the guard does not confine it, and is not its only way there';
  const mount = agent.run?.mounts.find(
    ({ from, access }) => access === 'write' && places.some(overlaps(from)),
  );
  return mount === undefined ? undefined : `it has ${mount.from} of its own to write in`;
}

function overlaps(one: string): (other: string) => boolean {
  const here = real(one);
  return (other) => isWithin(real(other), here) || isWithin(here, real(other));
}

/** By its name, by where links lead by now, or in a text that speaks of it. */
function within(places: readonly string[]): (resource: Resource) => boolean {
  const all = [...new Set([...places, ...places.map(real)])];
  const known = new Map<string, boolean>();
  return ({ kind, name }) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const isText = kind === 'text';
    const isThere = all.some((place) =>
      isText ? name.includes(place) : isWithin(name, place) || isWithin(real(name), place),
    );
    known.set(name, isThere);
    return isThere;
  };
}

function real(path: string): string {
  return path.startsWith('/') ? whereLinksLead(path) : path;
}
