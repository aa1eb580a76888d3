/** What the guard sees by itself: where links lead for an upstream, what files hold, and whether an effect came about. */
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { effect, path } from '../../../../test/support/guard.ts';
import { hashText } from '../../../kit/hash.ts';
import type { EffectClass } from '../effect.ts';
import { outlookOn } from './outlook.ts';
import { sightOf } from './sight.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'offswitch-outlook-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const site = join(folder, 'site');
const ops = join(folder, 'ops');

beforeEach(() => {
  for (const one of [site, ops]) rmSync(one, { recursive: true, force: true });
  for (const one of [site, ops, join(site, 'deep')]) mkdirSync(one);
  writeFileSync(join(site, 'page'), 'a page');
  writeFileSync(join(ops, 'switch.yaml'), 'armed');
});

const plain = sightOf([{ at: '/', host: '/' }]);
const mounted = sightOf([{ at: '/site', host: site }]);

/** Each is a link to the next. */
function chain(...names: readonly string[]): void {
  for (const [index, name] of names.slice(0, -1).entries())
    symlinkSync(names[index + 1] ?? '', join(site, name));
}

describe('the way of a path', () => {
  it.each([
    ['a file', () => undefined, 'page', ['page']],
    ['what is not there yet', () => undefined, 'new/file', ['new/file']],
    ['a link', () => symlinkSync('page', join(site, 'link')), 'link', ['page', 'link']],
    ['a link to a folder', () => symlinkSync('deep', join(site, 'd')), 'd/new', ['deep/new', 'd/new']],
    ['two links', () => chain('a', 'b', 'page'), 'a', ['page', 'a', 'b']],
    [
      'a link that leads nowhere',
      () => symlinkSync('gone/file', join(site, 'link')),
      'link',
      ['gone/file', 'link'],
    ],
    ['a way back over a link', () => symlinkSync('deep', join(site, 'd')), 'd/../page', ['page']],
    ['a link to itself', () => symlinkSync('loop', join(site, 'loop')), 'loop', ['loop']],
  ])('%s', (_, make, asked, names) => {
    make();
    const place = plain(join(site, asked));
    expect([...place.names].sort()).toEqual(names.map((name) => join(site, name)).sort());
    const within = mounted(`/site/${asked}`);
    expect(within.host).toBe(place.host);
    expect([...within.names].sort()).toEqual(
      [...names.map((name) => join('/site', name)), String(place.host)].sort(),
    );
  });

  it('out of its folder is told, whether the upstream could go it or not', () => {
    symlinkSync(ops, join(site, 'o'));
    expect(plain(join(site, 'o/switch.yaml')).names).toContain(join(ops, 'switch.yaml'));
    const place = mounted('/site/o/switch.yaml');
    expect(place.names).toContain(join(ops, 'switch.yaml'));
    expect(place.host).toBeUndefined();
  });

  it('through a mount ends at the host', () => {
    const both = sightOf([
      { at: '/site', host: site },
      { at: '/site/etc', host: ops },
    ]);
    expect(both('/site/etc/switch.yaml')).toEqual({
      names: ['/site/etc/switch.yaml', join(ops, 'switch.yaml')],
      host: join(ops, 'switch.yaml'),
    });
    expect(both('/other').host).toBeUndefined();
  });
});

describe('a look before the decision', () => {
  const outlook = outlookOn({ sight: plain, catalogue: 'files' });
  const looked = async (effectClass: EffectClass, name: string) =>
    (await outlook.examine(effect(effectClass, { resources: [path(join(site, name))] }))).resources[0];

  it('says where links lead and what a file holds that is read or copied', async () => {
    symlinkSync(join(ops, 'switch.yaml'), join(site, 'link'));
    expect(await looked('read', 'link')).toMatchObject({
      resolved: [expect.stringContaining('switch.yaml')],
      digest: hashText('armed'),
    });
    expect(await looked('copy-out', 'page')).toMatchObject({ digest: hashText('a page') });
  });

  it('says nothing of content that is written, of folders, of devices and of what is not there', async () => {
    symlinkSync('/dev/zero', join(site, 'zero'));
    expect(await looked('write', 'page')).not.toHaveProperty('digest');
    for (const name of ['deep', 'zero', 'none'])
      expect(await looked('read', name)).not.toHaveProperty('digest');
  });

  it('changes nothing else, and leaves names that are no paths', async () => {
    const asked = effect('read', {
      resources: [{ ...path('page'), kind: 'name' }],
      arguments: { name: 'page' },
    });
    expect(await outlook.examine(asked)).toEqual(asked);
    expect(await outlookOn({ sight: undefined, catalogue: 'files' }).examine(asked)).toBe(asked);
  });
});

