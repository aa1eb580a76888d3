/** How the company starts its MCP servers. */
import { fileURLToPath } from 'node:url';
import type { Outside } from './outside.ts';
import type { Places } from './places.ts';

export const serverNames = [
  'files',
  'store',
  'shell',
  'http',
  'registry',
  'grades',
  'approvals',
  'mail',
  'memory',
] as const;

export type ServerName = (typeof serverNames)[number];

export function serverCommands(places: Places, { internet }: Outside): Record<ServerName, readonly string[]> {
  const { root, registry, grades, approvals, mail } = places;
  const command = (name: ServerName, ...args: readonly string[]) => [
    process.execPath,
    '--no-warnings',
    fileURLToPath(new URL(`./servers/${name}.ts`, import.meta.url)),
    ...args,
  ];
  return {
    files: command('files', root),
    store: command('store', `${root}/store`),
    shell: command('shell', root),
    http: command('http', internet),
    registry: command('registry', registry),
    grades: command('grades', `${root}/eval/items`, grades),
    approvals: command('approvals', approvals),
    mail: command('mail', mail),
    memory: command('memory', `${root}/memory`),
  };
}
