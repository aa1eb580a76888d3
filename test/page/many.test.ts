/** Ten thousand requests at once: the page is there as fast as with one. */
import { describe, expect, test } from 'vitest';
import { chromiumPath } from './support/browser.ts';
import { requestOf } from './support/fake-guard.ts';
import { servedPage } from './support/served.ts';

describe.skipIf(chromiumPath === undefined)('10,000 requests', () => {
  const served = servedPage();

  test('are painted a page at a time, and all of them can be reached', async () => {
    for (let number = 0; number < 10_000; number += 1)
      served.guard.requests.set(`r${number}`, requestOf(`r${number}`));
    const page = await served.visit('/');
    await page.goto(served.origin);
    await page.waitForSelector('.card');
    const paint = await page.evaluate(
      "[performance.getEntriesByName('first-contentful-paint')[0]?.startTime, performance.now()]",
    );
    console.log(`first contentful paint and the list, in ms: ${JSON.stringify(paint)}`);
    expect(await page.locator('.card').count()).toBe(50);
    await page.waitForSelector('text=10000 requests wait');
    await page.goto(`${served.origin}/?page=200`);
    await page.waitForSelector('text=Page 200 of 200');
    await page.click('text=Sooner');
    await page.waitForSelector('text=Page 199 of 200');
  });
});
