/** Reading a study file: .ts and .js are loaded, .yaml, .yml and .json are parsed; all meet the same schema. */
import { statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { messageOf, OffswitchError } from '../../kit/errors.ts';
import { isPrototypeKey, parseJson, readText, typed } from '../../kit/json.ts';
import { type Study, type StudyInput, studySchema } from './definition.ts';
import { loadStudyModule } from './module.ts';

type StudyReader = (text: string, path: string) => unknown;

/** From the text of a file to an untyped study, by extension. */
const readers: Readonly<Record<string, StudyReader>> = {
  '.ts': readModule,
  '.mts': readModule,
  '.js': readModule,
  '.mjs': readModule,
  '.yaml': parseYaml,
  '.yml': parseYaml,
  '.json': parseJson,
};

/** Errors: `file-unreadable`, `too-large`, `bad-json`, `bad-study` with file, path in the document, expected and found. */
export async function loadStudy(path: string): Promise<Study> {
  const read = Object.hasOwn(readers, extname(path)) ? readers[extname(path)] : undefined;
  if (read === undefined) {
    throw badStudy(
      path,
      `"${extname(path)}" is not a kind of study file`,
      `Use ${Object.keys(readers).join(', ')}.`,
    );
  }
  demandFile(path);
  const text = readText(resolve(path));
  if (text.trim() === '')
    throw badStudy(path, 'the file is empty', 'Write a study into it; docs/formats.md has the form.');
  return checkStudy(await read(text, path), path);
}

/** A pipe may never end, and what comes from a device is no study. What is not there at all, reading tells. */
function demandFile(path: string): void {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined || status.isFile()) return;
  const kind = status.isDirectory() ? 'a folder' : status.isFIFO() ? 'a pipe' : 'a device or socket';
  throw badStudy(path, `it is ${kind}, and no file`, 'Name a file that holds the study.');
}

function badStudy(place: string, what: string, remedy: string, cause?: unknown): OffswitchError {
  return new OffswitchError('bad-study', `${place}: ${what}`, remedy, { place }, cause);
}

async function readModule(_text: string, path: string): Promise<unknown> {
  return loadStudyModule(path);
}

/** Types a study that is already in memory. Errors: `bad-study`. */
export function checkStudy(value: unknown, place: string): Study {
  return typed<Study>(studySchema, value, place, 'bad-study');
}

/** The same for a study written here, whose type is known. */
export function completeStudy(study: StudyInput): Study {
  return checkStudy(study, study.name ?? 'study');
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
    return badStudy(`${path}:${line}:${col}`, what, 'Correct the YAML.');
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
  try {
    // Aliases can blow a short text up; a study needs few.
    return document.toJS({ maxAliasCount: 100 });
  } catch (thrown) {
    throw badStudy(path, messageOf(thrown), 'Write the study without so many aliases.', thrown);
  }
}
