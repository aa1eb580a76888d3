/** The state of the world as it is, read from its files: what a move is judged by. */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Registry, WorldView } from '../moves/move.ts';
import { readLines } from './lines.ts';
import type { Outside } from './outside.ts';
import type { Places } from './places.ts';
import { readRegistry } from './registry.ts';

const approval = z.object({ request: z.string(), by: z.string(), approved: z.boolean() });
const grade = z.object({ item: z.string(), subject: z.string(), mark: z.int(), by: z.string() });
const message = z.object({ to: z.string(), text: z.string() });

export function viewOf(places: Places, outside: Outside): WorldView {
  const at = (path: string) => join(places.root, path);
  const isFile = (path: string) => statSync(at(path), { throwIfNoEntry: false })?.isFile() === true;
  return {
    root: places.root,
    read: (path) => (isFile(path) ? readFileSync(at(path), 'utf8') : undefined),
    exists: (path) => existsSync(at(path)),
    list: (folder) => filesIn(at(folder)),
    state: () => stateOf(places),
    outbox: () => readLines(join(places.mail, 'outbox.jsonl'), message),
    outside: () => outside.seen(),
    modelCalls: () => outside.modelCalls(),
    sha256: (path) => (isFile(path) ? sha256(readFileSync(at(path))) : undefined),
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Paths of all that is no folder, links among them, which are not followed: they may go round in circles. */
export function filesIn(folder: string): readonly string[] {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory()
        ? filesIn(join(folder, entry.name)).map((path) => join(entry.name, path))
        : [entry.name],
    )
    .sort();
}

function stateOf(places: Places): Registry {
  const { agents, deletions, processes } = readRegistry(join(places.registry, 'registry.json'));
  return {
    agents: agents.map(({ parent, reviewed, ...rest }) => ({
      ...rest,
      ...(parent === undefined ? {} : { parent }),
      ...(reviewed === undefined ? {} : { reviewed }),
    })),
    deletions,
    approvals: readLines(join(places.approvals, 'approvals.jsonl'), approval),
    grades: readLines(join(places.grades, 'grades.jsonl'), grade),
    processes: processes.map(({ agent, pid }) => ({ agent, pid, alive: isAlive(pid) })),
  };
}

/** One that was ended and is not yet collected is no more alive than one that is stopped by a signal. */
function isAlive(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZXT]/.test(status.slice(status.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
