/** All of it as it is installed: a guard, an agent that waits, the page, a browser, an SSH key and a passkey. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';
import { freePort } from '../support/free-port.ts';
import { guardedFolder } from '../support/guarded-folder.ts';
import { chromiumPath, openPage, startChromium, withAuthenticator } from './support/browser.ts';

describe.skipIf(chromiumPath === undefined)('a guard, a page and people', () => {
  const { cwd, company, agentCommand, up, own } = guardedFolder({
    more: 'approvals: { approvers: approvers, classes: { effect.write: {} }, leastViewSeconds: 1 }\n',
  });

  test('an agent waits, a person reads and signs with a passkey, and then it is done and in the log', async () => {
    const key = join(cwd, 'ana');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'ana', '-f', key]);
    writeFileSync(join(cwd, 'approvers'), `ana ${readFileSync(`${key}.pub`, 'utf8')}`, { mode: 0o600 });
    await up();
    const opens = await served();
    const browser = await startChromium();
    try {
      const { page, context, asked, complaints } = await openPage(browser);
      await withAuthenticator(context, page);
      await page.goto(opens);
      await page.waitForSelector('text=Nothing waits for a decision');

      await page.click('text=People');
      await page.click('text=Register a passkey');
      await page.click('text=Make a passkey');
      const command = ((await page.textContent('pre')) ?? '').replace('~/.ssh/id_ed25519', key);
      await page.fill('#signature', execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' }));
      await page.click('text=Register the passkey');
      await page.waitForSelector('text=is registered for');

      const agent = startCli(['guard', 'run', 'atlas', '--driver', 'plain', ...agentCommand], { cwd });
      own(agent.child);
      await page.click('text=Requests that are open');
      await page.click('.card a');
      const shown = (await page.textContent('pre.shown')) ?? '';
      expect(shown).toContain(`${company}/report`);
      expect(existsSync(join(company, 'report'))).toBe(false);
      await page.waitForSelector('button[aria-disabled="false"]:has-text("Approve")');
      await page.click('button:has-text("Approve")');
      await page.waitForSelector('h1:has-text("Approved")');
      expect((await agent.ended).stdout).toContain('/report false\n/switch true\n');
      expect(readFileSync(join(company, 'report'), 'utf8')).toBe('x');
      expect(readFileSync(join(company, 'switch'), 'utf8')).toBe('on\n');

      await page.goto(`${new URL(opens).origin}/people`);
      await page.waitForSelector('text=1 approved, 0 denied');
      expect(asked.filter((address) => !address.startsWith(new URL(opens).origin))).toEqual([]);
      expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
    } finally {
      await browser.close();
    }
    const { passkeys }: { passkeys: { person: string; passkey: string }[] } = JSON.parse(
      (await runCli(['approvals', 'passkeys', '--json'], { cwd })).stdout,
    );
    expect(passkeys).toMatchObject([{ person: 'ana' }]);
    const removed = await runCli(['approvals', 'passkeys', '--remove', passkeys[0]?.passkey ?? ''], { cwd });
    expect(removed.stdout).toBe('Nobody has a passkey.\n');
    const log: { records: { record: { kind: string; body: object } }[] } = JSON.parse(
      (await runCli(['guard', 'log', '--json'], { cwd })).stdout,
    );
    const bodies = (kind: string) =>
      log.records.flatMap(({ record }) => (record.kind === kind ? [record.body] : []));
    expect(bodies('approval.response')).toMatchObject([{ by: 'ana', approved: true, credential: 'passkey' }]);
    expect(bodies('config')).toContainEqual(expect.objectContaining({ name: 'passkeys' }));
  });

  /** Where the page opens, with its key. */
  async function served(): Promise<string> {
    const page = startCli(['approvals', 'serve', '--json', '--port', String(await freePort())], { cwd });
    own(page.child);
    const lines = createInterface({ input: page.child.stdout });
    const line = await Promise.race([
      new Promise<string>((resolve) => lines.once('line', resolve)),
      page.ended.then(({ stderr }) => Promise.reject(new Error(stderr))),
    ]);
    const { opens }: { opens: string } = JSON.parse(line);
    return opens;
  }
});
