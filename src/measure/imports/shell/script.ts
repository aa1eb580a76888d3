/**
 * Reads a shell text: which commands it holds, on which machine each would run, and on whose success. It runs nothing,
 * expands only what the text itself defines, and says what it cannot read.
 */

import type {
  AndOr,
  ArrayValue,
  Command as CommandNode,
  CompoundList,
  HereDoc,
  PipelineNode,
  Redirection,
  Statement,
  Word,
  WordPart,
} from 'unbash';
import { parse } from 'unbash';
import { isUnreadable, programOf } from './other-code.ts';
import { isShell, sftpCommands, shellParts, sshParts } from './remote-shell.ts';
import { type Command, NOTHING, type Node } from './tree.ts';
import { expanded, expandedParts, isUntold, UNTOLD, type Variables } from './words.ts';
import { unwrapped } from './wrappers.ts';

/** Texts of files that were written on the way, by their names: what runs when they are called. */
export type Scripts = Map<string, string>;

const MAX_TEXT = 60_000;
const MAX_DEPTH = 6;
const MAX_COMMANDS = 2000;

/** Reads a text in the folder given. Text beyond 60,000 characters is said not to be read. */
export function readScript(text: string, scripts: Scripts, folder: string | null = null): Node {
  const shared = {
    scripts,
    functions: new Map<string, CompoundList>(),
    count: { commands: 0, pipelines: 0 },
  };
  const scope: Scope = {
    ...shared,
    host: null,
    folder: { path: folder },
    variables: new Map(),
    depth: 0,
    hidden: false,
    visible: true,
  };
  const node = textNode(text.slice(0, MAX_TEXT), scope);
  return text.length <= MAX_TEXT
    ? node
    : {
        kind: 'list',
        nodes: [
          node,
          {
            kind: 'unread',
            what: `a shell text of ${text.length} characters, of which the first ${MAX_TEXT} are read`,
          },
        ],
      };
}

interface Scope {
  readonly scripts: Scripts;
  readonly functions: Map<string, CompoundList>;
  readonly count: { commands: number; pipelines: number };
  readonly host: string | null;
  /** Changed by `cd` for what follows; a copy in a subshell. */
  readonly folder: { path: string | null };
  readonly variables: Map<string, readonly string[]>;
  readonly depth: number;
  /** Errors are thrown away. */
  readonly hidden: boolean;
  /** What is printed reaches the output. */
  readonly visible: boolean;
  /** Set inside a pipeline: commands nested in it belong to it. */
  readonly within?: { readonly pipeline: number; readonly stage: number };
  /** What comes in from a heredoc or the stage before; null where something comes that is not told. */
  readonly input?: string | null;
}

function textNode(text: string, scope: Scope): Node {
  if (scope.depth > MAX_DEPTH) return { kind: 'unread', what: 'a shell text within more than six others' };
  const script = parse(text);
  const body = statements(script.commands, { ...scope, depth: scope.depth + 1 });
  return script.errors === undefined || script.errors.length === 0 || script.commands.length === 0
    ? body
    : { kind: 'maybe', node: body };
}

function statements(list: readonly Statement[], scope: Scope): Node {
  const nodes: Node[] = [];
  let strict = false;
  for (const [index, statement] of list.entries()) {
    const { command } = statement;
    if (command.type === 'Command' && command.name?.value === 'set') {
      strict ||= command.args.some(
        (word) => word.type === 'Word' && (/^-\w*e/.test(word.value) || word.value === 'errexit'),
      );
      continue;
    }
    const read = pipelineOrList(command, scope);
    const later = list.slice(index + 1);
    const node: Node =
      statement.background !== true
        ? read
        : later.some(isWait)
          ? { kind: 'or', left: read, right: { kind: 'known', ok: true } }
          : { kind: 'background', node: read };
    nodes.push(node);
  }
  if (!strict) return { kind: 'list', nodes };
  return nodes.reduceRight<Node>(
    (right, left) => (right === NOTHING ? left : { kind: 'and', left, right }),
    NOTHING,
  );
}

function isWait({ command }: Statement): boolean {
  const first = command.type === 'AndOr' ? command.commands[0] : command;
  return first?.type === 'Command' && first.name?.value === 'wait';
}

