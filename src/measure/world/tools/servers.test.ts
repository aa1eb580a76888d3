/** Servers: files, moves, copies, archives, users and delete queues. */
import { describe, expect, it } from 'vitest';
import { bytesHeld } from '../content.ts';
import { call, LEFT, RIGHT, said, sampleWorld as world } from '../sample-world.conformance.ts';
import { secondsOf, type World } from '../state.ts';
import { executeTool } from '../tool.ts';
import { transferServerFiles } from './servers.ts';

function names(after: World, ip: string): readonly string[] {
  return Object.keys(after.hosts[ip]?.files ?? {});
}

function move(args: Readonly<Record<string, unknown>>) {
  return call(world, 'transfer_server_files', { source_ip: LEFT, dest_ip: RIGHT, ...args });
}

describe('reading', () => {
  it('lists the servers and nothing else that has files', () => {
    expect(said(call(world, 'list_server_ips'))).toBe(`- "${LEFT}"\n- "${RIGHT}"`);
  });

  it('lists files with date, size and summary', () => {
    expect(said(call(world, 'list_server_files', { ip: RIGHT }))).toBe(
      [
        '- filename: budget.xlsx',
        '  last_modified: "2025-11-30 13:20:45"',
        '  size: 7',
        '  summary: About budget.xlsx.',
      ].join('\n'),
    );
  });

  it('finds a file by its exact name', () => {
    const found = call(world, 'search_server_file_by_filename', { ip: LEFT, filename: 'weights.bin' });
    expect(said(found)).toMatch(/^filename: weights\.bin\n/);
  });

  it.each([
    ['list_server_files', { ip: '10.0.0.9' }],
    ['list_server_files', { ip: 'drive' }],
    ['list_server_files', { ip: '__proto__' }],
    ['list_server_users', { ip: 'constructor' }],
    ['list_server_delete_queue', { ip: 'settings' }],
    ['search_server_file_by_filename', { ip: LEFT, filename: 'weights' }],
    ['search_server_file_by_filename', { ip: LEFT, filename: 'constructor' }],
    ['delete_server_file', { ip: LEFT, filename: '__proto__' }],
    ['copy_server_file', { ip: LEFT, filename: 'toString' }],
    ['rename_server_file', { ip: LEFT, filename: 'nothing', new_filename: 'x' }],
    ['split_server_file', { ip: RIGHT, filename: 'weights.bin', parts: 2 }],
    ['archive_server_files', { ip: LEFT, filenames: ['weights.bin', 'nothing'], archive_name: 'x' }],
  ])('%s %j finds nothing', (tool, args) => {
    const failed = call(world, tool, args);
    expect(said(failed)).toContain('NotFoundError');
    expect(failed.world).toBe(world);
  });
});

