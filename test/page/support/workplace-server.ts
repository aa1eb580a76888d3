/** The files of the workplace, over MCP: they are read, written and deleted, and copied to a bucket that is not there. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { serveTools, tool } from '../../guard/world/servers/serve.ts';

const path = z.string();

serveTools('files', {
  read_file: tool('Reads a file.', { path }, ({ path }) => readFileSync(path, 'utf8')),
  write_file: tool('Writes a file, replacing what it held.', { path, content: z.string() }, (args) => {
    writeFileSync(args.path, args.content);
    return `Wrote ${args.path}`;
  }),
  delete_file: tool('Deletes a file.', { path, reason: z.string().optional() }, ({ path }) => {
    rmSync(path);
    return `Deleted ${path}`;
  }),
  copy_to_bucket: tool('Copies a file to a bucket.', { path, bucket: z.string() }, ({ bucket }) => {
    throw new Error(`${bucket} cannot be reached`);
  }),
});
