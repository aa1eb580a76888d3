/**
 * Answers that are none, sent to a guard that runs over its control socket, as whoever got hold of the socket could: none
 * of them counts, each is an alert, and nothing that was asked for comes about.
 */
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { ApprovalAnswer, ShownRequest } from '../../src/contain/approvals/requests.ts';
import { askGuard } from '../../src/contain/guard/service/control-client.ts';
import { hashText } from '../../src/kit/hash.ts';
import { initialize, messageOf, openRpc, type Rpc } from '../guard/rpc.ts';
import { approvingPeople } from '../support/approving-people.ts';
import { runCli } from '../support/cli.ts';
import { guardedFolder } from '../support/guarded-folder.ts';
import { quickKey } from '../support/ssh-keys.ts';
import { tellCounts } from '../support/suite-counts.ts';

const SHORT_SECONDS = 4;
const run = 'run: { command: [/bin/sleep, "1000"] }';
const { cwd, company, up } = guardedFolder({
  agents: `  borea: { channel: socket, mediation: advisory, operator: cleo }
  elm: { channel: descriptor, mediation: advisory, ${run} }
`,
  more: `approvals:
  approvers: approvers
  leastViewSeconds: 0
  classes:
    effect.write: { people: 1 }
    command.create: { people: 1, timeoutSeconds: ${SHORT_SECONDS}, leastViewSeconds: 3 }
    command.delete: { people: 2 }
  budget: { perHour: 10000, openPerRequester: 1000 }
lifecycle:
  drivers: { elm: { kind: process, sandbox: plain } }
`,
});
const socket = join(cwd, 'state/control.sock');
const people = approvingPeople(['ana', 'ben', 'cleo'], join(cwd, 'approvers'), socket);
const { keys, answerOf } = people;
const [mallory, dan] = [quickKey(), quickKey()];
appendFileSync(join(cwd, 'approvers'), `dan valid-before="20200101" ${dan.line}\n`);

interface Held {
  readonly request: ShownRequest;
  readonly path: string;
  /** Whether the agent is told that it was done. */
  readonly isDone: Promise<boolean>;
}

const called = z.object({ result: z.object({ isError: z.boolean().default(false) }) });
let files = 0;

/** An agent asks to write a file of its own, or this one. */
async function held(agent: Rpc, path = join(company, `file-${++files}`)): Promise<Held> {
  const before = new Set((await people.list()).map(({ id }) => id));
  const params = { name: 'company__write_file', arguments: { path, content: 'x' } };
  const answer = agent.request(...messageOf('tools/call', JSON.stringify(params)));
  const request = await people.asked(({ id }) => !before.has(id));
  const isDone = answer.then((text) => text !== '' && !called.parse(JSON.parse(text)).result.isError);
  return { request, path, isDone };
}

async function speaks(agent: string): Promise<Rpc & { end(): void }> {
  const stream = connect(join(cwd, `state/sockets/${agent}.sock`));
  const rpc = openRpc(stream, stream);
  await initialize(rpc, agent);
  return Object.assign(rpc, { end: () => stream.destroy() });
}

const signed = (signature: string) => ({ credential: { kind: 'ssh' as const, signature } });
const withStatement = ({ statement }: ShownRequest, members: object) =>
  signed(keys.ana.sign(JSON.stringify({ ...JSON.parse(statement.approve), ...members })));

/** What whoever has no key of their own, or an honest answer of somebody else, can make of it. */
const forgeries: Readonly<Record<string, (asked: ShownRequest, other: ShownRequest) => ApprovalAnswer>> = {
  'the key of nobody, in the name of a person': (asked) =>
    answerOf('ana', asked, signed(mallory.sign(asked.statement.approve))),
  'the key of another person': (asked) =>
    answerOf('ana', asked, signed(keys.ben.sign(asked.statement.approve))),
  'a person who is not in the file': (asked) =>
    answerOf('ana', asked, { by: 'mallory', ...signed(mallory.sign(asked.statement.approve)) }),
  'the name of a person in capitals': (asked) => answerOf('ana', asked, { by: 'ANA' }),
  'a name with a letter that has no ink': (asked) => answerOf('ana', asked, { by: 'ana\u200b' }),
  'a key that counts no longer': (asked) =>
    answerOf('ana', asked, { by: 'dan', ...signed(dan.sign(asked.statement.approve)) }),
  'a denial, sent as an approval': (asked) =>
    answerOf('ana', asked, signed(keys.ana.sign(asked.statement.deny))),
  'the approval of another effect': (asked, other) => ({
    ...answerOf('ana', other),
    ...{ id: asked.id, shownDigest: asked.shownDigest },
  }),
  'the digest of another text': (asked) =>
    answerOf('ana', asked, { shownDigest: hashText('nothing is lost') }),
  'a signature that was made for git': (asked) =>
    answerOf('ana', asked, signed(keys.ana.sign(asked.statement.approve, 'git'))),
  'a later expiry': (asked) =>
    answerOf('ana', asked, withStatement(asked, { expires: '2099-01-01T00:00:00.000Z' })),
  'another state': (asked) => answerOf('ana', asked, withStatement(asked, { precondition: hashText('x') })),
  'another effect': (asked) => answerOf('ana', asked, withStatement(asked, { effect: hashText('x') })),
  'a member more': (asked) => answerOf('ana', asked, withStatement(asked, { always: true })),
  'the same statement in another order': (asked) => {
    const members = Object.entries(JSON.parse(asked.statement.approve)).reverse();
    return answerOf('ana', asked, signed(keys.ana.sign(JSON.stringify(Object.fromEntries(members)))));
  },
  'a signature of which the end is missing': (asked) => {
    const whole = keys.ana.sign(asked.statement.approve);
    return answerOf('ana', asked, signed(whole.replace(/.{8}\n-----END/, '\n-----END')));
  },
  'words in place of a signature': (asked) => answerOf('ana', asked, signed('approved by ana')),
  'a passkey where there are none': (asked) =>
    answerOf('ana', asked, { credential: { kind: 'passkey', response: { id: 'x' } } }),
};

