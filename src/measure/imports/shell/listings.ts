/** What a listing settles of the steps before it: a file that it shows is there, and one that a whole one lacks is not. */

import { holds } from '../../world/content.ts';
import { applyEffect, type Effect } from '../../world/effects.ts';
import type { World } from '../../world/state.ts';
import { carried, here, plainWords } from './file-moves.ts';
import { absolute, keyOf, nameOf, placeOf, standing } from './file-places.ts';
import { type Command, commandsOf, type Node } from './tree.ts';

/** Steps of which nothing tells whether they were done. */
export interface Pending {
  readonly text: string;
  readonly effects: readonly Effect[];
}

/** A listing that tells against a step: the file stands that would be gone, or is not where it would have come. */
export interface Denial {
  readonly host: string;
  readonly key: string;
  readonly what: 'gone' | 'here';
  /** It tells of the commands before this one. */
  readonly at: number;
}

interface Seen {
  readonly certain: World;
  readonly possible: World;
  readonly pending: readonly Pending[];
}

const LISTING = /^(?:ls|ll|dir|find|stat|du|file|tree|sha\d+sum|md5sum|b2sum|cksum|wc)$/;

/** Whether a command lists files. */
function isListing({ words: [name = ''] }: Command): boolean {
  return LISTING.test(nameOf(name));
}

/** Programs that print no names of files that are there. */
const QUIET =
  /^(?:ls|ll|dir|rm|cp|mv|mkdir|cd|sleep|df|free|uptime|date|hostname|whoami|id|chmod|chown|ssh|scp|sync|>)$/;

