/** Commands of the shell itself, as far as they decide on others or tell how they ended. */
import { printed } from './command-parts.ts';
import { joined } from './file-places.ts';
import { commandOf, fresh, type Scope } from './scope.ts';
import type { Node } from './tree.ts';
import { isUntold, UNTOLD } from './words.ts';

export function builtinNode(
  name: string,
  args: readonly string[],
  scope: Scope,
  shown: boolean,
): Node | undefined {
  switch (name) {
    case 'echo':
      return {
        kind: 'print',
        text: args.filter((word, at) => at > 0 || !/^-[neE]+$/.test(word)).join(' '),
        visible: shown,
      };
    case 'printf':
      if (args[0] === '-v') {
        scope.variables.set(args[1] ?? '', [printed(args.slice(2))]);
        return { kind: 'assign' };
      }
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
        if (variable !== undefined) scope.variables.set(variable, [unquoted(value ?? '')]);
        if (variable === 'PROMPT_COMMAND')
          return {
            kind: 'background',
            node: scope.read(scope.variables.get(variable)?.[0] ?? '', fresh(scope)),
          };
      }
      return { kind: 'assign' };
    case 'alias':
      for (const word of args) {
        const [, alias, value] = /^([\w-]+)=(.*)$/s.exec(word) ?? [];
        if (alias !== undefined) scope.variables.set(aliasOf(alias), [unquoted(value ?? '')]);
      }
      return { kind: 'known', ok: true };
    case 'read':
      for (const word of args) if (/^\w+$/.test(word)) scope.variables.set(word, [UNTOLD]);
      return { kind: 'test' };
    case 'test':
    case '[':
      return { kind: 'test' };
    case 'exit':
    case 'return':
      return {
        kind: 'exit',
        ok: args[0] === undefined || isUntold(args[0]) ? null : args[0] === '0',
        leaves: name === 'exit' ? 'shell' : 'function',
      };
    case 'break':
    case 'continue':
      return { kind: 'exit', ok: true, leaves: 'loop' };
    case 'mapfile':
    case 'readarray':
      for (const word of args) if (/^\w+$/.test(word)) scope.variables.set(word, [UNTOLD]);
      return { kind: 'test' };
    case 'wait':
    case 'sleep':
    case 'shift':
    case 'unset':
    case 'shopt':
      if (/nullglob|extglob|failglob/.test(args.join(' '))) return { kind: 'known', ok: true };
      scope.options.noGlob ||= args.some((word) => /dotglob/.test(word));
      return { kind: 'known', ok: true };
    case 'ulimit':
    case 'umask':
      return { kind: 'known', ok: true };
    case 'trap': {
      const [text = ''] = args.filter((word) => !/^-/.test(word));
      return text === '' || args.length < 2
        ? { kind: 'known', ok: true }
        : { kind: 'background', node: scope.read(text, fresh(scope)) };
    }
    default:
      return undefined;
  }
}

function unquoted(value: string): string {
  return value.replace(/^(["'])(.*)\1$/s, '$2');
}

/** Under what an alias is kept among the variables, where no variable can stand. */
export function aliasOf(name: string): string {
  return `alias ${name}`;
}