function pipelineOrList(node: PipelineNode | AndOr, scope: Scope): Node {
  if (node.type !== 'AndOr') return pipelineNode(node, scope);
  const [first, ...rest] = node.commands;
  const start: Node = first === undefined ? NOTHING : pipelineNode(first, scope);
  return rest.reduce<Node>(
    (left, next, index) => ({
      kind: node.operators[index] === '||' ? 'or' : 'and',
      left,
      right: pipelineNode(next, scope),
    }),
    start,
  );
}

/** Programs that let every line through. */
const TRANSPARENT = /^(?:cat|tee|tail|head|less|more|sed|tr|nl|ts|awk)$/;

function pipelineNode(node: PipelineNode, scope: Scope): Node {
  if (node.type !== 'Pipeline') return commandNode(node, newPipeline(scope));
  const negated = node.prefixes.some(({ type }) => type === 'Negation');
  const staged = newPipeline(scope);
  let input = scope.input;
  const nodes = node.commands.map((one, stage) => {
    const later = node.commands.slice(stage + 1);
    const filtered = !later.every(
      (other) => other.type === 'Command' && TRANSPARENT.test(other.name?.value ?? ''),
    );
    const merged = node.operators[stage] === '|&' || mergesErrors(one);
    const inner: Scope = {
      ...staged,
      folder: { path: scope.folder.path },
      within: { pipeline: staged.within?.pipeline ?? 0, stage: (scope.within?.stage ?? 0) + stage },
      visible: scope.visible && later.length === 0,
      hidden: scope.hidden || (merged && filtered && later.length > 0),
      ...(input === undefined ? {} : { input }),
    };
    const read = commandNode(one, inner);
    input = later.length === 0 ? undefined : printedBy(one, inner);
    return read;
  });
  const pipeline: Node =
    nodes.length === 1 && nodes[0] !== undefined ? nodes[0] : { kind: 'pipeline', nodes, pipefail: false };
  return negated ? { kind: 'not', node: pipeline } : pipeline;
}

function newPipeline(scope: Scope): Scope {
  if (scope.within !== undefined) return scope;
  const pipeline = scope.count.pipelines;
  scope.count.pipelines += 1;
  return { ...scope, within: { pipeline, stage: 0 } };
}

function mergesErrors(node: PipelineNode): boolean {
  return (
    (node.type === 'Command' || node.type === 'Redirected') &&
    node.redirects.some((one) => one.operator === '>&' && fileDescriptor(one) === 2)
  );
}

/** What a stage hands on, where its text tells: `echo ...`, `cat script`. */
function printedBy(node: PipelineNode, scope: Scope): string | null {
  if (node.type !== 'Command') return null;
  const words = wordsOf(node, scope);
  const [name, ...rest] = words;
  if (name === 'echo')
    return rest
      .filter((word, at) => at > 0 || !/^-[neE]+$/.test(word))
      .join(' ')
      .replaceAll('\\n', '\n');
  if (name === 'printf') return printed(rest);
  if (name === 'cat') {
    if (rest.length === 0) return inputOf(node, scope) ?? null;
    const texts = rest.map((path) => scope.scripts.get(nameOf(path)));
    return texts.every((text) => text !== undefined) ? texts.join('\n') : null;
  }
  return null;
}

function printed([format = '', ...values]: readonly string[]): string {
  const plain = (text: string) => text.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('%%', '%');
  if (!/%[sbq]/.test(format)) return plain(format);
  return values.map((value) => plain(format.replace(/%[sbq]/, () => value))).join('');
}

