/** What the page of approvals answers to its application. It passes on, and decides nothing. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { z } from 'zod';
import { creationSchema } from '../../contain/approvals/passkeys/requests.ts';
import { messageOf, OffswitchError } from '../../kit/errors.ts';
import { parseJson, typed } from '../../kit/json.ts';
import { type Live, liveFrom } from '../server/live.ts';
import { onlyReaders } from '../server/readers.ts';
import type { GuardView } from './guard-view.ts';
import {
  type AgentsPage,
  type AlertsPage,
  type CertificatesPage,
  type Failure,
  type PeoplePage,
  pageAnswer,
  passkeySigned,
  passkeyWanted,
  type RequestInFull,
  type RequestsPage,
  type Topic,
} from './wire.ts';

const PAGE = 50;
const MOST_PAGES = 1_000_000;
const LARGEST_BODY = 256 * 1024;

export interface ApprovalsApi {
  readonly routes: (origin: string) => Hono;
  close(): void;
}

export function approvalsApi(guard: GuardView, key: string, everyMs?: number): ApprovalsApi {
  const live = liveFrom(topicsOf(guard), everyMs);
  return { routes: (origin) => routesOf(guard, key, origin, live), close: live.close };
}

function topicsOf(guard: GuardView): Readonly<Record<Topic, () => Promise<unknown>>> {
  return {
    requests: () => guard.requests(0, 0),
    // A lease that runs down is no change; browsers count for themselves.
    agents: async () =>
      (await guard.agents()).agents.map(({ lease, ...agent }) => ({ ...agent, until: lease?.until })),
    certificates: guard.certificates,
    alerts: guard.alerts,
    people: async () => [await guard.people(), await guard.passkeys()],
  };
}

function routesOf(guard: GuardView, key: string, origin: string, live: Live): Hono {
  const api = new Hono();
  api.use(bodyLimit({ maxSize: LARGEST_BODY, onError: (context) => context.json(tooLarge, 413) }));
  api.use(onlyReaders(key));
  api.use(async (context, next) => {
    await next();
    context.header('cache-control', 'no-store');
  });
  api.onError((thrown, context) => {
    const { status, failure } = failureOf(thrown);
    return context.json(failure, status);
  });

  api.get('/requests', async (context) => {
    const asked = Math.max(1, Number.parseInt(context.req.query('page') ?? '1', 10) || 1);
    return context.json(await pageOf(guard, Math.min(asked, MOST_PAGES)));
  });
  api.get('/requests/:id', async (context) => {
    const [request, passkeys] = await Promise.all([guard.request(context.req.param('id')), guard.passkeys()]);
    const usable = passkeys.filter((one) => one.origin === origin && request.people.includes(one.person));
    return context.json({ request, passkeys: usable, now: now() } satisfies RequestInFull);
  });
  api.post('/requests/:id/answer', async (context) => {
    const { response, ...answer } = bodyOf(await context.req.text(), pageAnswer);
    const owner = (await guard.passkeys()).find((one) => one.passkey === response.id);
    if (owner === undefined)
      throw new OffswitchError(
        'bad-request',
        'nobody has registered this passkey',
        'Register it under People, or use the one you registered.',
      );
    return context.json(
      await guard.answer({
        ...answer,
        id: context.req.param('id'),
        by: owner.person,
        credential: { kind: 'passkey', response },
      }),
    );
  });

  api.get('/agents', async (context) =>
    context.json((await unlessMissing(guard.agents())) satisfies AgentsPage),
  );
  api.get('/agents/:id', async (context) =>
    context.json(await unlessMissing(guard.agent(context.req.param('id')))),
  );
  api.get('/certificates', async (context) =>
    context.json({ certificates: await unlessMissing(guard.certificates()) } satisfies CertificatesPage),
  );
  api.get('/alerts', async (context) =>
    context.json({ alerts: (await guard.alerts()).toReversed() } satisfies AlertsPage),
  );
  api.get('/people', async (context) => {
    const [people, passkeys] = await Promise.all([guard.people(), guard.passkeys()]);
    return context.json({ people, passkeys } satisfies PeoplePage);
  });

  api.post('/passkeys', async (context) => {
    const { person } = bodyOf(await context.req.text(), passkeyWanted);
    return context.json(await guard.beginPasskey(person, origin));
  });
  api.post('/passkeys/:id/made', async (context) =>
    context.json(
      await guard.madePasskey(context.req.param('id'), bodyOf(await context.req.text(), creationSchema)),
    ),
  );
  api.post('/passkeys/:id/confirm', async (context) => {
    const { signature } = bodyOf(await context.req.text(), passkeySigned);
    return context.json(await guard.confirmPasskey(context.req.param('id'), signature));
  });

  api.get('/events', (context) => live.stream(context));
  api.all('*', (context) => context.notFound());
  return api;
}

/** The last one there is, where the one that is asked for is none any more. */
async function pageOf(guard: GuardView, page: number): Promise<RequestsPage> {
  const { requests, total } = await guard.requests((page - 1) * PAGE, PAGE);
  const pages = Math.max(1, Math.ceil(total / PAGE));
  return page > pages ? pageOf(guard, pages) : { requests, total, page, pages, now: now() };
}

const tooLarge: Failure = {
  error: { code: 'too-large', message: 'That is too large.', remedy: 'Send less.' },
};

function now(): string {
  return new Date().toISOString();
}

function bodyOf<T>(text: string, shape: z.ZodType<T>): T {
  return typed(shape, parseJson(text, 'request'), 'request', 'bad-request');
}

/** A guard to which nothing of the kind is attached knows no such request. */
async function unlessMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof OffswitchError && thrown.code === 'bad-request') return null;
    throw thrown;
  }
}

function failureOf(thrown: unknown): { status: 400 | 403 | 404 | 500 | 503; failure: Failure } {
  if (!(thrown instanceof OffswitchError)) {
    const remedy = 'This is a bug of the page; please report it.';
    return { status: 500, failure: { error: { code: 'internal', message: messageOf(thrown), remedy } } };
  }
  const { code, message, remedy } = thrown;
  return { status: statusOf[code] ?? 400, failure: { error: { code, message, remedy } } };
}

const statusOf: Readonly<Record<string, 403 | 404 | 500 | 503>> = {
  'unknown-name': 404,
  'approval-refused': 403,
  'bad-signature': 403,
  'guard-not-running': 503,
  'log-stopped': 503,
  'log-busy': 503,
  'bad-frame': 500,
  internal: 500,
};
