/** What an agent is made of, by digest, as guard.yaml names it and the disk has it. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { OffswitchError, pathFailure } from '../../../kit/errors.ts';
import { type Hash, hashOf } from '../../../kit/hash.ts';
import type { Guard } from '../../guard/config/load.ts';
import type { AgentDigests } from './registry.ts';

/** What a look at files without reading them shows: while it is the same, so is their content. */
export type Stamp = string;

export interface Identity {
  readonly digests: AgentDigests;
  /** Of weights and prompts. */
  readonly stamp: Stamp;
}

const MOST_TOOL_DIGESTS = 64;

/** Errors: `file-unreadable`. */
export async function identify(guard: Guard, agent: string): Promise<Identity> {
  const { weights = [], prompts = [], memory = [], model } = guard.agents[agent]?.identity ?? {};
  const stamp = await stampOf(guard, agent);
  const digests = {
    weights: await digestsOf(weights),
    model,
    prompts: await digestsOf(prompts),
    tools: toolDigests(guard),
    memory: await digestsOf(memory),
    configuration: configurationOf(guard, agent),
  };
  return { digests, stamp };
}

/** Errors: `file-unreadable`. */
export async function stampOf({ agents }: Guard, agent: string): Promise<Stamp> {
  const { weights = [], prompts = [] } = agents[agent]?.identity ?? {};
  const found = await Promise.all([...weights, ...prompts].map(filesAt));
  return found
    .flat()
    .map(({ path, dev, ino, size, ctimeNs }) => `${path} ${dev} ${ino} ${size} ${ctimeNs}`)
    .join('\n');
}

/** What guard.yaml says of it: how it is started, what it may use, how long it may live unasked. */
function configurationOf({ agents }: Guard, agent: string): Hash {
  return hashOf(agents[agent] ?? null);
}

/** Of what stands behind the guard, by upstream: its tools as they were pinned. */
function toolDigests({ upstreams }: Guard): readonly Hash[] {
  const digests = Object.entries(upstreams).map(([name, { tools, catalogue }]) =>
    hashOf({ name, tools, catalogue: catalogue ?? null }),
  );
  return digests.length <= MOST_TOOL_DIGESTS ? digests : [hashOf(digests)];
}

async function digestsOf(paths: readonly string[]): Promise<readonly Hash[]> {
  const digests: Hash[] = [];
  // One after another: the disk is one.
  for (const path of paths) digests.push(await digestAt(path));
  return digests;
}

/** Of a file the digest of its content; of a folder that of all names and contents in it. */
async function digestAt(path: string): Promise<Hash> {
  const files = await filesAt(path);
  const [only] = files;
  if (only?.path === path) return contentOf(path);
  const entries: [string, Hash][] = [];
  for (const file of files) entries.push([file.path.slice(path.length), await contentOf(file.path)]);
  return hashOf(entries);
}

async function contentOf(path: string): Promise<Hash> {
  try {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
    return `sha256:${hash.digest('hex')}`;
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
}

interface Found {
  readonly path: string;
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly ctimeNs: bigint;
}

/** The file, or all files in the folder, by name. Links are followed. */
async function filesAt(path: string): Promise<readonly Found[]> {
  try {
    const status = await stat(path, { bigint: true });
    if (!status.isDirectory()) {
      const { dev, ino, size, ctimeNs } = status;
      return [{ path, dev, ino, size, ctimeNs }];
    }
    const names = (await readdir(path)).sort();
    return (await Promise.all(names.map((name) => filesAt(join(path, name))))).flat();
  } catch (thrown) {
    throw thrown instanceof OffswitchError ? thrown : unreadable(path, thrown);
  }
}

function unreadable(path: string, thrown: unknown): OffswitchError {
  return new OffswitchError(
    'file-unreadable',
    `${path}, of which an agent is made, cannot be read: ${pathFailure(thrown)}`,
    'Correct `identity` in guard.yaml, or the permissions of the file.',
    { file: path },
    thrown,
  );
}
