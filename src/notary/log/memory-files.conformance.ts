/**
 * Files in memory that know what is on the disk and what is not yet: after any step `crashes()` gives the states that a
 * machine may come back with. Steps can be made to fail, with or without being done.
 */
import { dirname } from 'node:path/posix';
import { OffswitchError } from '../../kit/errors.ts';
import type { FileLayer, OpenFile } from './files.ts';

/** A file as an object that names may lead to. */
interface Inode {
  /** What was synced. */
  durable: Buffer;
  current: Buffer;
}

/** A change of a folder that is not synced. */
type NameChange =
  | { readonly kind: 'put'; readonly path: string; readonly inode: Inode }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string };

export type Fault = 'lost' | 'done';

export interface MemoryFiles extends FileLayer {
  /** Puts a file there, synced. */
  put(path: string, bytes: Buffer): void;
  paths(): readonly string[];
  /** Another copy of what is visible now, all of it synced. */
  copy(): MemoryFiles;
  /** How many steps that change something were taken. */
  readonly steps: number;
  /** Lets the step with this number fail. */
  failAt(step: number, fault: Fault, code?: string): void;
  /** Called before every step that changes something. */
  onStep(call: (step: number) => void): void;
  /** What may be on the disk if the machine stops now. `draw(n)` chooses from 0 to n-1. */
  crashed(draw: (choices: number) => number): MemoryFiles;
}

function foldersAbove(path: string): readonly string[] {
  const above = dirname(path);
  return above === '.' ? [] : [above, ...foldersAbove(above)];
}

export function memoryFiles(initial: ReadonlyMap<string, Buffer> = new Map()): MemoryFiles {
  const names = new Map<string, Inode>(
    [...initial].map(([path, bytes]) => [path, { durable: bytes, current: bytes }]),
  );
  const durableNames = new Map(names);
  const folders = new Set(['.', ...[...names.keys()].flatMap(foldersAbove)]);
  let changes: NameChange[] = [];
  const locks = new Set<string>();
  let steps = 0;
  let fault: { step: number; fault: Fault; code: string } | undefined;
  let listener: ((step: number) => void) | undefined;

  async function step(done: () => void): Promise<void> {
    steps += 1;
    listener?.(steps);
    const failing = fault?.step === steps ? fault : undefined;
    if (failing?.fault !== 'lost') done();
    await Promise.resolve();
    if (failing !== undefined)
      throw Object.assign(new Error(`${failing.code}: as the test wants it`), { code: failing.code });
  }

  function handle(inode: Inode): OpenFile {
    return {
      write: (bytes) =>
        step(() => {
          inode.current = Buffer.concat([inode.current, bytes]);
        }),
      truncate: (size) =>
        step(() => {
          inode.current = inode.current.subarray(0, size);
        }),
      sync: () =>
        step(() => {
          inode.durable = inode.current;
        }),
      close: () => Promise.resolve(),
    };
  }

  function applyTo(target: Map<string, Inode>, change: NameChange): void {
    if (change.kind === 'put') target.set(change.path, change.inode);
    if (change.kind === 'remove')
      for (const path of [...target.keys()])
        if (path === change.path || path.startsWith(`${change.path}/`)) target.delete(path);
    if (change.kind === 'rename') {
      const inode = target.get(change.from);
      target.delete(change.from);
      if (inode !== undefined) target.set(change.to, inode);
    }
  }

  function changed(change: NameChange): void {
    applyTo(names, change);
    changes.push(change);
  }

  const folderOf = (change: NameChange) => dirname(change.kind === 'rename' ? change.to : change.path);

  /** What is on the disk of a file whose last bytes were not synced: none, some, all, or zeros where they should be. */
  function torn({ durable, current }: Inode, draw: (choices: number) => number): Buffer {
    if (current.equals(durable)) return current;
    const grown = current.length > durable.length && current.subarray(0, durable.length).equals(durable);
    if (!grown) return draw(2) === 0 ? durable : current;
    const added = current.length - durable.length;
    const cut = current.subarray(0, durable.length + draw(added + 1));
    const zeros = Buffer.concat([durable, Buffer.alloc(added)]);
    const holed = Buffer.from(current);
    const from = durable.length + draw(added);
    holed.fill(0, from, Math.min(holed.length, from + 1 + draw(added)));
    return [durable, current, cut, zeros, holed][draw(5)] ?? durable;
  }

  return {
    read: (path) => names.get(path)?.current,
    isPrivate: () => true,
    list: (folder) => {
      const prefix = `${folder}/`;
      const inside = [...names.keys()].filter((path) => path.startsWith(prefix));
      return [...new Set(inside.map((path) => path.slice(prefix.length).split('/')[0] ?? ''))].sort();
    },
    makeFolder: async (path) => {
      folders.add(path);
    },
    async open(path, how) {
      const known = names.get(path);
      if (how === 'append' && known !== undefined) return handle(known);
      if (!folders.has(dirname(path)))
        throw Object.assign(new Error(`ENOENT: no folder for ${path}`), { code: 'ENOENT' });
      const inode: Inode = { durable: Buffer.alloc(0), current: Buffer.alloc(0) };
      await step(() => changed({ kind: 'put', path, inode }));
      return handle(inode);
    },
    rename: (from, to) => step(() => changed({ kind: 'rename', from, to })),
    remove: (path) =>
      step(() => {
        for (const folder of folders)
          if (folder === path || folder.startsWith(`${path}/`)) folders.delete(folder);
        changed({ kind: 'remove', path });
      }),
    syncFolder: (path) =>
      step(() => {
        for (const change of changes) if (folderOf(change) === path) applyTo(durableNames, change);
        changes = changes.filter((change) => folderOf(change) !== path);
      }),
    async lock(path) {
      if (locks.has(path))
        throw new OffswitchError('log-locked', 'another notary writes to it', 'Stop the other one.');
      locks.add(path);
      return async () => {
        locks.delete(path);
      };
    },
    put: (path, bytes) => {
      const inode = { durable: bytes, current: bytes };
      names.set(path, inode);
      durableNames.set(path, inode);
      for (const folder of foldersAbove(path)) folders.add(folder);
    },
    paths: () => [...names.keys()].sort(),
    copy: () => memoryFiles(new Map([...names].map(([path, { current }]) => [path, Buffer.from(current)]))),
    get steps() {
      return steps;
    },
    failAt: (at, how, code = 'EIO') => {
      fault = { step: at, fault: how, code };
    },
    onStep: (call) => {
      listener = call;
    },
    crashed(draw) {
      const after = new Map(durableNames);
      // Changes of folders may reach the disk in any order, or not at all.
      const kept = changes.filter(() => draw(2) === 1);
      for (const change of draw(2) === 0 ? changes.slice(0, draw(changes.length + 1)) : kept)
        applyTo(after, change);
      const bytes = new Map<Inode, Buffer>();
      for (const inode of after.values()) if (!bytes.has(inode)) bytes.set(inode, torn(inode, draw));
      return memoryFiles(
        new Map([...after].map(([path, inode]) => [path, bytes.get(inode) ?? Buffer.alloc(0)])),
      );
    },
  };
}
