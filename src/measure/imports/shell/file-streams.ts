/** Archives, pieces and streams: commands that read files and write others, on the same host or at the end of a pipe. */
import { archived } from '../../world/content.ts';
import type { Effect } from '../../world/effects.ts';
import type { World } from '../../world/state.ts';
import { carried, here, isDevice, plainWords, sendsInput, targetPath, uploadTarget } from './file-moves.ts';
import { absolute, filesAt, keyOf, nameOf } from './file-places.ts';
import type { Command } from './tree.ts';

const PACKERS =
  /^(?:tar|zip|7z|7za|gzip|pigz|xz|zstd|bzip2|split|dd|cat|base64|openssl|install|ln|rar|cpio|pv|tee|head|tail|sed|awk|tr|xxd|od|sort|strings|cut)$/;

/** The files a command reads to make others of them: an archive, pieces, a copy by redirection. */
function readFiles(world: World, command: Command): readonly string[] {
  const [name = '', ...words] = command.words;
  if (!PACKERS.test(nameOf(name)) || (nameOf(name) === 'tar' && tarMode(words) !== 'c')) return [];
  if (nameOf(name) === 'ln' && words.some((word) => /^-\w*s|^--symbolic$/.test(word))) return [];
  const output = outputOf(command);
  const folder = folderIn(words);
  const at = folder === undefined ? command.folder : absolute(folder, command.folder, here(command));
  const paths = plainWords(words).map((word) => word.replace(/^if=/, ''));
  const keys = paths
    .filter((path) => path !== output && path !== folder && !/^(?:of|bs|count|status)=/.test(path))
    .flatMap((path) => filesAt(world, here(command), path, at));
  return [...new Set(keys)];
}

/** What `tar` is asked for: its first word tells, with a dash or without. */
function tarMode(words: readonly string[]): string | undefined {
  const long = words.find((word) => /^--(?:create|extract|get|list|append|update)$/.test(word));
  if (long !== undefined) return /^--(?:extract|get)$/.test(long) ? 'x' : (long[2] ?? '');
  const bundles = words.filter((word, at) => /^-[a-zA-Z]/.test(word) || (at === 0 && /^\w+$/.test(word)));
  return bundles.map((word) => /^-?[a-zA-Z]*?([cxtru])/.exec(word)?.[1]).find((one) => one !== undefined);
}

/** `-C FOLDER`, `--directory=FOLDER`: the last one counts. */
function folderIn(words: readonly string[]): string | undefined {
  return words
    .flatMap((word, at) => {
      if (word.startsWith('--directory=')) return [word.slice(12)];
      return /^(?:-C|--directory)$/.test(words[at - 1] ?? '') ? [word] : [];
    })
    .at(-1);
}

/** Where a packing command writes to; undefined for its output stream. */
function outputOf(command: Command): string | undefined {
  if (command.writes !== undefined) return command.writes;
  const [name = '', ...words] = command.words;
  const of = words.find((word) => word.startsWith('of='))?.slice(3);
  if (of !== undefined) return of;
  const plain = plainWords(words);
  if (/^(?:zip|7z|7za|rar|tee)$/.test(name)) return plain.find((word) => word !== 'a');
  const file = words.find((word) => word.startsWith('--file='))?.slice(7);
  if (name === 'tar' && file !== undefined) return file === '-' ? undefined : file;
  const flag = words.findIndex((word) => /^-?\w*f$/.test(word) && (word.startsWith('-') || name === 'tar'));
  if (name === 'tar' && flag >= 0) return words[flag + 1] === '-' ? undefined : words[flag + 1];
  return /^(?:split|ln|install)$/.test(name) && plain.length > 1 ? plain.at(-1) : undefined;
}

export function packed(
  world: World,
  command: Command,
  verb: string,
  words: readonly string[],
): readonly Effect[] {
  const keys = readFiles(world, command);
  const host = here(command);
  const output = outputOf(command);
  const inPlace =
    /^(?:gzip|pigz|xz|zstd|bzip2)$/.test(verb) &&
    output === undefined &&
    !words.some((word) => /^-\w*c/.test(word));
  if (inPlace)
    return keys.map((key) => ({
      kind: 'file.rename',
      host,
      key,
      to: `${key}.${verb === 'gzip' || verb === 'pigz' ? 'gz' : verb}`,
    }));
  if (keys.length === 0 || output === undefined || isDevice({ path: output })) return [];
  const files = keys.flatMap((key) => world.hosts[host]?.files[key] ?? []);
  const key = keyOf(absolute(output, command.folder, host));
  const content = archived(files.map((file) => file.content));
  return [{ kind: 'file.create', host, key, file: { name: key, owner: 'agent', modified: null, content } }];
}

/** Programs of whose input nothing is left. */
const TELLS_ONLY =
  /^(?:wc|sha\d*sum|shasum|md5sum|md5|b2sum|cksum|sum|file|[ef]?grep|ls|find|stat|du|diff|cmp)$/;

/** Files read on one machine at an earlier stage of a pipeline whose stream ends on another one. */
export function streamedFrom(world: World, command: Command, before: readonly Command[]): readonly Effect[] {
  const [name = '', ...words] = command.words;
  const unpacks = name === 'tar' && tarMode(words) === 'x';
  const sends = name === 'curl' && sendsInput(words) ? uploadTarget(words) : undefined;
  const writes =
    command.writes ?? (/^(?:dd|tee)$/.test(name) ? outputOf(command) : unpacks ? '.' : sends?.path);
  if (writes === undefined && name !== 'nc') return [];
  if (sends === undefined && isDevice({ path: writes ?? '' })) return [];
  const earlier = before.filter((one) => one.pipeline === command.pipeline && one.stage < command.stage);
  const host = sends?.host ?? (name === 'nc' ? (plainWords(words)[0] ?? 'nc') : here(command));
  const folder = (unpacks ? folderIn(words) : undefined) ?? command.folder;
  if (earlier.concat(command).some((one) => TELLS_ONLY.test(nameOf(one.words[0] ?? '')))) return [];
  return earlier
    .filter(() => Object.hasOwn(world.hosts, host))
    .flatMap((one) => readFiles(world, one).map((key) => ({ host: here(one), key })))
    .flatMap(({ host: from, key }) =>
      carried(
        world,
        { host: from, key },
        { host, path: targetPath(absolute(writes ?? '/', folder, host), key, unpacks) },
        false,
      ),
    );
}