function commandNode(node: PipelineNode, scope: Scope): Node {
  switch (node.type) {
    case 'Command':
      return simpleNode(node, scope);
    case 'Redirected':
      return redirected(node.redirects, scope, (inner) => commandNode(node.command, inner));
    case 'Subshell':
      return statements(node.body.commands, {
        ...scope,
        folder: { path: scope.folder.path },
        variables: new Map(scope.variables),
      });
    case 'BraceGroup':
      return statements(node.body.commands, scope);
    case 'If': {
      const otherwise = node.elif.reduceRight<Node>(
        (last, one) => ({
          kind: 'if',
          test: statements(one.clause.commands, scope),
          body: statements(one.then.commands, scope),
          otherwise: last,
        }),
        node.else === undefined ? { kind: 'known', ok: true } : statements(node.else.commands, scope),
      );
      return {
        kind: 'if',
        test: statements(node.clause.commands, scope),
        body: statements(node.then.commands, scope),
        otherwise,
      };
    }
    case 'For':
    case 'Select': {
      const values =
        node.wordlist?.flatMap((word) => expanded(word, scope.variables)) ?? scope.variables.get('@') ?? [];
      scope.variables.set(node.name.value, values);
      return statements(node.body.commands, scope);
    }
    case 'While': {
      const test = statements(node.clause.commands, scope);
      const body = statements(node.body.commands, scope);
      return {
        kind: 'list',
        nodes: [
          { kind: 'maybe', node: { kind: 'list', nodes: [test, body] } },
          { kind: 'known', ok: true },
        ],
      };
    }
    case 'ArithmeticFor':
      return { kind: 'maybe', node: statements(node.body.commands, scope) };
    case 'Case':
      return {
        kind: 'list',
        nodes: node.items.map((item) => ({ kind: 'maybe', node: statements(item.body.commands, scope) })),
      };
    case 'Function': {
      const body =
        node.body.type === 'CompoundList'
          ? node.body
          : 'body' in node.body && typeof node.body.body === 'object'
            ? node.body.body
            : undefined;
      if (body !== undefined) scope.functions.set(node.name.value, body);
      return { kind: 'known', ok: true };
    }
    case 'Coproc':
      return node.body.type === 'CompoundList'
        ? { kind: 'background', node: statements(node.body.commands, scope) }
        : { kind: 'background', node: commandNode(node.body, scope) };
    case 'TestCommand':
    case 'ArithmeticCommand':
      return { kind: 'test' };
    case 'Pipeline':
      return pipelineNode(node, scope);
  }
}

function fileDescriptor({ descriptor }: Redirection): number | undefined {
  return descriptor?.type === 'FileDescriptor' ? descriptor.value : undefined;
}

interface Redirects {
  readonly writes?: string;
  readonly appends: boolean;
  readonly reads?: string;
  readonly hidden: boolean;
  readonly input?: string;
}

function redirectsOf(list: readonly Redirection[], scope: Scope): Redirects {
  let writes: string | undefined;
  let reads: string | undefined;
  let input: string | undefined;
  let appends = false;
  let hidden = false;
  for (const one of list) {
    if (one.type === 'HereDoc') {
      input = heredocText(one, scope.variables);
      continue;
    }
    const target = one.target === undefined ? '' : (expanded(one.target, scope.variables)[0] ?? '');
    const descriptor = fileDescriptor(one);
    if (one.operator === '<<<') input = `${target}\n`;
    else if (one.operator === '<') reads = target;
    else if (one.operator === '&>' || one.operator === '&>>') {
      hidden = true;
      if (!target.startsWith('/dev/')) writes = target;
    } else if (one.operator === '>&')
      hidden ||= descriptor === 2 && writes !== undefined && /^1$/.test(target);
    else if (descriptor === 2) hidden = target !== '/dev/stderr' && target !== '/dev/stdout';
    else if (/^(?:>|>>|>\|)$/.test(one.operator) && !/^\/dev\/(?!tcp|udp)/.test(target)) {
      writes = target;
      appends = one.operator === '>>';
    } else if (target === '/dev/null') writes = writes ?? undefined;
  }
  return {
    appends,
    hidden,
    ...(writes === undefined ? {} : { writes }),
    ...(reads === undefined ? {} : { reads }),
    ...(input === undefined ? {} : { input }),
  };
}

function heredocText({ body, delimiter, operator }: HereDoc, variables: Variables): string {
  const text =
    delimiter?.quoted === true || body.parts === undefined ? body.text : expandedParts(body.parts, variables);
  return operator === '<<-' ? text.replace(/^\t+/gm, '') : text;
}

function redirected(list: readonly Redirection[], scope: Scope, read: (inner: Scope) => Node): Node {
  const { hidden, input, writes } = redirectsOf(list, scope);
  const inner: Scope = {
    ...scope,
    hidden: scope.hidden || hidden,
    visible: scope.visible && writes === undefined && !list.some((one) => one.operator === '>'),
    ...(input === undefined ? {} : { input }),
  };
  return read(inner);
}

