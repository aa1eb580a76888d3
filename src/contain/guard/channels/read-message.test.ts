/**
 * Parsers beside each other on the same bytes. What we read, the engine, another library and Python read alike; what one
 * of them may read in another way is refused before any of them sees it.
 */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../../kit/canonical.ts';
import { parseExactJson } from '../../../kit/json.ts';
import { jsonCorpus } from './json-corpus.ts';
import { MALFORMED, readMessage } from './read-message.ts';

const HEAD = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"desk__echo","arguments":';
const messageWith = (given: string | Uint8Array) =>
  Buffer.concat([Buffer.from(HEAD), Buffer.from(given), Buffer.from('}}')]);

interface Read {
  readonly tool: string;
  readonly given: unknown;
}

/** What would be decided on, or undefined where it is refused. */
function ours(message: Uint8Array): Read | undefined {
  const { call } = readMessage(message);
  if (call === undefined || call.tool === MALFORMED) return undefined;
  try {
    return { tool: call.tool, given: parseExactJson(call.argumentBytes, 'arguments') };
  } catch {
    return undefined;
  }
}

/** What somebody would carry out who takes the message as it came. */
function theirs(read: (text: string) => unknown, message: Uint8Array): Read {
  const value = read(Buffer.from(message).toString('utf8')) as {
    params: { name: string; arguments?: unknown };
  };
  const { name, arguments: given = {} } = value.params;
  return { tool: name, given };
}

const same = (one: Read, other: Read) => canonical({ ...one }) === canonical({ ...other });

describe('the corpus', () => {
  it.each(
    jsonCorpus.map(({ text, read }) => [JSON.stringify(String(text)).slice(0, 60), text, read] as const),
  )('%s', (_, text, read) => {
    const message = messageWith(text);
    const mine = ours(message);
    expect(mine !== undefined).toBe(read);
    if (mine === undefined) return;
    expect(same(mine, theirs(JSON.parse, message))).toBe(true);
    expect(
      same(
        mine,
        theirs((all) => parse(all), message),
      ),
    ).toBe(true);
  });

  it('holds both kinds, and what is refused is read differently by somebody or by nobody', () => {
    expect(jsonCorpus.filter(({ read }) => read).length).toBeGreaterThan(25);
    expect(jsonCorpus.filter(({ read }) => !read).length).toBeGreaterThan(60);
  });

  it('is read alike by Python, where we read it', ({ skip }) => {
    const messages = jsonCorpus
      .map(({ text }) => messageWith(text))
      .filter((message) => ours(message) !== undefined);
    const script =
      'import json,sys,base64\nfor line in sys.stdin:\n  p=json.loads(base64.b64decode(line).decode())["params"]\n  print(json.dumps([p["name"],p["arguments"]]))';
    const input = messages.map((message) => message.toString('base64')).join('\n');
    const { status, stdout, error } = spawnSync('python3', ['-c', script], { input, encoding: 'utf8' });
    if (error !== undefined) return skip('there is no Python here');
    expect(status).toBe(0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(messages.length);
    for (const [index, message] of messages.entries()) {
      const [tool, given] = lines[index];
      expect(same(ours(message) ?? { tool: '', given: '' }, { tool, given })).toBe(true);
    }
  });
});

describe('any message', () => {
  const value = fc.jsonValue({ maxDepth: 4 });
  const members = fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom('a', 'name', 'arguments', 'params', '_meta')),
    value,
  );
  const call = fc.record(
    {
      jsonrpc: fc.constantFrom('2.0', '1.0'),
      id: fc.oneof(fc.integer(), fc.string(), fc.constant(null)),
      method: fc.constantFrom('tools/call', 'tools/list', 'ping', 'elicitation/create'),
      params: fc.record(
        { name: fc.oneof(fc.string(), fc.constant(['x'])), arguments: members, _meta: members },
        { requiredKeys: [] },
      ),
      result: value,
    },
    { requiredKeys: ['method'] },
  );
  /** Bits of syntax, put where they do not belong. */
  const piece = fc.constantFrom(
    '"',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '\\',
    '\\u0061',
    '/*',
    '*/',
    '//',
    '-0',
    '1e999',
    '{}',
    '"arguments":{}',
    ',"name":"x"',
    '\ufeff',
    '\u0000',
    ' ',
    '\u2028',
  );
  const broken = fc
    .tuple(
      call,
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), piece, fc.nat(3)), { maxLength: 3 }),
    )
    .map(([message, changes]) =>
      changes.reduce((text, [where, put, cut]) => {
        const at = Math.floor(where * text.length);
        return text.slice(0, at) + put + text.slice(at + cut);
      }, JSON.stringify(message)),
    );

  it('that we read as a call is the same call for the engine', () => {
    fc.assert(
      fc.property(broken, (text) => {
        const message = Buffer.from(text);
        const mine = ours(message);
        if (mine === undefined) return;
        expect(same(mine, theirs(JSON.parse, message))).toBe(true);
      }),
    );
  });

  it('never has its arguments handed on, whatever they are, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(broken, fc.string(), fc.json()), (text) => {
        const { forward, error, call: asked, suspicions } = readMessage(Buffer.from(text));
        const params = forward?.params as Record<string, unknown> | undefined;
        if (forward?.method === 'tools/call') expect(params?.arguments).toEqual({});
        expect(forward === undefined || error === undefined).toBe(true);
        // Nothing vanishes: it is handed on, answered, recorded, told, or a notification that means nothing.
        if (forward === undefined && error === undefined && asked === undefined && suspicions.length === 0)
          expect(JSON.parse(text)).not.toHaveProperty('id');
      }),
    );
  });

  it('is read the same whatever bytes it is cut out of', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        const bytes = Buffer.concat([noise, messageWith('{"a":1}')]).subarray(noise.length);
        expect(ours(bytes)).toEqual({ tool: 'desk__echo', given: { a: 1 } });
      }),
    );
  });
});
