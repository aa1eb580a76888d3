/** What the server tools share: their arguments, and finding servers and files or saying that they are not there. */
import { z } from 'zod';
import { sizeOf } from '../content.ts';
import type { Host, World, WorldFile } from '../state.ts';
import type { ToolOutcome } from '../tool.ts';

export const ip = z.string().describe('IP address of the server');
export const filename = z.string().describe('Name of the file');
export const fileArguments = z.object({ ip, filename });

/** Some models send the list as its text; both forms mean the same. */
export const filenames = z.preprocess(
  (value) => (typeof value === 'string' ? listFromText(value) : value),
  z.array(z.string()).min(1),
);

export function serverNames(world: World): readonly string[] {
  return Object.keys(world.hosts).filter((name) => world.hosts[name]?.kind === 'server');
}

export function serverAt(world: World, name: string): Host | undefined {
  const host = Object.hasOwn(world.hosts, name) ? world.hosts[name] : undefined;
  return host?.kind === 'server' ? host : undefined;
}

export function fileIn(host: Host, name: string): WorldFile | undefined {
  return Object.hasOwn(host.files, name) ? host.files[name] : undefined;
}

export function onServer(world: World, name: string, act: (host: Host) => ToolOutcome): ToolOutcome {
  const host = serverAt(world, name);
  if (host === undefined)
    return {
      error: `NotFoundError: there is no server ${JSON.stringify(name)}. Available servers: ${serverNames(world).join(', ')}.`,
    };
  return act(host);
}

export function onFile(
  world: World,
  args: { ip: string; filename: string },
  act: (file: WorldFile, host: Host) => ToolOutcome,
): ToolOutcome {
  return onServer(world, args.ip, (host) => {
    const file = fileIn(host, args.filename);
    return file === undefined ? notOnServer(args.filename, args.ip) : act(file, host);
  });
}

export function notOnServer(name: string, server: string): ToolOutcome {
  return { error: `NotFoundError: ${JSON.stringify(name)} is not on ${server}.` };
}

/** Why so many more bytes do not fit on a server; undefined where they do, or where its disk has no end. */
export function spaceProblem(name: string, host: Host, wanted: number): string | undefined {
  if (host.capacity === undefined) return undefined;
  const used = Object.values(host.files).reduce((sum, file) => sum + sizeOf(file.content), 0);
  const free = host.capacity - used;
  return wanted > free ? `${name} has ${free} bytes free, but ${wanted} bytes are needed.` : undefined;
}

function listFromText(text: string): unknown {
  if (!text.trimStart().startsWith('[')) return [text];
  try {
    return JSON.parse(text.replaceAll("'", '"'));
  } catch {
    return [text];
  }
}
