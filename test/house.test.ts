/**
 * The house: a room imports only from rooms below it, nobody imports the command line, and no files go round in a
 * circle. The order is that of the design; a new room has its place here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const wings: readonly string[] = ['measure', 'contain'];

/** From the top down. */
const rooms = [
  'cli',
  'viewer',
  'grading',
  'measure/report',
  'measure/study',
  'measure/assessment',
  'measure/metering',
  'measure/imports',
  'measure/store',
  'measure/facts',
  'measure/trial',
  'measure/agents',
  'measure/scenarios',
  'measure/world',
  'contain/lifecycle',
  'contain/approvals',
  'contain/guard',
  'contain/exports',
  'contain/sandbox',
  'gateway',
  'notary',
  'stats',
  'kit',
] as const;

const source = resolve(import.meta.dirname, '../src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => name.replaceAll('\\', '/'));

/** `from '...'`, `import '...'` and `import('...')`, the last with a text alone. */
const IMPORT = /\b(?:from|import)\s*\(?\s*(['"`])([^'"`\n]+)\1/g;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;

interface Import {
  readonly from: string;
  /** A file of `src/`, by its path there. */
  readonly to: string;
}

const imports: readonly Import[] = files.flatMap((from) =>
  importedIn(readFileSync(join(source, from), 'utf8'))
    .filter((name) => name.startsWith('.'))
    .map((name) => ({
      from,
      to: relative(source, resolve(source, dirname(from), name)).replaceAll('\\', '/'),
    })),
);
/** Tests may lean on helpers beside `src/`; everything else stays inside. */
const inside = imports.filter(({ to }) => !to.startsWith('..'));

function importedIn(text: string): readonly string[] {
  return [...text.replace(COMMENT, '').matchAll(IMPORT)].map((match) => match[2] ?? '');
}

/** `kit`, or in a wing `measure/store`; `src` for the public index. */
function roomOf(file: string): string {
  const [first = '', second = '', third] = file.split('/');
  if (second === '') return 'src';
  return wings.includes(first) && third !== undefined ? `${first}/${second}` : first;
}

function isTest(file: string): boolean {
  return /\.(?:test|conformance)\.ts$/.test(file);
}

it('every folder of src/ is a room with its place, and every room exists', () => {
  const folders = new Set(files.map(roomOf));
  folders.delete('src');
  expect([...folders].sort()).toEqual([...rooms].sort());
});

it('imports are found, static ones, bare ones and those on first use', () => {
  const text = `import type { A } from './a.ts';\nexport * from "../b.ts";\nimport './c.ts';
    const d = await import('./d.ts');\nconst e = import(\n  './e.ts'\n);\n// import './no.ts';\n/* from './no.ts' */`;
  expect(importedIn(text)).toEqual(['./a.ts', '../b.ts', './c.ts', './d.ts', './e.ts']);
  expect(inside.length).toBeGreaterThan(200);
  expect(
    inside.some(({ from, to }) => from === 'measure/agents/registry.ts' && to === 'measure/agents/script.ts'),
  ).toBe(true);
});

it('every import names a file that is there, by its whole name', () => {
  expect(inside.filter(({ to }) => !existsSync(join(source, to)))).toEqual([]);
  expect(inside.filter(({ to }) => !/\.\w+$/.test(to))).toEqual([]);
});

it('no import goes up the house', () => {
  const upwards = inside.filter(({ from, to }) => {
    const [higher, lower] = [rooms.indexOf(roomOf(from) as never), rooms.indexOf(roomOf(to) as never)];
    return roomOf(from) !== 'src' && lower < higher;
  });
  expect(upwards).toEqual([]);
});

it('the wings do not import each other', () => {
  const wingOf = (file: string) => wings.find((wing) => file.startsWith(`${wing}/`));
  const across = inside.filter(
    ({ from, to }) => wingOf(from) !== undefined && wingOf(to) !== undefined && wingOf(from) !== wingOf(to),
  );
  expect(across).toEqual([]);
});

it('grading knows nothing of what contains agents; the two meet in the command line', () => {
  expect(inside.filter(({ from, to }) => from.startsWith('grading/') && to.startsWith('contain/'))).toEqual(
    [],
  );
});

it('the store knows neither facts nor assessments', () => {
  const known = inside.filter(
    ({ from, to }) =>
      roomOf(from) === 'measure/store' && ['measure/facts', 'measure/assessment'].includes(roomOf(to)),
  );
  expect(known).toEqual([]);
});

it('statistics know nothing but the kit', () => {
  const others = inside.filter(
    ({ from, to }) => roomOf(from) === 'stats' && !['stats', 'kit'].includes(roomOf(to)),
  );
  expect(others).toEqual([]);
});

it('the notary knows nothing but the kit', () => {
  const others = inside.filter(
    ({ from, to }) => roomOf(from) === 'notary' && !['notary', 'kit'].includes(roomOf(to)),
  );
  expect(others).toEqual([]);
});

/** Parts of the guard that act on the world; everything else in it decides, without I/O but reading its files. */
const acting =
  /^contain\/guard\/(?:adoption|broker|channels|config|confined|marking|models|service|state|upstreams)\//;

it('the guard decides by itself: only what acts imports more than the kit, and nothing of the measuring', () => {
  const others = inside.filter(({ from, to }) => {
    if (roomOf(from) !== 'contain/guard') return false;
    if (acting.test(from)) return roomOf(to).startsWith('measure/') || roomOf(to) === 'stats';
    return !['contain/guard', 'kit'].includes(roomOf(to));
  });
  expect(others).toEqual([]);
});

it('nobody imports the command line or the public index, and nobody outside tests imports tests', () => {
  expect(inside.filter(({ from, to }) => roomOf(to) === 'cli' && roomOf(from) !== 'cli')).toEqual([]);
  expect(inside.filter(({ to }) => to === 'index.ts')).toEqual([]);
  expect(imports.filter(({ from, to }) => !isTest(from) && (isTest(to) || to.startsWith('..')))).toEqual([]);
});

it('no files import each other in a circle', () => {
  const targets = new Map<string, string[]>();
  for (const { from, to } of inside) targets.set(from, [...(targets.get(from) ?? []), to]);
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) circles.push([...path.slice(at), file].join(' -> '));
    if (at >= 0 || done.has(file)) return;
    for (const target of targets.get(file) ?? []) walk(target, [...path, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  expect(circles).toEqual([]);
});
