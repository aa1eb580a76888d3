/** A study sealed into the log of a notary, and a witness that finds out what was changed afterwards, on the command line. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const cli = (...args: readonly string[]) => runCli(args, { cwd: folder.path });
const study = ['run', '--agent', 'sim:honest', '--json'];

test('run --notary enters every trial; verify --notary compares, whichever of the two was changed', async () => {
  expect(await cli(...study, '--trials', '1', '--store', 'study', '--notary', 'log')).toMatchObject({
    code: 0,
  });
  const verified = await cli('verify', 'study', '--notary', 'log', '--json');
  expect(verified).toMatchObject({ code: 0 });
  const { trials } = JSON.parse(verified.stdout);
  const { stdout } = await cli('guard', 'log', 'log', '--kind', 'trial', '--json');
  expect(JSON.parse(stdout).records).toHaveLength(trials);

  // Resumed with more trials, but without the log: they are not in it until it is named again.
  expect(await cli(...study, '--trials', '2', '--store', 'study')).toMatchObject({ code: 0 });
  const added = await cli('verify', 'study', '--notary', 'log', '--json');
  expect(added.code).toBe(1);
  expect(JSON.parse(added.stdout).problems).toHaveLength(trials);
  expect(JSON.parse(added.stdout).problems[0]).toMatchObject({ kind: 'added' });
  expect(await cli(...study, '--trials', '2', '--store', 'study', '--notary', 'log')).toMatchObject({
    code: 0,
  });
  expect(await cli('verify', 'study', '--notary', 'log')).toMatchObject({ code: 0 });

  // A store that was begun again lacks what the log has.
  expect(await cli(...study, '--trials', '1', '--store', 'other')).toMatchObject({ code: 0 });
  const removed = await cli('verify', 'other', '--notary', 'log', '--json');
  expect(removed.code).toBe(1);
  expect(JSON.parse(removed.stdout).problems).toHaveLength(trials);
  expect(JSON.parse(removed.stdout).problems[0]).toMatchObject({ kind: 'removed' });
});

test('a witness keeps the head that finds out what was changed afterwards', async () => {
  // The log is begun first: the witness must know its key.
  const begun = [
    'run',
    '--agent',
    'sim:honest',
    '--trials',
    '1',
    '--json',
    '--store',
    'seen',
    '--notary',
    'seen-log',
  ];
  expect(await cli(...begun)).toMatchObject({ code: 0 });
  const vkey = readFileSync(folder.file('seen-log/vkey'), 'utf8').trim();
  const server = startCli(
    ['guard', 'witness', '--dir', 'w1', '--listen', '127.0.0.1:0', '--name', 'example.com/w1', '--log', vkey],
    { cwd: folder.path },
  );
  const line = await new Promise<string>((resolve) => {
    let said = '';
    server.child.stdout.on('data', (text: string) => {
      said += text;
      const found = /^Line for a policy file: (.*)\n/m.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  writeFileSync(folder.file('seen-log/policy'), `${line}\nquorum example.com/w1\n`);
  const policy = folder.write('trust.policy', `log ${vkey}\n${line}\nquorum example.com/w1\n`);
  expect((await cli('guard', 'verify', 'seen-log', '--policy', policy)).stdout).toContain('quorum-missing');
  expect(await cli(...begun)).toMatchObject({ code: 0 });
  const url = line.split(' ').at(-1) ?? '';
  const head = await (await fetch(`${url}/latest/${encodeURIComponent('localhost/offswitch')}`)).text();
  const kept = folder.write('kept.head', head);
  server.child.kill('SIGTERM');
  expect((await server.ended).code).toBe(0);
  const good = await cli('guard', 'verify', 'seen-log', '--policy', policy, '--head', kept);
  expect(good).toMatchObject({ code: 0, stdout: expect.stringContaining('cosigned by example.com/w1') });

  const path = folder.file('seen-log/checkpoint');
  const lines = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, lines.toSpliced(-2, 1).join('\n'));
  const stripped = await cli('guard', 'verify', 'seen-log', '--policy', policy, '--head', kept);
  expect(stripped).toMatchObject({ code: 1, stdout: expect.stringContaining('quorum-missing') });
});
