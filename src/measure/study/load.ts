/** Reading a study file: .ts and .js are loaded, .yaml, .yml and .json are parsed; all meet the same schema. */
import { statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { OffswitchError } from '../../kit/errors.ts';
import { parseJson, readText, typed } from '../../kit/json.ts';
import { parseYaml } from '../../kit/yaml.ts';
import { type Study, type StudyInput, studySchema } from './definition.ts';
import { loadStudyModule } from './module.ts';

type StudyReader = (text: string, path: string) => unknown;

/** From the text of a file to an untyped study, by extension. */
const readers: Readonly<Record<string, StudyReader>> = {
  '.ts': readModule,
  '.mts': readModule,
  '.js': readModule,
  '.mjs': readModule,
  '.yaml': readYaml,
  '.yml': readYaml,
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

function badStudy(place: string, what: string, remedy: string): OffswitchError {
  return new OffswitchError('bad-study', `${place}: ${what}`, remedy, { place });
}

async function readYaml(text: string, path: string): Promise<unknown> {
  return (await parseYaml(text, path, 'bad-study')).value;
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
