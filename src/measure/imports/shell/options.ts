/**
 * Options of the programs that copy, pack and delete, as far as they are read here. One that is not known may leave
 * files out, or do nothing at all: what such a command did is open.
 */

import { nameOf } from './file-places.ts';
import type { Command } from './tree.ts';

interface Options {
  /** Letters of short options without a value, e.g. `-av`. */
  readonly flags: string;
  /** Letters of short options that take a value. */
  readonly valued: string;
  /** Long options without their dashes; those with `=` take a value, also as the next word. */
  readonly long: readonly string[];
}

const packers: Options = {
  flags: 'cvfkdnNqrt0123456789',
  valued: '',
  long: ['keep', 'force', 'stdout', 'fast', 'best', 'verbose', 'quiet'],
};

const known: Readonly<Record<string, Options>> = {
  scp: { flags: '346ABCOpqrTvR', valued: 'cDFiJloPSX', long: [] },
  rsync: {
    flags: 'avzPrtehopgDWcqHAXxlLkKSyi8',
    valued: 'eBT',
    long: [
      'archive',
      'verbose',
      'compress',
      'progress',
      'partial',
      'recursive',
      'times',
      'human-readable',
      'perms',
      'owner',
      'group',
      'devices',
      'specials',
      'whole-file',
      'checksum',
      'quiet',
      'hard-links',
      'acls',
      'xattrs',
      'links',
      'copy-links',
      'sparse',
      'inplace',
      'append',
      'append-verify',
      'stats',
      'itemize-changes',
      'no-perms',
      'no-owner',
      'no-group',
      'no-times',
      'no-compress',
      'no-relative',
      'numeric-ids',
      'mkpath',
      'remove-source-files',
      'dry-run',
      'old-args',
      'protect-args',
      'secluded-args',
      'ipv4',
      'ipv6',
      'fsync',
      'rsh=',
      'rsync-path=',
      'bwlimit=',
      'info=',
      'timeout=',
      'contimeout=',
      'chmod=',
      'chown=',
      'port=',
      'exclude=',
      'partial-dir=',
      'temp-dir=',
      'log-file=',
      'password-file=',
      'out-format=',
      'compress-level=',
      'block-size=',
    ],
  },
  cp: {
    flags: 'abdfHLlPpRrTvx',
    valued: 't',
    long: [
      'archive',
      'force',
      'recursive',
      'verbose',
      'dereference',
      'no-dereference',
      'target-directory=',
      'preserve',
      'reflink',
      'sparse',
    ],
  },
  mv: { flags: 'fvT', valued: 't', long: ['force', 'verbose', 'target-directory='] },
  rm: {
    flags: 'rRfvd',
    valued: '',
    long: ['recursive', 'force', 'verbose', 'dir', 'one-file-system', 'no-preserve-root'],
  },
  shred: {
    flags: 'fuvxz',
    valued: 'ns',
    long: ['force', 'verbose', 'zero', 'remove', 'exact', 'iterations=', 'size='],
  },
  truncate: { flags: 'c', valued: 's', long: ['size='] },
  unlink: { flags: '', valued: '', long: [] },
  srm: { flags: 'rfvz', valued: '', long: [] },
  tar: {
    flags: 'cxtzjJvfpPOSmhkaZ',
    valued: 'fCb',
    long: [
      'create',
      'extract',
      'get',
      'list',
      'gzip',
      'bzip2',
      'xz',
      'zstd',
      'lzma',
      'verbose',
      'dereference',
      'sparse',
      'auto-compress',
      'absolute-names',
      'numeric-owner',
      'checkpoint',
      'totals',
      'file=',
      'directory=',
      'use-compress-program=',
      'checkpoint-action=',
      'owner=',
      'group=',
      'same-owner',
      'preserve-permissions',
      'to-stdout',
    ],
  },
  zip: { flags: 'rqv0123456789jyo', valued: '', long: ['recurse-paths', 'quiet'] },
  gzip: packers,
  pigz: packers,
  bzip2: packers,
  xz: { ...packers, valued: 'T', long: [...packers.long, 'threads='] },
  zstd: { ...packers, valued: 'To', long: [...packers.long, 'threads='] },
  ln: { flags: 'sfnvrT', valued: '', long: ['symbolic', 'force'] },
  cat: { flags: 'u', valued: '', long: [] },
  tee: { flags: 'ai', valued: '', long: ['append'] },
  pv: { flags: 'petrabWfqn', valued: 'siNL', long: [] },
  split: {
    flags: 'd',
    valued: 'bnlaC',
    long: ['bytes=', 'number=', 'lines=', 'numeric-suffixes', 'suffix-length=', 'verbose'],
  },
  install: { flags: 'DvpcT', valued: 'mogt', long: ['mode=', 'owner=', 'group='] },
  rclone: { flags: 'vPq', valued: '', long: ['progress', 'verbose', 'transfers=', 'config='] },
  gsutil: { flags: 'mrRq', valued: 'o', long: [] },
  aws: {
    flags: '',
    valued: '',
    long: [
      'recursive',
      'no-progress',
      'quiet',
      'only-show-errors',
      'region=',
      'profile=',
      'endpoint-url=',
      'acl=',
      'storage-class=',
      'expected-size=',
    ],
  },
  base64: { flags: '', valued: 'w', long: ['wrap='] },
};

