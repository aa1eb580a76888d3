/** What every driver promises, tried on a platform that the tests bring. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Driver } from './driver.ts';

/** A platform with one agent, and other eyes on it than the driver's. */
export interface DriverBed {
  readonly driver: Driver;
  /** How many live, seen in another way. */
  alive(): number | Promise<number>;
  /** Whether all that live stand still, seen in another way. */
  areStill?(): boolean | Promise<boolean>;
  /** Somebody starts the agent under another name, around the driver. */
  copy?(): Promise<void>;
  /** Somebody tries to start the agent around the driver, as the platform would. Throws where it cannot be. */
  startAround?(): Promise<void>;
  close(): Promise<void>;
}

const never = new AbortController().signal;

export function describeDriver(name: string, open: () => Promise<DriverBed>): void {
  describe(`the driver ${name}`, () => {
    let bed: DriverBed;
    beforeAll(async () => {
      bed = await open();
    });
    afterAll(() => bed?.close());

    const states = async () => (await bed.driver.instances()).map(({ state }) => state);
    const ends = async (count: number) => {
      await until(`${count} instances`, async () => {
        const seen = await states();
        return seen.length === count && seen.every((state) => state !== 'ending');
      });
      expect(await bed.alive()).toBe(count);
    };

    test('nothing runs at first, and nothing comes of taking it away', async () => {
      expect(await bed.driver.instances()).toEqual([]);
      await bed.driver.scale(0, never);
      expect(await bed.alive()).toBe(0);
    });

    test('as many run as are asked for, asked twice or not', async () => {
      const { driver } = bed;
      await driver.scale(1, never);
      await ends(1);
      if (driver.most > 1) {
        await driver.scale(3, never);
        await driver.scale(3, never);
        await ends(3);
        await driver.scale(2, never);
        await ends(2);
      }
      await driver.scale(0, never);
      await driver.scale(0, never);
      await ends(0);
    });

    test('what is suspended stands still until it is resumed, and ends all the same', async (context) => {
      const { driver, areStill } = bed;
      if (!driver.canSuspend) {
        await expect(driver.suspend()).rejects.toMatchObject({ code: 'driver-failed' });
        return context.skip();
      }
      const count = Math.min(2, driver.most);
      await driver.scale(count, never);
      await ends(count);
      await driver.suspend();
      await driver.suspend();
      await until('it stands still', async () => (await states()).every((state) => state === 'suspended'));
      await until('nothing of it moves', async () => (await areStill?.()) !== false);
      await driver.resume();
      await until('it goes on', async () => (await states()).every((state) => state === 'running'));
      await until('it moves again', async () => (await areStill?.()) !== true);
      await driver.suspend();
      await driver.scale(0, never);
      await ends(0);
    });

    test('a start that is called off starts nothing', async () => {
      await expect(bed.driver.scale(1, AbortSignal.abort())).rejects.toThrow();
      await sleep(100);
      expect(await bed.alive()).toBe(0);
    });

    test('what is removed is gone with its copies, and does not come again', async () => {
      const { driver, copy, startAround } = bed;
      await driver.scale(1, never);
      await ends(1);
      await copy?.();
      expect((await driver.remains()).length).toBeGreaterThanOrEqual(copy === undefined ? 1 : 2);
      await until('nothing is left', async () => {
        await driver.remove();
        return (await driver.remains()).length === 0;
      });
      expect(await bed.alive()).toBe(0);
      await driver.remove();
      await startAround?.().catch(() => undefined);
      await sleep(100);
      expect(startAround === undefined ? 0 : await bed.alive()).toBe(0);
    });
  });
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const late = performance.now() + 60_000;
  while (!(await holds())) {
    if (performance.now() > late) throw new Error(`never: ${what}`);
    await sleep(20);
  }
}