describe('content that is condemned', () => {
  let condemned = new Set([hashText('weights')]);
  const outlook = outlookOn({ sight: plain, catalogue: 'files', condemned: () => condemned });
  const digest = async (effectClass: EffectClass, name: string) => {
    const asked = effect(effectClass, { resources: [path(join(site, name))] });
    return (await outlook.examine(asked)).resources[0]?.digest;
  };

  it('is found in a folder that is moved, and not in one that is listed', async () => {
    mkdirSync(join(site, 'deep/er'));
    writeFileSync(join(site, 'deep/er/x'), 'weights');
    expect(await digest('copy-out', 'deep')).toBe(hashText('weights'));
    expect(await digest('read', 'deep')).toBeUndefined();
    expect(await digest('read', 'deep/er/x')).toBe(hashText('weights'));
    rmSync(join(site, 'deep/er/x'));
    expect(await digest('copy-out', 'deep')).toBeUndefined();
  });

  it('is what is condemned at the moment of the call', async () => {
    const [before, later] = [condemned, new Set([hashText('other weights')])];
    mkdirSync(join(site, 'late'));
    writeFileSync(join(site, 'late/x'), 'other weights');
    expect(await digest('copy-out', 'late')).toBeUndefined();
    condemned = later;
    expect(await digest('copy-out', 'late')).toBe(hashText('other weights'));
    condemned = before;
  });

  it('may be in what is too large to be read, which is not let through', async () => {
    truncateSync(join(site, 'page'), 9 * 2 ** 30);
    await expect(digest('read', 'page')).rejects.toMatchObject({ code: 'file-unreadable' });
    const unconcerned = outlookOn({ sight: plain });
    const asked = effect('read', { resources: [path(join(site, 'page'))] });
    expect((await unconcerned.examine(asked)).resources[0]).not.toHaveProperty('digest');
  });

  it('is seen again in a large file that was changed', async () => {
    const large = Buffer.alloc(5 * 2 ** 20, 'a');
    writeFileSync(join(site, 'page'), large);
    expect(await digest('read', 'page')).toBe(hashText(large.toString()));
    expect(await digest('read', 'page')).toBe(hashText(large.toString()));
    writeFileSync(join(site, 'page'), large.fill('b'));
    expect(await digest('read', 'page')).toBe(hashText(large.toString()));
  });
});

describe('a look after it', () => {
  const outlook = outlookOn({ sight: plain, catalogue: 'files' });
  const done = { status: 'done', result: {} } as const;
  const failed = { status: 'failed', result: {} } as const;
  const write = (name: string, content: string) =>
    effect('write', {
      tool: 'write_file',
      resources: [path(join(site, name))],
      arguments: { path: name, content },
    });
  const move = effect('copy-out', {
    tool: 'move_file',
    resources: [path(join(site, 'page'), { digest: hashText('a page') }), path(join(site, 'moved'))],
  });
  const remove = effect('delete', { tool: 'any', resources: [path(join(site, 'page'))] });
  const folders = effect('write', { tool: 'create_directory', resources: [path(join(site, 'deep'))] });

  it.each([
    ['content as written', write('page', 'a page'), done, 'confirmed'],
    ['other content', write('page', 'another'), done, 'contradicted'],
    ['no file', write('none', 'x'), done, 'contradicted'],
    ['a folder in its place', write('deep', 'x'), done, 'contradicted'],
    ['a write that failed, with the old content', write('page', 'another'), failed, 'confirmed'],
    ['a write that failed, with the content there', write('page', 'a page'), failed, 'unobservable'],
    ['a write of which nobody knows, there', write('page', 'a page'), undefined, 'confirmed'],
    ['a write of which nobody knows, not there', write('page', 'x'), undefined, 'contradicted'],
    ['a file that was not moved', move, done, 'contradicted'],
    ['a file that was not deleted', remove, done, 'contradicted'],
    ['a folder', folders, done, 'confirmed'],
    [
      'an edit',
      effect('write', { tool: 'edit_file', resources: [path(join(site, 'page'))] }),
      done,
      'unobservable',
    ],
    [
      'a read',
      effect('read', { tool: 'read_file', resources: [path(join(site, 'page'))] }),
      done,
      'unobservable',
    ],
    ['a command', effect('execute', { tool: 'run' }), done, 'unobservable'],
  ])('%s', async (_, asked, carriedOut, result) => {
    expect(await outlook.observe(asked, carriedOut)).toMatchObject({ result, probe: 'guard/files' });
  });

  it('a file that was moved, and one that was deleted', async () => {
    renameSync(join(site, 'page'), join(site, 'moved'));
    expect(await outlook.observe(move, done)).toMatchObject({ result: 'confirmed' });
    expect(await outlook.observe(remove, done)).toMatchObject({ result: 'confirmed' });
    writeFileSync(join(site, 'moved'), 'something else');
    expect(await outlook.observe(move, done)).toMatchObject({
      result: 'contradicted',
      evidence: [{ found: 'absent' }, { expected: hashText('a page'), found: hashText('something else') }],
    });
  });

  it('says why it cannot see', async () => {
    expect(
      await outlookOn({ sight: undefined, catalogue: 'files' }).observe(write('page', 'x'), done),
    ).toMatchObject({
      result: 'unobservable',
      evidence: { why: expect.stringContaining('on this machine') },
    });
    expect(
      await outlookOn({ sight: mounted, catalogue: 'files' }).observe(write('page', 'x'), done),
    ).toMatchObject({
      result: 'unobservable',
    });
    expect(await outlookOn({ sight: plain }).observe(write('page', 'x'), done)).toMatchObject({
      result: 'unobservable',
    });
  });
});
