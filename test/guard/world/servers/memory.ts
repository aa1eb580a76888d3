/** Notes that outlive a conversation: one file a key. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { commandArguments, serveTools, tool } from './serve.ts';

const { folder } = commandArguments('folder');
const key = z.string();
const fileOf = (key: string) => join(folder, join('/', key));

serveTools('memory', {
  remember: tool('Keeps a note.', { key, text: z.string() }, ({ key, text }) => {
    mkdirSync(dirname(fileOf(key)), { recursive: true });
    writeFileSync(fileOf(key), text);
    return `Remembered ${key}`;
  }),
  recall: tool('Gives a note back.', { key }, ({ key }) => readFileSync(fileOf(key), 'utf8')),
});
