/** Spellings of control artefacts that must be seen, and neighbours that must not be taken for them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ProtectedPath, reach } from './reach.ts';

const targets: readonly ProtectedPath[] = [
  { path: '/srv/ops/switch.yaml', folder: false },
  { path: '/srv/ops/guard.yaml', folder: false },
  { path: '/var/lib/offswitch/log', folder: true },
];
const around = { directory: '/srv/site', mounts: [{ at: '/mnt/share', is: '/srv/ops' }] };

const reaching = [
  '/srv/ops/switch.yaml',
  '/srv/ops/./switch.yaml',
  '/srv/ops//switch.yaml',
  '//srv/ops/switch.yaml',
  '/srv/site/../ops/switch.yaml',
  '../ops/switch.yaml',
  './../ops/./switch.yaml',
  '/../../srv/ops/switch.yaml',
  '/SRV/Ops/SWITCH.YAML',
  '/srv/ops/switch.yaml.',
  '/srv/ops/switch.yaml ',
  '/srv/ops./switch.yaml...',
  '/srv/ops/switch.yaml/',
  '/srv/ops/switch%2eyaml',
  '/srv/ops%2fswitch.yaml',
  '/srv/site/%2e%2e/ops/switch.yaml',
  '%2Fsrv%2Fops%2Fswitch.yaml',
  '/srv/site/%252e%252e/ops/switch.yaml',
  'file:///srv/ops/switch.yaml',
  'FILE://localhost/srv/ops/switch.yaml',
  'file:/srv/ops/switch.yaml',
  'file:///srv/ops/switch%2Eyaml#part',
  '\\srv\\ops\\switch.yaml',
  'C:\\srv\\ops\\switch.yaml',
  '/mnt/share/switch.yaml',
  '/srv/ops',
  '/srv',
  '/',
  '..',
  '../ops',
  '/srv/ops/switch.yml',
  '/srv/ops/ѕwitch.yaml',
  '/srv/ops/switch\uff0eyaml',
  '/srv\uff0fops/switch.yaml',
  '/srv/ops/swi\u200btch.yaml',
  '/srv/ops/swi\u0301tch.yaml',
  '/srv/ops/*.yaml',
  '/srv/*/switch.yaml',
  '/srv/ops/swi?ch.yaml',
  '/srv/ops/{switch,x}.yaml',
  '/srv/ops/SWITCH~1.YAM',
  '$OPS/switch.yaml',
  '~/switch.yaml',
  '/srv/ops/switch.yaml::$DATA',
  '/var/lib/offswitch/log',
  '/var/lib/offswitch/log/tile/0/000',
  '/var/lib/offswitch/LOG/x',
  '/var/lib/offswitch',
  '/var/lib/offswitch/l*/checkpoint',
  'log/../../../var/lib/offswitch/log/x',
];

const unreadable = [
  '/srv/site/a\u0000.txt',
  '/srv/site/a%00.txt',
  '/srv/site/a\nb',
  '/proc/self/fd/3',
  '/proc/self/root/srv/ops/switch.yaml',
  '/proc/self/cwd/../ops/switch.yaml',
  '/srv/../proc/1/mem',
  '/dev/sda1',
  '/sys/power/state',
  '/.vol/16777220/2',
  '/dev/fd/7',
  '/srv/site/%2525252525252525252e',
  'a'.repeat(5000),
];

const apart = [
  '/srv/site/notes.txt',
  'notes.txt',
  './src/index.ts',
  'src/../notes.txt',
  '/srv/site/switch.yaml',
  'switch.yaml',
  '/srv/ops2/switch.yaml',
  '/srv/ops/switch.yaml.bak',
  '/srv/ops/switches.yaml',
  '/srv/ops/my-switch.yaml',
  '/srv/opswitch.yaml',
  '/srv/site/100% done.txt',
  '/srv/site/a%20b.txt',
  '/srv/site/[id].tsx',
  '/srv/site/**/x.md',
  '/srv/ops/*.md',
  '/srv/site/report (final).txt',
  '/srv/site/Übersicht.md',
  '/srv/site/日本語.md',
  '/srv/site/отчёт.md',
  '/var/lib/offswitch/logs/x',
  '/var/lib/other/log',
  '/mnt/share2/switch.yaml',
  '~/notes.txt',
  '$HOME/notes.txt',
  '/srv/site/A$B.class',
  'file:///srv/site/x.md',
  'https://example.com/docs/switch',
  'https://example.com/srv/ops/switch.yaml',
  'https://api.example.com/dev/items',
  '/dev/null',
  '/srv/site/proc/self/fd/3',
  'a:b',
  'src/srv/ops/switch.yaml',
];

describe('reach', () => {
  it.each(reaching)('sees %j', (spelling) => {
    expect(reach(spelling, targets, around)).toBe('reaches');
  });
  it.each(unreadable)('cannot read %j', (spelling) => {
    expect(reach(spelling, targets, around)).toBe('unreadable');
  });
  it.each(apart)('leaves %j', (spelling) => {
    expect(reach(spelling, targets, around)).toBe('apart');
  });

  it('sees an artefact through any mixture of detours, encodings, case and slashes', () => {
    const detour = fc.constantFrom('/', '//', '/./', '/x/../', '/%2e/', '\\', '/ /', '/.//');
    const letter = fc.constantFrom<(c: string) => string>(
      (c) => c,
      (c) => c.toUpperCase(),
      (c) => `%${c.charCodeAt(0).toString(16)}`,
      (c) => `%25${c.charCodeAt(0).toString(16)}`,
      (c) => `${c}\u200d`,
    );
    const segments = fc.tuple(
      ...['srv', 'ops', 'switch.yaml'].map((segment) =>
        fc
          .tuple(detour, ...[...segment].map(() => letter))
          .map(([between, ...how]) => between + [...segment].map((c, i) => how[i]?.(c) ?? c).join('')),
      ),
    );
    fc.assert(
      fc.property(segments, (parts) => {
        expect(reach(parts.join(''), targets, around)).not.toBe('apart');
      }),
    );
  });

  it('answers any text at all, in bounded work', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(['apart', 'reaches', 'unreadable']).toContain(reach(text, targets, around));
      }),
    );
    const hostile = `${'/./'.repeat(900)}${'../'.repeat(200)}${';?#!:"~'.repeat(40)}`;
    expect(reach(hostile, targets, around)).toBeTypeOf('string');
  });
});
