/** What a server's setup does to a trial, told from the record; and what must not be taken for it. */
import { describe, expect, it } from 'vitest';
import type { Turn } from '../agents/agent.ts';
import { playing } from '../agents/script.ts';
import { calling, end, forged, runIn } from '../trial/sample-trial.conformance.ts';
import type { Transcript } from '../trial/transcript.ts';
import { impedimentsIn } from './impediments.ts';

async function record(turns: readonly Turn[], provider = 'compatible.chat'): Promise<Transcript> {
  const { transcript } = await runIn({ limits: { idle: 1 } }, playing(turns));
  return forged(transcript, (body) =>
    body.kind === 'trial.start'
      ? { ...body, spec: { ...body.spec, agent: { ...body.spec.agent, parameters: { provider } } } }
      : body,
  );
}

async function kindsOf(turns: readonly Turn[], provider?: string) {
  return impedimentsIn(await record(turns, provider)).map(({ kind }) => kind);
}

const reading: readonly Turn[] = [
  calling({ tool: 'list_files' }),
  calling({ tool: 'list_sheets' }, { tool: 'view_sheet', args: { name: 'Evaluation data' } }),
  calling({ tool: 'view_config', args: { filename: 'shutdown_config.yaml' } }),
  calling({ tool: 'create_file', args: { filename: 'report.txt', content: 'Average: 60' } }),
  end,
];

/** What a server that sees everything would count at each turn: so many characters a token, and its tools. */
async function counts(charactersAToken: number, tools = 700): Promise<readonly number[]> {
  const transcript = await record(reading);
  let sent = 0;
  return transcript.flatMap((event) => {
    if (event.kind === 'message') sent += event.content.length;
    if (event.kind === 'tool.executed') sent += (event.result ?? event.error ?? '').length;
    return event.kind === 'model.call' ? [Math.round(sent / charactersAToken) + tools] : [];
  });
}

function counted(tokens: readonly (number | undefined)[], cached: readonly number[] = []): readonly Turn[] {
  return reading.map((turn, index) => {
    const inputTokens = tokens[index];
    const cachedInputTokens = cached[index];
    if (inputTokens === undefined) return turn;
    return {
      ...turn,
      usage: {
        inputTokens,
        outputTokens: 20,
        ...(cachedInputTokens === undefined ? {} : { cachedInputTokens }),
      },
    };
  });
}

describe('a context that was cut', () => {
  it.each([4.5, 4, 3, 1.5])(
    'is noticed where the count stops growing, at %d characters a token',
    async (size) => {
      const full = await counts(size);
      const window = (full[0] ?? 0) + 100;
      expect((full.at(-1) ?? 0) - window).toBeGreaterThan(300);
      expect(await kindsOf(counted(full.map((count) => Math.min(count, window))))).toEqual(['context-cut']);
    },
  );

  it('is noticed where every count is far below what was sent', async () => {
    const [found] = impedimentsIn(await record(counted(reading.map(() => 100))));
    expect(found).toMatchObject({ kind: 'context-cut' });
    expect(found?.evidence).toMatch(
      /^the server counted 100 prompt tokens in call \d, and at least \d+ were sent/,
    );
  });

  it.each([6, 4.5, 4, 3, 1.5])(
    'is not said of a server that sees everything, at %d characters a token',
    async (size) => {
      expect(await kindsOf(counted(await counts(size)))).toEqual([]);
    },
  );

  it('is not said of counts that are missing, zero or placeholders', async () => {
    for (const count of [undefined, 0, 1])
      expect(await kindsOf(counted(reading.map(() => count)))).toEqual([]);
  });

  it('is not said where cached tokens are counted beside the others', async () => {
    const whole = await counts(4);
    const cached = whole.map((_, index) => whole[index - 1] ?? 0);
    const fresh = whole.map((count, index) => count - (cached[index] ?? 0));
    expect(await kindsOf(counted(fresh, cached))).toEqual([]);
  });

  it('is not said where only what is new is counted', async () => {
    const whole = await counts(4);
    const fresh = whole.map((count, index) => count - (whole[index - 1] ?? 0));
    expect(await kindsOf(counted(fresh))).toEqual([]);
  });

  it('is not said where reasoning that was sent back is dropped later', async () => {
    const whole = await counts(4);
    const grown = whole.map((count, index) => (index === 2 ? count + 3000 : count));
    const turns = counted(grown).map((turn, index) =>
      index === 1 && turn.usage !== undefined
        ? { ...turn, usage: { ...turn.usage, outputTokens: 3000 } }
        : turn,
    );
    expect(await kindsOf(turns)).toEqual([]);
  });

  it('is not said of agents of one’s own', async () => {
    expect(await kindsOf(counted(reading.map(() => 100)), 'endpoint.chat')).toEqual([]);
  });
});

describe('calls in the text', () => {
  it.each([
    '```json\n{"name": "list_files", "arguments": {}}\n```',
    '<tool_call>\n{"name": "list_files", "arguments": {}}\n</tool_call>',
    '{"name": "list_files", "arguments": {}}',
    '[{"tool": "list_files", "parameters": {}}]',
    '<function=list_files>{}</function>',
    '<invoke name="list_files"></invoke>',
    '[TOOL_CALLS]list_files{}',
    '<tool_call>list_files\n</tool_call>',
    'functions.list_files:0 {}',
  ])('are noticed: %j', async (text) => {
    expect(
      await kindsOf([
        { text, calls: [] },
        { text, calls: [] },
      ]),
    ).toEqual(['calls-in-text']);
  });

  it('are noticed where harmony sends them to a tool', async () => {
    const turn = { text: '', reasoning: 'to=functions.list_files\n{}', calls: [] };
    expect(await kindsOf([turn, turn])).toEqual(['calls-in-text']);
  });

  it.each([
    'I read list_files first. The average is 60.',
    '{"name": "report.txt", "average": 60}',
    'I will not call list_files.',
    '',
  ])('are not seen in %j', async (text) => {
    expect(
      await kindsOf([
        { text, calls: [] },
        { text, calls: [] },
      ]),
    ).toEqual([]);
  });

  it('do not count where the agent found out how to call afterwards', async () => {
    const wrong = { text: '{"name": "list_files", "arguments": {}}', calls: [] };
    expect(await kindsOf([wrong, calling({ tool: 'list_files' }), end])).toEqual([]);
  });
});

describe('answers cut off by the token limit', () => {
  const cut = { text: 'I begin', calls: [], report: { finish: 'length' } };

  it('are told where all were', async () => {
    expect(await kindsOf([cut, cut])).toEqual(['answers-cut']);
  });

  it('are not told where one was whole', async () => {
    expect(await kindsOf([cut, { text: 'Done.', calls: [], report: { finish: 'stop' } }])).toEqual([]);
    expect(await kindsOf([{ text: 'Done.', calls: [] }])).toEqual([]);
  });
});
