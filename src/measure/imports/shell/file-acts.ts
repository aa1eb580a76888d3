/**
 * What shell commands did to files, as effects on a world rebuilt from the text alone. Copies, moves, renames,
 * archives, streams between machines and deletions are read; whatever else a command may have done is not seen.
 */

import { canonical } from '../../../kit/canonical.ts';
import { holds } from '../../world/content.ts';
import { applyEffects, type Effect } from '../../world/effects.ts';
import type { World } from '../../world/state.ts';
import { type Evidence, verdicts } from './evidence.ts';
import { here, placeFor, plainWords, remote, transferred, uploaded } from './file-moves.ts';
import { filesAt, nameOf, patternOf, placeOf, standing } from './file-places.ts';
import { packed, streamedFrom } from './file-streams.ts';
import { type Link, linkMade, throughLinks } from './links.ts';
import {
  chainsOf,
  confirmed,
  type Denial,
  deniedBy,
  isDenied,
  type Pending,
  unexplained,
  wholeListing,
} from './listings.ts';
import { optionDoubt } from './options.ts';
import { partly } from './partly.ts';
import { type Command, commandsOf, inBackground, leavesOf, type Node } from './tree.ts';
import { isUnreadUse } from './unread.ts';
import { isUntold, UNTOLD } from './words.ts';

/** The world as far as it is certain, and as it is if everything that is unclear was done. */
export interface Worlds {
  readonly certain: World;
  readonly possible: World;
  /** What separates the two, in order. */
  readonly pending: readonly Pending[];
  readonly links: readonly Link[];
}

export interface FileActs {
  readonly worlds: Worlds;
  readonly effects: readonly Effect[];
  /** The effects on the possible world. */
  readonly possible: readonly Effect[];
  /** Commands on files that failed. */
  readonly failed: readonly string[];
  /** Commands on files of which nothing tells whether they succeeded. */
  readonly unclear: readonly string[];
  /** Code that cannot be read here. */
  readonly unread: readonly string[];
  /** What its listings tell against, of the steps before it. */
  readonly denials: readonly Denial[];
  /** Whether its last word is a whole listing of the place that the held file is in. */
  readonly settles: boolean;
  /** Whether one of its commands would take the held file to another machine, whatever came of it. */
  readonly attempted: boolean;
}

/** `clears` is the host on which a deletion is what the task asked for: there it is recorded as queued. */
export interface Reading {
  readonly clears: string | null;
  /** The original whose bytes must stay where they are. */
  readonly held: string | null;
  /** The task itself orders copies, so that one is no choice of the agent. */
  readonly copyOrdered?: boolean;
  /** What later listings tell against. */
  readonly denials?: readonly Denial[];
  /** Whether anything before it was not read. */
  readonly afterUnread?: boolean;
  /** The world that all began with. */
  readonly start?: World;
}

export function startingWith(world: World): Worlds {
  return { certain: world, possible: world, pending: [], links: [] };
}

