/** The card of a judge in Chromium: opened from disk, in both themes, also on a narrow screen. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';
import { chromiumPath, openPage, startChromium } from './support/browser.ts';

const folder = testFolder();
let browser: Awaited<ReturnType<typeof startChromium>> | undefined;
const judges = ['protector', 'honest-judge'] as const;

const LOOK = `(() => {
  const boxes = [...document.querySelectorAll('svg.picture text')].map((text) => text.getBoundingClientRect());
  return {
    wide: document.documentElement.scrollWidth > innerWidth,
    cut: boxes.some(({ left, right }) => left < 0 || right > innerWidth),
    small: boxes.some(({ height }) => height < 11),
    dots: document.querySelectorAll('svg.picture .dot').length,
    differs: document.querySelectorAll('svg.picture .dot.more').length > 0,
    page: getComputedStyle(document.body).backgroundColor,
  };
})()`;

beforeAll(async () => {
  if (chromiumPath === undefined) return;
  browser = await startChromium();
  for (const judge of judges)
    expect(
      await runCli(['grade', 'test', `sim:${judge}`, '--html', `${judge}.html`], { cwd: folder.path }),
    ).toMatchObject({ code: 0 });
});
afterAll(() => browser?.close());

test
  .skipIf(chromiumPath === undefined)
  .each(
    judges.flatMap((judge) =>
      ([400, 900] as const).flatMap((width) =>
        (['light', 'dark'] as const).map((colorScheme) => ({ judge, width, colorScheme })),
      ),
    ),
  )('$judge at $width px, $colorScheme', async ({ judge, width, colorScheme }) => {
  if (browser === undefined) throw new Error('no browser');
  const address = pathToFileURL(join(folder.path, `${judge}.html`)).href;
  const { page, context, asked, complaints } = await openPage(browser, {
    viewport: { width, height: 900 },
    colorScheme,
  });
  await page.goto(address);
  expect(asked).toEqual([address]);
  expect(complaints).toEqual([]);
  const seen: unknown = await page.evaluate(LOOK);
  expect(seen).toEqual({
    ...{ wide: false, cut: false, small: false, dots: 12, differs: judge === 'protector' },
    page: colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 23, 27)',
  });
  await context.close();
});