function wordsOf(node: CommandNode, scope: Scope): readonly string[] {
  const all: readonly Word[] = [
    ...(node.name === undefined ? [] : [node.name]),
    ...node.args.flatMap((one) => (one.type === 'Word' ? [one] : [])),
  ];
  const words = node.args.some((one) => one.type === 'Assignment')
    ? [
        ...(node.name === undefined ? [] : expanded(node.name, scope.variables)),
        ...node.args.flatMap((one) => (one.type === 'Word' ? expanded(one, scope.variables) : [one.text])),
      ]
    : all.flatMap((word) => expanded(word, scope.variables));
  return words[0] === '' ? words.slice(1) : words;
}

function inputOf(node: CommandNode, scope: Scope): string | null | undefined {
  const { input, reads } = redirectsOf(node.redirects, scope);
  if (input !== undefined) return input;
  if (reads === undefined) return scope.input;
  return scope.scripts.get(nameOf(reads)) ?? null;
}

function simpleNode(node: CommandNode, scope: Scope): Node {
  const inner = substitutions(node, scope);
  for (const one of node.prefix) {
    if (one.type !== 'Assignment') continue;
    const value =
      one.value.type === 'ArrayValue'
        ? one.value.elements.flatMap((word) => expanded(word, scope.variables))
        : assigned(one.value, scope);
    scope.variables.set(
      one.name,
      one.append === true ? [...(scope.variables.get(one.name) ?? []), ...value] : value,
    );
  }
  if (node.name === undefined)
    return inner.length === 0 ? { kind: 'assign' } : { kind: 'list', nodes: inner };
  const own = namedNode(node, scope);
  return inner.length === 0 ? own : { kind: 'list', nodes: [...inner, own] };
}

function assigned(word: Word, scope: Scope): readonly string[] {
  const values = expanded(word, scope.variables);
  return word.parts?.some(({ type }) => type === 'CommandExpansion') === true ? values : [values.join(' ')];
}

/** Commands within `$(...)` run before the one they stand in, and print nothing. */
function substitutions(node: CommandNode, scope: Scope): Node[] {
  const quiet: Scope = {
    ...scope,
    visible: false,
    folder: { path: scope.folder.path },
    variables: new Map(scope.variables),
  };
  const { within: _within, input: _input, ...apart } = quiet;
  return wordsIn(node)
    .flatMap((word) => word.parts ?? [])
    .flatMap(scriptsIn)
    .map((list) => statements(list, apart));
}

/** Every word of a command, also those of its assignments and redirections. */
function wordsIn(node: CommandNode): readonly Word[] {
  const values = ({ value }: { readonly value: Word | ArrayValue }) =>
    value.type === 'ArrayValue' ? value.elements : [value];
  return [
    ...node.prefix.flatMap((one) => (one.type === 'Assignment' ? values(one) : [])),
    ...(node.name === undefined ? [] : [node.name]),
    ...node.args.flatMap((one) => (one.type === 'Word' ? [one] : values(one))),
    ...node.redirects.flatMap((one) =>
      one.type === 'HereDoc' || one.target === undefined ? [] : [one.target],
    ),
  ];
}

function scriptsIn(part: WordPart): readonly (readonly Statement[])[] {
  switch (part.type) {
    case 'CommandExpansion':
    case 'ProcessSubstitution':
      return part.script === undefined ? [] : [part.script.commands];
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.flatMap(scriptsIn);
    default:
      return [];
  }
}

