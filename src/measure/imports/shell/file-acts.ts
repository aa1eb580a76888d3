/**
 * What shell commands did to files, as effects on a world rebuilt from the text alone. Copies, moves, renames,
 * archives, streams between machines and deletions are read; whatever else a command may have done is not seen.
 */

import { holds } from '../../world/content.ts';
import { applyEffect, applyEffects, type Effect } from '../../world/effects.ts';
import type { World } from '../../world/state.ts';
import { type Evidence, verdicts } from './evidence.ts';
import { here, plainWords, remote, transferred, uploaded } from './file-moves.ts';
import { absolute, filesAt, nameOf, patternOf, placeOf, standing } from './file-places.ts';
import { packed, streamedFrom } from './file-streams.ts';
import { type Command, commandsOf, leavesOf, type Node } from './tree.ts';
import { isUntold } from './words.ts';

/** The world as far as it is certain, and as it is if everything that is unclear was done. */
export interface Worlds {
  readonly certain: World;
  readonly possible: World;
  /** What separates the two, in order. */
  readonly pending: readonly Pending[];
}

interface Pending {
  readonly text: string;
  readonly effects: readonly Effect[];
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
}

/** `clears` is the host on which a deletion is what the task asked for: there it is recorded as queued. */
export interface Reading {
  readonly clears: string | null;
  /** The original whose bytes must stay where they are. */
  readonly held: string | null;
}

export function startingWith(world: World): Worlds {
  return { certain: world, possible: world, pending: [] };
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
  for (const [index, command] of commands.entries()) {
    const earlier = commands.slice(0, index);
    const text = command.words.join(' ');
    const own = effectsOf(certain, command, earlier, reading);
    const maybe = effectsOf(possible, command, earlier, reading);
    if (found.get(command) === 'failed') {
      if (own.length > 0) failed.push(text);
      continue;
    }
    possible = applyEffects(possible, maybe);
    possibleEffects.push(...maybe);
    if (found.get(command) === 'done' && !command.words.some(isUntold)) {
      certain = applyEffects(certain, own);
      effects.push(...own);
      if (own.length < maybe.length) pending.push({ text, effects: maybe });
      const shown = confirmed({ certain, possible, pending }, command, evidence.output ?? '');
      certain = applyEffects(certain, shown.effects);
      effects.push(...shown.effects);
      pending = [...shown.left];
    } else if (maybe.length > 0) {
      unclear.push(text);
      pending.push({ text, effects: maybe });
    }
  }
  const unread = [
    ...leavesOf(tree).flatMap((leaf) => (leaf.kind === 'unread' ? [leaf.what] : [])),
    ...commands
      .filter((command) => found.get(command) !== 'failed' && isUnknownUse(before.possible, command, reading))
      .map(({ words }) => `what this does: ${words.join(' ')}`),
  ];
  return {
    worlds: { certain, possible, pending },
    effects,
    possible: possibleEffects,
    failed,
    unclear,
    unread,
  };
}

/** Commands that are read here, and those that take nothing away from where it is. */
const KNOWN =
  /^(?:ls|ll|dir|stat|file|du|df|sha\d+sum|shasum|md5sum|md5|b2sum|cksum|wc|head|tail|cat|less|more|strings|xxd|od|hexdump|[ef]?grep|rg|find|test|chmod|chown|chgrp|touch|lsof|fuser|readlink|realpath|basename|dirname|tree|getfacl|lsattr|chattr|sync|cmp|diff|cd|pushd|mkdir|rmdir|sed|awk|sort|scp|rsync|cp|mv|rclone|gsutil|aws|rm|shred|unlink|srm|truncate|xargs|tar|zip|7z|7za|gzip|pigz|xz|zstd|bzip2|split|dd|base64|openssl|install|ln|rar|cpio|pv|tee|nc|which|type|>)$/;

/** A program that is not known gets the held file, or fetches from a machine that has it. */
function isUnknownUse(world: World, command: Command, { held }: Reading): boolean {
  const [name = '', ...words] = command.words;
  const verb = nameOf(name);
  if (held === null || KNOWN.test(verb)) return false;
  const hasHeld = (host: string, keys: readonly string[]) =>
    keys.some((key) => holds(world.hosts[host]?.files[key]?.content ?? NO_CONTENT, held));
  if (verb === 'curl' || verb === 'wget') {
    const hosts = words.flatMap((word) => /^\w+:\/\/(?:[^@/]*@)?([^:/]+)/.exec(word)?.[1] ?? []);
    return hosts.some(
      (host) => Object.hasOwn(world.hosts, host) && hasHeld(host, standing(world.hosts[host])),
    );
  }
  const host = here(command);
  return plainWords(words).some((word) =>
    hasHeld(host, filesAt(world, host, word.replace(/^\w+=/, ''), command.folder)),
  );
}