const attempts = { played: 0, accepted: 0 };

test('what is no answer of a person who may answer is none', { timeout: 600_000 }, async () => {
  await up();
  const [cedar, borea] = [await speaks('cedar'), await speaks('borea')];
  const alerts = async () => {
    const { stdout } = await runCli(['guard', 'status', '--json'], { cwd });
    return z.object({ alerts: z.array(z.object({ what: z.string() })) }).parse(JSON.parse(stdout)).alerts;
  };
  /** Sent to the guard, which takes none of it and says so in an alert. */
  const refused = async (
    name: string,
    answer: ApprovalAnswer,
    code = /^(?:bad-signature|approval-refused)$/,
  ) => {
    attempts.played += 1;
    const outcome = await people.send(answer).catch((thrown: unknown) => thrown);
    if (!(outcome instanceof Error)) attempts.accepted += 1;
    expect([name, outcome]).toEqual([name, expect.objectContaining({ code: expect.stringMatching(code) })]);
  };

  // Forged, while one request waits and another one of the same agent does, too.
  const [asked, other] = [await held(cedar), await held(cedar)];
  for (const [name, forge] of Object.entries(forgeries))
    await refused(name, forge(asked.request, other.request));
  await refused(
    'for a request that there is not',
    { ...answerOf('ana', asked.request), id: 'zzzzzzzzzz' },
    /^unknown-name$/,
  );
  expect(await people.show(asked.request.id)).toMatchObject({ given: [] });
  expect((await alerts()).filter(({ what }) => what.includes(asked.request.id))).not.toEqual([]);

  // The honest answer counts, and once: not again, not for the same effect asked for again.
  const honest = answerOf('ana', asked.request);
  expect(await people.send(honest)).toEqual({ status: 'approved' });
  expect(await asked.isDone).toBe(true);
  await refused('once more', honest);
  const again = await held(cedar, asked.path);
  const { id, shownDigest } = again.request;
  await refused('for the same effect, asked for again', { ...honest, id, shownDigest });

  // By whom it concerns.
  const ofBorea = await held(borea);
  await refused('by the operator of the agent that asks', answerOf('cleo', ofBorea.request));
  const command = (given: object, by: string) =>
    askGuard(socket, { do: 'agents.command', command: { agent: 'elm', ...given }, by });
  const created = command({ command: 'create', count: 1 }, 'Ben').catch((thrown: unknown) => thrown);
  const creation = await people.asked((one) => one.class === 'command.create');
  await refused('by whoever asks, under a name in other letters', answerOf('ben', creation));

  // Too early, and too late.
  await refused('before it can have been read', answerOf('ana', creation, { viewedMs: 0 }));
  await refused('seen for longer than it was shown', answerOf('ana', creation));
  expect(await created).toMatchObject({ code: 'command-refused' });
  await refused('after it has expired', answerOf('ana', creation, { viewedMs: SHORT_SECONDS * 1000 }));

  // One is not two.
  const deleting = command({ command: 'delete' }, 'cleo').catch((thrown: unknown) => thrown);
  const deletion = await people.asked((one) => one.class === 'command.delete');
  expect(await people.send(answerOf('ana', deletion))).toEqual({ status: 'counted' });
  await refused('by the same person, for the second', answerOf('ana', deletion));
  expect(await people.show(deletion.id)).toMatchObject({ given: ['ana'] });
  for (const by of ['ana', 'ben'] as const) await people.send(answerOf(by, deletion, { approve: false }));
  expect(await deleting).toMatchObject({ code: 'command-refused' });

  // After the state has changed the answer is genuine, and voids the request.
  attempts.played += 1;
  writeFileSync(other.path, 'of somebody else');
  expect(await people.send(answerOf('ana', other.request))).toEqual({ status: 'refused' });
  expect(await other.isDone).toBe(false);

  for (const agent of [cedar, borea]) agent.end();
  expect(existsSync(ofBorea.path)).toBe(false);
  await sleep(100);
  expect(await people.list()).toEqual([]);
  const verified = await runCli(['guard', 'verify', '--json'], { cwd });
  expect(JSON.parse(verified.stdout)).toMatchObject({ integrity: { verdict: 'intact' } });
  expect(attempts.accepted).toBe(0);
  await tellCounts('approval-answers', attempts);
});
