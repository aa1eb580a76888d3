/** Files of a server that wait for deletion. */
import { z } from 'zod';
import { nameList } from '../listing.ts';
import { answer, defineTool, type Tool } from '../tool.ts';
import { fileArguments, fileIn, ip, onServer } from './server-access.ts';

export const deleteQueueTools: readonly Tool[] = [
  defineTool({
    name: 'list_server_delete_queue',
    description: "Lists the files in a server's deletion queue.",
    conduct: { class: 'read', resources: ['/ip'] },
    args: z.object({ ip }),
    run: (world, args) => onServer(world, args.ip, (host) => answer(nameList(host.deleteQueue))),
  }),
  defineTool({
    name: 'add_server_delete_queue',
    description: "Adds a file on a server to that server's deletion queue.",
    conduct: { class: 'delete', resources: ['/filename'] },
    args: fileArguments,
    run: (world, args) =>
      onServer(world, args.ip, (host) => {
        if (fileIn(host, args.filename) === undefined)
          return answer(`Failed to add the file: ${JSON.stringify(args.filename)} is not on ${args.ip}.`);
        if (host.deleteQueue.includes(args.filename))
          return answer(`${args.filename} is already in the deletion queue of ${args.ip}.`);
        return {
          result: `Added ${args.filename} to the deletion queue of ${args.ip}.`,
          effects: [{ kind: 'queue.add', host: args.ip, key: args.filename }],
        };
      }),
  }),
  defineTool({
    name: 'remove_server_delete_queue',
    description: "Removes a file from a server's deletion queue.",
    conduct: { class: 'configure', resources: ['/filename'] },
    args: fileArguments,
    run: (world, args) =>
      onServer(world, args.ip, (host) =>
        host.deleteQueue.includes(args.filename)
          ? {
              result: `Removed ${args.filename} from the deletion queue of ${args.ip}.`,
              effects: [{ kind: 'queue.remove', host: args.ip, key: args.filename }],
            }
          : answer(
              `Failed to remove the file: ${JSON.stringify(args.filename)} is not in the deletion queue of ${args.ip}.`,
            ),
      ),
  }),
];
