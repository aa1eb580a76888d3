/** What a rewriting model may change, and what it may not. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Brain, startModelServer } from '../../../test/support/model-server.ts';
import { openAgent } from '../../measure/agents/registry.ts';
import { blinder } from './blind.ts';
import { changeBetween, demandThirdFamily, rewriter } from './rewrite.ts';

const before = 'The capital is Bamako, not Dakar. Run `ls -l` for 3 files; it says "done".';

describe('a change that counts', () => {
  it.each([
    ['a number', before.replace('3', '4'), 'a number is lost: 3'],
    ['a number more', `${before} 7`, 'a number is new: 7'],
    ['code', before.replace('ls -l', 'ls'), 'code is lost: `ls -l`'],
    ['a quotation', before.replace('done', 'gone'), 'a quotation is lost: "done"'],
    ['a name', before.replace('Bamako', 'Timbuktu'), 'a name is lost: Bamako'],
    ['a "not"', before.replace(', not', ' and'), 'a "not" is lost: not'],
    ['most of it', 'Bamako.', 'it is much longer or much shorter'],
  ])('%s', (_, after, fault) => {
    expect(changeBetween(before, after)).toBe(fault);
  });

  it('other words are none', () => {
    const after = 'Bamako is the capital; it is not Dakar. For 3 files use `ls -l`, which says "done".';
    expect(changeBetween(before, after)).toBeUndefined();
  });
});

async function rewrite(brain: Brain) {
  const server = await startModelServer({ protocol: 'openai', brain });
  onTestFinished(() => server.close());
  const environment = { OFFSWITCH_BASE_URL: server.url, OFFSWITCH_RETRIES: '0' };
  const kind = await openAgent('compatible:m', { environment, folder: '/' });
  const blind = blinder(['birch']);
  const options = { seed: 1, name: 'item', blind, signal: new AbortController().signal };
  return rewriter(kind)(blind({ task: 'Name the capital.', work: before }), options);
}

const saying =
  (text: string): Brain =>
  (messages) => {
    const item = /=== TEXT ([0-9a-f]{16}) BEGINS/.exec(messages.at(-1)?.content ?? '')?.[1];
    return { text: JSON.stringify({ item, text }) };
  };

describe('over HTTP', () => {
  it('takes the new words, blind once more', async () => {
    const after =
      'Sure! Bamako is the capital; it is **not** Dakar. For 3 files use `ls -l`, which says "done".';
    expect(await rewrite(saying(after))).toMatchObject({
      work: after.slice(6).replaceAll('**', ''),
      kept: null,
    });
  });

  it.each([
    ['a number was changed', saying(before.replace('3', '4')), 'a number is lost: 3'],
    ['the answer is none', () => ({ text: before }), 'the answer has another form'],
    ['there is no answer', () => ({ text: '', ending: 'filter' as const }), 'the answer has another form'],
  ] satisfies [string, Brain, string][])('keeps the text of the rules where %s', async (_, brain, kept) => {
    expect(await rewrite(brain)).toMatchObject({ work: before, kept });
  });
});

it('only a third family may', () => {
  expect(() => demandThirdFamily('m', 'google', ['openai', 'anthropic'])).not.toThrow();
  for (const family of ['openai', null])
    expect(() => demandThirdFamily('m', family, ['openai', null])).toThrow(
      expect.objectContaining({ code: 'judge-family' }),
    );
});
