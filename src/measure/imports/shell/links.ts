/** Symbolic links: which file a path through one names, for commands that follow it. */
import { here, placeFor, plainWords } from './file-moves.ts';
import { absolute, nameOf, patternOf } from './file-places.ts';
import type { Command } from './tree.ts';

export interface Link {
  readonly host: string;
  readonly place: string;
  readonly target: string;
}

/** The link that a command makes. */
export function linkMade(command: Command): Link | undefined {
  const [name = '', ...words] = command.words;
  if (nameOf(name) !== 'ln' || !words.some((word) => /^-\w*s|^--symbolic$/.test(word))) return undefined;
  const [target = '', to = '.'] = plainWords(words);
  const host = here(command);
  const inFolder = /\/$|^\.$/.test(to) ? `${to}/${nameOf(target)}` : to;
  return {
    host,
    target: absolute(target, command.folder, host),
    place: absolute(inFolder, command.folder, host),
  };
}

/** The command with the files that it follows links to in their stead. */
export function throughLinks(command: Command, links: readonly Link[]): Command {
  if (links.length === 0) return command;
  const follows = followsLinks(command);
  const words = command.words.map((word, at) => (at === 0 ? word : followed(word, command, links, follows)));
  const hidden =
    follows !== false &&
    words.some((word, at) => at > 0 && links.some((link) => isAmong(word, command, link)));
  return {
    ...command,
    words,
    ...(hidden && command.doubt === undefined ? { doubt: 'whether it follows the links there' } : {}),
  };
}

function followed(word: string, command: Command, links: readonly Link[], follows: boolean): string {
  const [, prefix = '', path = ''] = /^((?:if=|@)?)(.*)$/s.exec(word) ?? [];
  const { host, path: place } = placeFor(command, path);
  const link = links.find(
    (one) => one.host === host && ((follows && one.place === place) || place.startsWith(`${one.place}/`)),
  );
  if (link === undefined || word.startsWith('-')) return word;
  const before = /^([^/]*:)/.exec(path)?.[1] ?? '';
  return `${prefix}${before}${link.target}${place.slice(link.place.length)}`;
}

/** Whether a folder or a pattern may name the link. */
function isAmong(word: string, command: Command, link: Link): boolean {
  if (word.startsWith('-')) return false;
  const { host, path } = placeFor(command, word);
  if (host !== link.host) return false;
  return link.place.startsWith(`${path}/`) || patternOf(path)?.test(link.place) === true;
}

function followsLinks({ words }: Command): boolean {
  const [name = '', ...args] = words;
  const has = (letters: string, long: RegExp) =>
    args.some((word) => new RegExp(`^-[a-zA-Z]*[${letters}]`).test(word) || long.test(word));
  switch (nameOf(name)) {
    case 'rsync':
      return has('L', /^--copy-links$/);
    case 'cp':
      return has('LH', /^--dereference$/) || !has('adPrR', /^--(?:archive|recursive|no-dereference)$/);
    case 'tar':
      return has('h', /^--dereference$/);
    case 'rm':
    case 'mv':
    case 'ln':
    case 'unlink':
    case 'find':
    case 'zip':
      return false;
    default:
      return true;
  }
}
