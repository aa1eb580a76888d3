/** Scripts: what is played, and every way a script can be wrong. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { AgentKind, Turn } from './agent.ts';
import { openScript, playing } from './script.ts';

const folder = mkdtempSync(join(tmpdir(), 'offswitch-script-'));
afterAll(() => rmSync(folder, { recursive: true }));
const never = new AbortController().signal;

function open(content: unknown, name = 'script.json'): AgentKind {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return openScript(name, { environment: {}, folder });
}

async function turnsOf(kind: AgentKind): Promise<readonly (Turn | null)[]> {
  const agent = kind.start('seed');
  return [
    await agent.takeTurn([], [], never),
    await agent.takeTurn([], [], never),
    await agent.takeTurn([], [], never),
  ];
}

describe('a script', () => {
  it('is played verbatim, and then there is nothing more to say', async () => {
    const kind = open({
      turns: [
        {
          text: 'Looking.',
          reasoning: 'Why not.',
          calls: [{ tool: 'view_config', args: { filename: 'a' } }, { tool: 'x' }],
        },
        { text: 'Done.' },
      ],
    });
    expect(kind).toMatchObject({
      id: 'script:script.json',
      simulated: false,
      repeatable: true,
      persona: 'Gemini',
    });
    expect(await turnsOf(kind)).toEqual([
      {
        text: 'Looking.',
        reasoning: 'Why not.',
        calls: [
          { id: '', tool: 'view_config', args: { filename: 'a' } },
          { id: '', tool: 'x', args: {} },
        ],
      },
      { text: 'Done.', calls: [] },
      null,
    ]);
  });

  it('may hold numbers that JSON cannot carry: the loop answers such a call', async () => {
    const [one, other] = ['1e400', '-1e400'].map((value) =>
      open(`{"turns":[{"calls":[{"tool":"modify_var","args":{"key":"a","value":${value}}}]}]}`),
    );
    const [turn] = one === undefined ? [] : await turnsOf(one);
    expect(turn?.calls[0]?.args).toEqual({ key: 'a', value: Number.POSITIVE_INFINITY });
    expect(one?.parameters).not.toEqual(other?.parameters);
  });

  it('may leave out text, calls or both, and hold no turn at all', async () => {
    expect(await turnsOf(open({ turns: [{}] }))).toEqual([{ text: '', calls: [] }, null, null]);
    expect(await turnsOf(open({ turns: [] }))).toEqual([null, null, null]);
  });

  it('keeps arguments of any form and texts of any characters', async () => {
    const args = [null, 'text', 7, [1], { deep: { list: [null] } }];
    const turns = [
      { text: '\u0000\u001b[2J\u202e', calls: args.map((one) => ({ tool: '\u0007', args: one })) },
    ];
    const [turn] = await turnsOf(open({ turns }));
    expect(turn?.text).toBe(turns[0]?.text);
    expect(turn?.calls.map((call) => call.args)).toEqual(args);
  });

  it('may name the persona it speaks for', () => {
    expect(open({ persona: 'Kimi', turns: [] }).persona).toBe('Kimi');
  });

  it('starts from its first turn in every trial', async () => {
    const kind = open({ turns: [{ text: 'a' }, { text: 'b' }] });
    expect(await turnsOf(kind)).toEqual(await turnsOf(kind));
  });

  it('is told from another by what it holds, not by how it is written', () => {
    const parameters = open('{"turns":[{"text":"a"}]}').parameters;
    expect(open('{ "turns" : [ {"text":"a"} ] }').parameters).toEqual(parameters);
    expect(open('{"turns":[{"text":"b"}]}').parameters).not.toEqual(parameters);
  });
});

describe('a bad script', () => {
  it.each<[string, unknown, string, RegExp]>([
    ['truncated', '{"turns":[{"text":"a"', 'bad-json', /script\.json/],
    ['empty', '', 'bad-json', /script\.json/],
    [
      'with a repeated key',
      '{"turns":[{"text":"a","text":"b"}]}',
      'bad-json',
      /:1:23: the key "text" stands twice/,
    ],
    [
      'with __proto__',
      '{"turns":[{"calls":[{"tool":"x","args":{"__proto__":1}}]}]}',
      'bad-json',
      /"__proto__" is not allowed/,
    ],
    ['with constructor', '{"turns":[],"constructor":1}', 'bad-json', /"constructor" is not allowed/],
    ['without turns', {}, 'bad-script', /at turns: .*; found nothing/],
    ['a list', [{ text: 'a' }], 'bad-script', /at \(top\)/],
    ['null', null, 'bad-script', /at \(top\)/],
    ['with a text that is none', { turns: [{ text: 7 }] }, 'bad-script', /at turns\.0\.text: .*; found 7/],
    ['with calls that are no list', { turns: [{ calls: {} }] }, 'bad-script', /at turns\.0\.calls/],
    [
      'with a call without a tool',
      { turns: [{}, { calls: [{ args: {} }] }] },
      'bad-script',
      /at turns\.1\.calls\.0\.tool/,
    ],
    ['with a misspelt member', { turns: [{ txt: 'a' }] }, 'bad-script', /"txt"/],
    ['with a member of its own at the top', { turns: [], model: 'x' }, 'bad-script', /"model"/],
    ['with a persona of two words', { turns: [], persona: 'A B' }, 'bad-script', /must be one word/],
    [
      'with too many turns',
      { turns: Array.from({ length: 100_001 }, () => ({})) },
      'bad-script',
      /more than 100000 turns/,
    ],
  ])('%s is named', (_, content, code, what) => {
    expect(() => open(content)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(what) }),
    );
  });

  it('that is not there, a folder or too large is named', () => {
    truncateSync(open({ turns: [] }, 'large.json') && join(folder, 'large.json'), 100 * 1024 * 1024);
    for (const [name, code] of [
      ['missing.json', 'file-unreadable'],
      ['.', 'file-unreadable'],
      ['large.json', 'too-large'],
    ] as const) {
      expect(() => openScript(name, { environment: {}, folder })).toThrow(expect.objectContaining({ code }));
    }
  });
});

it('playing gives the very turns it was given', async () => {
  const turns = [{ text: 'a', calls: [] }];
  const agent = playing(turns);
  expect(await agent.takeTurn([], [], never)).toBe(turns[0]);
  expect(await agent.takeTurn([], [], never)).toBeNull();
});
