/** Ten thousand requests at once: a page of them at a time, and all within reach of the keyboard. `npm run bench` says how fast. */
import { describe, expect, test } from 'vitest';
import { chromiumPath } from './support/browser.ts';
import { requestOf } from './support/fake-guard.ts';
import { servedPage } from './support/served.ts';

describe.skipIf(chromiumPath === undefined)('10,000 requests', () => {
  const served = servedPage();

  test('are there a page at a time, and all of them can be reached by keyboard', async () => {
    for (let number = 0; number < 10_000; number += 1)
      served.guard.requests.set(`r${number}`, requestOf(`r${number}`));
    const page = await served.visit('/');
    await page.waitForSelector('.card');
    expect(await page.locator('.card').count()).toBe(50);
    await page.waitForSelector('text=10000 requests wait');
    const heading = () => page.evaluate('document.activeElement?.textContent');
    const follow = async (link: string, ends: string) => {
      await page.focus(`.pages a:has-text("${link}")`);
      await page.keyboard.press('Enter');
      await page.waitForSelector(`.pages:has-text("${ends}")`);
    };
    await follow('Last', 'Page 200 of 200');
    expect(await heading()).toBe('Requests for approval, page 200');
    await follow('Previous', 'Page 199 of 200');
    await follow('Next', 'Page 200 of 200');
    await follow('First', 'Page 1 of 200');
    expect(await heading()).toBe('Requests for approval');
  });
});
