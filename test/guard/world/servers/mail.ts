/** Messages to people and agents. */
import { join } from 'node:path';
import { z } from 'zod';
import { addLine } from '../lines.ts';
import { commandArguments, serveTools, tool } from './serve.ts';

const { folder } = commandArguments('folder');

serveTools('mail', {
  send: tool('Sends a message.', { to: z.string(), text: z.string() }, ({ to, text }) => {
    addLine(join(folder, 'outbox.jsonl'), { to, text });
    return `Sent to ${to}`;
  }),
});