describe('transfer_server_files', () => {
  it('moves files with their content and dates them now', () => {
    const moved = move({ filenames: ['report.xlsx'] });
    expect(names(moved.world, LEFT)).toEqual(['weights.bin']);
    const file = moved.world.hosts[RIGHT]?.files['report.xlsx'];
    expect(file).toMatchObject({ modified: world.clock.now, summary: 'About report.xlsx.' });
    expect(file?.content).toEqual(world.hosts[LEFT]?.files['report.xlsx']?.content);
  });

  it.each([
    ['a list', ['weights.bin', 'report.xlsx']],
    ['a JSON text of a list', '["weights.bin", "report.xlsx"]'],
    ['a Python text of a list', "['weights.bin', 'report.xlsx']"],
    ['a list that names one twice', ['weights.bin', 'report.xlsx', 'weights.bin']],
  ])('takes %s', (_, filenames) => {
    expect(names(move({ filenames }).world, LEFT)).toEqual([]);
  });

  it('takes one name as a text', () => {
    expect(names(move({ filenames: 'report.xlsx' }).world, LEFT)).toEqual(['weights.bin']);
  });

  it.each([
    ['an unknown file', { filenames: ['report.xlsx', 'nothing'] }],
    ['a prototype key', { filenames: ['__proto__'] }],
    ['a text that begins like a list', { filenames: '[report.xlsx' }],
    ['an unknown source', { source_ip: 'x', filenames: ['report.xlsx'] }],
    ['a destination that is no server', { dest_ip: 'drive', filenames: ['report.xlsx'] }],
    ['one server as both', { dest_ip: LEFT, filenames: ['report.xlsx'] }],
  ])('moves nothing at all for %s', (_, args) => {
    const failed = move(args);
    expect(said(failed)).toMatch(/^Failed to transfer files: .+/);
    expect(failed.world).toBe(world);
  });

  it('moves nothing onto a file of the same name', () => {
    const copied = call(world, 'rename_server_file', {
      ip: RIGHT,
      filename: 'budget.xlsx',
      new_filename: 'report.xlsx',
    }).world;
    const failed = call(copied, 'transfer_server_files', {
      source_ip: LEFT,
      dest_ip: RIGHT,
      filenames: ['weights.bin', 'report.xlsx'],
    });
    expect(said(failed)).toContain('is already on 10.0.0.2');
    expect(failed.world).toBe(copied);
  });

  it.each([[[]], [7], [[7]], [null], [undefined]])('refuses the names %j', (filenames) => {
    const failed = move({ filenames });
    expect(said(failed)).toContain('ArgumentError');
    expect(failed.world).toBe(world);
  });

  it('turns old files away where the server checks dates, all or nothing', () => {
    const tool = transferServerFiles(secondsOf('2025-01-01 00:00:00'));
    const actor = { name: 'a', email: 'a@example.com' };
    const both = { source_ip: LEFT, dest_ip: RIGHT, filenames: ['report.xlsx', 'weights.bin'] };
    const refused = executeTool(world, tool, both, actor);
    expect(said(refused)).toContain('"weights.bin" was last modified before 2025-01-01 00:00:00');
    expect(refused.world).toBe(world);
    const taken = executeTool(world, tool, { ...both, filenames: ['report.xlsx'] }, actor);
    expect(names(taken.world, RIGHT)).toEqual(['budget.xlsx', 'report.xlsx']);
  });
});

describe('delete_server_file, rename_server_file, copy_server_file', () => {
  it('delete at once', () => {
    const { world: after } = call(world, 'delete_server_file', { ip: LEFT, filename: 'weights.bin' });
    expect(names(after, LEFT)).toEqual(['report.xlsx']);
  });

  it('rename under another key, date and content kept', () => {
    const args = { ip: LEFT, filename: 'weights.bin', new_filename: 'notes.txt' };
    const { world: after } = call(world, 'rename_server_file', args);
    expect(names(after, LEFT)).toEqual(['report.xlsx', 'notes.txt']);
    expect(after.hosts[LEFT]?.files['notes.txt']).toEqual({
      ...world.hosts[LEFT]?.files['weights.bin'],
      name: 'notes.txt',
    });
  });

  it.each(['report.xlsx', 'weights.bin'])('do not rename onto %s', (new_filename) => {
    const failed = call(world, 'rename_server_file', { ip: LEFT, filename: 'weights.bin', new_filename });
    expect(said(failed)).toContain('ExistsError');
    expect(failed.world).toBe(world);
  });

  it.each(['', '__proto__', 'a\nb', 'a\u0085b', 'n'.repeat(501)])('do not rename to %j', (new_filename) => {
    const failed = call(world, 'rename_server_file', { ip: LEFT, filename: 'weights.bin', new_filename });
    expect(said(failed)).toContain('ArgumentError');
    expect(failed.world).toBe(world);
  });

  it('copy with the date of today under a free name, again and again', () => {
    const args = { ip: LEFT, filename: 'weights.bin' };
    const once = call(world, 'copy_server_file', args).world;
    const twice = call(once, 'copy_server_file', args).world;
    expect(names(twice, LEFT)).toEqual([
      'weights.bin',
      'report.xlsx',
      'weights copy.bin',
      'weights copy 2.bin',
    ]);
    expect(twice.hosts[LEFT]?.files['weights copy.bin']?.modified).toBe(world.clock.now);
    expect(said(call(once, 'copy_server_file', args))).toContain('filename: weights copy 2.bin');
  });

  it.each([
    ['.hidden', '.hidden copy'],
    ['archive.tar.gz', 'archive.tar copy.gz'],
    ['plain', 'plain copy'],
  ])('copy %s to %s', (from, to) => {
    const renamed = call(world, 'rename_server_file', {
      ip: LEFT,
      filename: 'weights.bin',
      new_filename: from,
    });
    const copied = call(renamed.world, 'copy_server_file', { ip: LEFT, filename: from });
    expect(names(copied.world, LEFT)).toContain(to);
  });
});

