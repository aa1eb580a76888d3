/** What runs elsewhere than in the text itself: in another shell, on another machine, from a file, in another language. */

import { nameOf } from './file-places.ts';
import { isOpaque, isUnreadable, programOf } from './other-code.ts';
import { isShell, sftpCommands, shellParts, sshParts } from './remote-shell.ts';
import { commandOf, fresh, type Scope, withArguments, withInput } from './scope.ts';
import { type Frame, NOTHING, type Node } from './tree.ts';
import { unwrapped } from './wrappers.ts';

/** What runs in another shell, on another machine, from a file, or cannot be read; undefined for a plain command. */
export function nestedNode(words: readonly string[], scope: Scope): Node | undefined {
  const [name = '', ...args] = words;
  const base = nameOf(name);
  if (base === 'ssh') return sshNode(words, scope);
  if (base === 'sftp') return sftpNode(words, scope);
  if (isShell(name)) return shellNode(words, scope);
  if (base === 'eval') return scope.read(args.join(' '), scope);
  if (base === 'source' || base === '.') return scriptNode(args[0] ?? '', args.slice(1), scope, 'function');
  if (base === 'screen' || base === 'tmux') return detachedNode(args, scope);
  if (base === 'su') {
    const at = args.indexOf('-c');
    return at < 0 ? undefined : scope.read(args[at + 1] ?? '', fresh(scope));
  }
  if (isOpaque([base, ...args])) return { kind: 'unread', what: `what ${base} does: ${words.join(' ')}` };
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

function sshNode(words: readonly string[], scope: Scope): Node {
  const { host, text, background, quiet } = sshParts(words);
  const { input, ...rest } = scope;
  const there: Scope = { ...rest, host, folder: { path: null }, variables: new Map(), functions: new Map() };
  const shellFromInput = text.trim() === '' || isBareShell(text);
  const node: Node = shellFromInput
    ? fromInput(input, there, `a shell on ${host}`)
    : scope.read(text, { ...there, ...withInput(input) });
  const connection: Node = { kind: 'connection', host, hidden: scope.hidden || quiet, node };
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
  return input === null ? { kind: 'unread', what: `what is piped into ${what}` } : scope.read(input, scope);
}

function shellNode(words: readonly string[], scope: Scope): Node {
  const { text, file, args, checks } = shellParts(words);
  if (checks) return { kind: 'test' };
  const { input, ...rest } = fresh(scope);
  const inner: Scope = { ...rest, ...withArguments(scope, args) };
  if (text !== undefined)
    return { kind: 'frame', of: 'shell', node: scope.read(text, { ...inner, ...withInput(input) }) };
  return file === undefined
    ? { kind: 'frame', of: 'shell', node: fromInput(input, inner, 'a shell') }
    : scriptNode(file, args, scope);
}

function scriptNode(path: string, args: readonly string[], scope: Scope, of: Frame = 'shell'): Node {
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
  const node = scope.read(text, { ...fresh(scope), ...withArguments(scope, args) });
  return { kind: 'script', path, hidden: scope.hidden, node: { kind: 'frame', of, node } };
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
  return { kind: 'background', node: scope.read(text, fresh(scope)) };
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
