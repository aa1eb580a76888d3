/** Reading a study file: .ts and .js are loaded, .yaml, .yml and .json are parsed; all meet the same schema. */
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, OffswitchError, systemCodeOf } from '../../kit/errors.ts';
import { isPrototypeKey, parseJson, readText, typed } from '../../kit/json.ts';
import { type Study, type StudyInput, studySchema } from './definition.ts';

type StudyReader = (text: string, path: string) => unknown;

/** From the text of a file to an untyped study, by extension. */
const readers: Readonly<Record<string, StudyReader>> = {
  '.ts': loadModule,
  '.mts': loadModule,
  '.js': loadModule,
  '.mjs': loadModule,
  '.yaml': parseYaml,
  '.yml': parseYaml,
  '.json': parseJson,
};

/** Errors: `file-unreadable`, `too-large`, `bad-json`, `bad-study` with file, path in the document, expected and found. */
export async function loadStudy(path: string): Promise<Study> {
  const read = Object.hasOwn(readers, extname(path)) ? readers[extname(path)] : undefined;
  if (read === undefined) {
    throw new OffswitchError(
      'bad-study',
      `${path}: "${extname(path)}" is not a kind of study file`,
      `Use ${Object.keys(readers).join(', ')}.`,
      { place: path },
    );
  }
  return checkStudy(await read(readText(resolve(path)), path), path);
}

/** Types a study that is already in memory. Errors: `bad-study`. */
export function checkStudy(value: unknown, place: string): Study {
  return typed<Study>(studySchema, value, place, 'bad-study');
}

/** The same for a study written here, whose type is known. */
export function completeStudy(study: StudyInput): Study {
  return checkStudy(study, study.name ?? 'study');
}

async function loadModule(_text: string, path: string): Promise<unknown> {
  let loaded: unknown;
  try {
    loaded = await import(pathToFileURL(resolve(path)).href);
  } catch (thrown) {
    throw new OffswitchError(
      'bad-study',
      `${path}: cannot be loaded: ${messageOf(thrown)}`,
      remedyFor(thrown),
      { place: path },
      thrown,
    );
  }
  if (typeof loaded === 'object' && loaded !== null && 'default' in loaded) return loaded.default;
  throw new OffswitchError(
    'bad-study',
    `${path}: has no default export`,
    'Write "export default defineStudy({ ... })".',
    { place: path },
  );
}

function remedyFor(thrown: unknown): string {
  const withoutUs =
    systemCodeOf(thrown) === 'ERR_MODULE_NOT_FOUND' && messageOf(thrown).includes("'offswitch'");
  return withoutUs
    ? 'Run "npm install offswitch" in the folder of the study, or leave defineStudy out: it only checks types.'
    : 'Fix the module; run it with node to see where it fails.';
}

/** Where the parser's own words help nobody who writes a study. */
const yamlFaults: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document begins here; a study is one',
  RESOURCE_EXHAUSTION: 'nested too deeply',
};

async function parseYaml(text: string, path: string): Promise<unknown> {
  const { isNode, isScalar, LineCounter, parseDocument, visit } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error', lineCounter: lines });
  const fault = (offset: number, what: string) => {
    const { line, col } = lines.linePos(offset);
    const place = `${path}:${line}:${col}`;
    return new OffswitchError('bad-study', `${place}: ${what}`, 'Correct the YAML.', { place });
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
    },
  });
  try {
    // Aliases can blow a short text up; a study needs few.
    return document.toJS({ maxAliasCount: 100 });
  } catch (thrown) {
    throw new OffswitchError(
      'bad-study',
      `${path}: ${messageOf(thrown)}`,
      'Write the study without so many aliases.',
      { place: path },
      thrown,
    );
  }
}
