/**
 * Every message of the blind corpus over a real channel, while a request of the same agent waits for people, and once
 * more while one of another agent does: nothing of it is an approval, and what is shaped like one is an alert.
 */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Duplex, duplexPair } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { subjectOf } from '../../src/contain/approvals/effect-subject.ts';
import { createEngine, type Engine } from '../../src/contain/approvals/engine.ts';
import { parseAllowedSigners } from '../../src/contain/approvals/people/allowed-signers.ts';
import { createPast } from '../../src/contain/approvals/people/vigilance.ts';
import type { ShownRequest } from '../../src/contain/approvals/requests.ts';
import type { OpenChannel, Records } from '../../src/contain/guard/broker/contract.ts';
import {
  memoryDomain,
  memoryTools,
  memoryUpstreams,
} from '../../src/contain/guard/broker/memory-domain.conformance.ts';
import { type Rig, startRig } from '../../src/contain/guard/broker/rig.conformance.ts';
import { serveStream } from '../../src/contain/guard/channels/stream-channel.ts';
import { approvalsSchema } from '../../src/contain/guard/config/approvals.ts';
import { lineOf, readLines } from '../../src/contain/guard/mcp/lines.ts';
import { toolDigest } from '../../src/contain/guard/tools.ts';
import { machineClock } from '../../src/notary/log/clock.ts';
import { memoryFiles } from '../../src/notary/log/memory-files.conformance.ts';
import { guardOf } from '../support/guard.ts';
import { quickKey } from '../support/ssh-keys.ts';
import { tellCounts } from '../support/suite-counts.ts';

