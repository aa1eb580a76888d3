/** What Offswitch adds to a call of a model, how many calls it keeps going at once, and whether their memory is freed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { Agent, ConversationMessage } from '../src/measure/agents/agent.ts';
import { createTraffic } from '../src/measure/agents/model/traffic.ts';
import { openAgent } from '../src/measure/agents/registry.ts';
import type { Row } from './row.ts';
import type { Scale } from './scale.ts';
import { mean, median, shortest, timed } from './timing.ts';

const SERVER = fileURLToPath(new URL('wire-server.ts', import.meta.url));
const MODEL = 'm';
const QUESTION = 'What is there to do?';
const task: ConversationMessage[] = [{ role: 'user', content: QUESTION }];
const AT_ONCE = 500;
const LATENCY_MS = 200;
const never = new AbortController().signal;

export async function wireRows(scale: Scale): Promise<readonly Row[]> {
  return [
    await withServer(0, (url) => overheadRow(url, scale.wireCalls)),
    await withServer(LATENCY_MS, (url) => throughputRow(url, scale)),
    await withServer(0, (url) => memoryRow(url, scale.wireMemoryCalls)),
  ];
}

/** Both ways in turns, so that whatever else the machine does meets both. */
async function overheadRow(url: string, calls: number): Promise<Row> {
  const agent = await agentAt(url);
  const bare = bareAt(url);
  const timesOf = { ours: [] as number[], bare: [] as number[] };
  const warmUp = Math.ceil(calls / 5);
  for (let call = 0; call < calls + warmUp; call += 1) {
    const both = [
      { times: timesOf.ours, ask: () => agent.takeTurn(task, [], never) },
      { times: timesOf.bare, ask: bare },
    ];
    for (const { times, ask } of call % 2 === 0 ? both : both.toReversed()) {
      const from = performance.now();
      await ask();
      if (call >= warmUp) times.push(performance.now() - from);
    }
  }
  const floor = median(timesOf.bare);
  return {
    what: `overhead of a model call, median of ${calls}`,
    unit: 'ms',
    measured: Math.max(0, median(timesOf.ours) - floor),
    budget: 0.3,
    floor,
    floorIs: "the provider package's call alone",
    allowedRatio: 1,
  };
}

/** Each of many agents asks again as soon as it was answered. */
async function throughputRow(url: string, { wireRounds, rounds }: Scale): Promise<Row> {
  const agent = await agentAt(url, AT_ONCE);
  const bare = bareAt(url);
  const ours = () => {
    // Every trial has a signal of its own.
    const { signal } = new AbortController();
    return () => agent.takeTurn(task, [], signal);
  };
  // Opens the connections.
  await askAtOnce(ours, 1);
  let floor = Number.POSITIVE_INFINITY;
  const measured = await shortest(rounds, async () => {
    floor = Math.min(floor, await askAtOnce(() => bare, wireRounds));
    return askAtOnce(ours, wireRounds);
  });
  return {
    what: `${AT_ONCE} model calls at once, ${LATENCY_MS} ms each, a round of ${wireRounds}`,
    unit: 'ms',
    measured,
    budget: LATENCY_MS / 0.9,
    floor,
    floorIs: "the provider package's calls alone",
    allowedRatio: 2,
  };
}

/** Milliseconds a round, from the first question to the last answer. */
async function askAtOnce(asker: () => () => Promise<unknown>, rounds: number): Promise<number> {
  const one = async (ask: () => Promise<unknown>) => {
    for (let round = 0; round < rounds; round += 1) await ask();
  };
  return (await timed(() => Promise.all(Array.from({ length: AT_ONCE }, () => one(asker()))))) / rounds;
}

const TENTHS = 10;

async function memoryRow(url: string, calls: number): Promise<Row> {
  const agent = await agentAt(url);
  const heaps: number[] = [];
  for (let tenth = 0; tenth < TENTHS; tenth += 1) {
    for (let call = 0; call < calls / TENTHS; call += 1) await agent.takeTurn(task, [], never);
    globalThis.gc?.();
    heaps.push(process.memoryUsage().heapUsed / 2 ** 20);
  }
  return {
    what: `heap after ${calls} model calls`,
    unit: 'MiB',
    measured: mean(heaps.slice(-3)),
    floor: mean(heaps.slice(1, 4)),
    floorIs: `the heap after the first ${(calls / TENTHS) * 4}`,
    allowedRatio: 1.05,
  };
}

async function agentAt(url: string, atOnce = 8): Promise<Agent> {
  const traffic = createTraffic({ start: atOnce, most: atOnce });
  const options = { environment: { OFFSWITCH_BASE_URL: url }, folder: '.', traffic };
  return (await openAgent(`compatible:${MODEL}`, options)).start('bench');
}

function bareAt(url: string): () => Promise<unknown> {
  const model = createOpenAICompatible({ name: 'compatible', baseURL: url }).chatModel(MODEL);
  const prompt = [{ role: 'user' as const, content: [{ type: 'text' as const, text: QUESTION }] }];
  return async () => model.doGenerate({ prompt, temperature: 1, maxOutputTokens: 8192 });
}

async function withServer<T>(latencyMs: number, use: (url: string) => Promise<T>): Promise<T> {
  const server: ChildProcess = spawn(process.execPath, [SERVER, String(latencyMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    if (server.stdout === null) throw new Error('the server has no output');
    const [url] = await once(createInterface(server.stdout), 'line');
    return await use(String(url));
  } finally {
    server.stdin?.end();
    await once(server, 'exit');
  }
}