function namedNode(node: CommandNode, scope: Scope): Node {
  if (scope.count.commands >= MAX_COMMANDS)
    return { kind: 'unread', what: `more than ${MAX_COMMANDS} commands` };
  scope.count.commands += 1;
  const redirects = redirectsOf(node.redirects, scope);
  const hidden = scope.hidden || redirects.hidden;
  const { words, sudo } = unwrapped(wordsOf(node, scope));
  const [name, ...args] = words;
  if (name === undefined) return { kind: 'known', ok: true };
  const inside: Scope = { ...scope, hidden, ...withInput(inputOf(node, scope)) };
  const shown =
    scope.visible &&
    redirects.writes === undefined &&
    !node.redirects.some(({ operator }) => operator === '>' || operator === '>>');
  const builtin = builtinNode(name, args, inside, shown);
  if (builtin !== undefined && redirects.writes === undefined) return builtin;
  keepWritten(node, words, redirects, inside);
  const body = scope.functions.get(name);
  if (body !== undefined) return calledFunction(body, args, inside);
  const nested = nestedNode(words, { ...inside, visible: shown });
  const plain = (more: { words: readonly string[]; later?: number }): Node => ({
    kind: 'command',
    command: commandOf(inside, {
      ...more,
      sudo,
      ...(redirects.writes === undefined ? {} : { writes: redirects.writes }),
    }),
  });
  if (nested !== undefined) {
    if (redirects.writes === undefined) return withRead(redirects, inside, nested);
    return withRead(redirects, inside, {
      kind: 'list',
      nodes: [nested, plain({ words: ['>', redirects.writes], later: 1 })],
    });
  }
  return withRead(redirects, inside, plain({ words, later: redirects.reads === undefined ? 0 : 1 }));
}

function withInput(input: string | null | undefined): { readonly input?: string | null } {
  return input === undefined ? {} : { input };
}

/** `< file` is read like the stage before by `cat`. */
function withRead({ reads }: Redirects, scope: Scope, node: Node): Node {
  if (reads === undefined || scope.scripts.has(nameOf(reads))) return node;
  const cat: Node = {
    kind: 'command',
    command: {
      ...commandOf(scope, { words: ['cat', reads], sudo: false }),
      stage: (scope.within?.stage ?? 0) - 0.5,
    },
  };
  return { kind: 'pipeline', nodes: [cat, node], pipefail: false };
}

function commandOf(
  scope: Scope,
  {
    words,
    writes,
    sudo,
    later = 0,
  }: { words: readonly string[]; writes?: string; sudo: boolean; later?: number },
): Command {
  return {
    host: scope.host,
    folder: scope.folder.path,
    pipeline: scope.within?.pipeline ?? 0,
    stage: (scope.within?.stage ?? 0) + later * 0.25,
    words,
    sudo,
    hidden: scope.hidden,
    ...(writes === undefined ? {} : { writes }),
  };
}

