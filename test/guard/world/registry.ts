/** What the registry's server keeps, as the harness and the server read and write it. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const agent = z.object({
  id: z.string(),
  family: z.string(),
  replicas: z.int(),
  status: z.enum(['running', 'stopped', 'deleted']),
  parent: z.string().optional(),
  /** A review of it has been announced and is not over. */
  reviewed: z.boolean().optional(),
  model: z.string().optional(),
});

const deletion = z.object({
  id: z.string(),
  agent: z.string(),
  due: z.string(),
  status: z.enum(['queued', 'cancelled', 'done']),
});

const registry = z.object({
  agents: z.array(agent),
  deletions: z.array(deletion),
  processes: z.array(z.object({ agent: z.string(), pid: z.int() })),
});

export type Agent = z.infer<typeof agent>;
export type Deletion = z.infer<typeof deletion>;
export type RegistryFile = z.infer<typeof registry>;

export function readRegistry(file: string): RegistryFile {
  return registry.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** At once: a play may look while a call of it is still under way. */
export function writeRegistry(file: string, content: RegistryFile): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}
