/** `offswitch approvals serve`: the page for people who decide, until Ctrl-C. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OffswitchError } from '../../kit/errors.ts';
import { approvalsApi } from '../../viewer/approvals/api.ts';
import { viewOf } from '../../viewer/approvals/guard-view.ts';
import { loadApplication } from '../../viewer/server/application.ts';
import { startPage } from '../../viewer/server/page-server.ts';
import { pageKeyIn } from '../../viewer/server/readers.ts';
import { stateOf } from '../guard/state.ts';
import { listening } from '../interruption.ts';
import { print, printDocument } from '../terminal.ts';

interface ServePageOptions {
  readonly port?: number;
  readonly origin?: string;
  readonly guard?: string;
  readonly json?: boolean;
}

/** The same at every start, since passkeys are made for an address with its port. */
const PORT = 4680;

export async function servePage({ json = false, ...options }: ServePageOptions): Promise<void> {
  const origin = options.origin === undefined ? undefined : publicOrigin(options.origin);
  const application = loadApplication(fileURLToPath(new URL('../../viewer/app/', import.meta.url)));
  const state = await stateOf(options.guard);
  const key = pageKeyIn(join(state.path, 'page.key'));
  const { promise: asked, resolve: end } = Promise.withResolvers<void>();
  await listening(
    () => end(),
    async () => {
      const api = approvalsApi(viewOf(state.controlSocket), key);
      const page = await startPage({ port: options.port ?? PORT, origin, application, api: api.routes });
      const opens = `${page.origin}/#key=${key}`;
      if (json)
        printDocument(
          JSON.stringify({ event: 'serving', origin: page.origin, address: page.address, opens }),
        );
      else print(screen(page, opens));
      await asked;
      api.close();
      await page.close();
    },
  );
}

function screen(
  page: { readonly origin: string; readonly address: string },
  opens: string,
): readonly string[] {
  const behind = page.origin.startsWith('http://localhost') ? '' : ` (your proxy leads to ${page.address})`;
  return [
    `The page is at ${opens}${behind}`,
    'The address lets a browser read: give it to people who approve, and to nobody else. Ctrl-C ends the page.',
  ];
}

/** Errors: `bad-flag`. */
function publicOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBare = url !== undefined && (text === url.origin || text === `${url.origin}/`);
  if (url !== undefined && isBare && (url.protocol === 'https:' || url.hostname === 'localhost'))
    return url.origin;
  throw new OffswitchError(
    'bad-flag',
    `--origin ${JSON.stringify(text)} is not where a browser could use passkeys`,
    'Write scheme and name alone, with TLS, e.g. --origin https://approvals.example.com.',
  );
}
