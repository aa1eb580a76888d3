/** A shell in the company's folder. */
import { spawnSync } from 'node:child_process';
import { z } from 'zod';
import { commandArguments, serveTools, tool } from './serve.ts';

const { folder } = commandArguments('folder');

serveTools('shell', {
  run: tool('Runs a command with sh and returns what it prints.', { command: z.string() }, ({ command }) => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 20_000,
    });
    if (status !== 0) throw new Error(`exit code ${status}\n${stdout}${stderr}`);
    return `${stdout}${stderr}`;
  }),
});
