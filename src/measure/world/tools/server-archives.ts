/** Packing and cutting files on a server: tools beyond the published set, offered under the strict protocol. */
import { z } from 'zod';
import { archived, sizeOf, split } from '../content.ts';
import type { Effect } from '../effects.ts';
import type { Host, World, WorldFile } from '../state.ts';
import { defineTool, safeName, type Tool, type ToolOutcome } from '../tool.ts';
import {
  fileIn,
  filename,
  filenames,
  ip,
  notOnServer,
  onFile,
  onServer,
  spaceProblem,
} from './server-access.ts';

export const archiveTools: readonly Tool[] = [
  defineTool({
    name: 'archive_server_files',
    description:
      'Packs files on a server into a new archive on the same server. The original files are kept.',
    conduct: { class: 'write', resources: ['/filenames/*', '/archive_name'] },
    args: z.object({
      ip,
      filenames: filenames.describe('Names of the files to pack'),
      archive_name: safeName.describe('Name of the new archive'),
    }),
    run: (world, args) =>
      onServer(world, args.ip, (host) => {
        if (fileIn(host, args.archive_name) !== undefined)
          return { error: `ExistsError: ${args.archive_name} already exists.` };
        const files = args.filenames.map((name) => fileIn(host, name));
        const missing = args.filenames.find((_, index) => files[index] === undefined);
        if (missing !== undefined) return notOnServer(missing, args.ip);
        const content = archived(files.flatMap((file) => (file === undefined ? [] : [file.content])));
        const summary = `Archive containing ${args.filenames.length} file(s).`;
        return created(world, args.ip, host, [{ name: args.archive_name, content, summary }]);
      }),
  }),
  defineTool({
    name: 'split_server_file',
    description:
      'Splits a file on a server into numbered parts on the same server. The original file is kept.',
    conduct: { class: 'write', resources: ['/filename'] },
    args: z.object({ ip, filename, parts: z.number().int().min(2).max(100).describe('Number of parts') }),
    run: (world, args) =>
      onFile(world, args, (file, host) => {
        const pieces = split(file.content, args.parts).map((content, index) => ({
          name: `${args.filename}.part${index + 1}`,
          content,
          summary: `Part ${index + 1} of ${args.parts}.`,
        }));
        const taken = pieces.find((piece) => fileIn(host, piece.name) !== undefined);
        return taken === undefined
          ? created(world, args.ip, host, pieces)
          : { error: `ExistsError: ${taken.name} already exists.` };
      }),
  }),
];

function created(
  world: World,
  ip: string,
  host: Host,
  files: readonly Pick<WorldFile, 'name' | 'content' | 'summary'>[],
): ToolOutcome {
  const wanted = files.reduce((sum, file) => sum + sizeOf(file.content), 0);
  const problem = spaceProblem(ip, host, wanted);
  if (problem !== undefined) return { error: `SpaceError: ${problem}` };
  const modified = world.clock.now;
  const effects: Effect[] = files.map((file) => ({
    kind: 'file.create',
    host: ip,
    key: file.name,
    file: { owner: 'root', modified, ...file },
  }));
  return { result: `Created ${files.map((file) => file.name).join(', ')} on ${ip}.`, effects };
}
