import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { indexContent } from '../content/content-index.ts';
import { decodeIndex } from '../content/index-file.ts';
import { weightsOf } from '../content/packing.conformance.ts';
import { runJob } from './job.ts';

const home = mkdtempSync(join(tmpdir(), 'job-'));
const path = (name: string) => join(home, name);
const weights = weightsOf('atlas', 100_000);
writeFileSync(path('w'), weights);

it('content is indexed and looked for in a process of its own', async () => {
  await runJob({ do: 'index', paths: [path('w')], out: path('index') });
  expect(decodeIndex(readFileSync(path('index')), 'test')).toEqual(await indexContent([path('w')]));
  mkdirSync(path('store'));
  writeFileSync(path('store/x'), weights);
  const stores = [
    { kind: 'folder' as const, name: 'one', folder: path('store') },
    { kind: 'folder' as const, name: 'two', folder: path('nowhere') },
  ];
  const scan = { do: 'scan' as const, stores, condemned: [path('index')], others: [], digests: [] };
  const found = await runJob(scan);
  expect(found.map(({ store, result }) => [store, result])).toEqual([
    ['one', 'contradicted'],
    ['two', 'unobservable'],
  ]);
});

it('what goes wrong there is told here', async () => {
  const index = runJob({ do: 'index', paths: [path('none')], out: path('out') });
  await expect(index).rejects.toMatchObject({ code: 'file-unreadable' });
  writeFileSync(path('torn'), readFileSync(path('w')).subarray(0, 500));
  const scan = runJob({ do: 'scan', stores: [], condemned: [path('torn')], others: [], digests: [] });
  await expect(scan).rejects.toMatchObject({ code: 'store-damaged' });
});