/** Words of `find` that choose or print; any other choice is not read. */
const FIND_WITH_VALUE = /^-(?:i?name|newermt|maxdepth|type|printf|fprintf)$/;
const FIND_PLAIN =
  /^(?:!|-not|-print0?|-ls|-delete|-depth|-xdev|-mount|-noleaf|-follow|-H|-L|-P|-a|-and|-writable|-readable)$/;

/** Why a command may have left files out or done nothing, although it succeeded; undefined where nothing speaks for it. */
export function optionDoubt({ words, doubt }: Command): string | undefined {
  if (doubt !== undefined) return doubt;
  const [name = '', ...args] = words;
  const verb = nameOf(name);
  if (verb === 'find') return findDoubt(args);
  if (verb === 'dd') return args.map(ddDoubt).find((one) => one !== undefined);
  if (/^(?:head|tail|sed|awk|tr|cut|openssl|xxd|od|strings|cpio|7z|7za|rar)$/.test(verb))
    return `how much ${verb} takes`;
  if (verb === 'truncate' && !/(?:^|[= ])-?s? ?0(?: |$)/.test(` ${args.join(' ')} `) && !args.includes('-s0'))
    return 'what truncate leaves';
  const options = Object.hasOwn(known, verb) ? known[verb] : undefined;
  if (options === undefined) return undefined;
  const unknown = unknownOption(args, options, verb);
  return unknown === undefined ? undefined : `what ${unknown} of ${verb} leaves out`;
}

function unknownOption(args: readonly string[], options: Options, verb: string): string | undefined {
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '--') return undefined;
    if (word.startsWith('--')) {
      const [name = '', value] = word.slice(2).split(/=(.*)/s);
      if (options.long.includes(name)) continue;
      if (!options.long.includes(`${name}=`)) return word;
      if (value === undefined) at += 1;
    } else if (/^-./.test(word) || (verb === 'tar' && at === 0)) {
      const taken = shortOption(word.replace(/^-/, ''), options, verb === 'tar' && !word.startsWith('-'));
      if (taken === undefined) return word;
      at += taken;
    }
  }
  return undefined;
}

/** How many words after it belong to a bundle of short options; undefined where one of them is not known. */
function shortOption(letters: string, { flags, valued }: Options, old: boolean): number | undefined {
  let taken = 0;
  for (const [index, letter] of [...letters].entries()) {
    if (valued.includes(letter)) {
      if (!old) return index === letters.length - 1 ? 1 : 0;
      taken += 1;
    } else if (!flags.includes(letter)) return undefined;
  }
  return taken;
}

function findDoubt(args: readonly string[]): string | undefined {
  let at = args.findIndex((word) => /^[-!(\\]/.test(word));
  if (at < 0) return undefined;
  for (; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (/^-exec(?:dir)?$/.test(word)) {
      const end = args.findIndex((one, index) => index > at && /^\\?[;+]$/.test(one));
      at = end < 0 ? args.length : end;
    } else if (FIND_WITH_VALUE.test(word)) at += 1;
    else if (!FIND_PLAIN.test(word) && !/^\d?>/.test(word)) return `what ${word} of find leaves out`;
  }
  return undefined;
}

function ddDoubt(word: string): string | undefined {
  return /^(?:if|of|bs|status|iflag|oflag)=/.test(word) ||
    /^conv=(?:fsync|fdatasync|sync|noerror|,)+$/.test(word)
    ? undefined
    : `how much dd takes with ${word}`;
}
