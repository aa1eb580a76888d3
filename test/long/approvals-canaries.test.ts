/** Canaries that are open when a guard ends are revealed: by a guard that is stopped, and by the next one after a kill. */
import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { askGuard } from '../../src/contain/guard/service/control-client.ts';
import { diskFiles } from '../../src/notary/log/files.ts';
import { storedEntries } from '../../src/notary/log/read-entries.ts';
import type { RecordKind } from '../../src/notary/records/kinds.ts';
import { decodeRecord, type LogRecord } from '../../src/notary/records/record.ts';
import { type RunningCli, runCli, startCli } from '../support/cli.ts';
import { guardedFolder } from '../support/guarded-folder.ts';
import { until } from '../support/leased-guard.ts';
import { sshKey } from '../support/ssh-keys.ts';

const { cwd, agentCommand, up, own } = guardedFolder({
  more: `approvals:
  approvers: approvers
  classes: { effect.write: { people: 1 } }
  timeoutSeconds: 20
  canaries: { share: 1 }
`,
});
const ana = sshKey(cwd, 'ana');
writeFileSync(join(cwd, 'approvers'), `ana ${ana.line}\n`);
chmodSync(join(cwd, 'approvers'), 0o644);

function recorded<K extends RecordKind>(kind: K): readonly LogRecord<K>['body'][] {
  const entries = [...storedEntries(diskFiles(join(cwd, 'state', 'log'))).entries()];
  const records = entries.map(({ bytes, place }) => decodeRecord(bytes, place));
  return records.flatMap((record) => (record.kind === kind ? [(record as LogRecord<K>).body] : []));
}

/** A guard of which an agent asked for something, with the canary that follows; both are open. */
async function withOpenCanary(): Promise<RunningCli> {
  const guard = await up();
  const agent = startCli(['guard', 'run', 'atlas', '--driver', 'plain', ...agentCommand], { cwd });
  own(agent.child);
  await until(async () => {
    const { requests } = (await askGuard(join(cwd, 'state', 'control.sock'), { do: 'approvals.list' })) as {
      readonly requests: readonly unknown[];
    };
    return requests.length === 2;
  }, 60);
  return guard;
}

async function expectRevealed(count: number): Promise<void> {
  const ids = recorded('canary.commit').map(({ id }) => id);
  const revealed = recorded('canary.reveal').map(({ of }) => of);
  expect(ids).toHaveLength(count);
  expect(revealed.toSorted()).toEqual(ids.toSorted());
  const closed = recorded('approval.close');
  expect(closed.map(({ of }) => of).toSorted()).toEqual(ids.toSorted());
  expect(closed.filter(({ canary }) => canary)).toHaveLength(count / 2);
  const { stdout } = await runCli(['guard', 'verify', '--json'], { cwd });
  expect(JSON.parse(stdout).integrity).toMatchObject({ verdict: 'intact' });
}

test('stopped: before it ends', async () => {
  const guard = await withOpenCanary();
  guard.child.kill('SIGTERM');
  await guard.ended;
  await expectRevealed(2);
});

test('killed: when the next one starts', async () => {
  const guard = await withOpenCanary();
  guard.child.kill('SIGKILL');
  await guard.ended;
  const next = await up();
  await expectRevealed(4);
  next.child.kill('SIGTERM');
  await next.ended;
  expect(statSync(join(cwd, 'state', 'canary.key')).mode & 0o777).toBe(0o600);
});
