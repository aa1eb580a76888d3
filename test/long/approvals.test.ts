/** Two people decide with real SSH keys, from the command line, what an agent may do; and what is no decision. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';
import { errorOf } from '../support/cli-error.ts';
import { guardedFolder } from '../support/guarded-folder.ts';
import { sshKey } from '../support/ssh-keys.ts';

const { cwd, company, agentCommand, up, own } = guardedFolder({
  more: `approvals:
  approvers: approvers
  classes: { effect.write: { people: 2 } }
  leastViewSeconds: 1
`,
});
const keys = { ana: sshKey(cwd, 'ana'), ben: sshKey(cwd, 'ben', 'ecdsa') };
const approvers = join(cwd, 'approvers');
writeFileSync(approvers, `ana ${keys.ana.line}\nben ${keys.ben.line}\n`, { mode: 0o644 });

const json = async (...args: readonly string[]) => {
  const { stdout } = await runCli([...args, '--json'], { cwd });
  return JSON.parse(stdout);
};

async function asked(): Promise<string> {
  for (;;) {
    const { requests } = await json('approvals');
    if (requests.length > 0) return requests[0].id;
  }
}

/** An agent that writes a report; it ends when that was decided. */
function agent() {
  const running = startCli(['guard', 'run', 'atlas', '--driver', 'plain', ...agentCommand], { cwd });
  own(running.child);
  return running;
}

test('an effect waits for two people, and what they sign is what they were shown', async () => {
  await up();
  const first = agent();
  const id = await asked();
  const shown = await runCli(['approvals', id], { cwd });
  expect(shown.stdout).toContain('Agent atlas asks to write');
  expect(shown.stdout).toContain(`"${company}/report"`);
  const { shownDigest } = await json('approvals', id);
  expect(shown.stdout).toContain(shownDigest);

  const unread = await runCli(['approve', id, '--by', 'ana', '--key', keys.ana.path, '--json'], { cwd });
  expect(errorOf(unread)).toMatchObject({ code: 'bad-flag' });
  const read = ['--shown', shownDigest.slice(0, 25)];
  const foreign = await runCli(['approve', id, '--by', 'ana', '--key', keys.ben.path, ...read, '--json'], {
    cwd,
  });
  expect(errorOf(foreign)).toMatchObject({ code: 'bad-signature' });
  expect(await json('approve', id, '--by', 'ana', '--key', keys.ana.path, ...read)).toMatchObject({
    status: 'counted',
  });

  // The other key is elsewhere.
  const { stdout: statement } = await runCli(['approve', id, '--statement'], { cwd });
  writeFileSync(join(cwd, 'statement'), statement);
  execFileSync(
    'ssh-keygen',
    ['-q', '-Y', 'sign', '-n', 'offswitch-approval', '-f', keys.ben.path, 'statement'],
    {
      ...{ cwd, stdio: 'ignore' },
    },
  );
  expect(existsSync(join(company, 'report'))).toBe(false);
  const signed = ['--by', 'ben', '--signature', 'statement.sig', ...read];
  expect(await json('approve', id, ...signed)).toMatchObject({ status: 'approved' });
  expect((await first.ended).stdout).toContain('/report false');
  expect(readFileSync(join(company, 'report'), 'utf8')).toBe('x');

  // The same signature once more, for the next request of the same kind.
  const second = agent();
  const next = await asked();
  const again = await json('approvals', next);
  const replay = ['--by', 'ben', '--signature', 'statement.sig', '--shown', again.shownDigest];
  expect(errorOf(await runCli(['approve', next, ...replay, '--json'], { cwd }))).toMatchObject({
    code: 'bad-signature',
  });
  const status = await json('guard', 'status');
  expect(JSON.stringify(status.alerts)).toContain(`an approval of ${next} in the name of ben was not taken`);
  const deny = ['deny', next, '--by', 'ben', '--key', keys.ben.path, '--shown', again.shownDigest];
  expect((await runCli(deny, { cwd })).stdout).toContain(`${next} is denied`);
  expect((await second.ended).stdout).toContain('/report true');

  const { people } = await json('approvals', '--people');
  expect(people).toMatchObject([
    { name: 'ana', approved: 1, denied: 0 },
    { name: 'ben', approved: 1, denied: 1 },
  ]);
  const verified = await json('guard', 'verify');
  expect([verified.integrity.verdict, verified.completeness.findings]).toEqual(['intact', []]);
});

test('who is taken out of the file approves no more, and who is added does, while the guard runs and nobody is frozen', async () => {
  const cleo = sshKey(cwd, 'cleo');
  await up();
  const running = agent();
  const id = await asked();
  const { shownDigest } = await json('approvals', id);
  const by = async (name: string, path: string) =>
    runCli(['approve', id, '--by', name, '--key', path, '--shown', shownDigest, '--json'], { cwd });
  expect(JSON.parse((await by('ana', keys.ana.path)).stdout)).toMatchObject({ status: 'counted' });
  writeFileSync(approvers, `ben ${keys.ben.line}\ncleo ${cleo.line}\n`);
  expect(errorOf(await by('ana', keys.ana.path))).toMatchObject({ code: 'approval-refused' });
  expect(JSON.parse((await by('ben', keys.ben.path)).stdout)).toMatchObject({ status: 'counted' });
  chmodSync(approvers, 0o666);
  expect(errorOf(await by('cleo', cleo.path))).toMatchObject({ code: 'approval-refused' });
  chmodSync(approvers, 0o644);
  expect(JSON.parse((await by('cleo', cleo.path)).stdout)).toMatchObject({ status: 'counted' });
  // What ben had said was nothing while nobody could approve.
  expect(JSON.parse((await by('ben', keys.ben.path)).stdout)).toMatchObject({ status: 'approved' });
  expect((await running.ended).stdout).toContain('/report false');
  const status = await json('guard', 'status');
  const told = JSON.stringify(status.alerts);
  expect(told).toContain('added: cleo; removed: ana');
  expect(told).toContain('nobody may approve anything');
  const { stdout } = await runCli(['guard', 'log', '--json', '--kind', 'config'], { cwd });
  expect(stdout).toContain('"approvers"');
  const verified = await json('guard', 'verify');
  expect([verified.integrity.verdict, verified.completeness.findings]).toEqual(['intact', []]);
  writeFileSync(approvers, `ana ${keys.ana.line}\nben ${keys.ben.line}\n`);
});

test('an approvers file that others may write starts no guard', async () => {
  chmodSync(approvers, 0o666);
  const { stdout, code } = await runCli(['guard', 'up', '--json'], { cwd });
  expect(code).toBe(2);
  expect(stdout).toContain('bad-approvers');
  chmodSync(approvers, 0o644);
});
