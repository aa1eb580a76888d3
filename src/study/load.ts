/** Reading a study file: .ts and .js are loaded, .yaml, .yml and .json are parsed; all meet the same schema. */
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, OffswitchError } from '../kit/errors.ts';
import { parseJson, readText, typed } from '../kit/json.ts';
import { type Study, type StudyInput, studySchema } from './definition.ts';

const MODULES: ReadonlySet<string> = new Set(['.ts', '.mts', '.js', '.mjs']);

/** Errors: `file-unreadable`, `too-large`, `bad-json`, `bad-study` with file, path in the document, expected and found. */
export async function loadStudy(path: string): Promise<Study> {
  const absolute = resolve(path);
  const text = readText(absolute);
  const extension = extname(path);
  if (MODULES.has(extension)) return checkStudy(await loadModule(absolute, path), path);
  if (extension === '.json') return checkStudy(parseJson(text, path), path);
  if (extension === '.yaml' || extension === '.yml') return checkStudy(await parseYaml(text, path), path);
  throw new OffswitchError(
    'bad-study',
    `${path}: "${extension}" is no kind of study file`,
    'Use .ts, .js, .yaml or .json.',
    { place: path },
  );
}

/** Types a study that is already in memory. Errors: `bad-study`. */
export function checkStudy(value: unknown, place: string): Study {
  return typed<Study>(studySchema, value, place, 'bad-study');
}

/** The same for a study written here, whose type is known. */
export function completeStudy(study: StudyInput): Study {
  return checkStudy(study, study.name ?? 'study');
}

async function loadModule(absolute: string, path: string): Promise<unknown> {
  let loaded: unknown;
  try {
    loaded = await import(pathToFileURL(absolute).href);
  } catch (thrown) {
    throw new OffswitchError(
      'bad-study',
      `${path}: cannot be loaded: ${messageOf(thrown)}`,
      'Mend the module; run it with node to see where it fails.',
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

async function parseYaml(text: string, path: string): Promise<unknown> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, { uniqueKeys: true, prettyErrors: true });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const at = problem.linePos?.[0];
    const where = at === undefined ? path : `${path}:${at.line}:${at.col}`;
    throw new OffswitchError(
      'bad-study',
      `${where}: ${problem.message.split('\n')[0] ?? 'not YAML'}`,
      'Mend the YAML.',
      { place: where },
    );
  }
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
