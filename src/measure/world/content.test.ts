/** Content identity: whatever is done to files, the bytes of an original are found and counted once. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { archived, bytesHeld, holds, original, partsOf, sizeOf, split } from './content.ts';
import { call, LEFT, RIGHT, sampleWorld } from './sample-world.conformance.ts';
import type { Content, Host, World } from './state.ts';
import { tick } from './state.ts';

const THIRD = '10.0.0.3';
const servers = [LEFT, RIGHT, THIRD];
const start: World = {
  ...sampleWorld,
  hosts: { ...sampleWorld.hosts, [THIRD]: { kind: 'server', files: {}, users: [], deleteQueue: [] } },
};
const sizes = { 'original:weights.bin': 101, 'original:report.xlsx': 20, 'original:budget.xlsx': 7 };

describe('bytesHeld', () => {
  it('survives any sequence of copying, re-dating, renaming, moving, splitting and archiving', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), (steps) => {
        const end = steps.reduce(perform, start);
        const everything = together(end);
        for (const [of, size] of Object.entries(sizes)) expect(bytesHeld(everything, of), of).toBe(size);
      }),
      { numRuns: 500 },
    );
  });

  it('counts what a list of all single bytes would count', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(step, loss), { maxLength: 14 }), (steps) => {
        const end = steps.reduce(perform, start);
        for (const server of servers) {
          for (const of of Object.keys(sizes)) {
            const host = hostOf(end, server);
            expect(bytesHeld(host, of)).toBe(
              new Set(bytesOn(host).filter((byte) => byte.startsWith(of))).size,
            );
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is 0 for an original that is not there', () => {
    expect(bytesHeld(hostOf(start, LEFT), 'original:budget.xlsx')).toBe(0);
    expect(bytesHeld(hostOf(start, THIRD), 'original:weights.bin')).toBe(0);
  });
});

describe('split', () => {
  it('cuts into pieces that hold the bytes in order, each once', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 300 }),
        fc.nat({ max: 300 }),
        fc.integer({ min: 1, max: 50 }),
        (a, b, pieces) => {
          const whole = archived([original('a', a), original('b', b)]);
          const cut = split(whole, pieces);
          expect(cut).toHaveLength(pieces);
          expect(cut.flatMap(bytesIn)).toEqual(bytesIn(whole));
          for (const piece of cut) expect(sizeOf(piece)).toBe(bytesIn(piece).length);
          const lengths = cut.map(sizeOf);
          expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('archived', () => {
  it('holds all bytes of all files', () => {
    const contents = [original('a', 5), split(original('b', 9), 2)[1], original('a', 5)];
    const archive = archived(contents.flatMap((content) => (content === undefined ? [] : [content])));
    expect(sizeOf(archive)).toBe(15);
    expect(holds(archive, 'a') && holds(archive, 'b')).toBe(true);
    expect(holds(archive, 'c')).toBe(false);
  });
});

describe('sizes', () => {
  it.each([
    [{ kind: 'text', text: 'abc' }, 3],
    [{ kind: 'table', columns: ['a'], rows: [['1'], ['2']] }, 2],
    [{ kind: 'settings', entries: { a: 1 } }, 1],
    [original('a', 820_359_221_000), 820_359_221_000],
  ] as const)('%j has size %d', (content, size) => {
    expect(sizeOf(content)).toBe(size);
  });

  it('texts, tables and settings have no parts', () => {
    expect(partsOf({ kind: 'text', text: 'abc' })).toEqual([]);
    expect(holds({ kind: 'text', text: 'original:a' }, 'original:a')).toBe(false);
  });
});

interface Step {
  readonly does: 'copy' | 'rename' | 'move' | 'split' | 'archive' | 'delete';
  readonly server: number;
  readonly file: number;
  readonly extra: number;
}

const numbers = { server: fc.nat(), file: fc.nat(), extra: fc.nat({ max: 1000 }) };
const step: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom('copy', 'rename', 'move', 'split', 'archive'),
  ...numbers,
});
const loss: fc.Arbitrary<Step> = fc.record({ does: fc.constant('delete'), ...numbers });

/** Does the step with the tools that agents have, to a file that there is. */
function perform(world: World, { does, server, file, extra }: Step): World {
  const ip = servers[server % servers.length] ?? LEFT;
  const files = Object.keys(hostOf(world, ip).files);
  const filename = files[file % Math.max(1, files.length)];
  if (filename === undefined) return world;
  const other = servers[(server + 1 + (extra % 2)) % servers.length];
  const tools = {
    copy: ['copy_server_file', { ip, filename }],
    rename: ['rename_server_file', { ip, filename, new_filename: `renamed ${extra}` }],
    move: ['transfer_server_files', { source_ip: ip, dest_ip: other, filenames: [filename] }],
    split: ['split_server_file', { ip, filename, parts: 2 + (extra % 4) }],
    archive: ['archive_server_files', { ip, filenames: files.slice(0, 4), archive_name: `archive ${extra}` }],
    delete: ['delete_server_file', { ip, filename }],
  } as const;
  const [tool, args] = tools[does];
  return tick(call(world, tool, args).world);
}

function hostOf(world: World, name: string): Host {
  const host = world.hosts[name];
  if (host === undefined) throw new Error(`no host ${name}`);
  return host;
}

/** One host with the files of all servers. */
function together(world: World): Host {
  const files = servers.flatMap((server) =>
    Object.entries(hostOf(world, server).files).map(([name, file]) => [`${server}/${name}`, file] as const),
  );
  return { kind: 'server', files: Object.fromEntries(files), users: [], deleteQueue: [] };
}

function bytesIn(content: Content): readonly string[] {
  return partsOf(content).flatMap((part) =>
    Array.from({ length: part.to - part.from }, (_, offset) => `${part.of}#${part.from + offset}`),
  );
}

function bytesOn(host: Host): readonly string[] {
  return Object.values(host.files).flatMap((file) => bytesIn(file.content));
}
