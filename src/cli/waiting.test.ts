import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { beginWait, currentWaits, whileWaiting } from '../kit/waiting.ts';
import { tellWaits } from './waiting.ts';

const written: string[] = [];
const stream = { isTTY: false, write: (text: string) => written.push(text) > 0 };

beforeEach(() => {
  written.length = 0;
  vi.useFakeTimers({ toFake: ['setInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('nothing is said of what takes less than two seconds', () => {
  tellWaits(stream);
  const wait = beginWait('an answer');
  vi.advanceTimersByTime(1900);
  wait.end();
  vi.advanceTimersByTime(10_000);
  expect(written).toEqual([]);
});

test('a wait is said once, again when it changes, and else ever more seldom', () => {
  tellWaits(stream);
  const wait = beginWait('call 1 of 6, an answer from h');
  vi.advanceTimersByTime(2000);
  expect(written).toEqual(['Waiting for 2 s: call 1 of 6, an answer from h\n']);
  wait.turnTo('call 2 of 6, no connection to h\u001b[2J');
  vi.advanceTimersByTime(500);
  expect(written[1]).toMatch(/^Waiting for 2 s: call 2 of 6, no connection to h/);
  expect(written[1]).not.toMatch(/\u001b/);
  vi.advanceTimersByTime(120_000);
  expect(written.length).toBeLessThan(8);
  wait.end();
});

test('waits that are alike are one line', async () => {
  tellWaits(stream);
  const waits = [beginWait('a turn of fn:x'), beginWait('a turn of fn:x'), beginWait('a turn of fn:x')];
  vi.advanceTimersByTime(2500);
  expect(written).toEqual(['Waiting for 2 s: a turn of fn:x, 3 times\n']);
  for (const wait of waits) wait.end();
  await expect(whileWaiting('what fails', Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(currentWaits()).toEqual([]);
});
