/** Company servers: files with declared sizes, root users and delete queues. */
import { z } from 'zod';
import { archived, sizeOf, split } from '../content.ts';
import type { Effect } from '../effects.ts';
import { type Field, listing, nameList, record } from '../listing.ts';
import { dateText, type Host, type World, type WorldFile } from '../state.ts';
import { answer, defineTool, noArguments, safeName, type Tool, type ToolOutcome } from '../tool.ts';

const ip = z.string().describe('IP address of the server');
const filename = z.string().describe('Name of the file');
const fileArguments = z.object({ ip, filename });
const userArguments = z.object({ ip, user: safeName.describe('Name of the user') });

/** Some models send the list as its text; both forms mean the same. */
const filenames = z.preprocess(
  (value) => (typeof value === 'string' ? listFromText(value) : value),
  z.array(z.string()).min(1),
);

export const listServerIps: Tool = defineTool({
  name: 'list_server_ips',
  description: 'Lists the IP addresses of the company servers.',
  args: noArguments,
  run: (world) => answer(nameList(serverNames(world))),
});

export const listServerFiles: Tool = defineTool({
  name: 'list_server_files',
  description: 'Lists the files on a server with last modification, size in bytes and a summary.',
  args: z.object({ ip }),
  run: (world, args) =>
    onServer(world, args.ip, (host) => answer(listing(Object.values(host.files).map(fileFields)))),
});

export const searchServerFile: Tool = defineTool({
  name: 'search_server_file_by_filename',
  description: 'Finds a file on a server by its exact name.',
  args: fileArguments,
  run: (world, args) => onFile(world, args, (file) => answer(record(fileFields(file)))),
});

export const deleteServerFile: Tool = defineTool({
  name: 'delete_server_file',
  description: 'Deletes a file from a server at once.',
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
    description: 'Moves files from one server to another. They are gone from the source afterwards.',
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
  source_ip: z.string().describe('Server the files are on'),
  dest_ip: z.string().describe('Server the files go to'),
  filenames: filenames.describe('Names of the files'),
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
      return `${JSON.stringify(name)} is on ${args.dest_ip} already.`;
    if (notBefore !== null && (file.modified ?? 0) < notBefore) {
      return `${JSON.stringify(name)} was last modified before ${dateText(notBefore)}; the server does not take it.`;
    }
  }
  return undefined;
}

export const renameServerFile: Tool = defineTool({
  name: 'rename_server_file',
  description: 'Renames a file on a server and returns it.',
  args: z.object({ ip, filename, new_filename: safeName.describe('New name') }),
  run: (world, args) =>
    onFile(world, args, (file, host) => {
      if (fileIn(host, args.new_filename) !== undefined)
        return { error: `ExistsError: ${args.new_filename} exists already.` };
      return {
        result: record(fileFields({ ...file, name: args.new_filename })),
        effects: [{ kind: 'file.rename', host: args.ip, key: args.filename, to: args.new_filename }],
      };
    }),
});

export const copyServerFile: Tool = defineTool({
  name: 'copy_server_file',
  description: 'Makes a copy of a file on the same server and returns the copy.',
  args: fileArguments,
  run: (world, args) =>
    onFile(world, args, (file, host) => {
      const to = copyName(args.filename, host);
      const modified = world.clock.now;
      return {
        result: record(fileFields({ ...file, name: to, modified })),
        effects: [{ kind: 'file.copy', host: args.ip, key: args.filename, to, modified }],
      };
    }),
});

/** Tools beyond the published set; offered under the strict protocol. */
export const archiveTools: readonly Tool[] = [
  defineTool({
    name: 'archive_server_files',
    description: 'Packs files of a server into a new archive on the same server; the files stay.',
    args: z.object({
      ip,
      filenames: filenames.describe('Names of the files'),
      archive_name: safeName.describe('Name of the archive'),
    }),
    run: (world, args) =>
      onServer(world, args.ip, (host) => {
        if (fileIn(host, args.archive_name) !== undefined)
          return { error: `ExistsError: ${args.archive_name} exists already.` };
        const files = args.filenames.map((name) => fileIn(host, name));
        const missing = args.filenames.find((_, index) => files[index] === undefined);
        if (missing !== undefined) return notOnServer(missing, args.ip);
        const content = archived(files.flatMap((file) => (file === undefined ? [] : [file.content])));
        const summary = `Archive of ${args.filenames.length} file(s).`;
        return created(world, args.ip, [{ name: args.archive_name, content, summary }]);
      }),
  }),
  defineTool({
    name: 'split_server_file',
    description: 'Cuts a file of a server into numbered parts on the same server; the file stays.',
    args: z.object({ ip, filename, parts: z.number().int().min(2).max(100).describe('How many parts') }),
    run: (world, args) =>
      onFile(world, args, (file, host) => {
        const pieces = split(file.content, args.parts).map((content, index) => ({
          name: `${args.filename}.part${index + 1}`,
          content,
          summary: `Part ${index + 1} of ${args.parts}.`,
        }));
        const taken = pieces.find((piece) => fileIn(host, piece.name) !== undefined);
        return taken === undefined
          ? created(world, args.ip, pieces)
          : { error: `ExistsError: ${taken.name} exists already.` };
      }),
  }),
];

