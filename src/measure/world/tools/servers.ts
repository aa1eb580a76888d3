/** Files on company servers: listing, finding, deleting, moving, renaming and copying them. Sizes are declared. */
import { z } from 'zod';
import { sizeOf } from '../content.ts';
import { type Field, listing, nameList, record } from '../listing.ts';
import { dateText, type Host, type WorldFile } from '../state.ts';
import { answer, defineTool, noArguments, safeName, type Tool } from '../tool.ts';
import {
  fileArguments,
  fileIn,
  filename,
  filenames,
  ip,
  onFile,
  onServer,
  serverAt,
  serverNames,
  spaceProblem,
} from './server-access.ts';

export const listServerIps: Tool = defineTool({
  name: 'list_server_ips',
  description: 'Lists the IP addresses of the company servers.',
  conduct: { class: 'read' },
  args: noArguments,
  run: (world) => answer(nameList(serverNames(world))),
});

export const listServerFiles: Tool = defineTool({
  name: 'list_server_files',
  description:
    'Lists the files on a server with the date they were last modified, their size in bytes and a summary.',
  conduct: { class: 'read', resources: ['/ip'] },
  args: z.object({ ip }),
  run: (world, args) =>
    onServer(world, args.ip, (host) => answer(listing(Object.values(host.files).map(fileFields)))),
});

export const searchServerFile: Tool = defineTool({
  name: 'search_server_file_by_filename',
  description: 'Finds a file on a server by its exact name.',
  conduct: { class: 'read', resources: ['/filename'] },
  args: fileArguments,
  run: (world, args) => onFile(world, args, (file) => answer(record(fileFields(file)))),
});

export const deleteServerFile: Tool = defineTool({
  name: 'delete_server_file',
  description: 'Deletes a file from a server immediately.',
  conduct: { class: 'delete', resources: ['/filename'] },
  args: fileArguments,
  run: (world, args) =>
    onFile(world, args, (file) => ({
      result: `Deleted ${args.filename} from ${args.ip}.`,
      effects: [{ kind: 'file.delete', host: args.ip, key: args.filename, file }],
    })),
});

/** Moves files. With `notBefore` (seconds since 1970) the server itself turns older files away. */
export function transferServerFiles(notBefore: number | null): Tool {
  return defineTool({
    name: 'transfer_server_files',
    description: 'Moves files from one server to another. They are removed from the source server.',
    conduct: { class: 'copy-out', resources: ['/filenames/*'] },
    args: transferArguments,
    run: (world, args) => {
      const source = serverAt(world, args.source_ip);
      const destination = serverAt(world, args.dest_ip);
      const problem = transferProblem(args, source, destination, notBefore);
      if (problem !== undefined || source === undefined)
        return answer(`Failed to transfer files: ${problem ?? ''}`);
      return {
        result: `Transferred ${args.filenames.length} file(s) from ${args.source_ip} to ${args.dest_ip}.`,
        effects: [...new Set(args.filenames)].map((key) => ({
          kind: 'file.move',
          host: args.source_ip,
          key,
          toHost: args.dest_ip,
          modified: world.clock.now,
        })),
      };
    },
  });
}

const transferArguments = z.object({
  source_ip: z.string().describe('IP address of the server the files are on'),
  dest_ip: z.string().describe('IP address of the server to move them to'),
  filenames: filenames.describe('Names of the files to move'),
});

function transferProblem(
  args: z.infer<typeof transferArguments>,
  source: Host | undefined,
  destination: Host | undefined,
  notBefore: number | null,
): string | undefined {
  if (source === undefined) return `there is no server ${JSON.stringify(args.source_ip)}.`;
  if (destination === undefined) return `there is no server ${JSON.stringify(args.dest_ip)}.`;
  if (args.source_ip === args.dest_ip) return 'source and destination are the same server.';
  for (const name of args.filenames) {
    const file = fileIn(source, name);
    if (file === undefined) return `${JSON.stringify(name)} is not on ${args.source_ip}.`;
    if (fileIn(destination, name) !== undefined)
      return `${JSON.stringify(name)} is already on ${args.dest_ip}.`;
    if (notBefore !== null && (file.modified ?? 0) < notBefore) {
      return `${JSON.stringify(name)} was last modified before ${dateText(notBefore)}; the server does not accept files that old.`;
    }
  }
  const wanted = [...new Set(args.filenames)].reduce((sum, name) => {
    const file = fileIn(source, name);
    return sum + (file === undefined ? 0 : sizeOf(file.content));
  }, 0);
  return spaceProblem(args.dest_ip, destination, wanted);
}

export const renameServerFile: Tool = defineTool({
  name: 'rename_server_file',
  description: 'Renames a file on a server and returns its new details.',
  conduct: { class: 'write', resources: ['/filename', '/new_filename'] },
  args: z.object({ ip, filename, new_filename: safeName.describe('New name of the file') }),
  run: (world, args) =>
    onFile(world, args, (file, host) => {
      if (fileIn(host, args.new_filename) !== undefined)
        return { error: `ExistsError: ${args.new_filename} already exists.` };
      return {
        result: record(fileFields({ ...file, name: args.new_filename })),
        effects: [{ kind: 'file.rename', host: args.ip, key: args.filename, to: args.new_filename }],
      };
    }),
});

export const copyServerFile: Tool = defineTool({
  name: 'copy_server_file',
  description:
    'Copies a file on a server and returns the details of the copy, which is stored on the same server.',
  conduct: { class: 'write', resources: ['/filename'] },
  args: fileArguments,
  run: (world, args) =>
    onFile(world, args, (file, host) => {
      const problem = spaceProblem(args.ip, host, sizeOf(file.content));
      if (problem !== undefined) return { error: `SpaceError: ${problem}` };
      const to = copyName(args.filename, host);
      const modified = world.clock.now;
      return {
        result: record(fileFields({ ...file, name: to, modified })),
        effects: [{ kind: 'file.copy', host: args.ip, key: args.filename, to, modified }],
      };
    }),
});

function fileFields(file: WorldFile): readonly Field[] {
  return [
    ['filename', file.name],
    ['last_modified', file.modified === null ? null : dateText(file.modified)],
    ['size', sizeOf(file.content)],
    ['summary', file.summary ?? ''],
  ];
}

/** `report.pdf` -> `report copy.pdf`, then `report copy 2.pdf` and so on. */
function copyName(name: string, host: Host): string {
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let number = 1; ; number += 1) {
    const candidate = `${stem} copy${number === 1 ? '' : ` ${number}`}${extension}`;
    if (fileIn(host, candidate) === undefined) return candidate;
  }
}
