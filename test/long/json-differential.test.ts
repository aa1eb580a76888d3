/**
 * What the guard accepts as JSON, other readers read the same: JSON.parse, the parser of an editor, a reader of YAML (of
 * which JSON is a part), and Python's, where there is one.
 */
import { writeFileSync } from 'node:fs';
import { type ParseError, parseTree, type Node as TreeNode } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { closedSchema } from '../../src/contain/guard/arguments/closed-schema.ts';
import { readArguments } from '../../src/contain/guard/arguments/read-arguments.ts';
import { canonical } from '../../src/kit/canonical.ts';
import { OffswitchError } from '../../src/kit/errors.ts';
import { parseExactJson } from '../../src/kit/json.ts';
import { testFolder } from '../support/folder.ts';
import { oddJson } from '../support/odd-json.ts';
import { finished } from '../support/python.ts';
import { tellCounts } from '../support/suite-counts.ts';

const folder = testFolder();
/** Every text alone, and as the value of an argument. */
const corpus = [
  ...oddJson,
  ...oddJson.map((one) => Buffer.concat([Buffer.from('{"v":'), one, Buffer.from('}')])),
];

/** What was read, in a form in which two readings are the same only if everything in them is; `refused` if it is none. */
type Reading = string;
const REFUSED = 'refused';

const anything = closedSchema({ type: 'object', properties: { v: {} } }, 'any');

function ours(bytes: Buffer): { readonly text: Reading; readonly asArguments: Reading } {
  const reading = (read: () => unknown): Reading => {
    try {
      return told(read());
    } catch (thrown) {
      if (!(thrown instanceof OffswitchError)) throw thrown;
      expect(['bad-json', 'bad-arguments']).toContain(thrown.code);
      return REFUSED;
    }
  };
  return {
    text: reading(() => parseExactJson(bytes, 'text')),
    asArguments: reading(() => {
      const { value, canonical: text } = readArguments(bytes, anything, 'call');
      // What is carried out is the text that is written anew: it must say the same.
      expect(canonical(JSON.parse(text))).toBe(text);
      expect(told(JSON.parse(text))).toBe(told(value));
      return value;
    }),
  };
}

/** Numbers by their bits, texts by their code units, members in order and each as often as it is there. */
function told(value: unknown): Reading {
  if (typeof value === 'number') {
    const bits = Buffer.alloc(8);
    bits.writeDoubleBE(value);
    return `n${bits.toString('hex')}`;
  }
  if (typeof value === 'string') return `s${Buffer.from(value, 'utf16le').toString('hex')}`;
  if (Array.isArray(value)) return `[${value.map(told).join()}]`;
  if (typeof value === 'object' && value !== null)
    return toldMembers(Object.entries(value).map(([key, member]) => [told(key), told(member)]));
  return String(value);
}

function toldMembers(members: readonly (readonly [string, string])[]): Reading {
  return `{${members
    .map(([key, member]) => `${key}:${member}`)
    .sort()
    .join()}}`;
}

const textOf = (bytes: Buffer) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
const others: Readonly<Record<string, (bytes: Buffer) => Reading>> = {
  'JSON.parse': (bytes) => told(JSON.parse(textOf(bytes))),
  'jsonc-parser': (bytes) => {
    const errors: ParseError[] = [];
    const tree = parseTree(textOf(bytes), errors, { disallowComments: true, allowTrailingComma: false });
    if (tree === undefined || errors.length > 0) throw new Error('no JSON');
    return toldTree(tree);
  },
  yaml: (bytes) => {
    const document = parseDocument(textOf(bytes), { schema: 'json', version: '1.2', prettyErrors: false });
    if (document.errors.length > 0) throw document.errors[0] ?? new Error('no YAML');
    return told(document.toJS());
  },
};

function toldTree({ type, children = [], value }: TreeNode): Reading {
  if (type === 'array') return `[${children.map(toldTree).join()}]`;
  if (type !== 'object') return told(value);
  return toldMembers(
    children.map(({ children: [key, member] = [] }) => [
      key === undefined ? '' : toldTree(key),
      member === undefined ? '' : toldTree(member),
    ]),
  );
}

/** Reads every text of a file of texts in hexadecimal, a line each, and tells them as `told` does. */
const PYTHON = `
import json, struct, sys
sys.setrecursionlimit(20000)
def told(v):
    if v is True: return 'true'
    if v is False: return 'false'
    if v is None: return 'null'
    if isinstance(v, int):
        # A reader that keeps every digit has another number wherever a double does not keep them.
        return 'n' + struct.pack('>d', v).hex() if int(float(v)) == v else 'i' + str(v)
    if isinstance(v, float): return 'n' + struct.pack('>d', v).hex()
    if isinstance(v, str): return 's' + v.encode('utf-16-le', 'surrogatepass').hex()
    if isinstance(v, Members): return '{' + ','.join(sorted(told(k) + ':' + told(m) for k, m in v)) + '}'
    return '[' + ','.join(told(x) for x in v) + ']'
class Members(list): pass
for line in open(sys.argv[1]):
    try: print(told(json.loads(bytes.fromhex(line.strip()).decode('utf-8'), object_pairs_hook=Members)))
    except Exception: print('${REFUSED}')
`;

async function readByPython(): Promise<readonly Reading[] | undefined> {
  const file = folder.file('texts');
  writeFileSync(file, `${corpus.map((bytes) => bytes.toString('hex')).join('\n')}\n`);
  const { code, output } = await finished('python3', ['-c', PYTHON, file]);
  if (code === null) {
    console.warn('SKIPPED: there is no Python here; the other readers are compared');
    return undefined;
  }
  expect(code, output.slice(-2000)).toBe(0);
  return output.trimEnd().split('\n');
}

test(`${corpus.length} odd texts: whatever is accepted is read the same by everybody`, async () => {
  const python = await readByPython();
  const disagreements: string[] = [];
  const counts = { texts: corpus.length, accepted: 0, refused: 0 };
  for (const [at, bytes] of corpus.entries()) {
    const { text, asArguments } = ours(bytes);
    if (asArguments !== REFUSED) expect(asArguments).toBe(text);
    counts[text === REFUSED ? 'refused' : 'accepted'] += 1;
    if (text === REFUSED) continue;
    const readings = Object.entries(others).map(([name, read]) => [name, readingOf(read, bytes)] as const);
    if (python !== undefined) readings.push(['python', python[at] ?? REFUSED]);
    for (const [name, reading] of readings)
      if (reading !== text) disagreements.push(`${name}: ${JSON.stringify(bytes.toString().slice(0, 60))}`);
  }
  expect(disagreements).toEqual([]);
  expect([counts.accepted > 300, counts.refused > 300]).toEqual([true, true]);
  await tellCounts(
    'json-differential',
    { ...counts, disagreements: disagreements.length },
    { readers: python === undefined ? 3 : 4 },
  );
});

function readingOf(read: (bytes: Buffer) => Reading, bytes: Buffer): Reading {
  try {
    return read(bytes);
  } catch {
    return REFUSED;
  }
}