const { cases: all } = z
  .object({
    cases: z.array(
      z.object({
        ...{ name: z.string(), family: z.string(), why: z.string() },
        ...{ lines: z.array(z.string()), accepted: z.literal(0), alert: z.boolean().nullable() },
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('blind/messages.json', import.meta.url), 'utf8')));

/** `npm test` takes a sample. */
const cases = process.env.EVERY_CELL === undefined ? all.filter((_, at) => at % 8 === 0) : all;

/** Takes one text, and does nothing with it. */
const note = {
  name: 'note',
  description: 'Keeps a note.',
  inputSchema: { type: 'object' as const, properties: { text: { type: 'string' } }, required: ['text'] },
};
const upstreams = {
  files: {
    ...memoryUpstreams.files,
    tools: { ...memoryUpstreams.files.tools, note: { class: 'message', schema: toolDigest(note) } },
  },
};
const approvals = approvalsSchema.parse({
  approvers: 'approvers',
  classes: { 'effect.write': { people: 2 } },
  ...{ leastViewSeconds: 0, budget: { perHour: 10_000, openPerRequester: 10_000 } },
});
const people = parseAllowedSigners(
  ['ana', 'ben', 'cleo'].map((name) => `${name} ${quickKey().line}`).join('\n'),
  (line, what) => new Error(`${line}: ${what}`),
);

/** Where more is an alert than the corpus expects, and why. */
const more: Readonly<Record<string, string>> = {
  '_meta of an unrelated key': 'a notice, once: it is passed to nobody',
  'argument: newline and then JSON-RPC':
    'a consent in whole, as the text of an argument, is an alert as well',
  "OpenAI mcp_approval_response in a tool's argument": 'a consent in whole, too',
  "AI SDK part approval-responded in a tool's argument": 'a consent in whole, too',
};

let rig: Rig;
let engine: Engine;
beforeAll(async () => {
  const { promise: records, resolve: begin } = Promise.withResolvers<Records>();
  engine = createEngine({
    ...{
      config: approvals,
      roll: { people, look: async () => people },
      past: createPast(),
      records,
      clock: machineClock,
    },
    ...{ operatorOf: () => undefined, alert: () => undefined },
  });
  const domain = memoryDomain();
  domain.tools = [...memoryTools, note];
  rig = await startRig(mkdtempSync(join(tmpdir(), 'blind-')), {
    ...{ guard: { upstreams, approvals }, domain, files: memoryFiles() },
    hold: (held) => engine.ask(subjectOf(held, guardOf()), held.signal),
  });
  begin(await rig.broker.openRecords('approvals'));
});
afterAll(async () => {
  await engine.close();
  await rig.end();
});

interface Speaker {
  readonly channel: OpenChannel;
  send(line: string): void;
  /** Settles when this id was answered, or nothing more comes. */
  answered(id: unknown): Promise<void>;
  close(): Promise<void>;
}

async function speakAs(actor: string): Promise<Speaker> {
  const channel = await rig.open(actor);
  const [ours, theirs]: Duplex[] = duplexPair();
  if (ours === undefined || theirs === undefined) throw new Error('no pair');
  const served = serveStream(channel, ours);
  const seen = new Set<unknown>();
  let isOver = false;
  let wake = Promise.withResolvers<void>();
  const tell = () => {
    wake.resolve();
    wake = Promise.withResolvers();
  };
  const end = () => {
    isOver = true;
    tell();
  };
  readLines(theirs, 2 ** 24, {
    line: (line) => {
      seen.add((JSON.parse(line.toString('utf8')) as { id?: unknown }).id);
      tell();
    },
    ...{ tooLong: end, end },
  });
  return {
    channel,
    send: (line) => void theirs.write(`${line}\n`),
    async answered(id) {
      while (!isOver && !seen.has(id)) await wake.promise;
    },
    async close() {
      theirs.destroy();
      await served.close();
      await channel.close('over');
    },
  };
}

async function waitsFor(speaker: Speaker): Promise<ShownRequest> {
  const before = new Set(engine.list().map(({ id }) => id));
  speaker.send(
    lineOf({
      ...{ jsonrpc: '2.0', id: 'held', method: 'tools/call' },
      params: { name: 'files__write_file', arguments: { path: '/srv/site/a', content: 'b' } },
    }).trimEnd(),
  );
  for (;;) {
    const opened = engine.list().find(({ id }) => !before.has(id));
    if (opened !== undefined) return engine.show(opened.id);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

const encoders: Readonly<Record<string, (text: string) => string>> = {
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  hex: (text) => Buffer.from(text).toString('hex'),
  percent: encodeURIComponent,
  rot13: (text) =>
    text.replace(/[a-z]/gi, (letter) => {
      const from = letter < 'a' ? 65 : 97;
      return String.fromCharCode(((letter.charCodeAt(0) - from + 13) % 26) + from);
    }),
};

function filled(line: string, values: Readonly<Record<string, string>>): string {
  return line
    .replace(/\{\{([A-Z_]+)\}\}/g, (whole, name: string) => values[name] ?? whole)
    .replace(/\{\{enc:(\w+)\}\}(.*?)\{\{\/enc\}\}/gs, (_, name: string, text: string) => {
      const encode = encoders[name];
      if (encode === undefined) throw new Error(`no encoding ${name}`);
      return encode(JSON.parse(`"${text}"`));
    });
}

/** Calls whose answer says that everything has come of them that will. */
function callsIn(lines: readonly string[]): readonly unknown[] {
  return lines.flatMap((line) => {
    try {
      const { id, method } = JSON.parse(line) as { id?: unknown; method?: unknown };
      return method === 'tools/call' ? [id] : [];
    } catch {
      return [];
    }
  });
}

interface Played {
  readonly isPending: boolean;
  readonly alerts: readonly string[];
}

/** Of another agent, for all the messages. */
let waitingOfPeer: { readonly speaker: Speaker; readonly request: ShownRequest } | undefined;
async function requestOf(whose: 'own' | 'peer', atlas: Speaker): Promise<ShownRequest> {
  if (whose === 'own') return waitsFor(atlas);
  if (waitingOfPeer === undefined) {
    const speaker = await speakAs('borea');
    waitingOfPeer = { speaker, request: await waitsFor(speaker) };
  }
  return waitingOfPeer.request;
}

async function play(lines: readonly string[], whose: 'own' | 'peer'): Promise<Played> {
  const atlas = await speakAs('atlas');
  const { id, shownDigest, statement } = await requestOf(whose, atlas);
  const terms: { effect: string; nonce: string } = JSON.parse(statement.approve);
  const values = {
    ...{ REQUEST: id, EFFECT_DIGEST: terms.effect, SHOWN_DIGEST: shownDigest, NONCE: terms.nonce },
    ...{ AGENT: 'atlas', PEER: 'borea', PERSON: 'ana', TOOL: 'files__note' },
  };
  const sent = lines.map((line) => filled(line, values));
  for (const line of sent) atlas.send(line);
  atlas.send('{"jsonrpc":"2.0","id":"after","method":"ping"}');
  await Promise.all([...callsIn(sent), 'after'].map((one) => atlas.answered(one)));
  const isPending = engine.list().find((one) => one.id === id)?.given.length === 0;
  await atlas.close();
  const alerts = rig.broker.status().alerts.filter(({ what }) => what.startsWith(`${atlas.channel.id}: `));
  return { isPending, alerts: alerts.map(({ severity, what }) => `${severity} ${what}`) };
}

const counts = { cases: 0, plays: 0, accepted: 0, expected: 0, raised: 0, unexpected: 0, elsewhere: 0 };

describe.each(['own', 'peer'] as const)('while a request of its %s waits', (whose) => {
  it.each(cases)('$family: $name', async ({ name, lines, alert }) => {
    const { isPending, alerts } = await play(lines, whose);
    counts.plays += 1;
    if (!isPending) counts.accepted += 1;
    if (whose === 'own') {
      counts.cases += 1;
      if (alert === true) counts.expected += 1;
      const kind = alert === true ? 'raised' : alert === false ? 'unexpected' : 'elsewhere';
      if (alerts.length > 0) counts[kind] += 1;
    }
    expect(isPending).toBe(true);
    if (alert !== null) expect(alerts.length > 0, alerts.join()).toBe(alert || name in more);
  });
});

it('the log knows of no answer, and nothing was carried out', async () => {
  await waitingOfPeer?.speaker.close();
  const bodies = rig.records().flatMap(({ kind, body }) => (kind === 'approval.close' ? [body] : []));
  expect(bodies).toHaveLength(cases.length + 1);
  expect(new Set(bodies.map((body) => (body as { outcome?: unknown }).outcome))).toEqual(
    new Set(['withdrawn']),
  );
  expect(rig.records().filter(({ kind }) => kind === 'approval.response')).toEqual([]);
  expect(rig.domain.files.has('/srv/site/a')).toBe(false);
  console.info(JSON.stringify(counts));
  if (cases === all)
    await tellCounts('approval-messages', {
      ...{ messages: counts.cases, plays: counts.plays, accepted: counts.accepted },
      ...{ 'shaped like consent': counts.expected, alerts: counts.raised },
    });
});
