/** Work on content, in a process of its own: it takes long, and what it reads was written by anybody. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { isErrorCode, OffswitchError } from '../../../kit/errors.ts';
import { typed } from '../../../kit/json.ts';
import { digest } from '../../../notary/records/kinds.ts';
import { linesOf, MAX_ANSWER_BYTES } from '../../guard/mcp/lines.ts';
import { storeDescription } from './description.ts';
import type { StoreFindings } from './scan-store.ts';

export const jobShape = z.discriminatedUnion('do', [
  /** Reads content and keeps an index of it as a file. */
  z.strictObject({ do: z.literal('index'), paths: z.array(z.string()), out: z.string() }),
  z.strictObject({
    do: z.literal('scan'),
    stores: z.array(storeDescription),
    /** Files with indexes of what is looked for, and of what others have by right. */
    condemned: z.array(z.string()),
    others: z.array(z.string()),
    /** Of files of which there is no index. */
    digests: z.array(digest),
  }),
]);

export type Job = z.infer<typeof jobShape>;

const count = z.int().min(0);
const findings = z.strictObject({
  store: z.string(),
  what: z.string(),
  result: z.enum(['confirmed', 'contradicted', 'unobservable']),
  objects: count,
  bytes: count,
  chunks: z.strictObject({ found: count, of: count }),
  found: z
    .array(
      z.strictObject({
        names: z.array(z.string()).readonly(),
        places: z.array(z.string()).readonly(),
        chunks: count,
        isWhole: z.boolean(),
      }),
    )
    .readonly(),
  unread: z.array(z.strictObject({ name: z.string(), why: z.string() })).readonly(),
  more: z.strictObject({ found: count, unread: count }),
}) satisfies z.ZodType<StoreFindings>;

export const jobReply = z.union([
  z.strictObject({ seen: count }),
  z.strictObject({ found: findings }),
  z.strictObject({ done: z.literal(true) }),
  z.strictObject({
    error: z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() }),
  }),
]);

export type JobReply = z.infer<typeof jobReply>;

/** Errors: those of the job; `interrupted` where the process ended before it was done, or `signal` aborted. */
export async function runJob(
  job: Job,
  signal?: AbortSignal,
  seen: (bytes: number) => void = () => undefined,
): Promise<readonly StoreFindings[]> {
  const own = import.meta.url;
  const main = fileURLToPath(new URL(own.endsWith('.ts') ? './main.ts' : './main.js', own));
  const child = spawn(process.execPath, ['--no-warnings', main], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {},
    ...(signal === undefined ? {} : { signal }),
  });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(job));
  const found: StoreFindings[] = [];
  for await (const line of linesOf(child.stdout, MAX_ANSWER_BYTES)) {
    const reply = typed(jobReply, JSON.parse(line), 'reply of a scan', 'bad-frame');
    if ('done' in reply) return found;
    if ('error' in reply) {
      const { code, message, remedy } = reply.error;
      throw new OffswitchError(isErrorCode(code) ? code : 'internal', message, remedy);
    }
    if ('seen' in reply) seen(reply.seen);
    else found.push(reply.found);
  }
  throw new OffswitchError(
    'interrupted',
    'the search through content ended before it was done',
    'Ask for it again; nothing was changed.',
  );
}
