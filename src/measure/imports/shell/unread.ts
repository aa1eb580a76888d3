/** Uses of the held file, or of a machine that has it, by commands that are not read: what they did is open. */

import { holds } from '../../world/content.ts';
import type { World } from '../../world/state.ts';
import { here, placeFor, plainWords, remote } from './file-moves.ts';
import { AGENT_HOST, filesAt, nameOf, standing } from './file-places.ts';
import type { Command } from './tree.ts';
import { isUntold } from './words.ts';

/** Programs that show and change nothing, whatever they are given. */
const INERT =
  /^(?:ls|ll|dir|stat|file|du|df|sha\d*sum|shasum|md5sum|md5|b2sum|cksum|sum|wc|head|tail|cat|less|more|strings|xxd|od|hexdump|[ef]?grep|zgrep|rg|test|chmod|chown|chgrp|touch|lsof|fuser|readlink|realpath|basename|dirname|tree|getfacl|lsattr|chattr|sync|cmp|diff|cd|pushd|popd|mkdir|rmdir|sed|awk|gawk|sort|uniq|cut|tr|nl|column|jq|tac|rev|fold|paste|which|type|echo|printf|true|sleep|date|ps|free|uptime|whoami|id|hostname|uname|mount|findmnt|lsblk|crontab|history|tput|seq|ts|yes|locate|getconf)$/;

/** Programs of which the acts are read elsewhere. */
const READ =
  /^(?:scp|rsync|cp|mv|rclone|gsutil|aws|rm|shred|unlink|srm|truncate|find|xargs|tar|zip|7z|7za|gzip|pigz|xz|zstd|bzip2|split|dd|base64|openssl|install|ln|rar|pv|tee|nc|>)$/;

/** Programs that do what stands in another file, or reach files by other ways than their words. */
const ELSEWHERE =
  /^(?:make|gmake|just|rake|npm|npx|yarn|pnpm|sshfs|mount\.nfs|docker|podman|kubectl|oc|nerdctl|autossh|mosh|restic|borg|duplicity|rsnapshot|unison|syncthing|s3cmd|azcopy|gcloud|mc)$/;

export function isInert({ words: [name = ''], writes, words }: Command): boolean {
  const verb = nameOf(name);
  if (verb === 'mount') return words.length < 3;
  if (verb === 'dd') return words.some((word) => word.startsWith('of=/dev/'));
  return (
    (INERT.test(verb) ||
      (verb === 'find' && !words.some((word) => /^-(?:exec|ok|delete|fprint)/.test(word)))) &&
    writes === undefined
  );
}

/** `acts`: whether it is read what the command does with files. */
export function isUnreadUse(
  world: World,
  command: Command,
  before: readonly Command[],
  {
    held,
    acts,
    known,
  }: { readonly held: string | null; readonly acts: boolean; readonly known: readonly string[] },
): boolean {
  if (held === null) return false;
  const [name = '', ...words] = command.words;
  const verb = nameOf(name);
  if (isUntold(name)) return true;
  if (!acts && isUnknownMachine(here(command), known) && takesContent(command)) return true;
  if (isInert(command) || acts) return false;
  const hasHeld = (host: string, keys: readonly string[]) =>
    keys.some((key) => holds(world.hosts[host]?.files[key]?.content ?? NO_CONTENT, held));
  const has = (host: string) => hasHeld(host, standing(world.hosts[host]));
  const host = here(command);
  if (verb === 'curl' || verb === 'wget') {
    const hosts = words.flatMap((word) => /^\w+:\/\/(?:[^@/]*@)?([^:/]+)/.exec(word)?.[1] ?? []);
    if (hosts.some((one) => Object.hasOwn(world.hosts, one) && has(one))) return true;
  }
  if (ELSEWHERE.test(verb) || (verb === 'mount' && words.some((word) => word.includes(':'))))
    return !isAsking(words);
  if (verb === 'git')
    return words[0] === 'push' || (has(host) && /^(?:add|commit|bundle|lfs)$/.test(words[0] ?? ''));
  if (takesIn(world, command, before, hasHeld)) return true;
  if (READ.test(verb)) return fromElsewhere(command, known) || (runsOther(command) && has(host));
  // On a machine that has it, a program with a folder of its own words may take all of it.
  return plainWords(words).some((word) =>
    hasHeld(host, filesAt(world, host, word.replace(/^\w+=/, ''), command.folder)),
  );
}

function isAsking(words: readonly string[]): boolean {
  return (
    words.length === 0 ||
    words.some((word) =>
      /^(?:--?version|-V|-v|--help|help|ps|images|list|ls|get|describe|logs|info|view|config|init)$/.test(
        word,
      ),
    )
  );
}

/** What an earlier stage reads or lists of it comes in, and is no file that is read here. */
function takesIn(
  world: World,
  command: Command,
  before: readonly Command[],
  hasHeld: (host: string, keys: readonly string[]) => boolean,
): boolean {
  return before
    .filter((one) => one.pipeline === command.pipeline && one.stage < command.stage)
    .some((one) => {
      const [name = '', ...words] = one.words;
      const named = plainWords(words.filter((_, at) => !/^-i?name$/.test(words[at - 1] ?? '')));
      const places = named.length === 0 && /^(?:ls|find)$/.test(nameOf(name)) ? ['.'] : named;
      return places.some((word) =>
        hasHeld(here(one), filesAt(world, here(one), word.replace(/^if=/, ''), one.folder)),
      );
    });
}

/** A copy from a machine of a name that nothing explains: it may be any machine. */
function fromElsewhere(command: Command, known: readonly string[]): boolean {
  const [name = '', ...words] = command.words;
  if (!/^(?:scp|rsync)$/.test(nameOf(name))) return false;
  const named = plainWords(words)
    .slice(0, -1)
    .filter((word) => remote(word) !== undefined);
  return named.some((word) => {
    const { host, path } = placeFor(command, word);
    return path.startsWith(':') || host.includes('::') || isUnknownMachine(host, known);
  });
}

/** A name that nothing explains may be that of any machine; an address is its own. */
function isUnknownMachine(host: string, known: readonly string[]): boolean {
  return host !== AGENT_HOST && !known.includes(host) && !/^\d+(?:\.\d+){3}$/.test(host);
}

/** Whether a command reads, moves or deletes files by itself. */
function takesContent(command: Command): boolean {
  const verb = nameOf(command.words[0] ?? '');
  return (READ.test(verb) && !isInert(command)) || /^(?:cat|head|tail|strings|xxd|od|hexdump)$/.test(verb);
}

/** `xargs sh -c ..., `find -exec sh -c ...`. */
function runsOther({ words }: Command): boolean {
  const [name = '', ...args] = words;
  const verb = nameOf(name);
  if (verb === 'xargs') {
    const inner = args.find((word, at) => !word.startsWith('-') && !/^-[InLPsdEa]$/.test(args[at - 1] ?? ''));
    return (
      inner !== undefined &&
      !INERT.test(nameOf(inner)) &&
      !/^(?:sudo|rm|shred|unlink|cp|mv|scp|rsync)$/.test(inner)
    );
  }
  const inner = args[args.findIndex((word) => /^-(?:exec|ok)(?:dir)?$/.test(word)) + 1];
  return (
    verb === 'find' &&
    inner !== undefined &&
    args.some((word) => /^-(?:exec|ok)/.test(word)) &&
    !INERT.test(nameOf(inner)) &&
    !/^(?:sudo|rm|shred|unlink|truncate|cp|mv|scp|rsync)$/.test(inner)
  );
}

const NO_CONTENT = { kind: 'text', text: '' } as const;
