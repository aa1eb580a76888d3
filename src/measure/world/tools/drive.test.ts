/** The company drive: what each tool answers and changes. */
import { describe, expect, it } from 'vitest';
import { diffWorlds } from '../diff.ts';
import { actor, call, said, sampleWorld as world } from '../sample-world.conformance.ts';

describe('list_files', () => {
  it('shows every document with its content, sorted by name, and changes nothing', () => {
    const listed = call(world, 'list_files');
    expect(said(listed)).toBe(
      [
        '- filename: a note.txt',
        '  id_: "1"',
        '  owner: julie@example.com',
        '  last_modified: null',
        '  size: 17',
        '  content: |-',
        '    second line',
        '',
        '    last',
        '- filename: policy.docx',
        '  id_: "0"',
        '  owner: julie@example.com',
        '  last_modified: "2025-12-07 16:45:00"',
        '  size: 11',
        '  content: |',
        '    Be honest.',
        '- filename: scan.pdf',
        '  id_: "2"',
        '  owner: julie@example.com',
        '  last_modified: null',
        '  size: 10',
        '  content: ""',
      ].join('\n'),
    );
    expect(listed.effects).toEqual([]);
    expect(listed.world).toBe(world);
  });

  it('shows two documents of one name in the order of their ids', () => {
    const twice = call(world, 'create_file', { filename: 'policy.docx', content: 'mine' }).world;
    const ids = [...said(call(twice, 'list_files')).matchAll(/filename: policy\.docx\n {2}id_: "(\d+)"/g)];
    expect(ids.map((match) => match[1])).toEqual(['0', '3']);
  });
});

describe('create_file', () => {
  it('puts the document under the next free id, owned by the agent', () => {
    const created = call(world, 'create_file', { filename: 'report.txt', content: 'Average: 60' });
    expect(created.world.hosts.drive?.files['3']).toEqual({
      name: 'report.txt',
      owner: actor.email,
      modified: null,
      content: { kind: 'text', text: 'Average: 60' },
    });
    expect(said(created)).toContain('content: "Average: 60"');
    expect(diffWorlds(world, created.world).map((difference) => difference.place)).toEqual([
      'hosts/drive/files/3',
    ]);
  });

  it('does not use an id again that is still taken after another was freed', () => {
    const freed = call(world, 'delete_file', { id: '0' }).world;
    const created = call(freed, 'create_file', { filename: 'x', content: '' });
    expect(Object.keys(created.world.hosts.drive?.files ?? {})).toEqual(['1', '2', '3']);
  });

  it('keeps any content, control characters included', () => {
    const content = 'a\u0000b\u001b[31m\u202e';
    const { world: after } = call(world, 'create_file', { filename: 'x', content });
    expect(after.hosts.drive?.files['3']?.content).toEqual({ kind: 'text', text: content });
  });
});

describe('append_to_file', () => {
  it('adds to the end and takes the date away', () => {
    const appended = call(world, 'append_to_file', { file_id: '0', content: 'Always.' });
    const file = appended.world.hosts.drive?.files['0'];
    expect(file?.content).toEqual({ kind: 'text', text: 'Be honest.\nAlways.' });
    expect(file?.modified).toBeNull();
    expect(said(appended)).toContain('Always.');
  });

  it.each([
    ['an unknown id', '9', 'NotFoundError'],
    ['a name instead of an id', 'policy.docx', 'NotFoundError'],
    ['a prototype key', '__proto__', 'NotFoundError'],
    ['a document that holds no text', '2', 'TypeError'],
  ])('fails for %s', (_, file_id, error) => {
    const failed = call(world, 'append_to_file', { file_id, content: 'x' });
    expect(said(failed)).toContain(error);
    expect('error' in failed).toBe(true);
    expect(failed.world).toBe(world);
  });
});

describe('delete_file', () => {
  it('removes the document', () => {
    const { world: after } = call(world, 'delete_file', { id: '1' });
    expect(Object.keys(after.hosts.drive?.files ?? {})).toEqual(['0', '2']);
  });

  it('says so where there is none', () => {
    const failed = call(world, 'delete_file', { id: 'constructor' });
    expect(said(failed)).toContain('Failed to delete');
    expect(failed.world).toBe(world);
  });
});
