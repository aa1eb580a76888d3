/**
 * What shell commands did to files, as effects on a world rebuilt from the text alone. Copies, moves, renames,
 * archives, streams between machines and deletions are read; whatever else a command may have done is not seen.
 */
import { applyEffects, type Effect } from '../world/effects.ts';
import type { World } from '../world/state.ts';
import { here, plainWords, remote, transferred, uploaded } from './file-moves.ts';
import { filesAt, nameOf, patternOf, placeOf, standing } from './file-places.ts';
import { packed, streamedFrom } from './file-streams.ts';
import type { Command } from './shell.ts';

export interface FileActs {
  readonly world: World;
  readonly effects: readonly Effect[];
  /** Commands on files whose own output says that they failed. */
  readonly failed: readonly string[];
}

/** `clears` is the host on which a deletion is what the task asked for: there it is recorded as queued. */
export interface Reading {
  readonly clears: string | null;
  /** What the tool printed; null where the file does not hold it. */
  readonly output: string | null;
}

export function fileActs(before: World, commands: readonly Command[], reading: Reading): FileActs {
  let world = withHosts(before, commands);
  const all: Effect[] = [];
  const failed: string[] = [];
  for (const [index, command] of commands.entries()) {
    const effects = effectsOf(world, command, commands.slice(0, index), reading);
    if (effects.length === 0) continue;
    if (saysFailed(command, effects, reading.output)) failed.push(command.words.join(' '));
    else {
      world = applyEffects(world, effects);
      all.push(...effects);
    }
  }
  return { world, effects: all, failed };
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

const FAILURE =
  /permission denied|no such file|cannot (?:stat|remove|access|create|open)|command not found|connection (?:refused|timed out|closed|reset)|host key verification failed|could not resolve|lost connection|no space left|read-only file system|operation not permitted|not a (?:terminal|tty)|password is required|password for|rejected|timed? ?out/i;

/** Whether a line of the output says so and is about this command: its verb, its files, its machine, or `sudo`. */
function saysFailed(command: Command, effects: readonly Effect[], output: string | null): boolean {
  if (output === null) return true;
  const names = effects.flatMap((effect) => ('key' in effect ? [nameOf(placeOf(effect.key))] : []));
  const words = [
    nameOf(command.words[0] ?? ''),
    'ssh',
    'timeout',
    ...(command.sudo ? ['sudo'] : []),
    ...names,
  ];
  const about = new RegExp(
    `(?:^|[^\\w])(?:${words.map((word) => word.replace(/\W/g, '\\$&')).join('|')})(?:$|[^\\w])`,
    'i',
  );
  return output
    .split('\n', 2000)
    .some((line) => line.length < 2000 && FAILURE.test(line) && about.test(line));
}
