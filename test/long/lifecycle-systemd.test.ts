/** The driver of systemd on a systemd of its own: real units, real processes, its real bus. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DriverBed, describeDriver } from '../../src/contain/lifecycle/drivers/driver.conformance.ts';
import { systemdDriver } from '../../src/contain/lifecycle/drivers/systemd.ts';
import { testFolder } from '../support/folder.ts';
import { processState } from '../support/processes.ts';
import { type OwnSystemd, openSystemd, systemdMissing } from '../support/systemd.ts';

const folder = testFolder();
const SYSTEMD = 'org.freedesktop.systemd1';
const MANAGER = [SYSTEMD, '/org/freedesktop/systemd1', `${SYSTEMD}.Manager`];
const before = { ...process.env };
const settings = { kind: 'systemd', bus: 'user' } as const;

const missing = systemdMissing();
if (missing !== undefined)
  test.skip(`systemd: NOT TESTED HERE: ${missing}`, () => {
    expect.unreachable();
  });
else {
  let systemd: OwnSystemd;
  beforeAll(async () => {
    systemd = await openSystemd(folder.path);
    Object.assign(process.env, systemd.environment);
  });
  afterAll(async () => {
    for (const name of Object.keys(systemd.environment)) delete process.env[name];
    Object.assign(process.env, before);
    await systemd.close();
  });

  const service = (program: string) =>
    `[Unit]\nStartLimitIntervalSec=0\n[Service]\nExecStart=${program} 1000\nRestart=always\nKillSignal=SIGCONT\nTimeoutStopSec=600\n`;
  /** Of all units whose names begin so. */
  const pids = async (prefix: string): Promise<readonly number[]> => {
    const listed = await systemd.busctl(
      '--json=short',
      'call',
      ...MANAGER,
      'ListUnitsByPatterns',
      'asas',
      '0',
      '1',
      `${prefix}*`,
    );
    const rows: readonly (readonly string[])[] = JSON.parse(listed).data[0];
    const found = await Promise.all(
      rows.map(async ([name = '']) => {
        const of = await systemd
          .busctl('--json=short', 'call', ...MANAGER, 'GetUnitProcesses', 's', name)
          .catch(() => '');
        const processes: readonly (readonly [string, number])[] = of === '' ? [] : JSON.parse(of).data[0];
        return processes.map(([, pid]) => pid);
      }),
    );
    return found.flat().filter((pid) => processState(pid) !== undefined);
  };
  const bedOf = (unit: string, prefix: string, copyOf: string): DriverBed => {
    writeFileSync(join(systemd.units, unit), service('/bin/sleep'));
    const around = (name: string) => systemd.busctl('call', ...MANAGER, 'StartUnit', 'ss', name, 'replace');
    return {
      driver: systemdDriver({ ...settings, unit, program: '/bin/sleep' }),
      alive: async () => (await pids(prefix)).length + (await pids(copyOf)).length,
      copy: async () => {
        writeFileSync(join(systemd.units, `${copyOf}.service`), service('/bin/sleep'));
        await systemd.busctl('call', ...MANAGER, 'Reload');
        await around(`${copyOf}.service`);
      },
      startAround: async () => {
        await around(unit.replace('@', '@7'));
      },
      close: async () => undefined,
    };
  };

  describeDriver('systemd, with a template of units', async () =>
    bedOf('vega@.service', 'vega@', 'nightly-backup'),
  );
  describeDriver('systemd, with one unit', async () => bedOf('lyra.service', 'lyra', 'log-rotation'));

  test('a unit that is not there is told', async () => {
    const driver = systemdDriver({ ...settings, unit: 'nobody.service' });
    await expect(driver.scale(1, new AbortController().signal)).rejects.toMatchObject({
      code: 'driver-failed',
      message: expect.stringContaining('nobody.service'),
    });
  });

  test('no bus is told', async () => {
    const address = process.env.DBUS_SESSION_BUS_ADDRESS;
    process.env.DBUS_SESSION_BUS_ADDRESS = `unix:path=${folder.file('no-bus')}`;
    await expect(systemdDriver({ ...settings, unit: 'lyra.service' }).instances()).rejects.toMatchObject({
      code: 'driver-failed',
    });
    process.env.DBUS_SESSION_BUS_ADDRESS = address;
  });
}
