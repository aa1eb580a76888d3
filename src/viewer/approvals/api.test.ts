/** What the page's server answers, with a guard in small behind a real control socket. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type FakeGuard,
  requestOf,
  startFakeGuard,
  vouchedBy,
} from '../../../test/page/support/fake-guard.ts';
import { softPasskey } from '../../../test/support/authenticator.ts';
import { testFolder } from '../../../test/support/folder.ts';
import { challengeOf } from '../../contain/approvals/passkeys/assertion.ts';
import { serveControl } from '../../contain/guard/service/control-server.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { approvalsApi } from './api.ts';
import { viewOf } from './guard-view.ts';

const folder = testFolder();
const KEY = 'k'.repeat(43);
const ORIGIN = 'http://localhost:4680';
let guard: FakeGuard;
let close: () => void;
let ask: (path: string, body?: unknown) => Promise<Response>;

beforeAll(async () => {
  guard = await startFakeGuard(folder.path);
  const api = approvalsApi(viewOf(guard.controlSocket), KEY, 20);
  close = api.close;
  const routes = api.routes(ORIGIN);
  ask = async (path, body) =>
    routes.request(path, {
      headers: { 'offswitch-page-key': KEY },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
});
afterAll(async () => {
  close();
  await guard.close();
});
beforeEach(() => guard.requests.clear());

// biome-ignore lint/suspicious/noExplicitAny: what the application reads is not of interest here but by its members.
async function read(path: string, body?: unknown): Promise<any> {
  return (await ask(path, body)).json();
}

async function registered(person: string) {
  const passkey = softPasskey({ origin: ORIGIN, rp: 'localhost', isVerified: true, counter: 0 });
  const { id, options } = await read('/passkeys', { person });
  const { statement } = await read(`/passkeys/${id}/made`, passkey.create(options.challenge));
  await read(`/passkeys/${id}/confirm`, { signature: vouchedBy(person, statement) });
  return passkey;
}

describe('requests', () => {
  it('come a page at a time, the one that ends soonest first', async () => {
    for (let number = 0; number < 120; number += 1) {
      const expires = new Date(Date.UTC(2027, 0, 1, 0, 0, 120 - number)).toISOString();
      guard.requests.set(`r${number}`, requestOf(`r${number}`, { expires }));
    }
    const first = await read('/requests');
    expect(first).toMatchObject({ total: 120, page: 1, pages: 3 });
    expect(first.requests[0].id).toBe('r119');
    const last = await read('/requests?page=3');
    expect(last.requests).toHaveLength(20);
    expect(last.requests.at(-1).id).toBe('r0');
    for (const page of ['0', '-1', '99', 'x', '1e9', ''])
      expect((await ask(`/requests?page=${page}`)).status, page).toBe(200);
  });

  it('are shown with the passkeys of those who may answer, and those that are closed are not found', async () => {
    const passkey = await registered('ana');
    guard.requests.set('a/1', requestOf('a/1'));
    guard.requests.set('b', requestOf('b', { people: ['ben'] }));
    const { request, passkeys } = await read(`/requests/${encodeURIComponent('a/1')}`);
    expect(request.id).toBe('a/1');
    expect(passkeys.map((one: { passkey: string }) => one.passkey)).toContain(passkey.id);
    expect((await read('/requests/b')).passkeys).toEqual([]);
    expect((await ask('/requests/none')).status).toBe(404);
  });

  it('are answered as the person whose passkey signed', async () => {
    const passkey = await registered('ben');
    const request = requestOf('c');
    guard.requests.set('c', request);
    const response = passkey.get(challengeOf(request.statement.deny));
    const answer = { approve: false, shownDigest: request.shownDigest, viewedMs: 5, response };
    expect(await read('/requests/c/answer', { ...answer, approve: true })).toMatchObject({
      error: { code: 'bad-request' },
    });
    expect(guard.requests.has('c')).toBe(true);
    expect(await read('/requests/c/answer', answer)).toEqual({ status: 'refused' });
    expect(guard.answers.at(-1)).toEqual({ id: 'c', by: 'ben', approve: false, viewedMs: 5 });
  });

  it.each([
    ['no JSON', 'text'],
    ['another shape', {}],
    [
      'a passkey that nobody has',
      { approve: true, shownDigest: `sha256:${'0'.repeat(64)}`, viewedMs: 1, response: { id: 'x' } },
    ],
  ])('are not answered by %s', async (_, body) => {
    guard.requests.set('d', requestOf('d'));
    expect((await ask('/requests/d/answer', body)).status).toBe(400);
    expect((await ask('/requests/d/answer', { ...Object(body), response: 'x'.repeat(300_000) })).status).toBe(
      413,
    );
  });
});

it('nothing is answered without the key', async () => {
  const routes = approvalsApi(viewOf(guard.controlSocket), KEY).routes(ORIGIN);
  for (const path of [
    '/requests',
    '/requests/a',
    '/agents',
    '/alerts',
    '/people',
    '/events',
    '/certificates',
  ])
    expect((await routes.request(path)).status, path).toBe(401);
});

it('says that the guard is not running', async () => {
  const routes = approvalsApi(viewOf(folder.file('none.sock')), KEY).routes(ORIGIN);
  const headers = { 'offswitch-page-key': KEY };
  const answer = await routes.request('/requests', { headers });
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({
    error: { code: 'guard-not-running', remedy: expect.any(String) },
  });
});

it('has no agents and certificates to show of a guard that keeps no registry', async () => {
  const socket = folder.file('plain.sock');
  const plain = await serveControl(socket, async () => {
    throw new OffswitchError('bad-request', 'no such request', 'Ask for another.');
  });
  const routes = approvalsApi(viewOf(socket), KEY).routes(ORIGIN);
  const headers = { 'offswitch-page-key': KEY };
  expect(await (await routes.request('/agents', { headers })).json()).toBeNull();
  expect(await (await routes.request('/certificates', { headers })).json()).toEqual({ certificates: null });
  await plain.close();
});

it('tells of changes as they happen, and of nothing else', async () => {
  const events = await ask('/events');
  expect(events.headers.get('content-type')).toContain('text/event-stream');
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const heard = async (part: string) => {
    while (!text.includes(part)) text += (await reader?.read())?.value ?? '';
  };
  await heard('event: alive');
  // The first look is what changes are told from.
  await new Promise((resolve) => setTimeout(resolve, 300));
  guard.requests.set('new', requestOf('new'));
  await heard('event: changed\ndata: requests\n\n');
  expect(text).not.toContain('data: alerts');
  guard.alerts.push({ at: new Date().toISOString(), severity: 'warning', what: 'something' });
  await heard('event: changed\ndata: alerts\n\n');
  await reader?.cancel();
});
