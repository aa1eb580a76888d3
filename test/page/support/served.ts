/** The page of approvals as it is built, over a guard in small, in a browser of its own: for the tests of one file. */
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { approvalsApi } from '../../../src/viewer/approvals/api.ts';
import { viewOf } from '../../../src/viewer/approvals/guard-view.ts';
import { loadApplication } from '../../../src/viewer/server/application.ts';
import { startPage } from '../../../src/viewer/server/page-server.ts';
import { testFolder } from '../../support/folder.ts';
import { openPage, startChromium, withAuthenticator } from './browser.ts';
import { type FakeGuard, startFakeGuard, vouchedBy } from './fake-guard.ts';

const KEY = 'k'.repeat(43);
const application = fileURLToPath(new URL('../../../dist/viewer/app/', import.meta.url));

export interface Served {
  readonly guard: FakeGuard;
  readonly origin: string;
  /** A browser that was given the key, and an authenticator. Ends with the test; complains of anything it should not do. */
  visit(path: string, options?: BrowserContextOptions & { readonly isUserVerified?: boolean }): Promise<Page>;
  /** Makes a passkey on the page for this person. */
  register(page: Page, person: string): Promise<void>;
}

export function servedPage(): Served {
  const folder = testFolder();
  const closing: (() => unknown)[] = [];
  const ofTest: (() => Promise<void>)[] = [];
  let guard: FakeGuard;
  let browser: Browser;
  let origin: string;
  beforeAll(async () => {
    guard = await startFakeGuard(folder.path);
    const api = approvalsApi(viewOf(guard.controlSocket), KEY, 250);
    const page = await startPage({ port: 0, application: loadApplication(application), api: api.routes });
    origin = page.origin;
    browser = await startChromium();
    closing.push(() => browser.close(), api.close, page.close, guard.close);
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });
  beforeEach(() => {
    guard.requests.clear();
    guard.agents.clear();
    guard.answers.length = 0;
    return async () => {
      for (const end of ofTest.splice(0)) await end();
    };
  });
  return {
    get guard() {
      return guard;
    },
    get origin() {
      return origin;
    },
    visit: async (path, { isUserVerified = true, ...options } = {}) => {
      const { page, context, asked, complaints } = await openPage(browser, options);
      await withAuthenticator(context, page, isUserVerified);
      ofTest.push(async () => {
        await context.close();
        expect(asked.filter((address) => !address.startsWith(origin))).toEqual([]);
        // What the server refuses is told by the browser, too, and is no fault of the page.
        expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
      });
      await page.goto(`${origin}/#key=${KEY}`);
      await page.waitForSelector('h1');
      await page.goto(`${origin}${path}`);
      await page.waitForSelector('h1');
      return page;
    },
    register: async (page, person) => {
      await page.goto(`${origin}/register`);
      await page.selectOption('#person', person);
      await page.click('text=Make a passkey');
      const command = (await page.textContent('pre')) ?? '';
      const statement = /printf %s '(.*)' \|/.exec(command)?.[1] ?? '';
      await page.fill('#signature', vouchedBy(person, statement));
      await page.click('text=Register the passkey');
      await page.waitForSelector('text=is registered for');
    },
  };
}
