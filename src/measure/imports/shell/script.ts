/**
 * Reads a shell text: which commands it holds, on which machine each would run, and on whose success. It runs nothing,
 * expands only what the text itself defines, and says what it cannot read.
 */
import {
  type AndOr,
  type Command as CommandNode,
  type CompoundList,
  type PipelineNode,
  parse,
  type Redirection,
  type Statement,
  type While,
  type Word,
} from 'unbash';
import { aliasOf, builtinNode } from './builtins.ts';
import {
  fileDescriptor,
  inputOf,
  printedBy,
  type Redirects,
  redirectsOf,
  scriptsIn,
  wordsIn,
  wordsOf,
} from './command-parts.ts';
import { nameOf } from './file-places.ts';
import { nestedNode } from './nested.ts';
import { commandOf, fresh, type Scope, type Scripts, withArguments, withInput } from './scope.ts';
import { commandsOf, type Frame, mayLeave, NOTHING, type Node } from './tree.ts';
import { isInert } from './unread.ts';
import { expanded, isUntold } from './words.ts';
import { unwrapped } from './wrappers.ts';

const MAX_TEXT = 60_000;

const MAX_DEPTH = 6;

const MAX_COMMANDS = 500;

/** Reads a text in the folder given. Text beyond 60,000 characters is said not to be read. */
export function readScript(text: string, scripts: Scripts, folder: string | null = null): Node {
  const shared = {
    scripts,
    functions: new Map<string, CompoundList>(),
    count: { commands: 0, pipelines: 0 },
    options: { pipefail: false, noGlob: false, silenced: false },
  };
  const scope: Scope = {
    ...shared,
    host: null,
    folder: { path: folder },
    variables: new Map(),
    depth: 0,
    read: textNode,
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

function textNode(text: string, scope: Scope): Node {
  if (scope.depth > MAX_DEPTH) return { kind: 'unread', what: 'a shell text within more than six others' };
  if (isTangled(text))
    return { kind: 'unread', what: 'a shell text that is too long or nested too deep to be read' };
  const script = parse(text);
  const body = statements(script.commands, { ...scope, depth: scope.depth + 1 });
  return script.errors === undefined || script.errors.length === 0 || script.commands.length === 0
    ? body
    : { kind: 'maybe', node: body };
}

const MAX_NESTING = 60;

/** The parser takes the square of the depth. */
function isTangled(text: string): boolean {
  let depth = 0;
  let deepest = 0;
  for (const char of text) {
    if (char === '(' || char === '{') depth += 1;
    if (char === ')' || char === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  const opened = text.match(/\b(?:if|while|until|for|case)\b/g)?.length ?? 0;
  const closed = text.match(/\b(?:fi|done|esac)\b/g)?.length ?? 0;
  const ticks = text.match(/`/g)?.length ?? 0;
  const separators = text.match(/[;\n|]|&&/g)?.length ?? 0;
  return (
    separators > 3 * MAX_COMMANDS ||
    deepest > MAX_NESTING ||
    opened - closed > MAX_NESTING ||
    ticks > 20 * MAX_NESTING
  );
}

function statements(list: readonly Statement[], scope: Scope): Node {
  const nodes: Node[] = [];
  let strict = false;
  for (const [index, statement] of list.entries()) {
    const { command } = statement;
    if (command.type === 'Command' && command.name?.value === 'set') {
      const words = wordsOf(command, scope).slice(1);
      if (words.some((word, at) => /^-[a-z]*n/.test(word) || isOption(words, at, 'noexec'))) break;
      if (words.some((word, at) => /^-[a-z]*e/.test(word) || isOption(words, at, 'errexit'))) strict = true;
      setOptions(words, scope);
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

function isOption(words: readonly string[], at: number, name: string): boolean {
  return words[at] === name && /^-\w*o$/.test(words[at - 1] ?? '');
}

function setOptions(words: readonly string[], { options, variables }: Scope): void {
  if (words.some((_, at) => isOption(words, at, 'pipefail'))) options.pipefail = true;
  if (words.some((word, at) => /^-[a-z]*f/.test(word) || isOption(words, at, 'noglob')))
    options.noGlob = true;
  const at = words.indexOf('--');
  if (at < 0) return;
  const args = words.slice(at + 1);
  for (const [index, value] of args.entries()) variables.set(String(index + 1), [value]);
  variables.set('@', args);
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
    nodes.length === 1 && nodes[0] !== undefined
      ? nodes[0]
      : { kind: 'pipeline', nodes, pipefail: scope.options.pipefail };
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

function commandNode(node: PipelineNode, scope: Scope): Node {
  switch (node.type) {
    case 'Command':
      return simpleNode(node, scope);
    case 'Redirected':
      return redirected(node.redirects, scope, (inner) => commandNode(node.command, inner));
    case 'Subshell':
      return framed(
        'shell',
        statements(node.body.commands, {
          ...scope,
          folder: { path: scope.folder.path },
          variables: new Map(scope.variables),
        }),
      );
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
      if (values.length === 0) return { kind: 'known', ok: true };
      scope.variables.set(node.name.value, values);
      return forEach(values, statements(node.body.commands, scope));
    }
    case 'While':
      return whileNode(node, scope);
    case 'ArithmeticFor':
      return framed('loop', { kind: 'maybe', node: statements(node.body.commands, scope) }, true);
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

function framed(of: Frame, node: Node, many = false): Node {
  return { kind: 'frame', of, many, node };
}

/** All values stand in the commands of one run. Where one of them may be passed over, nobody can tell which. */
function forEach(values: readonly string[], body: Node): Node {
  const many = values.length > 1 || values.some((value) => isUntold(value) || /[*?[]/.test(value));
  const chosen =
    many &&
    mayLeave(body) &&
    commandsOf(body).some(({ words }) =>
      words.some((word) => values.some((value) => value !== '' && word.includes(value))),
    );
  return framed('loop', chosen ? { kind: 'maybe', node: body } : body, many);
}

/** A loop that ends with a success (`until copy`, `while ! copy`, `while true; do copy && break`), or any other. */
function whileNode(node: While, scope: Scope): Node {
  const test = statements(node.clause.commands, scope);
  const body = statements(node.body.commands, scope);
  const maybe: Node = { kind: 'maybe', node: body };
  if (!mayLeave(body)) {
    const [only] = test.kind === 'list' && test.nodes.length === 1 ? test.nodes : [];
    const tried = node.kind === 'until' ? only : only?.kind === 'not' ? only.node : undefined;
    if (tried !== undefined && isOneAct(tried))
      return { kind: 'list', nodes: [{ kind: 'retried', node: tried }, framed('loop', maybe, true)] };
  }
  const [first, ...others] = body.kind === 'list' ? body.nodes : [];
  const endless = test.kind === 'list' && test.nodes.every((one) => one.kind === 'known' && one.ok);
  if (
    node.kind === 'while' &&
    endless &&
    first?.kind === 'and' &&
    mayLeave(first.right) &&
    isOneAct(first.left) &&
    !others.some(mayLeave)
  ) {
    const rest: Node = { kind: 'maybe', node: { kind: 'list', nodes: others } };
    return framed('loop', {
      kind: 'list',
      nodes: [{ kind: 'retried', node: first.left }, rest, first.right],
    });
  }
  return {
    kind: 'list',
    nodes: [
      framed('loop', { kind: 'maybe', node: { kind: 'list', nodes: [test, body] } }, true),
      { kind: 'known', ok: true },
    ],
  };
}

/** One command, here or over a connection: its success is that of the whole. */
function isOneAct(node: Node): boolean {
  return node.kind === 'command' || (node.kind === 'connection' && isOneAct(node.node));
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
    if (RUN_LATER.test(one.name))
      inner.push({ kind: 'background', node: scope.read(value.join(' '), fresh(scope)) });
    if (one.name === 'GLOBIGNORE') scope.options.noGlob = true;
  }
  const written = node.name === undefined ? redirectsOf(node.redirects, scope).writes : undefined;
  if (written !== undefined)
    return {
      kind: 'command',
      command: commandOf(scope, { words: ['>'], writes: written, sudo: false }),
    };
  if (node.name === undefined)
    return inner.length === 0 ? { kind: 'assign' } : { kind: 'list', nodes: inner };
  const named = namedNode(node, scope);
  const own: Node =
    node.name.value === 'exec' && node.args.length > 0
      ? { kind: 'list', nodes: [named, { kind: 'exit', ok: null, leaves: 'shell' }] }
      : named;
  return inner.length === 0 ? own : { kind: 'list', nodes: [...inner, own] };
}

/** Variables whose text a shell runs by itself. */
const RUN_LATER = /^(?:PROMPT_COMMAND|BASH_ENV|ENV)$/;

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
  const parts = wordsIn(node).flatMap((word) => word.parts ?? []);
  return parts.flatMap((part) => {
    const nodes = scriptsIn(part).map((list) => statements(list, apart));
    // What goes in there or comes out of it belongs to the command it stands in, as no pipe does.
    const through = part.type === 'ProcessSubstitution' && !nodes.flatMap(commandsOf).every(isInert);
    return through ? [...nodes, { kind: 'unread', what: `what goes through ${part.text}` } as const] : nodes;
  });
}

function withoutAlias(words: readonly string[], { variables }: Scope): readonly string[] {
  const [value] = variables.get(aliasOf(words[0] ?? '')) ?? [];
  return value === undefined ? words : [...value.split(/\s+/), ...words.slice(1)];
}

function namedNode(node: CommandNode, scope: Scope): Node {
  if (scope.count.commands >= MAX_COMMANDS)
    return { kind: 'unread', what: `more than ${MAX_COMMANDS} commands` };
  scope.count.commands += 1;
  const redirects = redirectsOf(node.redirects, scope);
  if (/^\/dev\/(?:tcp|udp)\//.test(redirects.writes ?? ''))
    return { kind: 'unread', what: `what is sent to ${redirects.writes}` };
  const hidden = scope.hidden || scope.options.silenced || redirects.hidden;
  const called = withoutAlias(wordsOf(node, scope), scope);
  if (
    called.length > 1 &&
    called.some((word) => /[;&|<>]/.test(word)) &&
    called[0] !== wordsOf(node, scope)[0]
  )
    return scope.read(called.join(' '), scope);
  const { words, sudo } = unwrapped(called);
  const [name, ...args] = words;
  if (called[0] === 'exec' && name === undefined) scope.options.silenced ||= redirects.hidden;
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
      ...(redirects.writes === undefined ? {} : { writes: redirects.writes, appends: redirects.appends }),
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

/** `< file` is read like the stage before by `cat`. */
function withRead({ reads }: Redirects, scope: Scope, node: Node): Node {
  if (reads === undefined || scope.scripts.has(nameOf(reads))) return node;
  if (isUntold(reads))
    return {
      kind: 'list',
      nodes: [{ kind: 'unread', what: 'what a substitution prints, as input of a command' }, node],
    };
  const cat: Node = {
    kind: 'command',
    command: {
      ...commandOf(scope, { words: ['cat', reads], sudo: false }),
      stage: (scope.within?.stage ?? 0) - 0.5,
    },
  };
  return { kind: 'pipeline', nodes: [cat, node], pipefail: false };
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
  if (words[0] === 'sed' && words.some((word) => /^(?:-\w*i|--in-place)/.test(word)))
    for (const word of words) scope.scripts.delete(nameOf(word));
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
  return framed(
    'function',
    statements(body.commands, { ...scope, depth: scope.depth + 1, ...withArguments(scope, args) }),
  );
}