/** The folder that a command lists as a whole, where no other command of the call prints names. */
export function wholeListing(command: Command, tree: Node): string | undefined {
  const [name = '', ...words] = command.words;
  if (!/^(?:ls|ll|dir)$/.test(nameOf(name)) || command.writes !== undefined) return undefined;
  const all = commandsOf(tree);
  const alone = all.every(
    (one) =>
      one === command ||
      (QUIET.test(nameOf(one.words[0] ?? '')) &&
        !isListing(one) &&
        one.pipeline !== command.pipeline &&
        !one.words.some((word) => /^-\w*v|^--verbose$/.test(word))),
  );
  const places = plainWords(words);
  if (!alone || places.length > 1 || places.some((word) => /[*?[$]/.test(word))) return undefined;
  if (words.some((word) => /^--?(?:ignore|hide|I|B|d)/.test(word) || /^-\w*[dIB]/.test(word)))
    return undefined;
  return absolute(places[0] ?? '.', command.folder, here(command));
}

function linesOf(output: string): readonly string[] {
  return output.split('\n', 3000).filter((line) => !/no such file|cannot access/i.test(line));
}

/** A file of no bytes is none of those that were copied. */
const EMPTY = /^[-l][rwxsStT-]{9}\S?\s+\d+\s+\S+\s+\S+\s+0\s/;

function shownIn(lines: readonly string[], key: string): boolean {
  const name = new RegExp(`(?:^|[\\s/"'])${RegExp.escape(nameOf(placeOf(key)))}(?:$|[\\s"':,])`);
  return lines.some((line) => !EMPTY.test(line.trim()) && name.test(line));
}

/** A listing that shows what was unclear: the steps up to it were done. */
export function confirmed(
  { certain, possible, pending }: Seen,
  command: Command,
  output: string,
): { readonly effects: readonly Effect[]; readonly left: readonly Pending[] } {
  const host = here(command);
  if (pending.length === 0 || !isListing(command)) return { effects: [], left: pending };
  const lines = linesOf(output);
  const isGone = (effect: Effect) =>
    (effect.kind === 'queue.add' || effect.kind === 'file.delete') &&
    effect.host === host &&
    lines.some((line) => line.trim() !== '') &&
    nameOf(command.words[0] ?? '') === 'ls' &&
    listed(command).includes(folderOf(placeOf(effect.key))) &&
    !shownIn(lines, effect.key);
  const shows = (effect: Effect) => {
    const arrived = arrivalOf(effect, host);
    return (
      arrived !== undefined &&
      shownIn(lines, arrived) &&
      possible.hosts[host]?.files[arrived] !== undefined &&
      certain.hosts[host]?.files[arrived] === undefined
    );
  };
  const last = pending.findLastIndex(({ effects }) => effects.some(shows));
  const settled = pending.flatMap(({ effects }, at) =>
    effects.filter((effect) => at <= last || isGone(effect)),
  );
  const left = pending.flatMap(({ text, effects }, at) => {
    const open = at <= last ? [] : effects.filter((effect) => !isGone(effect));
    return open.length === 0 ? [] : [{ text, effects: open }];
  });
  const effects: Effect[] = [];
  let world = certain;
  for (const effect of settled) {
    try {
      world = applyEffect(world, effect);
      effects.push(effect);
    } catch {
      // It rests on a step that is itself not certain.
    }
  }
  return { effects, left };
}

/** What a whole listing of a folder tells against. */
export function deniedBy(
  { possible }: { readonly possible: World },
  start: World,
  {
    command,
    folder,
    output,
  }: { readonly command: Command; readonly folder: string; readonly output: string },
  at: number,
): readonly Denial[] {
  const host = here(command);
  const lines = linesOf(output);
  const gone = (possible.hosts[host]?.deleteQueue ?? []).filter(
    (key) => folderOf(placeOf(key)) === folder && shownIn(lines, key),
  );
  const missing =
    lines.every((line) => line.trim() === '') || /truncated|omitted|\[\.\.\./i.test(output)
      ? []
      : standing(possible.hosts[host]).filter(
          (key) =>
            folderOf(placeOf(key)) === folder &&
            start.hosts[host]?.files[key] === undefined &&
            !lines.some((line) => line.includes(nameOf(placeOf(key)))),
        );
  return [
    ...gone.map((key): Denial => ({ host, key, what: 'gone', at })),
    ...missing.map((key): Denial => ({ host, key, what: 'here', at })),
  ];
}

/** What a whole listing shows of the held file after commands that are not read: it came there, or is gone. */
export function unexplained(
  world: World,
  held: string,
  clears: string | null,
  {
    command,
    folder,
    output,
  }: { readonly command: Command; readonly folder: string; readonly output: string },
): readonly Effect[] {
  const host = here(command);
  const lines = linesOf(output);
  const [from] = Object.keys(world.hosts).flatMap((name) =>
    standing(world.hosts[name])
      .filter((key) => holds(world.hosts[name]?.files[key]?.content ?? NO_CONTENT, held))
      .map((key) => ({ host: name, key })),
  );
  if (from === undefined) return [];
  const name = nameOf(placeOf(from.key));
  if (from.host === host) {
    const isGone = folderOf(placeOf(from.key)) === folder && lines.some((line) => line.trim() !== '');
    return isGone &&
      host === clears &&
      placeOf(from.key) !== from.key &&
      !lines.some((line) => line.includes(name))
      ? [{ kind: 'queue.add', host, key: from.key }]
      : [];
  }
  const path = `${folder}/${name}`;
  const isNew = world.hosts[host]?.files[keyOf(path)] === undefined;
  return isNew && shownIn(lines, path) ? carried(world, from, { host, path }, false) : [];
}

const NO_CONTENT = { kind: 'text', text: '' } as const;

/** Effects one file after the other: a copy, its way to another machine and its last name belong together. */
export function chainsOf(effects: readonly Effect[]): readonly (readonly Effect[])[] {
  const chains: Effect[][] = [];
  for (const effect of effects) {
    const last = chains.at(-1)?.at(-1);
    const goesOn =
      last !== undefined &&
      'key' in effect &&
      (effect.kind === 'file.move' || effect.kind === 'file.rename') &&
      (last.kind === 'file.copy' || last.kind === 'file.rename'
        ? last.to === effect.key
        : last.kind === 'file.move' && last.key === effect.key);
    if (goesOn) chains.at(-1)?.push(effect);
    else chains.push([effect]);
  }
  return chains;
}

export function isDenied(
  chain: readonly Effect[],
  denials: readonly Denial[],
  what: Denial['what'],
): boolean {
  return denials.some((denial) =>
    denial.what !== what
      ? false
      : what === 'gone'
        ? chain.some((one) => one.kind === 'queue.add' && one.host === denial.host && one.key === denial.key)
        : chain.some((one) => arrivalOf(one, denial.host) === denial.key),
  );
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
