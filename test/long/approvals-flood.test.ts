/**
 * Agents flood the people with requests, through a whole guard: 2,000, or as many as `FLOOD_REQUESTS` says, over real
 * sockets. What is above the budget is denied unasked; stops come about, and everybody is answered meanwhile.
 */
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { initialize, messageOf, openRpc } from '../guard/rpc.ts';
import { approvingPeople } from '../support/approving-people.ts';
import { runCli, startCli } from '../support/cli.ts';
import { freePort } from '../support/free-port.ts';
import { guardedFolder } from '../support/guarded-folder.ts';
import { tellCounts } from '../support/suite-counts.ts';

const requests = Number(process.env.FLOOD_REQUESTS ?? 2000);
const COUNTED = 10_000;
const PER_HOUR = 20;
const AGENTS = ['one', 'two', 'three', 'four', 'five'] as const;

const pageOfRequests = z.object({ total: z.number(), requests: z.array(z.unknown()) });

const asleep = '{ channel: descriptor, mediation: advisory, run: { command: [/bin/sleep, "1000"] } }';
const { cwd, company, up, own } = guardedFolder({
  agents: [
    ...AGENTS.map((name) => `  ${name}: { channel: socket, mediation: advisory }\n`),
    ...['elm', 'fir'].map((name) => `  ${name}: ${asleep}\n`),
  ].join(''),
  more: `approvals:
  approvers: approvers
  leastViewSeconds: 0
  classes: { effect.write: { people: 1 }, command.delete: { people: 2 } }
  budget: { perHour: ${PER_HOUR}, openPerRequester: 8 }
lifecycle:
  drivers: { elm: { kind: process, sandbox: plain }, fir: { kind: process, sandbox: plain } }
`,
});
const people = approvingPeople(
  ['ana', 'ben', 'cleo'],
  join(cwd, 'approvers'),
  join(cwd, 'state/control.sock'),
);
const cli = async (...args: readonly string[]) => {
  const { stdout, code } = await runCli([...args, '--json'], { cwd });
  expect([args, code]).toEqual([args, 0]);
  return JSON.parse(stdout);
};

interface Flooding {
  /** Calls that were answered as refused. */
  denied: number;
  done: number;
  end(): void;
}

/** Sends calls as fast as the guard takes them. */
async function flood(agent: string, calls: number): Promise<Flooding> {
  const socket = connect(join(cwd, `state/sockets/${agent}.sock`));
  const rpc = openRpc(socket, socket);
  await initialize(rpc, agent);
  const flooding: Flooding = { denied: 0, done: 0, end: () => socket.destroy() };
  for (let at = 0; at < calls; at += 1) {
    const given = { path: join(company, `${agent}-${at}`), content: 'x' };
    const params = JSON.stringify({ name: 'company__write_file', arguments: given });
    void rpc.request(...messageOf('tools/call', params)).then((answer) => {
      if (answer === '') return;
      if (JSON.parse(answer).result.isError === true) flooding.denied += 1;
      else flooding.done += 1;
    });
  }
  return flooding;
}

/** A page for the people, and what it shows first. */
async function openPage(): Promise<() => Promise<{ readonly total: number; readonly shown: number }>> {
  const page = startCli(['approvals', 'serve', '--port', String(await freePort()), '--json'], { cwd });
  own(page.child);
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: page.child.stdout }).once('line', resolve)),
    page.ended.then(({ stdout, stderr }) => Promise.reject(new Error(stdout + stderr))),
  ]);
  const { address, opens } = JSON.parse(line);
  const key = new URL(opens).hash.replace('#key=', '');
  return async () => {
    const answer = await fetch(`${address}/api/requests`, { headers: { 'offswitch-page-key': key } });
    const { total, requests: shown } = pageOfRequests.parse(await answer.json());
    return { total, shown: shown.length };
  };
}

test(`${requests} requests: grants above the budget are denied unasked, and stops come about`, async () => {
  await up();
  for (const agent of ['elm', 'fir']) await cli('agents', 'create', agent);
  const page = await openPage();
  const flooding = await Promise.all(AGENTS.map((agent) => flood(agent, requests / AGENTS.length)));
  const denied = () => flooding.reduce((sum, one) => sum + one.denied, 0);

  // While it lasts a person stops one agent, and two delete another.
  expect(await cli('agents', 'stop', 'fir')).toMatchObject({ result: 'confirmed' });
  const deletion = cli('agents', 'delete', 'elm');
  const asked = await people.asked((one) => one.class === 'command.delete');
  for (const by of ['ana', 'ben'] as const) await people.send(people.answerOf(by, asked));
  expect(await deletion).toMatchObject({ result: 'confirmed' });
  const duringFlood = denied();
  expect(await page()).toEqual({ total: PER_HOUR, shown: PER_HOUR });

  // What people were asked before is theirs to grant.
  const [first] = await people.list();
  if (first === undefined) throw new Error('nothing is open');
  expect(await people.send(people.answerOf('cleo', await people.show(first.id)))).toEqual({
    status: 'approved',
  });
  const done = () => flooding.reduce((sum, one) => sum + one.done, 0);
  while (denied() + done() < requests - PER_HOUR + 1) await sleep(50);
  expect([denied(), done()]).toEqual([requests - PER_HOUR, 1]);
  expect(await people.list()).toHaveLength(PER_HOUR - 1);
  const late = await flood('one', 1);
  while (late.denied === 0) await sleep(20);

  const { alerts } = await cli('guard', 'status');
  expect(JSON.stringify(alerts)).toContain('requests are denied without being put to anybody');
  for (const one of [...flooding, late]) one.end();
  const { records } = await cli('guard', 'log', '--kind', 'approval.request');
  expect(records).toHaveLength(PER_HOUR + 1);
  expect(await cli('guard', 'verify')).toMatchObject({ integrity: { verdict: 'intact' } });
  if (requests === COUNTED)
    await tellCounts(
      'approvals-flood',
      { requests, asked: PER_HOUR, denied: denied(), stops: 2 },
      { 'denied when both stops had come about': duringFlood },
    );
});
