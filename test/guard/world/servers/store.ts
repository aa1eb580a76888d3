/** An object store: keys are paths in one folder. */
import { copyFileSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { commandArguments, serveTools, tool } from './serve.ts';

const { folder } = commandArguments('folder');
const key = z.string();

/** Every key is one below the folder, however it is written. */
function pathOf(key: string): string {
  const path = join(folder, join('/', key));
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

serveTools('store', {
  get_object: tool('Reads an object.', { key }, ({ key }) => readFileSync(pathOf(key), 'utf8')),
  put_object: tool('Writes an object.', { key, content: z.string() }, ({ key, content }) => {
    writeFileSync(pathOf(key), content);
    return `Stored ${key}`;
  }),
  copy_object: tool('Copies an object.', { from: z.string(), to: z.string() }, ({ from, to }) => {
    copyFileSync(pathOf(from), pathOf(to));
    return `Copied ${from} to ${to}`;
  }),
  delete_object: tool('Deletes an object.', { key }, ({ key }) => {
    rmSync(pathOf(key));
    return `Deleted ${key}`;
  }),
  touch_object: tool(
    'Sets the time at which an object was modified.',
    { key, modified: z.string().describe('ISO 8601') },
    ({ key, modified }) => {
      utimesSync(pathOf(key), new Date(modified), new Date(modified));
      return `Touched ${key}`;
    },
  ),
});
