/**
 * A careful reader of shell text: which simple commands it holds and on which machine each would run. It runs
 * nothing, expands only what the text itself defines (loops, variables, braces), and gives up quietly on the rest.
 */
import { type Token, tokensOf } from './shell-words.ts';

/** A command with its words, after quotes, wrappers (`sudo`, `timeout` ...) and `ssh` are taken off. */
export interface Command {
  /** Null is the machine of the agent itself. */
  readonly host: string | null;
  readonly words: readonly string[];
  /** Folder it runs in, as far as a `cd` before it tells; null where nothing does. */
  readonly folder: string | null;
  /** Commands of one pipeline share a number; `stage` counts from its start. */
  readonly pipeline: number;
  readonly stage: number;
  /** File that its output is written to. */
  readonly writes?: string;
  readonly sudo: boolean;
}

const MAX_TEXT = 60_000;
const MAX_DEPTH = 5;
const MAX_COMMANDS = 2000;

/** The commands in a shell text, in order. Text beyond a limit of 60,000 characters is not read. */
export function commandsIn(text: string): readonly Command[] {
  const found: Command[] = [];
  read(text.slice(0, MAX_TEXT), { host: null, depth: 0, found, next: { pipeline: 0 }, variables: new Map() });
  return found;
}

interface Reading {
  readonly host: string | null;
  readonly depth: number;
  readonly found: Command[];
  readonly next: { pipeline: number };
  readonly variables: Map<string, readonly string[]>;
  /** Set inside a pipeline: commands nested in it belong to it. */
  readonly within?: { readonly pipeline: number; readonly stage: number };
  readonly folder?: string | null;
}

const KEYWORDS: ReadonlySet<string> = new Set(
  'if then elif else fi do done while until case esac { } ( ) !'.split(' '),
);

function read(text: string, reading: Reading): void {
  if (reading.depth > MAX_DEPTH) return;
  let folder = reading.folder ?? null;
  let pipeline = reading.within?.pipeline ?? reading.next.pipeline++;
  let stage = reading.within?.stage ?? 0;
  for (const { tokens, piped } of simpleCommands(tokensOf(text))) {
    const went = command(tokens, { ...reading, folder, within: { pipeline, stage } });
    folder = went ?? folder;
    if (piped) stage += 1;
    else if (reading.within === undefined) {
      pipeline = reading.next.pipeline++;
      stage = 0;
    }
  }
}

function simpleCommands(tokens: readonly Token[]): readonly { tokens: readonly Token[]; piped: boolean }[] {
  const commands: { tokens: readonly Token[]; piped: boolean }[] = [];
  let current: Token[] = [];
  for (const token of tokens) {
    if (token.kind === 'operator' && !isRedirect(token.text)) {
      if (current.length > 0) commands.push({ tokens: current, piped: /^\|&?$/.test(token.text) });
      current = [];
    } else current.push(token);
  }
  if (current.length > 0) commands.push({ tokens: current, piped: false });
  return commands;
}

function isRedirect(operator: string): boolean {
  return /^(?:[12&]?>{1,2}|<)$/.test(operator);
}

/** Reads one simple command; returns the folder a `cd` went to. */
function command(tokens: readonly Token[], reading: Reading): string | undefined {
  if (reading.found.length >= MAX_COMMANDS) return undefined;
  const { words, writes, input } = partsOf(tokens, reading);
  for (const token of tokens)
    if (token.kind === 'word')
      for (const inner of token.inner) read(inner, { ...reading, depth: reading.depth + 1 });
  while (words[0] !== undefined && KEYWORDS.has(words[0])) words.shift();
  if (words[0] === 'for' && words[2] === 'in') {
    reading.variables.set(words[1] ?? '', words.slice(3));
    return undefined;
  }
  while (/^\w+=/.test(words[0] ?? '')) {
    const [name = '', ...value] = (words.shift() ?? '').split('=');
    reading.variables.set(name, [value.join('=')]);
  }
  const { rest, sudo } = unwrapped(words);
  const [name] = rest;
  if (name === undefined) return undefined;
  if (name === 'cd') return joined(reading.folder ?? null, rest[1] ?? '~');
  const nested = nestedText(rest, input);
  if (nested !== undefined) {
    const host = nested.host ?? reading.host;
    const same = nested.host === undefined;
    read(nested.text, {
      ...reading,
      host,
      depth: reading.depth + 1,
      folder: same ? (reading.folder ?? null) : null,
    });
    if (writes !== undefined) push(reading, { words: ['>', writes], writes, sudo, later: 1 });
    return undefined;
  }
  push(reading, { words: rest, sudo, later: 0, ...(writes === undefined ? {} : { writes }) });
  return undefined;
}

