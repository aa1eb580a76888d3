/** The log of a notary on the command line: a study sealed into it, read, verified and proved. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { errorOf } from '../support/cli-error.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const cli = (...args: readonly string[]) => runCli(args, { cwd: folder.path });

test('guard log, verify and prove: text and JSON, and what is wrong by name', async () => {
  const study = ['run', '--agent', 'sim:honest', '--trials', '1', '--json', '--store', 'study'];
  expect(await cli(...study, '--notary', 'log')).toMatchObject({ code: 0 });
  expect(await cli('verify', 'study', '--notary', 'log')).toMatchObject({ code: 0 });
  const [last, verdict, json, receipt, vkey] = await Promise.all([
    cli('guard', 'log', 'log', '--last', '1'),
    cli('guard', 'verify', 'log'),
    cli('guard', 'verify', 'log', '--json'),
    cli('guard', 'prove', 'log', '0'),
    Promise.resolve(readFileSync(folder.file('log/vkey'), 'utf8').trim()),
  ]);
  expect(last.stdout).toMatch(
    /^\d+ {2}\d{4}-\S+ {2}notary\/\d+#\d+ {2}channel\.close {2}\{"reason":"closed"\}\n$/,
  );
  for (const words of ['INTACT', 'COMPLETE', 'taken from the folder itself'])
    expect(verdict.stdout).toContain(words);
  expect(JSON.parse(json.stdout)).toMatchObject({
    integrity: { verdict: 'intact' },
    completeness: { verdict: 'complete' },
  });
  expect(receipt.stdout).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex 0\n/);
  const trusting = await cli('guard', 'verify', 'log', '--key', vkey, '--json');
  expect(JSON.parse(trusting.stdout).limits.join()).not.toContain('taken from the folder');

  const stranger = 'localhost/offswitch+b4f2ed1a+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
  const refusals = [
    [['verify', 'log', '--key', stranger], 2, 'bad-key'],
    [['verify', 'nowhere'], 3, 'log-missing'],
    [['log', 'log', '--kind', 'intend'], 2, 'unknown-name'],
    [['prove', 'log', '-1'], 2, 'bad-flag'],
    [['prove', 'log', '1e9'], 2, 'bad-flag'],
    [['prove', 'log', '999999'], 2, 'bad-request'],
    [['verify', 'log', '--policy', folder.write('wrong.policy', 'quorum me')], 2, 'bad-policy'],
    [['verify', 'log', '--head', folder.write('wrong.head', 'x')], 2, 'bad-note'],
    [['verfy', 'log'], 2, 'unknown-name'],
    [['witness', '--dir', 'w', '--listen', 'here'], 2, 'bad-flag'],
    [['witness', '--dir', 'w', '--algorithm', 'rsa'], 2, 'bad-flag'],
  ] as const;
  const refused = refusals.map(async ([args, code, name]) => {
    const result = await cli('guard', ...args, '--json');
    expect([args.join(' '), result.code, errorOf(result).code]).toEqual([args.join(' '), code, name]);
  });
  await Promise.all(refused);
});
