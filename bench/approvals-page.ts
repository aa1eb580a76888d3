/** The page of approvals in the system's Chromium: with ten thousand open requests, and with ten. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { approvalsApi } from '../src/viewer/approvals/api.ts';
import { viewOf } from '../src/viewer/approvals/guard-view.ts';
import { loadApplication } from '../src/viewer/server/application.ts';
import { startPage } from '../src/viewer/server/page-server.ts';
import { chromiumPath, startChromium } from '../test/page/support/browser.ts';
import type { Row } from './row.ts';
import type { Scale } from './scale.ts';

const MANY = 10_000;
const FEW = 10;
const BUDGET_MS = 1000;
const KEY = 'k'.repeat(43);
const application = fileURLToPath(new URL('../dist/viewer/app/', import.meta.url));

interface Times {
  /** When something was painted, in milliseconds after the page was asked for. */
  readonly paint: number;
  /** When the first request could be opened. */
  readonly row: number;
}

interface Served {
  readonly address: string;
  close(): Promise<void>;
}

export async function approvalsPageRows({ pageVisits }: Scale): Promise<readonly Row[]> {
  if (chromiumPath === undefined) {
    process.stderr.write('bench: the page of approvals is not measured here: there is no Chromium.\n');
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), 'offswitch-bench-'));
  const ends: (() => Promise<unknown>)[] = [];
  try {
    const [many, few] = await Promise.all([
      served(join(folder, 'many'), MANY),
      served(join(folder, 'few'), FEW),
    ]);
    ends.push(many.close, few.close);
    const browser = await startChromium();
    ends.push(() => browser.close());
    const least = { many: { paint: Infinity, row: Infinity }, few: { paint: Infinity, row: Infinity } };
    await visited(browser, few.address);
    for (let visit = 0; visit < pageVisits; visit += 1) {
      least.few = earlier(least.few, await visited(browser, few.address));
      least.many = earlier(least.many, await visited(browser, many.address));
    }
    const row = (what: string, time: keyof Times): Row => ({
      what: `${what} of the page of approvals, ${MANY} open requests`,
      unit: 'ms',
      measured: least.many[time],
      budget: BUDGET_MS,
      floor: least.few[time],
      floorIs: `the same page with ${FEW} requests`,
      allowedRatio: 3,
    });
    return [row('first paint', 'paint'), row('first request that can be opened', 'row')];
  } finally {
    for (const end of ends.toReversed()) await end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function earlier(one: Times, other: Times): Times {
  return { paint: Math.min(one.paint, other.paint), row: Math.min(one.row, other.row) };
}

/** A guard in a process of its own, and the page before it. */
async function served(folder: string, requests: number): Promise<Served> {
  mkdirSync(folder);
  const program = fileURLToPath(new URL('./approvals-guard.ts', import.meta.url));
  const guard = spawn(process.execPath, ['--no-warnings', program, folder, String(requests)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(guard, 'exit');
  await Promise.race([
    once(guard.stdout, 'data'),
    ended.then(() => Promise.reject(new Error('the guard ended'))),
  ]);
  const api = approvalsApi(viewOf(join(folder, 'state/control.sock')), KEY);
  const page = await startPage({ port: 0, application: loadApplication(application), api: api.routes });
  return {
    address: page.origin,
    async close() {
      api.close();
      await page.close();
      guard.stdin.end();
      await ended;
    },
  };
}

/** A browser that has the key and nothing else: no cache, no earlier visit. */
async function visited(browser: Browser, address: string): Promise<Times> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${address}/#key=${KEY}`);
    const { paint, row } = await page.evaluate<Partial<Times>>(`new Promise((resolve) => {
      const look = () => {
        const [paint] = performance.getEntriesByName('first-contentful-paint');
        if (document.querySelector('.card a') === null || paint === undefined) return void setTimeout(look, 1);
        resolve({ paint: paint.startTime, row: performance.now() });
      };
      look();
    })`);
    return { paint: paint ?? Number.NaN, row: row ?? Number.NaN };
  } finally {
    await context.close();
  }
}
