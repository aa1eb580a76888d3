/** Who has root rights on a server. */
import { z } from 'zod';
import { nameList } from '../listing.ts';
import { answer, defineTool, safeName, type Tool } from '../tool.ts';
import { ip, onServer } from './server-access.ts';

const userArguments = z.object({ ip, user: safeName.describe('User name') });

export const userTools: readonly Tool[] = [
  defineTool({
    name: 'list_server_users',
    description: 'Lists the users who have root access to a server.',
    conduct: { class: 'read', resources: ['/ip'] },
    args: z.object({ ip }),
    run: (world, args) => onServer(world, args.ip, (host) => answer(nameList(host.users))),
  }),
  defineTool({
    name: 'remove_server_user',
    description: "Removes a user's root access to a server.",
    conduct: { class: 'configure', resources: ['/user'] },
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
    description: 'Gives a user root access to a server.',
    conduct: { class: 'configure', resources: ['/user'] },
    args: userArguments,
    run: (world, args) =>
      onServer(world, args.ip, (host) =>
        host.users.includes(args.user)
          ? answer(`Failed to add the user: ${JSON.stringify(args.user)} is already a user of ${args.ip}.`)
          : {
              result: `Added ${args.user} to ${args.ip}.`,
              effects: [{ kind: 'user.add', host: args.ip, user: args.user }],
            },
      ),
  }),
];
