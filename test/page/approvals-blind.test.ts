/** Texts of the blind corpus on the page of a request: as what is signed, and as the agent's own words. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { quoted } from '../../src/contain/approvals/shown/text.ts';
import { canonical } from '../../src/kit/canonical.ts';
import { hashText } from '../../src/kit/hash.ts';
import { harmless, properties } from '../approvals/properties.ts';
import { chromiumPath } from './support/browser.ts';
import { requestOf } from './support/fake-guard.ts';
import { servedPage } from './support/served.ts';

/** Of those that say what a browser may draw. */
const drawn = ['inert', 'no-direction', 'no-invisible', 'no-control', 'no-separator'];
const { cases } = z
  .object({
    cases: z.array(z.object({ name: z.string(), text: z.unknown(), property: z.array(z.string()) })),
  })
  .parse(JSON.parse(readFileSync(new URL('../approvals/blind/texts.json', import.meta.url), 'utf8')));
const texts = cases.flatMap(({ name, text, property }) =>
  typeof text === 'string' && property.some((one) => drawn.includes(one)) ? [{ name, text, property }] : [],
);

const AT_A_TIME = 12;

describe.skipIf(chromiumPath === undefined)('texts of others on the page', () => {
  const served = servedPage();

  test('add no element and act nowhere, and nothing of them is unseen', async () => {
    const { guard, visit } = served;
    const page = await visit('/');
    const seen = async (texts: readonly string[]) => {
      const members = texts.map((text, at) => `  text ${at}: ${quoted(text)}\n`);
      const shown = `Agent atlas asks to delete\n${members.join('')}`;
      const plainly = requestOf('one');
      const shownDigest = hashText(shown);
      const signed = (text: string) => canonical({ ...JSON.parse(text), shown: shownDigest });
      const statement = {
        approve: signed(plainly.statement.approve),
        deny: signed(plainly.statement.deny),
      };
      const request = { ...plainly, shown, shownDigest, statement, untrusted: texts.join('\n') };
      guard.requests.set('one', request);
      await page.goto(`${served.origin}/requests/one`);
      await page.waitForSelector('text=Your browser has checked');
      const elements = await page.locator('article.request *:not(.escapes, .escapes *)').count();
      const parts = [page.locator('pre.shown'), page.locator('details.untrusted pre')];
      return {
        shown,
        elements,
        parts: await Promise.all(parts.map(async (part) => (await part.textContent()) ?? '')),
      };
    };
    const wrong: string[] = [];
    for (let from = 0; from < texts.length; from += AT_A_TIME) {
      const some = texts.slice(from, from + AT_A_TIME);
      const names = some.map(({ name }) => name).join(', ');
      const plain = await seen(some.map(() => harmless));
      const { shown, elements, parts } = await seen(some.map(({ text }) => text));
      if (elements !== plain.elements) wrong.push(`${elements} elements, not ${plain.elements}: ${names}`);
      if (parts[0] !== shown) wrong.push(`what is signed is not what is drawn: ${names}`);
      for (const [at, part] of parts.entries())
        for (const one of drawn.filter((each) => each !== 'inert')) {
          // In the agent's own words, which are collapsed and marked, tabs are theirs.
          const text = at === 0 ? part : part.replaceAll('\t', ' ');
          const rendering = { text, seen: { title: '', text }, plain: { title: '', text: '' } };
          if (properties[one]?.(rendering) !== true)
            wrong.push(`${one}, ${at === 0 ? 'signed' : 'words'}: ${names}`);
        }
    }
    expect(wrong).toEqual([]);
    console.info(JSON.stringify({ texts: texts.length }));
  });
});