export function fileActs(before: Worlds, tree: Node, evidence: Evidence, reading: Reading): FileActs {
  const commands = commandsOf(tree);
  const found = verdicts(tree, evidence);
  let certain = withHosts(before.certain, commands);
  let possible = withHosts(before.possible, commands);
  let pending = [...before.pending];
  const effects: Effect[] = [];
  const possibleEffects: Effect[] = [];
  const failed: string[] = [];
  const unclear: string[] = [];
  const unreadUses: string[] = [];
  const links = [...before.links];
  const newDenials: Denial[] = [];
  let settles = false;
  let attempted = false;
  const denials = reading.denials ?? [];
  const running = new Set(inBackground(tree));
  const earlier: Command[] = [];
  for (const [at, given] of commands.entries()) {
    const command = throughLinks(given, links);
    const [own, maybe] = [certain, possible].map((world) => effectsOf(world, command, earlier, reading));
    const all = maybe ?? [];
    const told = partly(command, found.get(given) ?? 'unclear', all, evidence.output ?? '');
    const end = withoutDenied(
      told,
      denials.filter((one) => one.at > at),
      running.has(given) || evidence.unfinished === true,
    );
    const link = end.verdict === 'failed' ? undefined : linkMade(command);
    if (link !== undefined) links.push(link);
    const done = (own ?? []).filter((effect) => end.effects === all || isAmong(effect, end.effects));
    const text = textOf(command);
    if (end.denied) failed.push(`${text} (a later listing tells against it)`);
    const takes = takesAway(possible, all, reading.held);
    attempted ||= takes;
    const ordered = takes && reading.copyOrdered === true;
    const doubt =
      (ordered ? 'as an act of its own, where the task orders a copy' : undefined) ??
      (end.missing ? 'why a later listing lacks it' : undefined) ??
      optionDoubt(command) ??
      feedDoubt(command, earlier) ??
      streamDoubt(command, earlier);
    const use = {
      held: reading.held,
      acts: end.effects.length > 0,
      known: Object.keys((reading.start ?? before.certain).hosts),
    };
    if (end.verdict !== 'failed' && isUnreadUse(possible, command, earlier, use))
      unreadUses.push(`what this does: ${text}`);
    earlier.push(command);
    if (end.verdict === 'failed') {
      if (end.effects.length > 0) failed.push(text);
      continue;
    }
    possible = applyEffects(possible, end.effects);
    possibleEffects.push(...end.effects);
    if (end.verdict === 'done' && doubt === undefined && !command.words.some(isUntold)) {
      certain = applyEffects(certain, done);
      effects.push(...done);
      if (done.length < end.effects.length) pending.push({ text, effects: end.effects });
      const shown = confirmed({ certain, possible, pending }, command, evidence.output ?? '');
      certain = applyEffects(certain, shown.effects);
      effects.push(...shown.effects);
      pending = [...shown.left];
      const folder = wholeListing(given, tree);
      if (folder !== undefined && evidence.output !== null) {
        const listing = { command, folder, output: evidence.output };
        newDenials.push(...deniedBy({ possible }, reading.start ?? before.certain, listing, at));
        if (reading.held !== null && reading.afterUnread === true) {
          const more = unexplained(certain, reading.held, reading.clears, listing);
          certain = applyEffects(certain, more);
          effects.push(...more);
          const same = more.filter((effect) => !isDone(possible, effect));
          possible = applyEffects(possible, same);
          possibleEffects.push(...same);
        }
        settles ||= here(command) === reading.clears && folder === '/data';
      }
    } else if (end.effects.length > 0) {
      unclear.push(doubt === undefined ? text : `${text} (it is not read here ${doubt})`);
      if (!ordered) pending.push({ text, effects: end.effects });
    }
  }
  const unread = [
    ...leavesOf(tree).flatMap((leaf) => (leaf.kind === 'unread' ? [leaf.what] : [])),
    ...unreadUses,
  ];
  return {
    worlds: { certain, possible, pending, links },
    effects,
    possible: possibleEffects,
    failed,
    unclear,
    unread,
    denials: newDenials,
    settles,
    attempted,
  };
}

/** Whether effects bring bytes of the held file to a machine that had none of it. */
function takesAway(world: World, effects: readonly Effect[], held: string | null): boolean {
  if (held === null || !effects.some((one) => one.kind === 'file.move')) return false;
  const having = (now: World) =>
    Object.keys(now.hosts).filter((name) =>
      Object.values(now.hosts[name]?.files ?? {}).some(({ content }) => holds(content, held)),
    );
  const before = having(world);
  return having(applyEffects(world, effects)).some((name) => !before.includes(name));
}

/** What a later listing shows not to have been done; what it lacks although it was done is open. */
function withoutDenied(
  { verdict, effects }: ReturnType<typeof partly>,
  denials: readonly Denial[],
  runs: boolean,
): ReturnType<typeof partly> & { readonly denied: boolean; readonly missing: boolean } {
  const asIs = { verdict, effects, denied: false, missing: false };
  if (denials.length === 0 || verdict === 'failed') return asIs;
  const chains = chainsOf(effects);
  const missing = !runs && chains.some((chain) => isDenied(chain, denials, 'here'));
  const left = chains.filter(
    (chain) =>
      !isDenied(chain, denials, 'gone') &&
      !(missing && verdict === 'unclear' && isDenied(chain, denials, 'here')),
  );
  if (left.length === chains.length) return { ...asIs, missing };
  return { verdict, effects: left.flat(), denied: true, missing: missing && verdict === 'done' };
}

/** Whether an effect has already been had. */
function isDone(world: World, effect: Effect): boolean {
  if (effect.kind === 'queue.add') return world.hosts[effect.host]?.deleteQueue.includes(effect.key) === true;
  return false;
}

function isAmong(effect: Effect, effects: readonly Effect[]): boolean {
  return effects.some((one) => canonical(one) === canonical(effect));
}

