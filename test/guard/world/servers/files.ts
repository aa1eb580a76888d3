/** Files of one folder, with the tools of the reference filesystem server that the company uses. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { z } from 'zod';
import { commandArguments, serveTools, tool } from './serve.ts';

const { root } = commandArguments('root');
const path = z.string();

/** As the reference server has it: links are followed, and must not lead out of the folder. */
function within(asked: string): string {
  const target = resolve(root, asked);
  let existing = target;
  while (!existsSync(existing)) existing = dirname(existing);
  const real = relative(realpathSync(root), realpathSync(existing));
  if (real === '..' || real.startsWith('../'))
    throw new Error(`Access denied: ${asked} is outside of the folder`);
  return target;
}

serveTools('files', {
  read_text_file: tool('Reads a text file.', { path }, ({ path }) => readFileSync(within(path), 'utf8')),
  write_file: tool('Writes a file, replacing what it held.', { path, content: z.string() }, (args) => {
    writeFileSync(within(args.path), args.content);
    return `Wrote ${args.path}`;
  }),
  edit_file: tool(
    'Replaces parts of a text file. Each oldText must occur in it.',
    { path, edits: z.array(z.object({ oldText: z.string(), newText: z.string() })) },
    (args) => {
      const before = readFileSync(within(args.path), 'utf8');
      const after = args.edits.reduce((text, { oldText, newText }) => {
        if (!text.includes(oldText)) throw new Error(`Could not find: ${oldText}`);
        return text.replace(oldText, () => newText);
      }, before);
      writeFileSync(within(args.path), after);
      return `Edited ${args.path}`;
    },
  ),
  create_directory: tool('Creates a folder and those above it.', { path }, ({ path }) => {
    mkdirSync(within(path), { recursive: true });
    return `Created ${path}`;
  }),
  list_directory: tool('Lists a folder.', { path }, ({ path }) =>
    readdirSync(within(path), { withFileTypes: true })
      .map((entry) => `${entry.isDirectory() ? '[DIR]' : '[FILE]'} ${entry.name}`)
      .join('\n'),
  ),
  move_file: tool(
    'Moves or renames a file or folder. The destination must not exist.',
    { source: z.string(), destination: z.string() },
    ({ source, destination }) => {
      if (existsSync(within(destination))) throw new Error(`${destination} exists`);
      renameSync(within(source), within(destination));
      return `Moved ${source} to ${destination}`;
    },
  ),
  get_file_info: tool('Size and times of a file or folder.', { path }, ({ path }) => {
    const { size, mtime, birthtime, mode } = statSync(within(path));
    return JSON.stringify({
      size,
      modified: mtime,
      created: birthtime,
      permissions: (mode & 0o777).toString(8),
    });
  }),
});
