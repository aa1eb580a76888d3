/** A page's own server: on the loopback alone, with the built application and the answers that the page gives. */
import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { messageOf, OffswitchError, systemCodeOf } from '../../kit/errors.ts';
import { type Application, shellOf } from './application.ts';
import { onlySamePage, strictHeaders } from './strictness.ts';

export interface PageOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Where people reach the page through a proxy of theirs, e.g. `https://approvals.example.com`. */
  readonly origin?: string | undefined;
  readonly application: Application;
  /** What stands under `/api`, given the origin that browsers see. */
  readonly api: (origin: string) => Hono;
}

export interface PageServer {
  /** As browsers see it, without a slash at the end. */
  readonly origin: string;
  /** Where it listens. */
  readonly address: string;
  close(): Promise<void>;
}

/** Never the address of a network: who wants the page elsewhere has a proxy, which knows who may come. */
const HOST = '127.0.0.1';

/** Errors: `port-unavailable`. */
export async function startPage({ port, origin, application, api }: PageOptions): Promise<PageServer> {
  const page = new Hono();
  const server = await listening(page, port);
  const { port: bound } = server.address() as AddressInfo;
  // Passkeys are made for names: a browser makes none for 127.0.0.1.
  const local = `http://localhost:${bound}`;
  const seen = origin ?? local;
  page.use(strictHeaders);
  page.use(onlySamePage([seen, local, `http://${HOST}:${bound}`]));
  page.use(async (context, next) => {
    if (origin !== undefined || context.req.header('host') !== `${HOST}:${bound}`) return next();
    const { pathname, search } = new URL(context.req.url);
    return context.redirect(`${local}${pathname}${search}`);
  });
  page.route('/api', api(seen));
  page.route('/', shellOf(application));
  return { origin: seen, address: `http://${HOST}:${bound}`, close: () => closed(server) };
}

function listening(page: Hono, port: number): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: page.fetch, hostname: HOST, port }, () => resolve(server));
    server.once('error', (thrown: unknown) =>
      reject(
        new OffswitchError(
          'port-unavailable',
          `cannot listen on ${HOST}:${port}: ${messageOf(thrown)}`,
          'Choose another port with --port. Passkeys belong to an address with its port: keep the one they were made for.',
          { port, system: systemCodeOf(thrown) ?? null },
          thrown,
        ),
      ),
    );
  });
}

async function closed(server: ServerType): Promise<void> {
  if ('closeAllConnections' in server) server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