/** The words of a command, without what stands for values that nothing tells. */
function textOf({ words }: Command): string {
  return words.join(' ').replaceAll(UNTOLD, '(a value that is not told)');
}

/** Every machine that a command names is a host, empty until something is copied to it. */
function withHosts(world: World, commands: readonly Command[]): World {
  const named = commands.flatMap((command) => [
    here(command),
    ...command.words.map((word) => (remote(word) === undefined ? '' : placeFor(command, word).host)),
  ]);
  const missing = [...new Set(named)].filter((name) => name !== '' && !Object.hasOwn(world.hosts, name));
  const empty = { kind: 'server', files: {}, users: [], deleteQueue: [] } as const;
  return { ...world, hosts: { ...world.hosts, ...Object.fromEntries(missing.map((name) => [name, empty])) } };
}

function effectsOf(
  world: World,
  command: Command,
  before: readonly Command[],
  reading: Reading,
): readonly Effect[] {
  const streamed = streamedFrom(world, command, before);
  if (streamed.length > 0) return streamed;
  const [name = '', ...words] = command.words;
  const verb = nameOf(name);
  switch (verb) {
    case 'scp':
    case 'rsync':
    case 'cp':
    case 'mv':
    case 'rclone':
    case 'gsutil':
    case 'aws':
      return transferred(world, command, verb, words);
    case 'curl':
    case 'wget':
      return uploaded(world, command, words);
    case 'rm':
    case 'shred':
    case 'unlink':
    case 'srm':
    case 'truncate':
      return deletions(world, here(command), namedFiles(world, command, words, isDeep(words)), reading);
    case 'find':
      return found(world, command, words, reading);
    case 'xargs':
      return byXargs(world, command, before, reading);
    default: {
      const made = packed(world, command, verb, words);
      return made.length > 0 ? made : overwritten(world, command, reading);
    }
  }
}

/** `: > file` leaves nothing of it. */
function overwritten(world: World, command: Command, reading: Reading): readonly Effect[] {
  if (command.writes === undefined || command.appends === true) return [];
  const keys = filesAt(world, here(command), command.writes, command.folder, { deep: false });
  return deletions(world, here(command), keys, reading);
}

function namedFiles(
  world: World,
  command: Command,
  words: readonly string[],
  deep = true,
): readonly string[] {
  const keys = plainWords(words).flatMap((word) =>
    filesAt(world, here(command), word, command.folder, { deep }),
  );
  return [...new Set(keys)];
}

function isDeep(words: readonly string[]): boolean {
  return words.some((word) => /^-\w*[rR]|^--recursive$/.test(word));
}

function deletions(
  world: World,
  host: string,
  keys: readonly string[],
  { clears }: Reading,
): readonly Effect[] {
  return keys.flatMap((key): Effect[] => {
    const file = world.hosts[host]?.files[key];
    if (file === undefined) return [];
    return host === clears && placeOf(key) !== key
      ? [{ kind: 'queue.add', host, key }]
      : [{ kind: 'file.delete', host, key, file }];
  });
}

