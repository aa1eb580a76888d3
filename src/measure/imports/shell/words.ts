/** Words of a shell text with what it defines itself put in: variables, braces, quotes, simple substitutions. */
import type { CommandExpansionPart, Word, WordPart } from 'unbash';

/** Values of variables; a list where a loop gives several. */
export type Variables = ReadonlyMap<string, readonly string[]>;

const MAX_VALUES = 50;
const MAX_WORD = 60_000;

/** What stands where the text does not tell a value: it may be anything. */
export const UNTOLD = '$()';

export function isUntold(word: string): boolean {
  return /\$(?:\(\)|\w|\{)/.test(word);
}

/** The words that a word becomes. */
export function expanded(word: Word, variables: Variables): readonly string[] {
  const parts: readonly WordPart[] = word.parts ?? [
    { type: 'Literal', value: word.value, text: word.text, pos: word.pos, end: word.end },
  ];
  return parts.reduce<readonly string[]>(
    (words, part) => {
      const values = valuesOf(part, variables);
      return words
        .flatMap((before) => values.map((value) => bounded(`${before}${value}`)))
        .slice(0, MAX_VALUES);
    },
    [''],
  );
}

/** Variables that double themselves would fill the memory. */
function bounded(word: string): string {
  return word.length > MAX_WORD ? UNTOLD : word;
}

/** Parts of a text that a shell reads, e.g. of a heredoc whose end is not quoted. */
export function expandedParts(parts: readonly WordPart[], variables: Variables): string {
  return parts.map((part) => valuesOf(part, variables).join(' ')).join('');
}

/** Values that stand apart where a shell splits them, and as one where they are quoted. */
function valuesOf(part: WordPart, variables: Variables): readonly string[] {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [part.value];
    case 'Glob':
    case 'ExtendedGlob':
      return [part.text];
    case 'DoubleQuoted':
    case 'LocaleString':
      return quoted(part.parts, variables);
    case 'SimpleExpansion':
      return variable(part.text.slice(1), part.text, variables).flatMap(split);
    case 'ParameterExpansion': {
      const { parameter, operation, index } = part;
      const isList = index?.value === '@' || index?.value === '*';
      const known = variables.get(parameter);
      if (operation === undefined)
        return variable(parameter, part.text, variables).flatMap((one) => (isList ? [one] : split(one)));
      if (operation.type === 'Default' && /^:?[-=]$/.test(operation.operator))
        return known ?? expanded(operation.operand, variables);
      return operation.type === 'Remove' && known !== undefined
        ? known.map((value) => removed(value, operation.operator, operation.operand.value))
        : [UNTOLD];
    }
    case 'CommandExpansion':
      return substituted(part, variables);
    case 'BraceExpansion':
      return braces(part.text);
    case 'ArithmeticExpansion':
    case 'ProcessSubstitution':
      return [UNTOLD];
  }
}

function quoted(parts: readonly WordPart[], variables: Variables): readonly string[] {
  return parts.reduce<readonly string[]>(
    (texts, part) => {
      const values =
        part.type === 'SimpleExpansion' ||
        (part.type === 'ParameterExpansion' && part.operation === undefined)
          ? variable(
              part.type === 'SimpleExpansion' ? part.text.slice(1) : part.parameter,
              part.text,
              variables,
            )
          : valuesOf(part, variables);
      return texts.flatMap((text) => values.map((value) => bounded(`${text}${value}`))).slice(0, MAX_VALUES);
    },
    [''],
  );
}

function variable(name: string, text: string, variables: Variables): readonly string[] {
  if (name === '?') return ['$?'];
  return variables.get(name) ?? [text];
}

function split(value: string): readonly string[] {
  const words = value.split(/\s+/).filter((word) => word !== '');
  return words.length === 0 ? [''] : words;
}

/** `${path##*\/}`, `${name%.txt}`: for plain patterns. */
function removed(value: string, operator: string, pattern: string): string {
  if (operator === '##' && pattern === '*/') return value.slice(value.lastIndexOf('/') + 1);
  if (operator === '%' && pattern === '/*') return value.slice(0, Math.max(0, value.lastIndexOf('/')));
  if (/[*?[]/.test(pattern)) return UNTOLD;
  if (operator.startsWith('#')) return value.startsWith(pattern) ? value.slice(pattern.length) : value;
  return value.endsWith(pattern) ? value.slice(0, value.length - pattern.length) : value;
}

function braces(text: string): readonly string[] {
  const range = /^\{(\d+)\.\.(\d+)\}$/.exec(text);
  if (range !== null) {
    const [from, to] = [Number(range[1]), Number(range[2])];
    const length = Math.min(MAX_VALUES, Math.abs(to - from) + 1);
    return Array.from({ length }, (_, index) => String(from + (to < from ? -index : index)));
  }
  return text
    .slice(1, -1)
    .split(',')
    .map((one) => one.replace(/^["']|["']$/g, ''));
}

/** `$(ls PATTERN)`, `$(find PLACE -name PATTERN)`, `$(echo ...)` name files; what others print is not told. */
function substituted({ script }: CommandExpansionPart, variables: Variables): readonly string[] {
  const [statement, ...others] = script?.commands ?? [];
  const command = statement?.command;
  if (
    command?.type !== 'Command' ||
    others.length > 0 ||
    command.redirects.some(({ operator }) => operator === '<')
  )
    return [UNTOLD];
  const words = command.args.flatMap((word) => (word.type === 'Word' ? expanded(word, variables) : []));
  const plain = words.filter((word) => !word.startsWith('-'));
  const [first] = plain;
  switch (command.name?.value) {
    case 'echo':
    case 'printf':
      return plain;
    case 'basename':
      return first === undefined ? [UNTOLD] : [first.slice(first.lastIndexOf('/') + 1)];
    case 'ls':
      return plain.length === 0
        ? ['*']
        : plain.map((path) => (/[*?[]/.test(path) || /\.\w+$/.test(path) ? path : '*'));
    case 'find': {
      const name = words[words.findIndex((word) => /^-i?name$/.test(word)) + 1];
      return first === undefined || !words.some((word) => /^-i?name$/.test(word))
        ? [UNTOLD]
        : [`${first.replace(/\/$/, '')}/${name}`];
    }
    default:
      return [UNTOLD];
  }
}