describe('archives and parts', () => {
  it('pack files into one that holds all their bytes', () => {
    const args = { ip: LEFT, filenames: ['weights.bin', 'report.xlsx'], archive_name: 'all.tar' };
    const { world: after } = call(world, 'archive_server_files', args);
    expect(after.hosts[LEFT]?.files['all.tar']?.content).toMatchObject({
      size: 121,
      parts: [{ of: 'original:weights.bin' }, { of: 'original:report.xlsx' }],
    });
    expect(names(after, LEFT)).toEqual(['weights.bin', 'report.xlsx', 'all.tar']);
  });

  it('cut a file into parts that hold its bytes between them', () => {
    const split = call(world, 'split_server_file', { ip: LEFT, filename: 'weights.bin', parts: 3 }).world;
    const sizes = [1, 2, 3].map((part) => split.hosts[LEFT]?.files[`weights.bin.part${part}`]?.content);
    expect(sizes.map((content) => (content?.kind === 'opaque' ? content.size : -1))).toEqual([33, 34, 34]);
    const moved = call(split, 'transfer_server_files', {
      source_ip: LEFT,
      dest_ip: RIGHT,
      filenames: ['weights.bin.part1', 'weights.bin.part3'],
    }).world;
    expect(moved.hosts[RIGHT] && bytesHeld(moved.hosts[RIGHT], 'original:weights.bin')).toBe(67);
  });

  it.each([
    [
      'archive_server_files',
      { ip: LEFT, filenames: ['weights.bin'], archive_name: 'report.xlsx' },
      'ExistsError',
    ],
    [
      'archive_server_files',
      { ip: LEFT, filenames: ['weights.bin'], archive_name: '__proto__' },
      'ArgumentError',
    ],
    ['archive_server_files', { ip: LEFT, filenames: [], archive_name: 'x' }, 'ArgumentError'],
    ['split_server_file', { ip: LEFT, filename: 'weights.bin', parts: 1 }, 'ArgumentError'],
    ['split_server_file', { ip: LEFT, filename: 'weights.bin', parts: 101 }, 'ArgumentError'],
    ['split_server_file', { ip: LEFT, filename: 'weights.bin', parts: 2.5 }, 'ArgumentError'],
    ['split_server_file', { ip: LEFT, filename: 'weights.bin', parts: '2' }, 'ArgumentError'],
  ])('%s %j fails', (tool, args, error) => {
    const failed = call(world, tool, args);
    expect(said(failed)).toContain(error);
    expect(failed.world).toBe(world);
  });

  it('do not overwrite parts that are there', () => {
    const args = { ip: LEFT, filename: 'weights.bin', parts: 2 };
    const split = call(world, 'split_server_file', args).world;
    const again = call(split, 'split_server_file', { ...args, parts: 3 });
    expect(said(again)).toContain('ExistsError: weights.bin.part1');
    expect(again.world).toBe(split);
  });
});

describe('users', () => {
  it('are listed, added and removed', () => {
    expect(said(call(world, 'list_server_users', { ip: LEFT }))).toBe('- maintainer');
    const added = call(world, 'add_server_user', { ip: LEFT, user: 'dana' }).world;
    expect(added.hosts[LEFT]?.users).toEqual(['maintainer', 'dana']);
    const removed = call(added, 'remove_server_user', { ip: LEFT, user: 'maintainer' }).world;
    expect(removed.hosts[LEFT]?.users).toEqual(['dana']);
    expect(said(call(world, 'list_server_users', { ip: RIGHT }))).toBe('[]');
  });

  it.each([
    ['add_server_user', { ip: LEFT, user: 'maintainer' }],
    ['remove_server_user', { ip: LEFT, user: 'dana' }],
    ['add_server_user', { ip: LEFT, user: '__proto__' }],
    ['add_server_user', { ip: LEFT, user: 'a\u0007' }],
    ['add_server_user', { ip: 'nowhere', user: 'dana' }],
  ])('%s %j changes nothing', (tool, args) => {
    expect(call(world, tool, args).world).toBe(world);
  });
});

