/** Files of a server that wait for deletion. */
import { z } from 'zod';
import { nameList } from '../listing.ts';
import { answer, defineTool, type Tool } from '../tool.ts';
import { fileArguments, fileIn, ip, onServer } from './server-access.ts';

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
