/** How long a confined program takes to start, and its channel to answer, beside an ordinary child. */
import { bwrap } from '../src/contain/sandbox/bwrap.ts';
import type { SandboxDriver } from '../src/contain/sandbox/driver.ts';
import { plain } from '../src/contain/sandbox/plain.ts';
import { systemMounts } from '../src/contain/sandbox/system.ts';
import type { Row } from './row.ts';
import type { Scale } from './scale.ts';
import { median, timed } from './timing.ts';

export async function sandboxRows({ starts }: Scale): Promise<readonly Row[]> {
  const availability = await bwrap.available();
  if (!availability.available) {
    process.stderr.write(`bench: no sandbox is measured here. ${availability.why}\n`);
    return [];
  }
  const drivers = [plain, bwrap];
  const started = new Map(drivers.map((driver) => [driver, [] as number[]]));
  const answered = new Map(drivers.map((driver) => [driver, [] as number[]]));
  // In turns, so that a busy moment of the machine falls on both.
  for (let round = 0; round < starts; round += 1)
    for (const driver of drivers) {
      started.get(driver)?.push(await timed(() => runToTheEnd(driver)));
      answered.get(driver)?.push(await roundTrip(driver));
    }
  const row = (
    what: string,
    times: ReadonlyMap<SandboxDriver, readonly number[]>,
    allowedRatio: number,
  ): Row => ({
    what: `${what} in bubblewrap`,
    unit: 'ms',
    measured: median(times.get(bwrap) ?? []),
    floor: median(times.get(plain) ?? []),
    floorIs: 'an ordinary child',
    allowedRatio,
  });
  return [
    row('start to end of a program', started, 15),
    row('round trip on the channel of a program', answered, 4),
  ];
}

async function runToTheEnd(driver: SandboxDriver): Promise<void> {
  const confined = await driver.start({ command: '/bin/true', mounts: systemMounts() });
  const { code } = await confined.ended;
  if (code !== 0) throw new Error(`${driver.name}: a program that does nothing ended with code ${code}`);
}

/** Milliseconds of one round trip, the median of many. */
async function roundTrip(driver: SandboxDriver): Promise<number> {
  const confined = await driver.start({
    command: '/bin/sh',
    args: ['-c', 'exec cat <&3 >&3'],
    mounts: systemMounts(),
  });
  const times: number[] = [];
  for (let trip = 0; trip < 200; trip += 1) {
    const from = performance.now();
    const answer = new Promise((resolve) => confined.channel.once('data', resolve));
    confined.channel.write('x');
    await answer;
    times.push(performance.now() - from);
  }
  await confined.kill();
  return median(times);
}
