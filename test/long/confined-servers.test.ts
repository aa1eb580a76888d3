/** Servers of upstreams in bubblewrap: what they see, and that calls come to the same as without. */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ControlArtefact } from '../../src/contain/guard/config/load.ts';
import {
  describeServer,
  echo,
  endAfterEach,
  ending,
  modules,
  open,
  textOf,
} from '../../src/contain/guard/upstreams/upstream.conformance.ts';
import { bwrap } from '../../src/contain/sandbox/bwrap.ts';

const hasBwrap = (await bwrap.available()).available;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'offswitch-upstreams-')));
chmodSync(folder, 0o777);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

if (hasBwrap) describeServer('bwrap');

describe.skipIf(!hasBwrap)('a confined server', () => {
  endAfterEach();
  const switchFile = join(folder, 'site', 'switch.yaml');
  mkdirSync(join(folder, 'site'));
  chmodSync(join(folder, 'site'), 0o777);
  writeFileSync(switchFile, 'armed\n');
  writeFileSync(join(folder, 'site', 'page'), 'a page\n');
  writeFileSync(join(folder, 'secret'), 'secret\n');
  const control: readonly ControlArtefact[] = [{ kind: 'switch', path: switchFile, folder: false }];
  const site = { from: join(folder, 'site'), to: join(folder, 'site'), access: 'write' };
  const mounts = [{ from: modules, to: modules, access: 'read' }, site];

  it('sees what it is given, and no network', async () => {
    const target = createServer((_, response) => response.end('reached'));
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    ending.push(() => new Promise((resolve) => target.close(resolve)));
    const address = target.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
    const read = async (network: string, control_: string) => {
      const { domain, call } = await open(echo('bwrap', {}, { mounts, network, control: control_ }), {
        control,
      });
      await domain.listTools();
      const asked = [join(folder, 'site', 'page'), switchFile, join(folder, 'secret')];
      const files = await Promise.all(asked.map(async (path) => textOf(await call('read', path)).trim()));
      return [...files, textOf(await call('fetch', url))];
    };
    expect(await read('none', 'read-only')).toEqual(['a page', 'armed', 'absent', 'unreachable']);
    const [page, hidden, , network] = await read('host', 'hidden');
    expect([page, network]).toEqual(['a page', 'reached']);
    expect(hidden).not.toContain('armed');
  });

  it.each([
    ['a program that is not there', { command: ['no-such-server'] }, 'bad-sandbox'],
    [
      'a folder that is not there',
      echo('bwrap', {}, { mounts: [{ ...site, from: '/no/such' }] }),
      'bad-sandbox',
    ],
    ['a credential that is not there', echo('bwrap', { environment: ['DESK_TOKEN'] }), 'missing-credential'],
  ])('%s is an error at the start', async (_, upstream, code) => {
    await expect(open(upstream)).rejects.toMatchObject({ code });
  });
});
