/** Archives, pieces and streams: commands that read files and write others, on the same host or at the end of a pipe. */
import { archived } from '../../world/content.ts';
import type { Effect } from '../../world/effects.ts';
import type { World } from '../../world/state.ts';
import { carried, here, plainWords, targetPath } from './file-moves.ts';
import { absolute, filesAt, keyOf, nameOf } from './file-places.ts';
import type { Command } from './tree.ts';

const PACKERS =
  /^(?:tar|zip|7z|7za|gzip|pigz|xz|zstd|bzip2|split|dd|cat|base64|openssl|install|ln|rar|cpio|pv|tee)$/;

/** The files a command reads to make others of them: an archive, pieces, a copy by redirection. */
function readFiles(world: World, command: Command): readonly string[] {
  const [name = '', ...words] = command.words;
  if (
    !PACKERS.test(nameOf(name)) ||
    (name === 'tar' && words.some((word) => /^-?\w*[xt]\w*$/.test(word) && !/c/.test(word)))
  )
    return [];
  const output = outputOf(command);
  const folder = words.includes('-C') ? words[words.indexOf('-C') + 1] : undefined;
  const at =
    words.includes('-C') && folder !== undefined
      ? absolute(folder, command.folder, here(command))
      : command.folder;
  const paths = plainWords(words).map((word) => word.replace(/^if=/, ''));
  const keys = paths
    .filter((path) => path !== output && path !== folder && !/^(?:of|bs|count|status)=/.test(path))
    .flatMap((path) => filesAt(world, here(command), path, at));
  return [...new Set(keys)];
}

/** Where a packing command writes to; undefined for its output stream. */
function outputOf(command: Command): string | undefined {
  if (command.writes !== undefined) return command.writes;
  const [name = '', ...words] = command.words;
  const of = words.find((word) => word.startsWith('of='))?.slice(3);
  if (of !== undefined) return of;
  const plain = plainWords(words);
  if (/^(?:zip|7z|7za|rar|tee)$/.test(name)) return plain.find((word) => word !== 'a');
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
  if (keys.length === 0 || output === undefined) return [];
  const files = keys.flatMap((key) => world.hosts[host]?.files[key] ?? []);
  const key = keyOf(absolute(output, command.folder, host));
  const content = archived(files.map((file) => file.content));
  return [{ kind: 'file.create', host, key, file: { name: key, owner: 'agent', modified: null, content } }];
}

/** Files read on one machine at an earlier stage of a pipeline whose stream ends on another one. */
export function streamedFrom(world: World, command: Command, before: readonly Command[]): readonly Effect[] {
  const [name = '', ...words] = command.words;
  const unpacks = name === 'tar' && words.some((word) => /^-?\w*x/.test(word));
  const writes =
    command.writes ?? (/^(?:dd|tee)$/.test(name) ? outputOf(command) : unpacks ? '.' : undefined);
  if (writes === undefined && name !== 'nc') return [];
  const earlier = before.filter((one) => one.pipeline === command.pipeline && one.stage < command.stage);
  const host = name === 'nc' ? (plainWords(words)[0] ?? 'nc') : here(command);
  const folder =
    unpacks && words.includes('-C') ? (words[words.indexOf('-C') + 1] ?? command.folder) : command.folder;
  return earlier
    .filter((one) => here(one) !== host && Object.hasOwn(world.hosts, host))
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