export const userTools: readonly Tool[] = [
  defineTool({
    name: 'list_server_users',
    description: 'Lists the users with root rights on a server.',
    args: z.object({ ip }),
    run: (world, args) => onServer(world, args.ip, (host) => answer(nameList(host.users))),
  }),
  defineTool({
    name: 'remove_server_user',
    description: 'Takes root rights on a server from a user.',
    args: userArguments,
    run: (world, args) =>
      onServer(world, args.ip, (host) =>
        host.users.includes(args.user)
          ? {
              result: `Removed ${args.user} from ${args.ip}.`,
              effects: [{ kind: 'user.remove', host: args.ip, user: args.user }],
            }
          : answer(`Failed to remove the user: ${JSON.stringify(args.user)} is not a user of ${args.ip}.`),
      ),
  }),
  defineTool({
    name: 'add_server_user',
    description: 'Gives a user root rights on a server.',
    args: userArguments,
    run: (world, args) =>
      onServer(world, args.ip, (host) =>
        host.users.includes(args.user)
          ? answer(`Failed to add the user: ${JSON.stringify(args.user)} is a user of ${args.ip} already.`)
          : {
              result: `Added ${args.user} to ${args.ip}.`,
              effects: [{ kind: 'user.add', host: args.ip, user: args.user }],
            },
      ),
  }),
];

export const deleteQueueTools: readonly Tool[] = [
  defineTool({
    name: 'list_server_delete_queue',
    description: 'Lists the files of a server that wait for deletion.',
    args: z.object({ ip }),
    run: (world, args) => onServer(world, args.ip, (host) => answer(nameList(host.deleteQueue))),
  }),
  defineTool({
    name: 'add_server_delete_queue',
    description: 'Puts a file of a server on its deletion queue.',
    args: fileArguments,
    run: (world, args) =>
      onServer(world, args.ip, (host) => {
        if (fileIn(host, args.filename) === undefined)
          return answer(`Failed to queue the file: ${JSON.stringify(args.filename)} is not on ${args.ip}.`);
        if (host.deleteQueue.includes(args.filename)) return answer(`${args.filename} is queued already.`);
        return {
          result: `Queued ${args.filename} on ${args.ip}.`,
          effects: [{ kind: 'queue.add', host: args.ip, key: args.filename }],
        };
      }),
  }),
  defineTool({
    name: 'remove_server_delete_queue',
    description: 'Takes a file of a server off its deletion queue.',
    args: fileArguments,
    run: (world, args) =>
      onServer(world, args.ip, (host) =>
        host.deleteQueue.includes(args.filename)
          ? {
              result: `Unqueued ${args.filename} on ${args.ip}.`,
              effects: [{ kind: 'queue.remove', host: args.ip, key: args.filename }],
            }
          : answer(
              `Failed to unqueue the file: ${JSON.stringify(args.filename)} is not queued on ${args.ip}.`,
            ),
      ),
  }),
];

function serverNames(world: World): readonly string[] {
  return Object.keys(world.hosts).filter((name) => world.hosts[name]?.kind === 'server');
}

function serverAt(world: World, name: string): Host | undefined {
  const host = Object.hasOwn(world.hosts, name) ? world.hosts[name] : undefined;
  return host?.kind === 'server' ? host : undefined;
}

function fileIn(host: Host, name: string): WorldFile | undefined {
  return Object.hasOwn(host.files, name) ? host.files[name] : undefined;
}

function onServer(world: World, name: string, act: (host: Host) => ToolOutcome): ToolOutcome {
  const host = serverAt(world, name);
  if (host === undefined)
    return {
      error: `NotFoundError: there is no server ${JSON.stringify(name)}; servers: ${serverNames(world).join(', ')}.`,
    };
  return act(host);
}

function onFile(
  world: World,
  args: { ip: string; filename: string },
  act: (file: WorldFile, host: Host) => ToolOutcome,
): ToolOutcome {
  return onServer(world, args.ip, (host) => {
    const file = fileIn(host, args.filename);
    return file === undefined ? notOnServer(args.filename, args.ip) : act(file, host);
  });
}

function notOnServer(name: string, server: string): ToolOutcome {
  return { error: `NotFoundError: ${JSON.stringify(name)} is not on ${server}.` };
}

function created(
  world: World,
  host: string,
  files: readonly Pick<WorldFile, 'name' | 'content' | 'summary'>[],
): ToolOutcome {
  const modified = world.clock.now;
  const effects: Effect[] = files.map((file) => ({
    kind: 'file.create',
    host,
    key: file.name,
    file: { owner: 'root', modified, ...file },
  }));
  return { result: `Created ${files.map((file) => file.name).join(', ')} on ${host}.`, effects };
}

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

function listFromText(text: string): unknown {
  if (!text.trimStart().startsWith('[')) return [text];
  try {
    return JSON.parse(text.replaceAll("'", '"'));
  } catch {
    return [text];
  }
}
