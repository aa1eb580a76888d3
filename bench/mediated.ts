/** What the guard adds to a call over a proxy that passes it through: the same server behind both, and the same client. */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { Row } from './row.ts';
import type { Scale } from './scale.ts';
import { median } from './timing.ts';

const program = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const upstream = [process.execPath, program('../test/guard-servers/echo.ts')];
const WARM = 300;

export async function mediatedRows({ mediatedCalls, rounds }: Scale): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'offswitch-bench-'));
  const passing = await connected('proxy', [program('./mediated-proxy.ts'), ...upstream]);
  const guarded = await connected('guard', [program('./mediated-guard.ts'), folder, ...upstream]);
  try {
    const list = (client: Client) => async () => void (await client.request({ method: 'tools/list' }));
    const effect = (client: Client, name: string) => async (index: number) => {
      const { isError } = await client.callTool({ name, arguments: { text: `call ${index}` } });
      if (isError) throw new Error(`${name} was not done`);
    };
    const idle = await inTurns(mediatedCalls, rounds, list(passing), list(guarded));
    const acting = await inTurns(
      mediatedCalls,
      rounds,
      effect(passing, 'echo'),
      effect(guarded, 'desk__echo'),
    );
    const added = (what: string, [through, whole]: readonly [number, number]) => ({
      what: `added by the guard to ${what}, median of ${mediatedCalls}`,
      unit: 'ms' as const,
      measured: Math.max(0, whole - through),
    });
    return [
      {
        ...added('a call without an effect (the list of tools)', idle),
        budget: 0.4,
        floor: idle[0],
        floorIs: 'the same call through a proxy that passes it on',
        allowedRatio: 2,
      },
      {
        ...added('an effect (decided, on disk, carried out, looked at)', acting),
        budget: 1.5,
        floor: acting[0] + synced(folder, mediatedCalls),
        floorIs: 'that, and a write that waits for the disk',
        allowedRatio: 30,
      },
    ];
  } finally {
    await passing.close();
    await guarded.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of one write of the size of a record that waits for the disk. */
function synced(folder: string, times: number): number {
  const file = openSync(join(folder, 'plain'), 'w');
  const each = Array.from({ length: times }, () => {
    const from = performance.now();
    writeSync(file, 'x'.repeat(1000));
    fdatasyncSync(file);
    return performance.now() - from;
  });
  closeSync(file);
  return median(each);
}

async function connected(name: string, args: readonly string[]): Promise<Client> {
  const client = new Client({ name, version: '1' });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [...args] }));
  return client;
}

type Act = (index: number) => Promise<void>;

/** Medians of both, of the quickest round each: whatever else the machine does makes a round longer. */
async function inTurns(
  calls: number,
  rounds: number,
  one: Act,
  other: Act,
): Promise<readonly [number, number]> {
  let least: readonly [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const act of [one, other]) for (let index = 0; index < WARM; index += 1) await act(index);
  for (let round = 0; round < rounds; round += 1) {
    const times = [await timed(calls, one), await timed(calls, other)] as const;
    least = [Math.min(least[0], times[0]), Math.min(least[1], times[1])];
  }
  return least;
}

async function timed(calls: number, act: Act): Promise<number> {
  const each: number[] = [];
  for (let index = 0; index < calls; index += 1) {
    const from = performance.now();
    await act(index);
    each.push(performance.now() - from);
  }
  return median(each);
}
