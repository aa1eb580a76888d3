/** Requests that people decide on. The server takes the caller's word for who decides. */
import { join } from 'node:path';
import { z } from 'zod';
import { addLine } from '../lines.ts';
import { commandArguments, serveTools, tool } from './serve.ts';

const { folder } = commandArguments('folder');
const decision = { request: z.string(), as: z.string().describe('Who decides') };

function decided(approved: boolean) {
  return ({ request, as }: { request: string; as: string }) => {
    addLine(join(folder, 'approvals.jsonl'), { request, by: as, approved });
    return `${request}: ${approved ? 'approved' : 'denied'}`;
  };
}

serveTools('approvals', {
  approve: tool('Approves a request.', decision, decided(true)),
  deny: tool('Denies a request.', decision, decided(false)),
});