function push(
  reading: Reading,
  what: { words: readonly string[]; writes?: string; sudo: boolean; later: number },
): void {
  const { later, ...rest } = what;
  reading.found.push({
    host: reading.host,
    folder: reading.folder ?? null,
    pipeline: reading.within?.pipeline ?? 0,
    stage: (reading.within?.stage ?? 0) + later,
    ...rest,
  });
}

function partsOf(
  tokens: readonly Token[],
  reading: Reading,
): { words: string[]; writes: string | undefined; input: string | undefined } {
  const words: string[] = [];
  let writes: string | undefined;
  let input: string | undefined;
  let redirect: string | undefined;
  for (const token of tokens) {
    if (token.kind === 'input') input = token.text;
    else if (token.kind === 'operator') redirect = token.text;
    else if (redirect !== undefined) {
      const [target = ''] = expanded(token.text, reading.variables);
      if (/^(?:1|&)?>/.test(redirect) && !/^(?:\/dev\/|&)/.test(target)) writes = target;
      redirect = undefined;
    } else words.push(...expanded(token.text, reading.variables));
  }
  return { words, writes, input };
}

/** `$NAME` by what the text gave it, then braces. */
function expanded(word: string, variables: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const match = /\$\{?(\w+)\}?/.exec(word);
  const values = match === null ? undefined : variables.get(match[1] ?? '');
  const texts =
    match === null || values === undefined
      ? [word]
      : values.slice(0, 50).map((value) => word.replace(match[0], () => value));
  return texts.flatMap((text) => {
    const braces = /^([^{}]*)\{([^{}]*,[^{}]*)\}([^{}]*)$/.exec(text);
    if (braces === null) return [text];
    const [, before = '', middle = '', after = ''] = braces;
    return middle.split(',').map((one) => `${before}${one}${after}`);
  });
}

/** Wrappers and how many plain words they take before the command. */
const wrappers: Readonly<Record<string, number>> = {
  sudo: 0,
  env: 0,
  nohup: 0,
  time: 0,
  nice: 0,
  exec: 0,
  command: 0,
  stdbuf: 0,
  ionice: 0,
  timeout: 1,
};

function unwrapped(words: readonly string[]): { rest: readonly string[]; sudo: boolean } {
  let rest = words;
  let sudo = false;
  while (rest[0] !== undefined) {
    if (rest[0] === 'sshpass') {
      const at = rest.findIndex((word) => /^(?:ssh|scp|rsync)$/.test(word));
      if (at < 0) break;
      rest = rest.slice(at);
      continue;
    }
    const taken = Object.hasOwn(wrappers, rest[0]) ? wrappers[rest[0]] : undefined;
    if (taken === undefined) break;
    sudo ||= rest[0] === 'sudo';
    let from = 1;
    while (/^-/.test(rest[from] ?? '') || /^\w+=/.test(rest[from] ?? ''))
      from += /^-[ug]$/.test(rest[from] ?? '') ? 2 : 1;
    rest = rest.slice(from + taken);
  }
  return { rest, sudo };
}

const SSH_WITH_VALUE = /^-[bcDEeFIiJLlmOopQRSWw]$/;

/** The shell text that a command hands to another shell, and the machine of that shell. */
function nestedText(
  words: readonly string[],
  input: string | undefined,
): { text: string; host?: string } | undefined {
  const [name, ...rest] = words;
  if (name === 'ssh') {
    let at = 0;
    while (/^-/.test(rest[at] ?? '')) at += SSH_WITH_VALUE.test(rest[at] ?? '') ? 2 : 1;
    const host = hostOf(rest[at] ?? '');
    const remote = rest.slice(at + 1).join(' ');
    const isShell = /^(?:(?:sudo )?(?:ba|z|da)?sh(?: -s| -)?)?$/.test(remote.trim());
    return { text: isShell ? (input ?? '') : remote, host };
  }
  if (/^(?:\/bin\/)?(?:ba|z|da)?sh$/.test(name ?? '')) {
    const flag = rest.findIndex((word) => /^-\w*c$/.test(word));
    if (flag >= 0) return { text: rest[flag + 1] ?? '' };
    if (input !== undefined) return { text: input };
  }
  return name === 'eval' ? { text: rest.join(' ') } : undefined;
}

/** `maintainer@10.0.12.45` -> `10.0.12.45`. */
export function hostOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** A path from the folder a command runs in. Where the folder is not known, relative paths stay as they are. */
export function joined(folder: string | null, path: string): string {
  if (/^[/~]/.test(path) || folder === null) return path;
  return `${folder.replace(/\/$/, '')}/${path.replace(/^\.\//, '')}`;
}
