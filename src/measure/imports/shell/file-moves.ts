/** Copies and moves of files by shell commands, on one host or between two. */
import type { Effect } from '../../world/effects.ts';
import type { World } from '../../world/state.ts';
import { AGENT_HOST, absolute, filesAt, keyOf, nameOf, patternOf, placeOf } from './file-places.ts';
import { hostOf } from './remote-shell.ts';
import type { Command } from './tree.ts';

interface Place {
  readonly host: string;
  readonly path: string;
}

export function here(command: Command): string {
  return command.host ?? AGENT_HOST;
}

/** `user@host:path`, or an address with a scheme. */
export function remote(word: string): Place | undefined {
  const shell = /^(?:scp|sftp|ssh|rsync):\/\/([^/\s]+)(.*)$/.exec(word);
  if (shell !== null)
    return { host: hostOf(shell[1] ?? ''), path: (shell[2] ?? '').replace(/^\/{2,}/, '/') || '~' };
  const url = /^(\w+:\/\/[^/\s]+)(\/?.*)$/.exec(word);
  if (url !== null) return { host: url[1] ?? '', path: url[2] || '/' };
  const match = /^([\w.@${}-]{2,}):(.*)$/s.exec(word);
  return match === null ? undefined : { host: hostOf(match[1] ?? ''), path: match[2] || '~' };
}

/** A place that a word names, from where a command runs: a machine is no other one to itself. */
export function placeFor(command: Command, word: string): Place {
  const named = remote(word);
  if (named === undefined)
    return { host: here(command), path: absolute(word, command.folder, here(command)) };
  return LOOPBACK.test(named.host) ? { ...named, host: here(command) } : named;
}

const LOOPBACK = /^(?:localhost(?:\.localdomain)?|127\.\d+\.\d+\.\d+|\[?::1\]?|0\.0\.0\.0)$/;

/** Where bytes go and are gone. */
export function isDevice({ path }: { readonly path: string }): boolean {
  return /^\/dev\/(?!shm\/)/.test(path);
}

export function plainWords(words: readonly string[]): readonly string[] {
  return words.filter((word) => !word.startsWith('-') && word !== '');
}

/** Options that take a value, which is then no file. */
const WITH_VALUE = /^-(?:[iPloFJcSe]|-rsh|-port|-bwlimit)$/;

export function transferred(
  world: World,
  command: Command,
  verb: string,
  all: readonly string[],
): readonly Effect[] {
  const words = all.filter(
    (word, index) =>
      !WITH_VALUE.test(word) && !(verb !== 'cp' && verb !== 'mv' && WITH_VALUE.test(all[index - 1] ?? '')),
  );
  if (verb === 'rsync' && words.some((word) => word === '--dry-run' || /^-[a-zA-Z]*n/.test(word))) return [];
  const named = plainWords(words);
  const given = words.find((word) => word.startsWith('--target-directory='))?.slice(19);
  const target = given ?? named.at(-1);
  if (target === undefined) return [];
  const excluded = excludedNames(words);
  const deep =
    !/^(?:scp|rsync|cp)$/.test(verb) ||
    words.some((word) => /^-[a-zA-Z]*[raR]|^--(?:recursive|archive)$/.test(word) && !/^-.*[oe]=/.test(word));
  const to = placeFor(command, target);
  if (isDevice(to)) return [];
  const moves =
    verb === 'mv' ||
    words.some((word) => word === '--remove-source-files' || (verb !== 'scp' && word === 'move'));
  const sources = (given === undefined ? named.slice(0, -1) : named)
    .flatMap((word) => {
      const from = placeFor(command, word);
      return filesAt(world, from.host, from.path, null, { deep }).map((key) => ({ host: from.host, key }));
    })
    .filter(({ key }) => !excluded.some((pattern) => pattern.test(nameOf(placeOf(key)))));
  return sources.flatMap(({ host, key }) =>
    carried(
      world,
      { host, key },
      { host: to.host, path: targetPath(to.path, key, sources.length > 1) },
      moves,
    ),
  );
}

function excludedNames(words: readonly string[]): readonly RegExp[] {
  return words.flatMap((word, index) => {
    const pattern = word.startsWith('--exclude=')
      ? word.slice(10)
      : words[index - 1] === '--exclude'
        ? word
        : undefined;
    return pattern === undefined
      ? []
      : [patternOf(pattern) ?? new RegExp(`^${pattern.replace(/\W/g, '\\$&')}$`)];
  });
}

/** A path is a folder if it says so, if several files go there, or if it has no ending like a file's. */
export function targetPath(path: string, key: string, several: boolean): string {
  const isFile = !several && !/\/$/.test(path) && /\.\w{1,12}$/.test(nameOf(path));
  const name = nameOf(placeOf(key));
  return isFile ? path : `${path.replace(/\/\.?$/, '')}/${name}`;
}

/** A file copied or moved to another place, on the same host or not. */
export function carried(
  world: World,
  from: { readonly host: string; readonly key: string },
  to: Place,
  moves: boolean,
): readonly Effect[] {
  const key = keyOf(absolute(to.path, null, to.host));
  if (from.host === to.host) {
    if (key === from.key) return [];
    return moves
      ? [{ kind: 'file.rename', host: from.host, key: from.key, to: key }]
      : [{ kind: 'file.copy', host: from.host, key: from.key, to: key, modified: null }];
  }
  const away = { kind: 'file.move', host: from.host, toHost: to.host, modified: null } as const;
  if (moves) {
    const renamed =
      key === from.key ? [] : [{ kind: 'file.rename', host: to.host, key: from.key, to: key } as const];
    return [{ ...away, key: from.key }, ...renamed];
  }
  const taken = Object.keys(world.hosts[from.host]?.files ?? {});
  const passing = taken.includes(key) ? `${key} (copy)` : key;
  const renamed =
    passing === key ? [] : [{ kind: 'file.rename', host: to.host, key: passing, to: key } as const];
  return [
    { kind: 'file.copy', host: from.host, key: from.key, to: passing, modified: null },
    { ...away, key: passing },
    ...renamed,
  ];
}

/** The address that `curl` or `wget` speaks to. */
export function uploadTarget(words: readonly string[]): Place | undefined {
  return words.map(remote).find((place) => place?.host.includes('://'));
}

/** Whether it sends what comes in. */
export function sendsInput(words: readonly string[]): boolean {
  return words.some(
    (word, at) =>
      (word === '-' && /^(?:-T|--upload-file)$/.test(words[at - 1] ?? '')) || /(?:^|=)@-$/.test(word),
  );
}

/** `curl -T file URL`, `-F x=@file URL`. */
export function uploaded(world: World, command: Command, words: readonly string[]): readonly Effect[] {
  const url = uploadTarget(words);
  if (url === undefined) return [];
  const names = words.flatMap((word, index) => {
    if (/^(?:-T|--upload-file)$/.test(words[index - 1] ?? '')) return [word];
    const sent = /@(.+)$/.exec(word)?.[1] ?? /^--post-file=(.+)$/.exec(word)?.[1];
    return sent === undefined || word.includes('://') ? [] : [sent];
  });
  return names
    .flatMap((name) => filesAt(world, here(command), name, command.folder))
    .flatMap((key) =>
      carried(
        world,
        { host: here(command), key },
        { host: url.host, path: targetPath('/', key, true) },
        false,
      ),
    );
}
