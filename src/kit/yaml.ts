/** Reading YAML that others wrote: one document of plain values, every fault with its line. */
import { type ErrorCode, messageOf, OffswitchError } from './errors.ts';
import { isPrototypeKey } from './json.ts';

/** Where the parser's own words help nobody who writes a file. */
const yamlFaults: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document begins here; a file holds one',
  RESOURCE_EXHAUSTION: 'nested too deeply',
};

export interface YamlText {
  readonly value: unknown;
  /** `path:line:column` of the member that a path leads to, or of the nearest one around it that is there. */
  readonly placeOf: (members: readonly PropertyKey[]) => string;
}

/**
 * Parses YAML text from `path`. Errors: `code`, with line and column, for syntax, repeated keys, prototype keys, keys
 * that are no text, merge keys, and aliases that blow up or stand within what they name.
 */
export async function parseYaml(text: string, path: string, code: ErrorCode): Promise<YamlText> {
  const { isNode, isScalar, LineCounter, parseDocument, visit } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error', lineCounter: lines });
  const placeAt = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  const fault = (offset: number, what: string) => {
    const place = placeAt(offset);
    return new OffswitchError(code, `${place}: ${what}`, 'Correct the YAML.', { place });
  };
  // A warning is about a tag that means nothing here; what was meant by it would be lost.
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw fault(problem.pos[0], yamlFaults[problem.code] ?? problem.message);
  visit(document, {
    Pair: (_, { key }) => {
      const at = isNode(key) ? (key.range?.[0] ?? 0) : 0;
      // Lists and maps as keys would be written out as text, within each other again and again.
      if (!isScalar(key)) throw fault(at, 'a key must be text');
      if (isPrototypeKey(String(key.value)))
        throw fault(at, `the key ${JSON.stringify(key.value)} is not allowed`);
      if (key.value === '<<' && key.type === 'PLAIN')
        throw fault(at, 'merge keys (<<) are no part of YAML 1.2; write the members out');
    },
    Alias: (_, alias, within) => {
      const named = alias.resolve(document);
      if (within.some((node) => node === named))
        throw fault(alias.range?.[0] ?? 0, `the alias *${alias.source} stands within what it names`);
    },
  });
  const placeOf = (members: readonly PropertyKey[]): string => {
    for (let length = members.length; length > 0; length -= 1) {
      const node = document.getIn(members.slice(0, length), true);
      if (isNode(node) && node.range != null) return placeAt(node.range[0]);
    }
    return path;
  };
  try {
    // Aliases can blow a short text up; a file needs few.
    return { value: document.toJS({ maxAliasCount: 100 }), placeOf };
  } catch (thrown) {
    const remedy = 'Write the file without so many aliases.';
    throw new OffswitchError(code, `${path}: ${messageOf(thrown)}`, remedy, { place: path }, thrown);
  }
}
