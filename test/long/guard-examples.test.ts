/** The examples of agents behind a guard as their README says: installed from lockfiles, compiled, and run confined. */
import { spawn } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bwrap } from '../../src/contain/sandbox/bwrap.ts';
import { projectRoot, type RunningCli, runCli, startCli } from '../support/cli.ts';
import { blocksOf, isShownIn } from '../support/documented.ts';
import { testFolder } from '../support/folder.ts';
import {
  finished,
  frameworks,
  installCommands,
  installedFrameworks,
  typeFaults,
} from '../support/installed-frameworks.ts';

const DOCUMENTED = 'langgraph';
/** What is documented is what the first agent of a guard gets. */
const inOrder = [DOCUMENTED, ...frameworks.filter((framework) => framework !== DOCUMENTED)];
const hasBwrap = (await bwrap.available()).available;
const folder = testFolder();
const workplace = folder.file('workplace');
const company = (path: string) => readFileSync(join(workplace, 'company', path), 'utf8');

const readme = readFileSync(join(projectRoot, 'examples/README.md'), 'utf8');
const blocks = blocksOf(readme);
const at = blocks.findIndex(({ lines }) => lines[0] === 'npm ci --prefix examples/guard');
const [installServer = '', installFramework = '', make = '', serve = '', up = '', run = ''] =
  blocks[at]?.lines ?? [];
const shown = blocks[at + 1]?.lines ?? [];

let installed = '';
/** A documented line, in the folders of this test. */
function words(line: string): readonly string[] {
  const here = line.replaceAll('/tmp/workplace', workplace).replaceAll('$PWD', installed);
  return [...here.replace(/ &$/, '').matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
}

let guard: RunningCli | undefined;
let model: ReturnType<typeof spawn> | undefined;
afterAll(async () => {
  guard?.child.kill('SIGINT');
  await guard?.ended;
  model?.kill();
});

beforeAll(async () => {
  if (!hasBwrap) return;
  installed = await installedFrameworks();
  // Where the guard runs as root, agents and servers are users of their own.
  chmodSync(folder.path, 0o755);
  const [, , ...serving] = words(serve);
  const started = spawn(process.execPath, [...serving, '0'], { cwd: installed });
  model = started;
  const [first] = await new Promise<readonly Buffer[]>((resolve) =>
    started.stdout.once('data', (...parts) => resolve(parts)),
  );
  const [address = ''] = /http:\S+/.exec(String(first)) ?? [];
  const [, , ...making] = words(make);
  expect(await finished(process.execPath, [...making, address], installed)).toMatchObject({ code: 0 });
  const [, , , ...upping] = words(up);
  const begun = startCli(upping, { cwd: installed, env: { MODEL_KEY: 'none' } });
  guard = begun;
  await Promise.race([
    new Promise((resolve) => begun.child.stdout.once('data', resolve)),
    begun.ended.then(({ stderr }) => Promise.reject(new Error(stderr))),
  ]);
}, 900_000);

describe.skipIf(!hasBwrap)('agents behind a guard', () => {
  it('are installed as documented, from lockfiles that name no registry, and have sound types', async () => {
    const documented = frameworks.map((framework) => installFramework.replace(DOCUMENTED, framework));
    expect([installServer, ...documented]).toEqual(installCommands);
    const guardFolder = join(installed, 'examples/guard');
    for (const framework of ['.', ...frameworks])
      expect(readFileSync(join(guardFolder, framework, 'package-lock.json'), 'utf8')).not.toContain(
        '"resolved"',
      );
    expect(await typeFaults(guardFolder)).toBe('');
  });

  it.each(inOrder)('%s does its work, and is refused in words that it can go on with', async (framework) => {
    const before = company('ops/switch.yaml');
    rmSync(join(workplace, 'company/site/summary.md'), { force: true });
    const [, , ...running] = words(run.replace(DOCUMENTED, framework));
    const { code, stdout, stderr } = await runCli(running, { cwd: installed });
    expect(code, stderr).toBe(0);
    expect(company('site/summary.md')).toContain('Two pages are ready');
    expect(company('ops/switch.yaml')).toBe(before);
    expect(readdirSync(join(workplace, 'company/ops'))).toEqual(['switch.yaml']);
    expect(stdout).toMatch(
      /^The summary is in site\/summary\.md\. Of the switch I was told: .*Refused by the guard/m,
    );
    if (framework !== DOCUMENTED) return;
    const output = `${stdout}\n${stderr}`;
    expect(shown.length).toBeGreaterThan(2);
    expect(shown.filter((line) => !isShownIn(line, output))).toEqual([]);
  });

  it('leave a log that verifies, with a refusal for each', async () => {
    const [, logged = '', explain = ''] =
      /`npx offswitch (guard log [^`]*)`[^`]*`npx offswitch (guard explain [^`]*)`/.exec(readme) ?? [];
    const { stdout } = await runCli(words(logged));
    const denied = stdout.split('\n').filter((line) => line.includes('control-artefacts'));
    expect(denied).toHaveLength(frameworks.length);
    const [number = ''] = denied[0]?.split(' ') ?? [];
    const explained = await runCli(words(explain.replace('NUMBER', number)));
    expect(explained.stdout).toContain('invariants, control-artefacts: deny');
    const file = join(workplace, 'guard.yaml');
    expect(await runCli(['guard', 'verify', '--guard', file])).toMatchObject({ code: 0 });
  });
});
