import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { dockerEngine } from '../../../../test/support/docker-engine.ts';
import { testFolder } from '../../../../test/support/folder.ts';
import { processState } from '../../../../test/support/processes.ts';
import { dockerDriver } from './docker.ts';
import { type DriverBed, describeDriver } from './driver.conformance.ts';

const folder = testFolder();
const settings = {
  kind: 'docker',
  image: 'localhost/agent:1',
  ...{ environment: { MODE: 'desk' }, mounts: [], network: 'none', ownImage: true },
} as const;

describeDriver('docker, on a server that speaks the API', async () => {
  const socket = folder.file('engine.sock');
  const engine = await dockerEngine(
    socket,
    new Map([
      ['localhost/agent:1', null],
      ['localhost/other:1', null],
    ]),
  );
  // A neighbour that nobody asked to end.
  await post(socket, '/containers/create?name=neighbour', { Image: 'localhost/other:1' });
  await post(socket, '/containers/neighbour/start');
  const [neighbour] = engine.pids();
  const own = () => engine.pids().filter((pid) => pid !== neighbour);
  const bed: DriverBed = {
    driver: dockerDriver('nova', { ...settings, socket }),
    alive: () => own().length,
    areStill: () => own().every((pid) => processState(pid) === 'T'),
    copy: async () => {
      const [first] = engine.containers.values();
      const id = [...engine.containers.values()].find((one) => one !== first)?.id;
      await post(socket, `/containers/${id}/rename?name=something-else`);
      await post(socket, `/commit?container=${id}&repo=localhost/innocent:9`);
      await post(socket, '/containers/create?name=quiet', { Image: 'localhost/innocent:9', Labels: {} });
      await post(socket, '/containers/quiet/start');
    },
    close: async () => {
      expect(processState(neighbour ?? 0)).toBe('S');
      await engine.close();
    },
  };
  return bed;
});

test('an engine that is not there, an image that it does not have, and an answer that is none are told', async () => {
  const nowhere = dockerDriver('nova', { ...settings, socket: folder.file('nowhere.sock') });
  await expect(nowhere.instances()).rejects.toMatchObject({
    code: 'driver-failed',
    message: expect.stringContaining('nowhere.sock does not answer'),
  });
  const socket = folder.file('empty.sock');
  const engine = await dockerEngine(socket, new Map());
  const driver = dockerDriver('nova', { ...settings, socket });
  await expect(driver.scale(1, new AbortController().signal)).rejects.toMatchObject({
    code: 'driver-failed',
    message: expect.stringContaining('No such image'),
  });
  expect(engine.containers.size).toBe(0);
  await engine.close();
  rmSync(socket, { force: true });
});

function post(socketPath: string, path: string, body?: unknown): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    const asked = request({
      socketPath,
      path,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    asked.once('error', reject);
    asked.once('response', async (response) => {
      const text = (await response.toArray()).join('');
      if ((response.statusCode ?? 500) >= 300) reject(new Error(text));
      else resolve(text === '' ? {} : JSON.parse(text));
    });
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