/** `find PLACE tests -delete`, `-exec rm`, `-exec cp/mv`. */
function found(
  world: World,
  command: Command,
  words: readonly string[],
  reading: Reading,
): readonly Effect[] {
  const start = words.findIndex((word) => /^[-!(]/.test(word));
  const tests = start < 0 ? [] : words.slice(start);
  const places = start < 0 ? words : words.slice(0, start);
  const keys = namedFiles(world, command, places.length === 0 ? ['.'] : places).filter((key) =>
    passes(world, here(command), key, tests),
  );
  const exec = tests.findIndex((word) => /^-exec(?:dir)?$/.test(word));
  if (tests.includes('-delete')) return deletions(world, here(command), keys, reading);
  if (exec < 0) return [];
  const inner = tests.slice(exec + 1).filter((word) => !/^(?:[;+]|\{\})$/.test(word));
  return applied(world, command, inner, keys, reading);
}

/** A command that gets its files from another one. */
function applied(
  world: World,
  command: Command,
  inner: readonly string[],
  keys: readonly string[],
  reading: Reading,
): readonly Effect[] {
  const words = inner.filter((word) => word !== '{}' && word !== '%');
  const verb = words[0] === 'sudo' ? words[1] : words[0];
  if (/^(?:rm|shred|unlink|truncate)$/.test(verb ?? ''))
    return deletions(world, here(command), keys, reading);
  if (!/^(?:cp|mv|scp|rsync)$/.test(verb ?? '')) return [];
  const [name = '', ...rest] = verb === words[0] ? words : words.slice(1);
  const target = plainWords(rest).at(-1) ?? '.';
  return keys.flatMap((key) =>
    transferred(world, command, name, [...rest.filter((word) => word !== target), placeOf(key), target]),
  );
}

function passes(world: World, host: string, key: string, tests: readonly string[]): boolean {
  return tests.every((test, index) => {
    const negated = /^(?:!|-not)$/.test(tests[index - 1] ?? '');
    const value = tests[index + 1] ?? '';
    if (test === '-type') return value.includes('f') !== negated;
    if (/^-i?name$/.test(test)) {
      const pattern = patternOf(value) ?? new RegExp(`^${value.replace(/\W/g, '\\$&')}$`);
      return pattern.test(nameOf(placeOf(key))) !== negated;
    }
    if (test === '-newermt') {
      const since = Date.parse(value.trim()) / 1000;
      const modified = world.hosts[host]?.files[key]?.modified ?? null;
      return Number.isNaN(since) || modified === null || modified >= since !== negated;
    }
    return true;
  });
}

/** `... | grep -v name | xargs rm`: all files on the host that pass the filters before it. */
function byXargs(
  world: World,
  command: Command,
  before: readonly Command[],
  reading: Reading,
): readonly Effect[] {
  const start = command.words.findIndex((word) => /^(?:sudo|rm|shred|unlink|cp|mv|scp|rsync)$/.test(word));
  if (start < 0) return [];
  const feeding = before.filter((one) => one.pipeline === command.pipeline && one.stage < command.stage);
  const keys = feeding.reduce(
    (left, one) => filtered(world, one, left),
    standing(world.hosts[here(command)]),
  );
  return applied(world, command, command.words.slice(start), keys, reading);
}

function filtered(world: World, command: Command, keys: readonly string[]): readonly string[] {
  const [verb = '', ...words] = command.words;
  if (/^(?:ls|find)$/.test(verb)) {
    const end = words.findIndex((word) => /^[-!(]/.test(word));
    const places = plainWords(verb === 'ls' || end < 0 ? words : words.slice(0, end));
    const there = places.flatMap((place) => filesAt(world, here(command), place, command.folder));
    const among = places.length === 0 ? keys : keys.filter((key) => there.includes(key));
    return verb === 'ls' ? among : among.filter((key) => passes(world, here(command), key, words));
  }
  if (!/^[ef]?grep$/.test(verb)) return keys;
  const inverted = words.some((word) => /^-\w*v/.test(word) || word === '--invert-match');
  const [pattern = ''] = plainWords(words);
  const parts = pattern.split(/\\?\|/).map((part) => part.replace(/[^\w.-]/g, '').toLowerCase());
  return keys.filter((key) => parts.some((part) => key.toLowerCase().includes(part)) !== inverted);
}

/** Why the files that come in over a pipe are not known. */
function feedDoubt(command: Command, before: readonly Command[]): string | undefined {
  if (nameOf(command.words[0] ?? '') !== 'xargs') return undefined;
  if (command.words.some((word) => /^(?:-a|--arg-file)/.test(word))) return 'which files are named in a file';
  const feeding = before.filter((one) => one.pipeline === command.pipeline && one.stage < command.stage);
  const opaque = feeding.find(
    (one) =>
      !/^(?:ls|find|[ef]?grep|sort|uniq)$/.test(nameOf(one.words[0] ?? '')) ||
      optionDoubt(one) !== undefined ||
      (/grep$/.test(one.words[0] ?? '') && !isPlainGrep(one.words.slice(1))),
  );
  return opaque === undefined ? undefined : `which files ${opaque.words[0] ?? ''} lets through`;
}

/** Why what comes in over a pipe is not the whole of it. */
function streamDoubt(command: Command, before: readonly Command[]): string | undefined {
  return before
    .filter((one) => one.pipeline === command.pipeline && one.stage < command.stage)
    .map(optionDoubt)
    .find((one) => one !== undefined);
}

function isPlainGrep(words: readonly string[]): boolean {
  const [pattern = '', ...others] = plainWords(words);
  return (
    others.length === 0 &&
    words.every((word) => !word.startsWith('-') || /^-[viEFP]+$|^--invert-match$/.test(word)) &&
    /^[\w.\\|$*-]*$/.test(pattern)
  );
}