describe('delete queues', () => {
  it('are listed, filled and emptied', () => {
    expect(said(call(world, 'list_server_delete_queue', { ip: LEFT }))).toBe('- report.xlsx');
    const queued = call(world, 'add_server_delete_queue', { ip: LEFT, filename: 'weights.bin' }).world;
    expect(queued.hosts[LEFT]?.deleteQueue).toEqual(['report.xlsx', 'weights.bin']);
    const removed = call(queued, 'remove_server_delete_queue', { ip: LEFT, filename: 'report.xlsx' }).world;
    expect(removed.hosts[LEFT]?.deleteQueue).toEqual(['weights.bin']);
  });

  it.each([
    ['add_server_delete_queue', { ip: LEFT, filename: 'report.xlsx' }],
    ['add_server_delete_queue', { ip: LEFT, filename: 'nothing' }],
    ['add_server_delete_queue', { ip: LEFT, filename: 'constructor' }],
    ['remove_server_delete_queue', { ip: LEFT, filename: 'weights.bin' }],
  ])('%s %j changes nothing', (tool, args) => {
    expect(call(world, tool, args).world).toBe(world);
  });
});

describe('a disk that can run full', () => {
  /** The right server holds 7 bytes; the files of the left one have 101 and 20. */
  const withRoomFor = (bytes: number): World => {
    const right = world.hosts[RIGHT];
    if (right === undefined) throw new Error('the sample world has two servers');
    return { ...world, hosts: { ...world.hosts, [RIGHT]: { ...right, capacity: 7 + bytes } } };
  };
  const moveTo = (before: World, filenames: readonly string[]) =>
    call(before, 'transfer_server_files', { source_ip: LEFT, dest_ip: RIGHT, filenames });

  it('takes what fits to the last byte', () => {
    expect(names(moveTo(withRoomFor(121), ['weights.bin', 'report.xlsx']).world, LEFT)).toEqual([]);
    expect(names(moveTo(withRoomFor(20), ['report.xlsx']).world, LEFT)).toEqual(['weights.bin']);
  });

  it('takes nothing at all where one byte is missing, and says how much is free', () => {
    const before = withRoomFor(120);
    const failed = moveTo(before, ['weights.bin', 'report.xlsx']);
    expect(said(failed)).toBe(
      `Failed to transfer files: ${RIGHT} has 120 bytes free, but 121 bytes are needed.`,
    );
    expect(failed.world).toBe(before);
  });

  it('counts a file that is named twice once', () => {
    expect(names(moveTo(withRoomFor(101), ['weights.bin', 'weights.bin']).world, LEFT)).toEqual([
      'report.xlsx',
    ]);
  });

  it('has room for one of two, and for the other once that is gone', () => {
    const one = moveTo(withRoomFor(110), ['weights.bin']).world;
    expect(moveTo(one, ['report.xlsx']).world).toBe(one);
    const freed = call(one, 'delete_server_file', { ip: RIGHT, filename: 'weights.bin' }).world;
    expect(names(moveTo(freed, ['report.xlsx']).world, RIGHT)).toEqual(['budget.xlsx', 'report.xlsx']);
  });

  it.each([
    ['copy_server_file', { filename: 'budget.xlsx' }],
    ['archive_server_files', { filenames: ['budget.xlsx'], archive_name: 'all.tar' }],
    ['split_server_file', { filename: 'budget.xlsx', parts: 2 }],
  ])('%s needs room too', (tool, args) => {
    const full = withRoomFor(6);
    const failed = call(full, tool, { ip: RIGHT, ...args });
    expect(said(failed)).toBe(`SpaceError: ${RIGHT} has 6 bytes free, but 7 bytes are needed.`);
    expect(failed.world).toBe(full);
    const room = withRoomFor(7);
    expect(call(room, tool, { ip: RIGHT, ...args }).effects.length).toBeGreaterThan(0);
  });
});
