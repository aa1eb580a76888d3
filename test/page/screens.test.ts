/**
 * Six requests of a workplace as people see them. `SCREENS=FOLDER npm run test:page -- screens` writes pictures of the
 * queue and of every request into the folder, so that somebody can look at them; `WORKPLACE=FOLDER` is where the workplace
 * has its files, since paths are in the pictures.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approvalsApi } from '../../src/viewer/approvals/api.ts';
import { viewOf } from '../../src/viewer/approvals/guard-view.ts';
import { loadApplication } from '../../src/viewer/server/application.ts';
import { type PageServer, startPage } from '../../src/viewer/server/page-server.ts';
import { testFolder } from '../support/folder.ts';
import { chromiumPath, openPage, startChromium, withAuthenticator } from './support/browser.ts';
import { openWorkplace, type Workplace } from './support/workplace.ts';

const KEY = 'k'.repeat(43);
const application = fileURLToPath(new URL('../../dist/viewer/app/', import.meta.url));
const { SCREENS, WORKPLACE } = process.env;
const widths = [400, 820, 1400];
const themes = SCREENS === undefined ? (['light'] as const) : (['light', 'dark'] as const);

describe.skipIf(chromiumPath === undefined)('a workplace', () => {
  const folder = testFolder();
  const ends: (() => unknown)[] = [];
  let workplace: Workplace;
  let server: PageServer;
  let browser: Browser;

  beforeAll(async () => {
    workplace = await openWorkplace(WORKPLACE ?? folder.path);
    ends.push(workplace.close);
    const api = approvalsApi(viewOf(workplace.controlSocket), KEY);
    server = await startPage({ port: 0, application: loadApplication(application), api: api.routes });
    ends.push(api.close, server.close);
    browser = await startChromium();
    ends.push(() => browser.close());
    await register('ana');
    await register('ben');
  });
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
  });

  async function register(person: 'ana' | 'ben'): Promise<void> {
    const { page, context } = await openPage(browser);
    await withAuthenticator(context, page);
    await page.goto(`${server.origin}/#key=${KEY}`);
    await page.waitForSelector('h1');
    await page.goto(`${server.origin}/register`);
    await page.selectOption('#person', person);
    await page.click('text=Make a passkey');
    const command = (await page.textContent('pre')) ?? '';
    const [, statement = ''] = /printf %s '(.*)' \|/.exec(command) ?? [];
    await page.fill('#signature', workplace.sign(person, statement));
    await page.click('text=Register the passkey');
    await page.waitForSelector('text=is registered for');
    await context.close();
  }

  test.each(widths.flatMap((width) => themes.map((theme) => [width, theme] as const)))(
    'is readable at %d pixels, %s',
    async (width, colorScheme) => {
      const { page, context, complaints } = await openPage(browser, {
        ...{ colorScheme, viewport: { width, height: 900 } },
      });
      await page.goto(`${server.origin}/#key=${KEY}`);
      const look = async (name: string) => {
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), name).toBe(true);
        if (SCREENS === undefined) return;
        mkdirSync(SCREENS, { recursive: true });
        await page.evaluate('scrollTo(0, 0)');
        await page.screenshot({ path: join(SCREENS, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      };
      await page.waitForSelector('.card');
      expect(await page.locator('.card').count()).toBe(workplace.requests.length);
      await look('queue');
      for (const [at, request] of workplace.requests.entries()) {
        await opened(page, `${server.origin}/requests/${request.id}`);
        expect(await page.textContent('pre.shown')).toBe(request.shown);
        await look(`request-${at + 1}`);
      }
      expect(complaints).toEqual([]);
      await context.close();
    },
  );
});

/** All of it, with what is collapsed, once it can be decided. */
async function opened(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForSelector('text=Your browser has checked');
  for (const details of await page.locator('details > summary').all()) await details.click();
  await page.waitForSelector('button[aria-disabled="false"]:has-text("Approve")');
}