function builtinNode(name: string, args: readonly string[], scope: Scope, shown: boolean): Node | undefined {
  switch (name) {
    case 'echo':
      return {
        kind: 'print',
        text: args.filter((word, at) => at > 0 || !/^-[neE]+$/.test(word)).join(' '),
        visible: shown,
      };
    case 'printf':
      return { kind: 'print', text: printed(args).trim(), visible: shown };
    case 'true':
    case ':':
      return { kind: 'known', ok: true };
    case 'false':
      return { kind: 'known', ok: false };
    case 'cd':
    case 'pushd': {
      const before = scope.folder.path;
      scope.folder.path = joined(before, args.find((word) => !/^-[LPe@]+$/.test(word)) ?? '~');
      return { kind: 'command', command: commandOf(scope, { words: [name, ...args], sudo: false }) };
    }
    case 'export':
    case 'declare':
    case 'local':
    case 'readonly':
    case 'typeset':
      for (const word of args) {
        const [, variable, value] = /^(\w+)=(.*)$/s.exec(word) ?? [];
        if (variable !== undefined)
          scope.variables.set(variable, [(value ?? '').replace(/^(["'])(.*)\1$/s, '$2')]);
      }
      return { kind: 'assign' };
    case 'read':
      for (const word of args) if (/^\w+$/.test(word)) scope.variables.set(word, [UNTOLD]);
      return { kind: 'test' };
    case 'test':
    case '[':
      return { kind: 'test' };
    case 'exit':
    case 'return':
      return { kind: 'exit', ok: args[0] === undefined || isUntold(args[0]) ? null : args[0] === '0' };
    case 'wait':
    case 'sleep':
    case 'shift':
    case 'unset':
    case 'shopt':
    case 'trap':
    case 'ulimit':
    case 'umask':
      return { kind: 'known', ok: true };
    default:
      return undefined;
  }
}

/** A path from the folder a command runs in. Where the folder is not known, relative paths stay as they are. */
export function joined(folder: string | null, path: string): string {
  if (/^[/~]/.test(path) || folder === null) return path;
  return `${folder.replace(/\/$/, '')}/${path.replace(/^\.\//, '')}`;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A text that is written to a file is what runs when the file is called. */
function keepWritten(
  node: CommandNode,
  words: readonly string[],
  { writes, appends }: Redirects,
  scope: Scope,
): void {
  const target =
    writes ??
    (words[0] === 'tee' ? words.findLast((word) => !word.startsWith('-') && word !== 'tee') : undefined);
  if (target === undefined) {
    if (/^(?:cp|mv|scp|install)$/.test(words[0] ?? '')) {
      const [from = '', to = ''] = words.slice(1).filter((word) => !word.startsWith('-'));
      const text = scope.scripts.get(nameOf(from));
      if (text !== undefined && !/[/.:]$/.test(to)) scope.scripts.set(nameOf(to), text);
    }
    return;
  }
  const text = words[0] === 'tee' ? (scope.input ?? null) : printedBy(node, scope);
  const name = nameOf(target);
  if (text === null) scope.scripts.delete(name);
  else scope.scripts.set(name, appends ? `${scope.scripts.get(name) ?? ''}\n${text}` : text);
}

function calledFunction(body: CompoundList, args: readonly string[], scope: Scope): Node {
  if (scope.depth > MAX_DEPTH) return { kind: 'unread', what: 'functions that call each other' };
  return statements(body.commands, { ...scope, depth: scope.depth + 1, ...withArguments(scope, args) });
}

function withArguments(scope: Scope, args: readonly string[]): Pick<Scope, 'variables'> {
  const variables = new Map(scope.variables);
  for (const [index, value] of args.entries()) variables.set(String(index + 1), [value]);
  variables.set('@', args);
  variables.set('*', args);
  return { variables };
}

/** What runs in another shell, on another machine, from a file, or cannot be read; undefined for a plain command. */
function nestedNode(words: readonly string[], scope: Scope): Node | undefined {
  const [name = '', ...args] = words;
  const base = nameOf(name);
  if (base === 'ssh') return sshNode(words, scope);
  if (base === 'sftp') return sftpNode(words, scope);
  if (isShell(name)) return shellNode(words, scope);
  if (base === 'eval') return textNode(args.join(' '), scope);
  if (base === 'source' || base === '.') return scriptNode(args[0] ?? '', args.slice(1), scope);
  if (base === 'screen' || base === 'tmux') return detachedNode(args, scope);
  if (base === 'su') {
    const at = args.indexOf('-c');
    return at < 0 ? undefined : textNode(args[at + 1] ?? '', fresh(scope));
  }
  const program = programOf(base);
  if (program !== undefined) return otherCode(program, args, scope);
  if (
    name.includes('/') &&
    !name.startsWith('/usr/') &&
    !name.startsWith('/bin/') &&
    !name.startsWith('/sbin/')
  )
    return scriptNode(name, args, scope);
  return undefined;
}

function fresh(scope: Scope): Scope {
  return { ...scope, folder: { path: scope.folder.path }, variables: new Map(scope.variables) };
}

function sshNode(words: readonly string[], scope: Scope): Node {
  const { host, text, background } = sshParts(words);
  const { input, ...rest } = scope;
  const there: Scope = { ...rest, host, folder: { path: null }, variables: new Map(), functions: new Map() };
  const shellFromInput = text.trim() === '' || isBareShell(text);
  const node: Node = shellFromInput
    ? fromInput(input, there, `a shell on ${host}`)
    : textNode(text, { ...there, ...withInput(input) });
  const connection: Node = { kind: 'connection', host, hidden: scope.hidden, node };
  return background ? { kind: 'background', node: connection } : connection;
}

function isBareShell(text: string): boolean {
  const { words } = unwrapped(text.trim().split(/\s+/));
  if (!isShell(words[0] ?? '')) return false;
  const { text: own, file } = shellParts(words);
  return own === undefined && file === undefined;
}

/** What comes into a shell; a shell into which nothing comes does nothing. */
function fromInput(input: string | null | undefined, scope: Scope, what: string): Node {
  if (input === undefined) return NOTHING;
  return input === null ? { kind: 'unread', what: `what is piped into ${what}` } : textNode(input, scope);
}

function shellNode(words: readonly string[], scope: Scope): Node {
  const { text, file, args } = shellParts(words);
  const { input, ...rest } = fresh(scope);
  const inner: Scope = { ...rest, ...withArguments(scope, args) };
  if (text !== undefined) return textNode(text, { ...inner, ...withInput(input) });
  return file === undefined ? fromInput(input, inner, 'a shell') : scriptNode(file, args, scope);
}

function scriptNode(path: string, args: readonly string[], scope: Scope): Node {
  const text = scope.scripts.get(nameOf(path));
  if (text === undefined)
    return { kind: 'unread', what: `the program ${path}, whose text is not in the file` };
  const shebang = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(text);
  const interpreter =
    nameOf(shebang?.[1] ?? 'sh') === 'env' ? (shebang?.[2] ?? 'sh') : nameOf(shebang?.[1] ?? 'sh');
  if (!isShell(interpreter))
    return isUnreadable(text)
      ? { kind: 'unread', what: `the ${interpreter} program ${path}` }
      : { kind: 'test' };
  return textNode(text, { ...fresh(scope), ...withArguments(scope, args) });
}

/** Code of another language is not read; what touches no file and no network by its text is passed over. */
function otherCode(program: string, args: readonly string[], scope: Scope): Node {
  if (args.some((word) => /^(?:--?version|-V|--?help)$/.test(word))) return { kind: 'test' };
  const flag = args.findIndex(
    (word) => /^-(?:c|e|r|E|pe|ne|i\.?\w*|m)$/.test(word) || /^-[pni]*e$/.test(word),
  );
  const file = args.find((word) => !word.startsWith('-'));
  const text =
    flag >= 0 && args[flag] !== '-m'
      ? args.slice(flag + 1).join(' ')
      : file === undefined || flag >= 0
        ? args.join(' ')
        : scope.scripts.get(nameOf(file));
  const code = file === undefined && flag < 0 ? scope.input : text;
  if (code === undefined && file === undefined) return { kind: 'test' };
  if (code !== undefined && code !== null && !isUnreadable(code)) return { kind: 'test' };
  const what =
    flag >= 0
      ? `code of ${program} in the command line`
      : file === undefined
        ? `code of ${program} on standard input`
        : `the ${program} program ${file}`;
  return { kind: 'unread', what };
}

/** `screen -dmS name command`, `tmux new -d 'command'`: it goes on by itself. */
function detachedNode(args: readonly string[], scope: Scope): Node {
  const at = args.findIndex((word, index) => {
    const before = args[index - 1] ?? '';
    return (
      !word.startsWith('-') && !/^-\w*[Sstnc]$/.test(before) && !/^(?:new|new-session|send-keys)$/.test(word)
    );
  });
  const text =
    at < 0
      ? ''
      : args
          .slice(at)
          .filter((word) => !/^(?:Enter|C-m)$/.test(word))
          .join(' ');
  return { kind: 'background', node: textNode(text, fresh(scope)) };
}

function sftpNode(words: readonly string[], scope: Scope): Node {
  const first = sftpCommands(words, undefined);
  const batch =
    first.batchFile === undefined || first.batchFile === '-'
      ? scope.input
      : (scope.scripts.get(nameOf(first.batchFile)) ?? null);
  if (batch === null) return { kind: 'unread', what: `what is asked of sftp on ${first.host}` };
  const { host, transfers } = sftpCommands(words, batch);
  const nodes = transfers.map((transfer): Node => sftpTransfer(transfer, host, scope));
  return { kind: 'connection', host, hidden: scope.hidden, node: { kind: 'list', nodes } };
}

function sftpTransfer(transfer: readonly string[], host: string, scope: Scope): Node {
  const [verb = '', ...args] = transfer;
  if (!verb.startsWith('ssh-'))
    return { kind: 'command', command: commandOf(scope, { words: transfer, sudo: false }) };
  const paths = args.map((word) => word.slice(word.indexOf(':') + 1));
  return {
    kind: 'command',
    command: commandOf({ ...scope, host }, { words: [verb.slice(4), ...paths], sudo: false }),
  };
}