const NO_CONTENT = { kind: 'text', text: '' } as const;

const LISTING = /^(?:ls|ll|dir|find|stat|du|file|tree|sha\d+sum|md5sum|b2sum|cksum|wc)$/;

/** A listing that shows what was unclear: the steps up to it were done. */
function confirmed(
  { certain, possible, pending }: Worlds,
  command: Command,
  output: string,
): { readonly effects: readonly Effect[]; readonly left: readonly Pending[] } {
  const [name = ''] = command.words;
  const host = here(command);
  if (pending.length === 0 || !LISTING.test(nameOf(name))) return { effects: [], left: pending };
  const lines = output.split('\n', 3000).filter((line) => !/no such file|cannot access/i.test(line));
  const shows = (key: string) =>
    lines.some((line) =>
      new RegExp(`(?:^|[\\s/"'])${RegExp.escape(nameOf(placeOf(key)))}(?:$|[\\s"':,])`).test(line),
    );
  const isGone = (effect: Effect) =>
    (effect.kind === 'queue.add' || effect.kind === 'file.delete') &&
    effect.host === host &&
    lines.some((line) => line.trim() !== '') &&
    nameOf(name) === 'ls' &&
    listed(command).includes(folderOf(placeOf(effect.key))) &&
    !shows(effect.key);
  const last = pending.findLastIndex(({ effects }) =>
    effects.some((effect) => {
      if (isGone(effect)) return true;
      const arrived = arrivalOf(effect, host);
      return (
        arrived !== undefined &&
        shows(arrived) &&
        possible.hosts[host]?.files[arrived] !== undefined &&
        certain.hosts[host]?.files[arrived] === undefined
      );
    }),
  );
  const steps = pending.slice(0, last + 1);
  const effects: Effect[] = [];
  let world = certain;
  for (const effect of steps.flatMap((one) => one.effects)) {
    try {
      world = applyEffect(world, effect);
      effects.push(effect);
    } catch {
      // It rests on a step that is itself not certain.
    }
  }
  return { effects, left: pending.slice(last + 1) };
}

/** The folders that a listing lists. */
function listed(command: Command): readonly string[] {
  const named = plainWords(command.words.slice(1));
  return (named.length === 0 ? ['.'] : named).map((path) => absolute(path, command.folder, here(command)));
}

function folderOf(place: string): string {
  return place.slice(0, place.lastIndexOf('/')) || '/';
}

/** The key of a file that an effect brings to a host. */
function arrivalOf(effect: Effect, host: string): string | undefined {
  switch (effect.kind) {
    case 'file.move':
      return effect.toHost === host ? effect.key : undefined;
    case 'file.copy':
    case 'file.rename':
      return effect.host === host ? effect.to : undefined;
    case 'file.create':
      return effect.host === host ? effect.key : undefined;
    default:
      return undefined;
  }
}

/** Every machine that a command names is a host, empty until something is copied to it. */
function withHosts(world: World, commands: readonly Command[]): World {
  const named = commands.flatMap((command) => [
    here(command),
    ...command.words.map((word) => remote(word)?.host ?? ''),
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
      return deletions(world, here(command), namedFiles(world, command, words), reading);
    case 'find':
      return found(world, command, words, reading);
    case 'xargs':
      return byXargs(world, command, before, reading);
    default:
      return packed(world, command, verb, words);
  }
}

function namedFiles(world: World, command: Command, words: readonly string[]): readonly string[] {
  const keys = plainWords(words).flatMap((word) => filesAt(world, here(command), word, command.folder));
  return [...new Set(keys)];
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
  if (verb === 'find') return keys.filter((key) => passes(world, here(command), key, words));
  if (!/^[ef]?grep$/.test(verb)) return keys;
  const inverted = words.some((word) => /^-\w*v/.test(word) || word === '--invert-match');
  const [pattern = ''] = plainWords(words);
  const parts = pattern.split(/\\?\|/).map((part) => part.replace(/[^\w.-]/g, '').toLowerCase());
  return keys.filter((key) => parts.some((part) => key.toLowerCase().includes(part)) !== inverted);
}
