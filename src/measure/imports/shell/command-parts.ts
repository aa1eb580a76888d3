/** The parts of one command: its words, its redirections, what comes in and what goes out. */
import type {
  ArrayValue,
  Command as CommandNode,
  HereDoc,
  PipelineNode,
  Redirection,
  Statement,
  Word,
  WordPart,
} from 'unbash';
import { nameOf } from './file-places.ts';
import type { Scope } from './scope.ts';
import { expanded, expandedParts, type Variables } from './words.ts';

export function fileDescriptor({ descriptor }: Redirection): number | undefined {
  return descriptor?.type === 'FileDescriptor' ? descriptor.value : undefined;
}

export interface Redirects {
  readonly writes?: string;
  readonly appends: boolean;
  readonly reads?: string;
  readonly hidden: boolean;
  readonly input?: string;
}

export function redirectsOf(list: readonly Redirection[], scope: Scope): Redirects {
  let writes: string | undefined;
  let reads: string | undefined;
  let input: string | undefined;
  let appends = false;
  let hidden = false;
  let thrownAway = false;
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
      hidden ||= descriptor === 2 && (writes !== undefined || thrownAway) && /^1$/.test(target);
    else if (descriptor === 2) hidden = target !== '/dev/stderr' && target !== '/dev/stdout';
    else if (/^(?:>|>>|>\|)$/.test(one.operator) && !/^\/dev\/(?!tcp|udp)/.test(target)) {
      writes = target;
      appends = one.operator === '>>';
    } else if (target === '/dev/null') thrownAway = true;
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

export function wordsOf(node: CommandNode, scope: Scope): readonly string[] {
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

export function inputOf(node: CommandNode, scope: Scope): string | null | undefined {
  const { input, reads } = redirectsOf(node.redirects, scope);
  if (input !== undefined) return input;
  if (reads === undefined) return scope.input;
  return scope.scripts.get(nameOf(reads)) ?? null;
}

/** What a stage hands on, where its text tells: `echo ...`, `cat script`. */
export function printedBy(node: PipelineNode, scope: Scope): string | null {
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

export function printed([format = '', ...values]: readonly string[]): string {
  const plain = (text: string) => text.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('%%', '%');
  if (!/%[sbq]/.test(format)) return plain(format);
  return values.map((value) => plain(format.replace(/%[sbq]/, () => value))).join('');
}

/** Every word of a command, also those of its assignments and redirections. */
export function wordsIn(node: CommandNode): readonly Word[] {
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

export function scriptsIn(part: WordPart): readonly (readonly Statement[])[] {
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
