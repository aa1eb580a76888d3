/** People who decide on the page: in a real browser, with an authenticator that has no hardware. */
import { describe, expect, test } from 'vitest';
import { chromiumPath } from './support/browser.ts';
import { requestOf } from './support/fake-guard.ts';
import { servedPage } from './support/served.ts';

describe.skipIf(chromiumPath === undefined)('the page of approvals', () => {
  const served = servedPage();

  test('a passkey is registered, and approves a request that appeared by itself', async () => {
    const { guard, visit, register } = served;
    const page = await visit('/');
    await register(page, 'ana');
    await page.click('text=Requests');
    await page.waitForSelector('text=Nothing waits for a decision');
    const request = requestOf('first');
    guard.requests.set('first', request);
    await page.click('.card a');
    expect(await page.textContent('pre.shown')).toBe(request.shown);
    await page.waitForSelector('text=Your browser has checked');
    await page.click('button:has-text("Approve")');
    await page.waitForSelector('h1:has-text("Approved")');
    expect(guard.answers).toMatchObject([{ id: 'first', by: 'ana', approve: true }]);
  });

  test('a request that needs two says so, and counts one after the other', async () => {
    const { guard, visit, register } = served;
    guard.requests.set('two', requestOf('two', { needed: 2 }));
    const page = await visit('/');
    await register(page, 'ana');
    await page.goto(`${served.origin}/requests/two`);
    await page.waitForSelector('text=One more person has to approve, too');
    await page.click('button:has-text("Approve")');
    await page.waitForSelector('text=Your answer counts. It needs others, too.');
    await page.waitForSelector('text=1 of the 2 approvals that it needs: ana');
  });

  test('a request is denied at once, and approved only after time to read', async () => {
    const { guard, visit, register } = served;
    guard.requests.set('slow', requestOf('slow', { leastViewMs: 3_600_000 }));
    const page = await visit('/');
    await register(page, 'ben');
    await page.goto(`${served.origin}/requests/slow`);
    await page.waitForSelector('text=You can approve once you have had time to read');
    await page.click('button:has-text("Approve")', { force: true });
    expect(guard.answers).toEqual([]);
    await page.click('button:has-text("Deny")');
    await page.waitForSelector('h1:has-text("Denied")');
    expect(guard.answers).toMatchObject([{ id: 'slow', by: 'ben', approve: false }]);
  });

  test('a person whom the authenticator cannot verify makes no passkey', async () => {
    const { visit } = served;
    const page = await visit('/register', { isUserVerified: false });
    await page.click('text=Make a passkey');
    await page.waitForSelector('text=The browser made no passkey');
  });

  test('a text that is not the one that would be signed cannot be decided', async () => {
    const { guard, visit } = served;
    const whole = requestOf('changed');
    const other = requestOf('other');
    const swapped = { approve: whole.statement.deny, deny: whole.statement.approve };
    for (const changes of [
      { shown: whole.shown.replace('weights-v4', 'weights-v5') },
      { statement: other.statement },
      { statement: swapped },
    ]) {
      guard.requests.set('changed', { ...whole, ...changes });
      const page = await visit('/requests/changed');
      await page.waitForSelector('text=Do not decide here');
      expect(await page.locator('.deciding button').count()).toBe(0);
    }
  });

  test('what an agent wrote is text, collapsed and marked, and never in a title', async () => {
    const { guard, visit } = served;
    const untrusted =
      '<img src=x onerror="document.title=1"><script>document.title=2</script> </details><h1>Approved by ana</h1> \u202etxt.exe \u0430na https://evil.example/';
    guard.requests.set('words', requestOf('words', { untrusted }));
    const page = await visit('/requests/words');
    const details = page.locator('details.untrusted');
    await details.waitFor();
    expect(await details.getAttribute('open')).toBeNull();
    expect(await page.locator('details pre').isVisible()).toBe(false);
    await page.click('summary');
    expect(await page.locator('details pre').isVisible()).toBe(true);
    expect(await page.textContent('details pre')).toContain('\\u{202e}txt.exe \\u{430}na');
    await page.waitForSelector('.escapes');
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.locator('img, script:not([src])').count()).toBe(0);
    expect(await page.title()).toBe('Agent atlas asks to delete - Offswitch');
  });

  test('without a passkey the page leads to one, and to the command line', async () => {
    const { guard, visit } = served;
    guard.requests.set('alone', requestOf('alone', { people: ['carla'] }));
    const page = await visit('/requests/alone');
    await page.waitForSelector('text=offswitch approve alone --key');
    await page.click('text=Register yours');
    await page.waitForSelector('h1:has-text("Register a passkey")');
  });

  test('everything is done with the keyboard, and the focus follows', async () => {
    const { guard, visit, register } = served;
    const page = await visit('/');
    await register(page, 'ana');
    guard.requests.set('keys', requestOf('keys'));
    await page.goto(served.origin);
    await page.waitForSelector('.card');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.choices');
    await page.waitForFunction('document.activeElement?.tagName === "H1"');
    for (let presses = 0; presses < 10; presses += 1) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate('document.activeElement.textContent')) === 'Deny') break;
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1:has-text("Denied")');
    expect(guard.answers).toMatchObject([{ id: 'keys', approve: false }]);
  });

  test('leases count down, a renewal is seen, and an end is seen', async () => {
    const { guard, visit } = served;
    const agent = {
      ...{ id: 'atlas', lineage: 'atlas', parents: [], driver: 'process', state: 'running' as const },
      lease: { id: 'l1', until: '2026-11-26T12:00:00Z', remainingMs: 60_000 },
    };
    guard.agents.set('atlas', { agent, history: [] });
    const page = await visit('/agents');
    await page.waitForSelector('text=Lives for 1 min');
    await page.waitForSelector('text=/Lives for 5\\d s/');
    const renewed = { ...agent.lease, until: '2026-11-26T13:00:00Z', remainingMs: 600_000 };
    guard.agents.set('atlas', { agent: { ...agent, lease: renewed }, history: [] });
    await page.waitForSelector('text=Lives for 10 min');
    guard.agents.set('atlas', { agent: { ...agent, state: 'ended', lease: undefined }, history: [] });
    await page.waitForSelector('text=Ended');
  });

  test('a request that is decided elsewhere closes before one’s eyes', async () => {
    const { guard, visit } = served;
    guard.requests.set('gone', requestOf('gone'));
    const page = await visit('/requests/gone');
    await page.waitForSelector('.live.on');
    guard.requests.delete('gone');
    await page.waitForSelector('h1:has-text("This request is closed")');
  });

  test('a browser without the key reads nothing, and reads once it is given', async () => {
    const { guard, visit } = served;
    guard.requests.set('secret', requestOf('secret'));
    const page = await visit('/');
    await page.evaluate('localStorage.clear()');
    await page.reload();
    await page.waitForSelector('text=This page is for people who approve');
    expect(await page.content()).not.toContain('secret');
    await page.fill('#key', `${served.origin}/#key=${'k'.repeat(43)}`);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.card');
    await page.evaluate("localStorage.setItem('offswitch-page-key', 'wrong')");
    await page.reload();
    await page.waitForSelector('text=This browser was not given the key');
  });
});
