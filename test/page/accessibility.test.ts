/** WCAG 2.2 AA as far as axe-core can tell, in both themes; and pages as narrow as a phone, without scrolling sideways. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { chromiumPath } from './support/browser.ts';
import { requestOf } from './support/fake-guard.ts';
import { servedPage } from './support/served.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function violationsIn(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const results = (await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(rules)} })`)) as AxeResults;
  expect(results.passes.length).toBeGreaterThan(10);
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

describe.skipIf(chromiumPath === undefined)('for everybody', () => {
  const served = servedPage();

  test.each(['light', 'dark'] as const)('axe finds no violation in the %s theme', async (colorScheme) => {
    fill();
    const { guard, visit, register } = served;
    const page = await visit('/', { colorScheme });
    const found: Record<string, readonly string[]> = {};
    const look = async (name: string, path: string, ready: string) => {
      await page.goto(`${served.origin}${path}`);
      await page.waitForSelector(ready);
      found[name] = await violationsIn(page);
    };
    await look('no passkey', '/requests/alone', '.note');
    await register(page, 'ana');
    found.registered = await violationsIn(page);
    await look('queue', '/', '.card');
    await look('request', '/requests/words', '.choices');
    await page.click('summary');
    found['untrusted text'] = await violationsIn(page);
    await look('too early', '/requests/late', 'text=left to read');
    await look('closed', '/requests/none', 'text=This request is closed');
    await look('agents', '/agents', '.card');
    await look('agent', '/agents/atlas', '.history');
    await look('certificates', '/certificates', '.card');
    await look('alerts', '/alerts', '.history');
    await look('people', '/people', '.card');
    await look('register', '/register', 'select');
    await page.selectOption('#person', 'ben');
    await page.click('button');
    await page.waitForSelector('textarea');
    found.vouch = await violationsIn(page);
    await look('nothing there', '/nothing', 'h1');
    await page.evaluate('localStorage.clear()');
    await look('no key', '/', '#key');
    guard.requests.clear();
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []])));
  });

  test.each([320, 400, 768])('at %d pixels nothing has to be scrolled sideways', async (width) => {
    fill();
    const page = await served.visit('/', { viewport: { width, height: 800 } });
    const wide: string[] = [];
    for (const path of [
      '/',
      '/requests/words',
      '/agents',
      '/agents/atlas',
      '/certificates',
      '/alerts',
      '/people',
    ]) {
      await page.goto(`${served.origin}${path}`);
      await page.waitForSelector('h1');
      await page.waitForSelector('.quiet, .note, .card');
      if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) wide.push(path);
    }
    expect(wide).toEqual([]);
  });

  /** Targets that a finger finds: WCAG 2.5.8 asks for 24 pixels. */
  test('what is pressed to decide is at least 44 pixels high', async () => {
    fill();
    const page = await served.visit('/', { viewport: { width: 400, height: 800 } });
    await served.register(page, 'ana');
    await page.goto(`${served.origin}/requests/words`);
    for (const button of await page.locator('.choices button').all())
      expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  });

  function fill(): void {
    const { requests, agents, certificates, alerts } = served.guard;
    requests.set('words', requestOf('words', { untrusted: `Please. ${'x'.repeat(500)}` }));
    requests.set('alone', requestOf('alone', { people: ['carla'] }));
    requests.set(
      'late',
      requestOf('late', { leastViewMs: 3_600_000, intent: 'stop', needed: 2, given: ['ben'] }),
    );
    const agent = {
      ...{ id: 'atlas', lineage: 'atlas', parents: [], driver: 'process', state: 'running' as const },
      lease: { id: 'l1', until: '2026-11-26T12:00:00Z', remainingMs: 60_000 },
    };
    const history = [{ at: '2026-11-26T09:00:00Z', what: `read ${'/very/long/path'.repeat(20)} (allow)` }];
    agents.set('atlas', { agent, history });
    agents.set('b', {
      agent: { ...agent, id: 'x'.repeat(120), state: 'suspended', lease: undefined },
      history: [],
    });
    const states = ['confirmed', 'contradicted', 'unobservable'] as const;
    certificates.splice(0);
    certificates.push({
      id: 'c1',
      subject: 'cobalt',
      at: '2026-11-26T09:00:00Z',
      result: 'contradicted',
      lines: states.map((result) => ({ text: `a line that is ${result}`, result, record: 1 })),
    });
    alerts.splice(0);
    for (const severity of ['notice', 'warning', 'critical'] as const)
      alerts.push({ at: '2026-11-26T09:00:00Z', severity, what: `an alert, ${severity}` });
  }
});
